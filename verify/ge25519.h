/* Points of edwards25519 (RFC 8032 5.1): -x^2 + y^2 = 1 + d x^2 y^2 modulo p, for verification. Variable
 * time. The addition formulas used are complete: they need no exception for any pair of points on the
 * curve. */
#ifndef ROUGHPROOF_VERIFY_GE25519_H
#define ROUGHPROOF_VERIFY_GE25519_H

#include "fe25519.h"
#include "sc25519.h"

#include <stddef.h>

/* Extended coordinates: x = X/Z, y = Y/Z, XY = ZT. Every coordinate is reduced (fe25519.h). */
struct rt_ge {
    struct rt_fe x, y, z, t;
};

/* A point with Z = 1, prepared for being added: y + x, y - x, 2dxy. */
struct rt_ge_affine {
    struct rt_fe sum, difference, t2d;
};

/* Entries of each table below. -DRT_GE25519_SMALL makes do with an eighth of their 15 kB, and verification a
 * twentieth slower: for modules that are sent over networks. */
#ifdef RT_GE25519_SMALL
#define RT_GE_NUM_ODD 8
#else
#define RT_GE_NUM_ODD 64
#endif

/* rt_ge_base[0][i] is the multiple 2i + 1 of the base point B, rt_ge_base[1][i] that of 2^128 B. Written by
 * tests/gen/ge25519_table.py, recomputed by tests/ge25519_test.c. */
extern const struct rt_ge_affine rt_ge_base[2][RT_GE_NUM_ODD];

/* -DRT_GE25519_FILLED, beside -DRT_GE25519_SMALL, needs no such tables: this computes what stands for them,
 * once, before anything is verified, into memory that must be writable; verification is then a hundredth
 * slower. For modules that one thread runs. Without it there is nothing to do. */
#ifdef RT_GE25519_FILLED
void rt_ge_base_fill(void);
#else
static inline void rt_ge_base_fill(void)
{
}
#endif

/* Decodes two points (RFC 8032 5.1.3): on_curve[i] tells whether bytes[i] is one; out[i] is unspecified
 * if not. As libsodium, not as the RFC, it takes y of 2^255-19 and above and a sign bit without an x:
 * ask rt_fe_bytes_canonical and rt_ge_bytes_small_order, which between them know every such encoding. */
void rt_ge_decode_pair(struct rt_ge out[2], bool on_curve[2], const uint8_t *const bytes[2]);

/* The y of one of the eight points of small order, canonical or not, with either sign bit. */
bool rt_ge_bytes_small_order(const uint8_t bytes[32]);

/* A point to be multiplied by any number below 2^256, perhaps negated. */
struct rt_ge_term {
    struct rt_ge point;
    struct rt_sc scalar;
    bool negated;
};

/* base_scalar * B + both terms. Takes about one doubling a bit of the longest term scalar, or of the
 * longer half of base_scalar, and an addition every six bits of a term (nine of base_scalar). Stack:
 * about 6 kB. */
void rt_ge_combine(struct rt_ge *out, const struct rt_sc *base_scalar, const struct rt_ge_term terms[2]);

/* Gives all points a Z of 1 by one inversion. No Z may be 0, which that of a point never is. */
void rt_ge_normalise(struct rt_ge *points, size_t num);

/* Writes the encoding of a point whose Z is 1 (RFC 8032 5.1.2). */
void rt_ge_encode(uint8_t out[32], const struct rt_ge *p);

void rt_ge_neutral(struct rt_ge *out);

/* The neutral element, (0, 1). */
bool rt_ge_is_neutral(const struct rt_ge *p);

#endif
