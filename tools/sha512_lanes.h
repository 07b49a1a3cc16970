/* Many short messages at once, in the lanes of the best engine there is: what a server spends its time on. */
#ifndef ROUGHPROOF_TOOLS_SHA512_LANES_H
#define ROUGHPROOF_TOOLS_SHA512_LANES_H

#include "verify/hash.h"

/* The message is the byte `prefix` and then `data`. */
struct sha512_job {
    uint8_t prefix;
    struct rt_bytes data;
    uint8_t *out; /* rt_hash_len(kind) bytes; may lie in the data of this job, not in that of another */
};

void sha512_many(enum rt_hash_kind kind, const struct sha512_job *jobs, size_t num);

#endif
