/* A nonce that proves what came before it. */
#ifndef ROUGHPROOF_VERIFY_NONCE_H
#define ROUGHPROOF_VERIFY_NONCE_H

#include "hash.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The bytes of rand, or blind, that the version's chains take: 32 or 64. */
size_t rt_nonce_rand_len(const struct rt_version *version);

/* The nonce of a request of `version` that follows `response`, a whole packet as received (RFC 10049 8.2),
 * in version->nonce_len bytes. False, `out` empty, unless `rand` has the version's length.
 * Drafts 02 to 07 contradict themselves or name no formula: they get that of Google's protocol. */
RT_MUST_CHECK bool rt_nonce_chain(struct rt_hash *out, const struct rt_version *version,
                                  struct rt_bytes response, struct rt_bytes rand);

#ifdef __cplusplus
}
#endif

#endif
