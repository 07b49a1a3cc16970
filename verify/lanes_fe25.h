/* Elements modulo p = 2^255 - 19 in lanes, as ten limbs of 26 and 25 bits in turn, for vectors that multiply
 * 32 by 32 bits. Only for lanes_*.c.
 *
 * One *unit*: limbs of at most 1.01 * 2^26 (even) and 1.01 * 2^25 (odd). A product has one unit; a sum has
 * those of its operands; a difference, whose subtrahend must have one unit, has two more than the minuend;
 * what is multiplied has units whose product is at most 16, the second operand at most three. */
#ifndef ROUGHPROOF_VERIFY_LANES_FE25_H
#define ROUGHPROOF_VERIFY_LANES_FE25_H

#include "lanes.h"

#if defined(RT_LANES_SIMD128)

/* A 32-bit word a lane: in the first two of the four that there are, as a multiplication wants them. */
typedef v128_t rt_halves;

RT_LANES_INLINE rt_halves halves_all(uint32_t word)
{
    return wasm_i32x4_splat((int32_t)word);
}

RT_LANES_INLINE rt_halves halves_add(rt_halves a, rt_halves b)
{
    return wasm_i32x4_add(a, b);
}

RT_LANES_INLINE rt_halves halves_sub(rt_halves a, rt_halves b)
{
    return wasm_i32x4_sub(a, b);
}

/* The low 32 bits of the products. */
RT_LANES_INLINE rt_halves halves_mul(rt_halves a, rt_halves b)
{
    return wasm_i32x4_mul(a, b);
}

/* All 64 bits of them. */
RT_LANES_INLINE rt_lanes halves_product(rt_halves a, rt_halves b)
{
    return wasm_u64x2_extmul_low_u32x4(a, b);
}

/* The low 32 bits of 64, and back. */
RT_LANES_INLINE rt_halves halves_of(rt_lanes a)
{
    return wasm_i32x4_shuffle(a, a, 0, 2, 0, 2);
}

RT_LANES_INLINE rt_lanes halves_widen(rt_halves a)
{
    return wasm_u64x2_extend_low_u32x4(a);
}

/* The lanes of `b` where the mask has a bit, those of `a` elsewhere. */
RT_LANES_INLINE rt_halves halves_select(rt_lane_mask mask, rt_halves a, rt_halves b)
{
    const int32_t first = -(int32_t)(mask & 1), second = -(int32_t)(mask >> 1 & 1);
    return wasm_v128_bitselect(b, a, wasm_i32x4_make(first, second, first, second));
}

#else

typedef struct {
    uint32_t w[RT_NUM_LANES];
} rt_halves;

#define RT_HALVES_EACH(expression)                                                                           \
    rt_halves out;                                                                                           \
    for (int i = 0; i < RT_NUM_LANES; i++) {                                                                 \
        out.w[i] = (uint32_t)(expression);                                                                   \
    }                                                                                                        \
    return out

RT_LANES_INLINE rt_halves halves_all(uint32_t word)
{
    RT_HALVES_EACH(word);
}

RT_LANES_INLINE rt_halves halves_add(rt_halves a, rt_halves b)
{
    RT_HALVES_EACH(a.w[i] + b.w[i]);
}

RT_LANES_INLINE rt_halves halves_sub(rt_halves a, rt_halves b)
{
    RT_HALVES_EACH(a.w[i] - b.w[i]);
}

RT_LANES_INLINE rt_halves halves_mul(rt_halves a, rt_halves b)
{
    RT_HALVES_EACH(a.w[i] * b.w[i]);
}

RT_LANES_INLINE rt_lanes halves_product(rt_halves a, rt_halves b)
{
    RT_LANES_EACH((uint64_t)a.w[i] * b.w[i]);
}

RT_LANES_INLINE rt_halves halves_of(rt_lanes a)
{
    RT_HALVES_EACH(a.w[i] & UINT32_MAX);
}

RT_LANES_INLINE rt_lanes halves_widen(rt_halves a)
{
    RT_LANES_EACH(a.w[i]);
}

RT_LANES_INLINE rt_halves halves_select(rt_lane_mask mask, rt_halves a, rt_halves b)
{
    RT_HALVES_EACH(mask >> i & 1 ? b.w[i] : a.w[i]);
}

#endif

/* The value is the sum of v[i] * 2^ceil(25.5 i). */
struct fe25 {
    rt_halves v[10];
};

RT_LANES_INLINE void fe25_small(struct fe25 *out, uint32_t n)
{
    for (int i = 0; i < 10; i++) {
        out->v[i] = halves_all(i == 0 ? n : 0);
    }
}

RT_LANES_INLINE void fe25_add(struct fe25 *out, const struct fe25 *f, const struct fe25 *g)
{
    for (int i = 0; i < 10; i++) {
        out->v[i] = halves_add(f->v[i], g->v[i]);
    }
}

/* f - g + 2p: the limbs of 2p, less than two units, are above those of one. */
RT_LANES_INLINE void fe25_sub(struct fe25 *out, const struct fe25 *f, const struct fe25 *g)
{
    for (int i = 0; i < 10; i++) {
        const uint32_t limb = i == 0 ? 0x7ffffda : i % 2 == 0 ? 0x7fffffe : 0x3fffffe;
        out->v[i] = halves_add(f->v[i], halves_sub(halves_all(limb), g->v[i]));
    }
}

RT_LANES_INLINE void fe25_select(struct fe25 *out, rt_lane_mask mask, const struct fe25 *f,
                                 const struct fe25 *g)
{
    for (int i = 0; i < 10; i++) {
        out->v[i] = halves_select(mask, f->v[i], g->v[i]);
    }
}

/* Moves what exceeds limb i into the next; 19 = 1 + 2 + 16. */
RT_LANES_INLINE void fe25_carry_from(rt_lanes r[10], int i)
{
    const unsigned bits = i % 2 == 0 ? 26 : 25;
    rt_lanes carry = lanes_shr(r[i], bits);
    r[i] = lanes_and(r[i], lanes_all(((uint64_t)1 << bits) - 1));
    if (i == 9) {
        carry = lanes_add(lanes_add(carry, lanes_shl(carry, 1)), lanes_shl(carry, 4));
    }
    r[(i + 1) % 10] = lanes_add(r[(i + 1) % 10], carry);
}

/* Two chains at once, then what they left in 5 and 0. Columns below 2^63 carry less than 2^38.1, and less
 * than 2^42.4 where 19 multiplies: so the last two carries, into 6 and 1, are below 2^13.1 and 2^16.4: one
 * unit. */
RT_LANES_INLINE void fe25_carry(struct fe25 *out, rt_lanes r[10])
{
    for (int i = 0; i < 5; i++) {
        fe25_carry_from(r, i);
        fe25_carry_from(r, i + 5);
    }
    fe25_carry_from(r, 5);
    fe25_carry_from(r, 0);
    for (int i = 0; i < 10; i++) {
        out->v[i] = halves_of(r[i]);
    }
}

/* The operands of a multiplication: f and twice f, g and 19 times g. */
struct fe25_factors {
    rt_halves f[10], twice[10], g[10], wrapped[10];
};

/* Columns of 2^255 and more come back multiplied by 19; two odd limbs meet half a bit too low, hence doubled.
 * The largest column has one product of even limbs, five of odd ones times 38, and four of even ones times
 * 19: for 16 units at most 1.01^2 * 16 * 2^52 * (1 + 5 * 38 / 4 + 4 * 19) < 2^63. 19 times an even limb of
 * three units is below 2^32. */
RT_LANES_INLINE rt_lanes fe25_column(const struct fe25_factors *m, int k)
{
    rt_lanes sum = halves_product(m->f[0], m->g[k]);
    for (int i = 1; i < 10; i++) {
        const int j = (k - i + 10) % 10;
        sum = lanes_add(sum, halves_product(i % 2 == 1 && j % 2 == 1 ? m->twice[i] : m->f[i],
                                            i <= k ? m->g[j] : m->wrapped[j]));
    }
    return sum;
}

/* Column by column, since compilers do not unroll what has a loop inside. Never inlined: where two of them
 * share the registers, WebAssembly's compilers lose more by spilling than calls cost. */
__attribute__((noinline)) static void fe25_mul(struct fe25 *out, const struct fe25 *f, const struct fe25 *g)
{
    struct fe25_factors m;
    rt_lanes r[10];
    for (int i = 0; i < 10; i++) {
        m.f[i] = f->v[i];
        m.g[i] = g->v[i];
        m.twice[i] = halves_add(m.f[i], m.f[i]);
        m.wrapped[i] = halves_mul(m.g[i], halves_all(19));
    }
    r[0] = fe25_column(&m, 0);
    r[1] = fe25_column(&m, 1);
    r[2] = fe25_column(&m, 2);
    r[3] = fe25_column(&m, 3);
    r[4] = fe25_column(&m, 4);
    r[5] = fe25_column(&m, 5);
    r[6] = fe25_column(&m, 6);
    r[7] = fe25_column(&m, 7);
    r[8] = fe25_column(&m, 8);
    r[9] = fe25_column(&m, 9);
    fe25_carry(out, r);
}

/* From limbs of 51 bits, the lowest of which may have a little more: five words at each place, and one more
 * that is not used. */
RT_LANES_INLINE void fe25_load(struct fe25 *out, const uint64_t *const in[RT_NUM_LANES])
{
    rt_lanes limb[6];
    for (int i = 0; i < 6; i += 2) {
        const uint64_t *const from[2] = {in[0] + i, in[1] + i};
        lanes_transpose(limb + i, from);
    }
    for (int i = 0; i < 5; i++) {
        out->v[2 * i] = halves_of(lanes_and(limb[i], lanes_all(0x3ffffff)));
        out->v[2 * i + 1] = halves_of(lanes_shr(limb[i], 26));
    }
}

/* Limbs of 51 bits and a little, lane by lane. */
RT_LANES_INLINE void fe25_store(uint64_t out[5][RT_NUM_LANES], const struct fe25 *f)
{
    for (int i = 0; i < 5; i++) {
        const rt_lanes high = lanes_shl(halves_widen(f->v[2 * i + 1]), 26);
        lanes_store(out[i], lanes_add(halves_widen(f->v[2 * i]), high));
    }
}

#endif
