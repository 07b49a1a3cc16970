/* The command line of roughproof mkreq. */
#ifndef ROUGHPROOF_TOOLS_MKREQ_OPTIONS_H
#define ROUGHPROOF_TOOLS_MKREQ_OPTIONS_H

#include "tools/exit.h"
#include "tools/request_show.h"

/* Bytes that were given as text; none if the option was not. */
struct mkreq_value {
    uint8_t b[256];
    size_t len;
};

struct mkreq_options {
    struct rt_offer offer;
    struct mkreq_value nonce, seed, rand, key; /* one of nonce, seed and rand at most */
    const char *after;                         /* a path, or NULL */
    size_t size;
    uint64_t mistakes;
    bool list_mistakes;
    enum request_format format;
    unsigned long count;
};

#define MKREQ_COUNT_MAX 10000

/* False when there is nothing more to do: `status` says why, and so has standard error if it was a mistake.
 * What the options say of each other is checked, but not what request_check says. */
RT_MUST_CHECK bool mkreq_options_take(struct mkreq_options *out, enum exit_status *status, int argc,
                                      char **argv);

#endif
