/* The server's counters for node_exporter's textfile collector. */
#ifndef ROUGHPROOF_TOOLS_SERVE_METRICS_H
#define ROUGHPROOF_TOOLS_SERVE_METRICS_H

#include "tools/serve.h"

/* What the metrics say beside the counters. */
struct serve_state {
    enum clock_state clock;
    uint64_t radius_micros;
    uint64_t expiry_micros; /* of the first delegation that ends */
};

/* Whether it can be written: its folder lets us, and nothing but a file would be replaced, a device for
 * example. False, with errno. */
RT_MUST_CHECK bool metrics_possible(const char *path);

/* Writes the file anew, whole or not at all: a temporary name beside it, then rename. False, with errno. */
RT_MUST_CHECK bool metrics_write(const char *path, const struct serve *serve,
                                 const struct serve_state *state);

#endif
