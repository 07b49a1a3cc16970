/* The hash inside an Ed25519 signature, for the strict verifier and the lenient ones alike. */
#ifndef ROUGHPROOF_VERIFY_ED25519_CHALLENGE_H
#define ROUGHPROOF_VERIFY_ED25519_CHALLENGE_H

#include "ed25519.h"
#include "sc25519.h"

/* k of RFC 8032 5.1.7 step 2: the hash of R, the key and the message, modulo L. R and the key as their bytes
 * are, canonical or not. */
void rt_ed25519_challenge(struct rt_sc *out, const struct rt_signature *signature, const struct rt_key *key,
                          struct rt_bytes context, struct rt_bytes value);

#endif
