/* The options of roughproof query. */
#ifndef ROUGHPROOF_TOOLS_QUERY_OPTIONS_H
#define ROUGHPROOF_TOOLS_QUERY_OPTIONS_H

#include "parser/request_encode.h"
#include "tools/verify_options.h"

enum query_transport { QUERY_BOTH, QUERY_UDP, QUERY_TCP };

struct query_options {
    struct verify_options
        trust;          /* keys, lists, their periods and grace, the policy; `json` and `color` too */
    struct words names; /* --name */
    char *host;         /* or NULL */
    bool all, probe, blind, no_save;
    enum query_transport transport;
    struct rt_offer offer; /* of --version; offers nothing without */
    uint64_t timeout_micros, max_rtt_micros;
    uint32_t retries;
    uint32_t backoff_millis; /* the base, in thousandths */
    char *save, *document, *proof;
    bool seeded;
    uint8_t seed[256];
    size_t seed_len;
};

/* False when there is nothing to do: `status` says why. Words point into `argv`. Free in any case. */
RT_MUST_CHECK bool query_options_take(struct query_options *out, enum exit_status *status, int argc,
                                      char **argv);

void query_options_free(struct query_options *options);

#endif
