/* A comb: a table by which a point is multiplied with additions alone, for keys that sign again and again and
 * for the base point. 43 digits of six bits each, signed: -32 to 31. */
#ifndef ROUGHPROOF_VERIFY_COMB25519_H
#define ROUGHPROOF_VERIFY_COMB25519_H

#include "ge25519.h"

#define RT_COMB_NUM_DIGITS 43
#define RT_COMB_NUM_ROWS   32

/* A point with Z = 1: y + x, y - x, 2dxy, each in limbs of 51 bits (the lowest may have a little more), then
 * one word unused. */
struct rt_comb_row {
    uint64_t limb[16];
};

/* row[i][j] is (j + 1) * 64^i times the point. 176 kB. */
struct rt_comb {
    struct rt_comb_row row[RT_COMB_NUM_DIGITS][RT_COMB_NUM_ROWS];
};

/* The neutral element as a row. */
extern const struct rt_comb_row rt_comb_neutral;

/* Fills the table for a point whose Z is 1. */
void rt_comb_build(struct rt_comb *out, const struct rt_ge *point);

/* Fills it for the base point B. */
void rt_comb_build_base(struct rt_comb *out);

/* scalar = sum of digit[i] * 64^i, for scalars below 2^253. */
struct rt_comb_digits {
    int8_t digit[RT_COMB_NUM_DIGITS];
};

void rt_comb_split(struct rt_comb_digits *out, const struct rt_sc *scalar);

/* sum += or -= scalar * point, by its comb. */
void rt_comb_add(struct rt_ge *sum, const struct rt_comb *comb, const struct rt_sc *scalar, bool negated);

#endif
