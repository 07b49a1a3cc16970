/* What bulk verification counts with: tables of functions that do many signatures or hashes at once, all with
 * the same results. */
#ifndef ROUGHPROOF_VERIFY_ENGINE_H
#define ROUGHPROOF_VERIFY_ENGINE_H

#include "hash.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A comb: a table by which a point is multiplied with additions alone, for keys that sign again and again and
 * for the base point. */
#define RT_COMB_NUM_DIGITS  43
#define RT_COMB_NUM_ROWS    32
#define RT_COMB_BASE_DIGITS 32
#define RT_COMB_BASE_ROWS   128

/* A point with Z = 1: y + x, y - x, 2dxy, each in limbs of 51 bits (the lowest may have a little more), then
 * one word unused. */
struct rt_comb_row {
    uint64_t limb[16];
};

/* row[i][j] is (j + 1) * 64^i times the point. 176 kB. */
struct rt_comb {
    struct rt_comb_row row[RT_COMB_NUM_DIGITS][RT_COMB_NUM_ROWS];
};

/* row[i][j] is (j + 1) * 256^i times the base point. 524 kB: one for all keys, so it may be larger. */
struct rt_comb_base {
    struct rt_comb_row row[RT_COMB_BASE_DIGITS][RT_COMB_BASE_ROWS];
};

/* A message in parts, to be hashed; zero to five of them. */
struct rt_hash_job {
    enum rt_hash_kind kind;
    struct rt_bytes part[5];
    size_t num_parts;
    struct rt_hash out;
};

struct rt_engine;

/* Portable C, one at a time. */
extern const struct rt_engine rt_engine_scalar;

/* Eight lanes in portable C: slow, for tests of what the next one shares with it. */
extern const struct rt_engine rt_engine_lanes;

/* Eight lanes of AVX-512 IFMA; NULL if this was not built, or the CPU has none. */
const struct rt_engine *rt_engine_ifma(void);

/* Hashes in lanes of AVX2, the rest one at a time; or NULL likewise. */
const struct rt_engine *rt_engine_avx2(void);

/* Two lanes in portable C, for tests likewise. */
extern const struct rt_engine rt_engine_pairs;

/* Two lanes of WebAssembly's SIMD128; or NULL. */
const struct rt_engine *rt_engine_simd128(void);

/* The fastest of them for this CPU. */
const struct rt_engine *rt_engine_best(void);

/* "scalar", "lanes", "avx512ifma", "avx2", "pairs", "simd128". */
const char *rt_engine_name(const struct rt_engine *engine);

/* Hashes any number of messages. */
void rt_engine_hash(const struct rt_engine *engine, struct rt_hash_job *const *jobs, size_t num);

#ifdef __cplusplus
}
#endif

#endif
