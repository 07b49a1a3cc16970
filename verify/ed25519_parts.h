/* The steps of an Ed25519 verification, for the strict verifier, the lenient ones and the bulk ones alike. */
#ifndef ROUGHPROOF_VERIFY_ED25519_PARTS_H
#define ROUGHPROOF_VERIFY_ED25519_PARTS_H

#include "ed25519.h"
#include "sc25519.h"

/* What can be said of the bytes alone: VALID if they pass, and then S is in `s`. */
enum rt_ed25519_result rt_ed25519_screen(struct rt_sc *s, const struct rt_signature *signature,
                                         const struct rt_key *key);

/* k of RFC 8032 5.1.7 step 2: the hash of R, the key and the message, modulo L. R and the key as their bytes
 * are, canonical or not. */
void rt_ed25519_challenge(struct rt_sc *out, const struct rt_signature *signature, const struct rt_key *key,
                          struct rt_bytes context, struct rt_bytes value);

/* Whether r is the encoding of [s]B - [k]A, for what passed the screen: VALID, KEY_NOT_A_POINT or MISMATCH.
 */
enum rt_ed25519_result rt_ed25519_solve(const uint8_t r[32], const struct rt_sc *s, const uint8_t key[32],
                                        const struct rt_sc *k);

#endif
