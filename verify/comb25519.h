/* Combs: scalars as signed digits of six bits each, -32 to 31, for keys, and of eight for the base point. */
#ifndef ROUGHPROOF_VERIFY_COMB25519_H
#define ROUGHPROOF_VERIFY_COMB25519_H

#include "engine.h"
#include "ge25519.h"
#include "prefetch.h"

/* The neutral element as a row. */
extern const struct rt_comb_row rt_comb_neutral;

/* What a table is like: for each digit 2^(width - 1) rows, one digit behind the other. */
struct rt_comb_shape {
    int width, num_digits;
};

#define RT_COMB_WIDTH      6
#define RT_COMB_BASE_WIDTH 8

static const struct rt_comb_shape rt_comb_key_shape = {RT_COMB_WIDTH, RT_COMB_NUM_DIGITS};
static const struct rt_comb_shape rt_comb_base_shape = {RT_COMB_BASE_WIDTH, RT_COMB_BASE_DIGITS};

/* Fills a key's table for a point whose Z is 1. */
void rt_comb_build(struct rt_comb *out, const struct rt_ge *point);

/* scalar = sum of digit[i] * 2^(width * i), for scalars below 2^253. */
struct rt_comb_digits {
    int8_t digit[RT_COMB_NUM_DIGITS];
};

void rt_comb_split(struct rt_comb_digits *out, const struct rt_sc *scalar, struct rt_comb_shape shape);

/* The row of digit i, whose sign is for the caller to see to. */
static inline const struct rt_comb_row *rt_comb_row(const struct rt_comb_row *rows,
                                                    const struct rt_comb_digits *digits, int i,
                                                    struct rt_comb_shape shape)
{
    const int digit = digits->digit[i];
    return digit == 0 ? &rt_comb_neutral
                      : &rows[((size_t)i << (shape.width - 1)) + (size_t)(digit > 0 ? digit : -digit) - 1];
}

/* Hints that the row of digit i, if there is such a digit, will be read. */
RT_FE_INLINE void rt_comb_fetch(const struct rt_comb_row *rows, const struct rt_comb_digits *digits, int i,
                                struct rt_comb_shape shape)
{
    if (i < shape.num_digits) {
        rt_prefetch((const uint8_t *)rt_comb_row(rows, digits, i, shape)->limb, 15 * sizeof(uint64_t));
    }
}

/* sum += or -= scalar * point, by its table. */
void rt_comb_add(struct rt_ge *sum, const struct rt_comb_row *rows, struct rt_comb_shape shape,
                 const struct rt_sc *scalar, bool negated);

#endif
