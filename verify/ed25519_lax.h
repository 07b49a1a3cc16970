/* What other verifiers say of a signature that ed25519.h refuses. An honest signer never makes one on which
 * they differ, so this only ever explains, and never accepts. docs/ed25519.md has the table. */
#ifndef ROUGHPROOF_VERIFY_ED25519_LAX_H
#define ROUGHPROOF_VERIFY_ED25519_LAX_H

#include "ed25519.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Verifiers by what they accept, as masks; the implementations are those that ed25519-speccheck tried in
 * 2021. All take keys and R of small order, keys that are not canonical, and k from the bytes as they are. */
enum rt_ed25519_family {
    /* [S]B = R + [k]A, S below L, the bytes of R those of the sum: OpenSSL, BoringSSL, Go, dalek's verify. */
    RT_ED25519_PLAIN = 1,
    /* The same, but S only below 2^253: ref10, ed25519-donna. */
    RT_ED25519_LONG_S = 2,
    /* The same, but any S: TweetNaCl, python-ed25519. */
    RT_ED25519_ANY_S = 4,
    /* [8][S]B = [8]R + [8][k]A, S below L, R in any encoding (ZIP 215): ed25519-zebra. */
    RT_ED25519_COFACTORED = 8,
};

/* The families that accept the signature; 0 if none does. Slower than rt_ed25519_verify. */
uint32_t rt_ed25519_families(const struct rt_signature *signature, const struct rt_key *key,
                             struct rt_bytes context, struct rt_bytes value);

#ifdef __cplusplus
}
#endif

#endif
