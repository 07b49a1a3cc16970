/* rt_verify in two steps, for those who count signatures and hashes elsewhere in between. */
#ifndef ROUGHPROOF_VERIFY_VERIFY_PARTS_H
#define ROUGHPROOF_VERIFY_VERIFY_PARTS_H

#include "response.h"

/* What is known of an exchange beforehand; zeroed: nothing. Each as the check would find it with the
 * contexts, hashes and order of the response's own version. */
struct rt_known {
    enum rt_ed25519_result delegation, signature; /* or RT_ED25519_UNVERIFIED */
    struct rt_hash root;       /* by the leaf, PATH and INDX, hash first; length 0: not known */
    const struct rt_hash *srv; /* of the question's key, or NULL: not known */
};

/* The first checks, those of structure, version, nonce and radius. False if the response could not be read.
 */
RT_MUST_CHECK bool rt_verify_open(struct rt_verdict *out, const struct rt_question *question,
                                  const struct rt_policy *policy);

/* The others, and the verdict. `readable` is what rt_verify_open returned. */
void rt_verify_close(struct rt_verdict *v, const struct rt_question *question, const struct rt_policy *policy,
                     const struct rt_known *known, bool readable);

/* What is hashed into the leaf; empty if that is not known. */
struct rt_bytes rt_verify_leaf(const struct rt_verdict *v);

/* The errors of a signature, placed at it (checks.c). */
RT_MUST_CHECK bool rt_check_result(struct rt_error *err, enum rt_ed25519_result result,
                                   const struct rt_bytes *sig, enum rt_place place);

#endif
