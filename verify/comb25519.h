/* Combs: scalars as 43 digits of six bits each, signed, -32 to 31. */
#ifndef ROUGHPROOF_VERIFY_COMB25519_H
#define ROUGHPROOF_VERIFY_COMB25519_H

#include "engine.h"
#include "ge25519.h"
#include "prefetch.h"

/* The neutral element as a row. */
extern const struct rt_comb_row rt_comb_neutral;

/* Fills the table for a point whose Z is 1. */
void rt_comb_build(struct rt_comb *out, const struct rt_ge *point);

/* scalar = sum of digit[i] * 64^i, for scalars below 2^253. */
struct rt_comb_digits {
    int8_t digit[RT_COMB_NUM_DIGITS];
};

void rt_comb_split(struct rt_comb_digits *out, const struct rt_sc *scalar);

/* The row of digit i, whose sign is for the caller to see to. */
static inline const struct rt_comb_row *rt_comb_row(const struct rt_comb *comb,
                                                    const struct rt_comb_digits *digits, int i)
{
    const int digit = digits->digit[i];
    return digit == 0 ? &rt_comb_neutral : &comb->row[i][(digit > 0 ? digit : -digit) - 1];
}

/* Hints that the row of digit i, if there is such a digit, will be read. */
RT_FE_INLINE void rt_comb_fetch(const struct rt_comb *comb, const struct rt_comb_digits *digits, int i)
{
    if (i < RT_COMB_NUM_DIGITS) {
        rt_prefetch((const uint8_t *)rt_comb_row(comb, digits, i)->limb, 15 * sizeof(uint64_t));
    }
}

/* sum += or -= scalar * point, by its comb. */
void rt_comb_add(struct rt_ge *sum, const struct rt_comb *comb, const struct rt_sc *scalar, bool negated);

#endif
