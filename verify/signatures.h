/* Many Ed25519 signatures at once, each with the result that rt_ed25519_verify gives: no combination of
 * signatures is ever checked in their stead, for the accused signs them all. */
#ifndef ROUGHPROOF_VERIFY_SIGNATURES_H
#define ROUGHPROOF_VERIFY_SIGNATURES_H

#include "ed25519.h"
#include "engine.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rt_signature_task {
    struct rt_signature signature;
    struct rt_key key;
    struct rt_bytes context, value; /* the message is one after the other */
    const struct rt_comb *comb;     /* of the key, or NULL */
    enum rt_ed25519_result result;  /* out */
};

/* In the order given, by 64, so put those of one comb next to each other. `base` is the comb of the base
 * point (rt_comb_build_base). Up to 60 kB of stack. */
void rt_signatures_verify(struct rt_signature_task *const *tasks, size_t num, const struct rt_engine *engine,
                          const struct rt_comb_base *base);

/* Builds the comb of the base point B. */
void rt_comb_build_base(struct rt_comb_base *out);

/* Builds the comb of a key; any engine's will do for every other. False if no signature by that key is ever
 * valid: then there is none. */
RT_MUST_CHECK bool rt_comb_build_key(struct rt_comb *out, const struct rt_engine *engine,
                                     const struct rt_key *key);

#ifdef __cplusplus
}
#endif

#endif
