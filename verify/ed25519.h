/* Ed25519 verification (RFC 8032 5.1.7), strict: accepted is what libsodium 1.0.18 accepts, bit for bit,
 * because that lies within what every mainstream verifier accepts. The signer may be the accused: a
 * signature that one verifier takes and another refuses would let it deny. docs/ed25519.md has the
 * reasons and the evidence.
 *
 * All of this is public data, so time and branches depend on it. There is no signing here. */
#ifndef ROUGHPROOF_VERIFY_ED25519_H
#define ROUGHPROOF_VERIFY_ED25519_H

#include "../parser/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rt_key {
    uint8_t b[32];
};

/* R, then S. */
struct rt_signature {
    uint8_t b[64];
};

/* Checked in this order; the first that applies is returned. */
enum rt_ed25519_result {
    RT_ED25519_UNVERIFIED = 0, /* what a zeroed verdict says; never returned */
    RT_ED25519_VALID,
    RT_ED25519_S_NOT_BELOW_L,   /* S is not below the group order (RFC 8032 5.1.7 step 1) */
    RT_ED25519_R_SMALL_ORDER,   /* R's y is that of a point of order 1, 2, 4 or 8 */
    RT_ED25519_KEY_NOT_REDUCED, /* the key's y is not below 2^255-19 (5.1.3 step 1) */
    RT_ED25519_KEY_SMALL_ORDER, /* the key's y is that of a point of order 1, 2, 4 or 8: it signs anything */
    RT_ED25519_KEY_NOT_A_POINT, /* no point of the curve has the key's y (5.1.3 step 3) */
    RT_ED25519_MISMATCH /* the bytes of R are not those of [S]B - [k]A (5.1.7 step 3): forged or changed */
};

/* Verifies `signature` by `key` of the message that is `context` followed by `value`. No copy of either
 * is made. Uses about 8 kB of stack, whatever the message. */
RT_MUST_CHECK enum rt_ed25519_result rt_ed25519_verify(const struct rt_signature *signature,
                                                       const struct rt_key *key, struct rt_bytes context,
                                                       struct rt_bytes value);

#ifdef __cplusplus
}
#endif

#endif
