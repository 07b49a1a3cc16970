/* SHA-512 of many short messages at once, in the lanes of vectors: what a server spends its time on. The same
 * hashes as those of verify/hash.h, several times as many a second where the processor has AVX2 or AVX-512.
 */
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

/* The same with lanes of so many bits, for tests: 512, 256 or 0 for none. False if this machine lacks them.
 */
RT_MUST_CHECK bool sha512_many_with(unsigned bits, enum rt_hash_kind kind, const struct sha512_job *jobs,
                                    size_t num);

#endif
