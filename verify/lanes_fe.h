/* Eight elements modulo p = 2^255 - 19 at once, as five limbs of 51 bits, for multiplications of 52 by 52
 * bits. Only for lanes_*.c.
 *
 * One rule: every element is *tight*, its limbs below 2^51 + 2^14, before and after every operation. A sum of
 * two would be too long for a multiplication by a hair, so sums are carried at once; what is summed up in
 * between is called loose, and has limbs below 2^61. */
#ifndef ROUGHPROOF_VERIFY_LANES_FE_H
#define ROUGHPROOF_VERIFY_LANES_FE_H

#include "lanes.h"

struct fe8 {
    rt_lanes v[5];
};

#define FE8_MASK (((uint64_t)1 << 51) - 1)

RT_LANES_INLINE void fe8_all(struct fe8 *out, const uint64_t limbs[5])
{
    for (int i = 0; i < 5; i++) {
        out->v[i] = lanes_all(limbs[i]);
    }
}

RT_LANES_INLINE void fe8_small(struct fe8 *out, uint64_t n)
{
    const uint64_t limbs[5] = {n, 0, 0, 0, 0};
    fe8_all(out, limbs);
}

/* Loose to tight. Carries out of limbs below 2^61 are below 2^10, and 19 of them below 2^14.3; those of sums
 * and differences are below 2^3. */
RT_LANES_INLINE void fe8_carry(struct fe8 *out, const struct fe8 *loose)
{
    const rt_lanes mask = lanes_all(FE8_MASK);
    rt_lanes carry[5];
    for (int i = 0; i < 5; i++) {
        carry[i] = lanes_shr(loose->v[i], 51);
        out->v[i] = lanes_and(loose->v[i], mask);
    }
    for (int i = 1; i < 5; i++) {
        out->v[i] = lanes_add(out->v[i], carry[i - 1]);
    }
    out->v[0] = lanes_add_low52(out->v[0], carry[4], lanes_all(19));
}

RT_LANES_INLINE void fe8_add_loose(struct fe8 *out, const struct fe8 *f, const struct fe8 *g)
{
    for (int i = 0; i < 5; i++) {
        out->v[i] = lanes_add(f->v[i], g->v[i]);
    }
}

/* f - g + 2p: the limbs of 2p are at least 2^52 - 38, above those of a tight g. */
RT_LANES_INLINE void fe8_sub_loose(struct fe8 *out, const struct fe8 *f, const struct fe8 *g)
{
    const rt_lanes lowest = lanes_all(2 * FE8_MASK - 36), other = lanes_all(2 * FE8_MASK);
    for (int i = 0; i < 5; i++) {
        out->v[i] = lanes_add(f->v[i], lanes_sub(i == 0 ? lowest : other, g->v[i]));
    }
}

RT_LANES_INLINE void fe8_add(struct fe8 *out, const struct fe8 *f, const struct fe8 *g)
{
    struct fe8 sum;
    fe8_add_loose(&sum, f, g);
    fe8_carry(out, &sum);
}

RT_LANES_INLINE void fe8_sub(struct fe8 *out, const struct fe8 *f, const struct fe8 *g)
{
    struct fe8 difference;
    fe8_sub_loose(&difference, f, g);
    fe8_carry(out, &difference);
}

/* The columns of a product: low and high halves of what lies at 2^(51 i). */
struct fe8_columns {
    rt_lanes low[9], high[9];
};

/* A high half weighs 2^52, twice the next column's unit. A column has at most five products, so at most
 * 5 * 2^52 + 2 * 5 * 2^52 = 15 * 2^52; the upper ones come back 19 times: (1 + 19) * 15 * 2^52 < 2^61. */
RT_LANES_INLINE void fe8_fold(struct fe8 *out, const struct fe8_columns *c)
{
    struct fe8 sum, upper;
    for (int i = 0; i < 5; i++) {
        sum.v[i] = i == 0 ? c->low[0] : lanes_add(c->low[i], lanes_shl(c->high[i - 1], 1));
        upper.v[i] =
            i == 4 ? lanes_shl(c->high[8], 1) : lanes_add(c->low[i + 5], lanes_shl(c->high[i + 4], 1));
        sum.v[i] = lanes_add(sum.v[i], lanes_mul(upper.v[i], lanes_all(19)));
    }
    fe8_carry(out, &sum);
}

RT_LANES_INLINE void fe8_columns_add(struct fe8_columns *c, int column, rt_lanes f, rt_lanes g)
{
    c->low[column] = lanes_add_low52(c->low[column], f, g);
    c->high[column] = lanes_add_high52(c->high[column], f, g);
}

RT_LANES_INLINE void fe8_columns_clear(struct fe8_columns *c)
{
    for (int i = 0; i < 9; i++) {
        c->low[i] = c->high[i] = lanes_all(0);
    }
}

RT_LANES_INLINE void fe8_mul(struct fe8 *out, const struct fe8 *f, const struct fe8 *g)
{
    struct fe8_columns c;
    fe8_columns_clear(&c);
    for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
            fe8_columns_add(&c, i + j, f->v[i], g->v[j]);
        }
    }
    fe8_fold(out, &c);
}

/* The products that come twice are summed once and doubled, so the columns are bounded as those of mul. */
RT_LANES_INLINE void fe8_sq(struct fe8 *out, const struct fe8 *f)
{
    struct fe8_columns c;
    fe8_columns_clear(&c);
    for (int i = 0; i < 5; i++) {
        for (int j = i + 1; j < 5; j++) {
            fe8_columns_add(&c, i + j, f->v[i], f->v[j]);
        }
    }
    for (int i = 1; i < 8; i++) {
        c.low[i] = lanes_shl(c.low[i], 1);
        c.high[i] = lanes_shl(c.high[i], 1);
    }
    for (int i = 0; i < 5; i++) {
        fe8_columns_add(&c, 2 * i, f->v[i], f->v[i]);
    }
    fe8_fold(out, &c);
}

RT_LANES_INLINE void fe8_select(struct fe8 *out, rt_lane_mask mask, const struct fe8 *f, const struct fe8 *g)
{
    for (int i = 0; i < 5; i++) {
        out->v[i] = lanes_select(mask, f->v[i], g->v[i]);
    }
}

/* Adds `carry` to the limbs, which become below 2^51, and returns what overflows 2^255. */
static inline rt_lanes fe8_ripple(struct fe8 *f, rt_lanes carry)
{
    for (int i = 0; i < 5; i++) {
        rt_lanes limb = lanes_add(f->v[i], carry);
        f->v[i] = lanes_and(limb, lanes_all(FE8_MASK));
        carry = lanes_shr(limb, 51);
    }
    return carry;
}

/* The limbs of the value below p. After a first pass the value is below 2^255 + 19; adding 19 to that
 * overflows 2^255 exactly if it is p or more, and then the low bits of value + 19 are value - p. */
static inline void fe8_canonical(struct fe8 *out, const struct fe8 *f)
{
    struct fe8 probe;
    rt_lanes over;
    *out = *f;
    over = fe8_ripple(out, lanes_all(0));
    out->v[0] = lanes_add(out->v[0], lanes_mul(over, lanes_all(19)));
    probe = *out;
    over = fe8_ripple(&probe, lanes_all(19));
    (void)fe8_ripple(out, lanes_mul(over, lanes_all(19)));
}

/* Which lanes hold zero. */
static inline rt_lane_mask fe8_is_zero(const struct fe8 *f)
{
    struct fe8 c;
    fe8_canonical(&c, f);
    rt_lanes any = lanes_or(lanes_or(c.v[0], c.v[1]), lanes_or(lanes_or(c.v[2], c.v[3]), c.v[4]));
    return lanes_equal(any, lanes_all(0));
}

/* Which lanes hold an odd number. */
static inline rt_lane_mask fe8_is_odd(const struct fe8 *f)
{
    struct fe8 c;
    fe8_canonical(&c, f);
    return lanes_equal(lanes_and(c.v[0], lanes_all(1)), lanes_all(1));
}

/* f to the power 2^times. */
static inline void fe8_sq_many(struct fe8 *out, const struct fe8 *f, int times)
{
    struct fe8 power = *f;
    for (int i = 0; i < times; i++) {
        fe8_sq(&power, &power);
    }
    *out = power;
}

/* f to the powers 2^250 - 1 and 11. */
static inline void fe8_pow_250(struct fe8 *out, struct fe8 *eleven, const struct fe8 *f)
{
    /* The number of ones that the exponent has so far, and how many of those are behind the doubled part. */
    static const uint8_t steps[][2] = {{5, 0}, {10, 1}, {20, 2}, {10, 1}, {50, 4}, {100, 5}, {50, 4}};
    struct fe8 ones[7], a;
    fe8_sq(&a, f);
    fe8_sq_many(out, &a, 2);
    fe8_mul(out, out, f);
    fe8_mul(eleven, out, &a);
    fe8_sq(&a, eleven);
    fe8_mul(&ones[0], &a, out); /* 2^5 - 1 */
    for (int i = 0; i < 7; i++) {
        fe8_sq_many(&a, &ones[i], steps[i][0]);
        fe8_mul(i < 6 ? &ones[i + 1] : out, &a, &ones[steps[i][1]]);
    }
}

/* f to the power (p - 5) / 8 = 2^252 - 3. */
static inline void fe8_pow_p58(struct fe8 *out, const struct fe8 *f)
{
    struct fe8 power, eleven;
    fe8_pow_250(&power, &eleven, f);
    fe8_sq_many(&power, &power, 2);
    fe8_mul(out, &power, f);
}

/* 1 / f, that is f to the power p - 2 = 2^255 - 21; 0 for 0. */
static inline void fe8_invert(struct fe8 *out, const struct fe8 *f)
{
    struct fe8 power, eleven;
    fe8_pow_250(&power, &eleven, f);
    fe8_sq_many(&power, &power, 5);
    fe8_mul(out, &power, &eleven);
}

#endif
