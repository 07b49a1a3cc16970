/* What an engine is made of. */
#ifndef ROUGHPROOF_VERIFY_ENGINE_PARTS_H
#define ROUGHPROOF_VERIFY_ENGINE_PARTS_H

#include "comb25519.h"
#include "ed25519.h"

/* What is left of a signature once its bytes have been checked and its message hashed: whether [s]B - [k]A is
 * the point whose encoding is r. */
struct rt_equation {
    struct rt_sc s, k;          /* below L */
    const uint8_t *key;         /* 32 bytes, canonical, not of small order */
    const struct rt_comb *comb; /* of the key, or NULL */
    const uint8_t *r;           /* 32 bytes */
    /* Out: VALID, KEY_NOT_A_POINT or MISMATCH; the second only if there is no comb. */
    enum rt_ed25519_result result;
};

/* The most equations in one call. */
#define RT_EQUATIONS_MAX 64

struct rt_engine {
    char name[16];
    uint32_t comb_after; /* signatures of a key after which a comb pays, as measured */
    /* Equations that all have a comb, and equations that have none; at most RT_EQUATIONS_MAX. */
    void (*keyed)(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base);
    void (*keyless)(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base);
    void (*hash)(struct rt_hash_job *const *jobs, size_t num);
    void (*comb)(struct rt_comb *out, const struct rt_ge *point); /* as rt_comb_build */
};

/* The results, from [s]B - [k]A of equations that have a comb; the points are given a Z of 1. */
void rt_equations_settle(struct rt_equation *const *equations, struct rt_ge *sums, size_t num);

/* Those of the portable engine. */
#define RT_SCALAR_COMB_AFTER 12
void rt_scalar_keyed(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base);
void rt_scalar_keyless(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base);

#endif
