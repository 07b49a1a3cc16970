/* What bulk verification counts with: tables of functions that do many signatures or hashes at once, all with
 * the same results. */
#ifndef ROUGHPROOF_VERIFY_ENGINE_H
#define ROUGHPROOF_VERIFY_ENGINE_H

#include "comb25519.h"
#include "ed25519.h"
#include "hash.h"

#ifdef __cplusplus
extern "C" {
#endif

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

/* A message in parts, to be hashed; zero to five of them. */
struct rt_hash_job {
    enum rt_hash_kind kind;
    struct rt_bytes part[5];
    size_t num_parts;
    struct rt_hash out;
};

struct rt_engine {
    char name[16];
    /* Equations that all have a comb, and equations that have none; at most RT_EQUATIONS_MAX. */
    void (*keyed)(struct rt_equation *const *equations, size_t num, const struct rt_comb *base);
    void (*keyless)(struct rt_equation *const *equations, size_t num, const struct rt_comb *base);
    void (*hash)(struct rt_hash_job *const *jobs, size_t num);
};

/* Portable C, one at a time. */
extern const struct rt_engine rt_engine_scalar;

/* Eight lanes in portable C: slow, for tests of what the next one shares with it. */
extern const struct rt_engine rt_engine_lanes;

/* Eight lanes of AVX-512 IFMA; NULL if this was not built, or the CPU has none. */
const struct rt_engine *rt_engine_ifma(void);

/* The fastest of them for this CPU. */
const struct rt_engine *rt_engine_best(void);

#ifdef __cplusplus
}
#endif

#endif
