/* Field elements as five unsigned limbs of 51 bits; see fe25519.h, which includes this. */
#ifndef ROUGHPROOF_VERIFY_FE25519_51_H
#define ROUGHPROOF_VERIFY_FE25519_51_H

#include <stdint.h>

#define RT_FE_NUM_LIMBS 5

/* The value is the sum of v[i] * 2^(51 i). One unit: v[i] < 2^51 + 2^13. */
struct rt_fe {
    uint64_t v[5];
};

#define RT_FE(v0, v1, v2, v3, v4)                                                                            \
    {                                                                                                        \
        {                                                                                                    \
            (v0), (v1), (v2), (v3), (v4)                                                                     \
        }                                                                                                    \
    }

__extension__ typedef unsigned __int128 rt_fe_wide;

#define RT_FE_MASK51 (((uint64_t)1 << 51) - 1)

RT_FE_INLINE void rt_fe_add(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g)
{
    out->v[0] = f->v[0] + g->v[0];
    out->v[1] = f->v[1] + g->v[1];
    out->v[2] = f->v[2] + g->v[2];
    out->v[3] = f->v[3] + g->v[3];
    out->v[4] = f->v[4] + g->v[4];
}

/* f - g + 2p. The limbs of 2p are at least 2^52 - 38, above those of a reduced g, so none goes below
 * zero; and they are below 2^52, which is what a sub adds. */
RT_FE_INLINE void rt_fe_sub(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g)
{
    const uint64_t two_p = 2 * RT_FE_MASK51;
    out->v[0] = f->v[0] + (two_p - 36) - g->v[0];
    out->v[1] = f->v[1] + two_p - g->v[1];
    out->v[2] = f->v[2] + two_p - g->v[2];
    out->v[3] = f->v[3] + two_p - g->v[3];
    out->v[4] = f->v[4] + two_p - g->v[4];
}

/* Three units hold at most two subs, so their limbs are below 2^51 + 2 * 2^52 and a little: below 2^54.
 * A column of mul is at most 5 products, each below 2^54 * 2^54, or below 19 times that where it wrapped
 * around:
 *   r0 < (1 + 4 * 19) 2^108 < 2^115, so the carry out of it fits a word; so do those out of r1, r2, r3;
 *   r4 < 5 * 2^108 plus a carry, so the carry out of it is below 2^59.4, and 19 times that below 2^63.7.
 * That leaves limb 0 below 2^63.7 + 2^51 and its carry into limb 1 below 2^13: one unit. */
RT_FE_INLINE void rt_fe_carry(struct rt_fe *out, rt_fe_wide r0, rt_fe_wide r1, rt_fe_wide r2, rt_fe_wide r3,
                              rt_fe_wide r4)
{
    r1 += (uint64_t)(r0 >> 51);
    r2 += (uint64_t)(r1 >> 51);
    r3 += (uint64_t)(r2 >> 51);
    r4 += (uint64_t)(r3 >> 51);
    uint64_t low = ((uint64_t)r0 & RT_FE_MASK51) + 19 * (uint64_t)(r4 >> 51);
    out->v[0] = low & RT_FE_MASK51;
    out->v[1] = ((uint64_t)r1 & RT_FE_MASK51) + (low >> 51);
    out->v[2] = (uint64_t)r2 & RT_FE_MASK51;
    out->v[3] = (uint64_t)r3 & RT_FE_MASK51;
    out->v[4] = (uint64_t)r4 & RT_FE_MASK51;
}

/* Columns of 2^255 and more come back multiplied by 19. 19 * 2^54 < 2^59 fits a word. */
RT_FE_INLINE void rt_fe_mul(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g)
{
    const uint64_t f0 = f->v[0], f1 = f->v[1], f2 = f->v[2], f3 = f->v[3], f4 = f->v[4];
    const uint64_t g0 = g->v[0], g1 = g->v[1], g2 = g->v[2], g3 = g->v[3], g4 = g->v[4];
    const uint64_t w1 = 19 * g1, w2 = 19 * g2, w3 = 19 * g3, w4 = 19 * g4;
    const rt_fe_wide z0 = f0, z1 = f1, z2 = f2, z3 = f3, z4 = f4;

    rt_fe_carry(
        out, z0 * g0 + z1 * w4 + z2 * w3 + z3 * w2 + z4 * w1, z0 * g1 + z1 * g0 + z2 * w4 + z3 * w3 + z4 * w2,
        z0 * g2 + z1 * g1 + z2 * g0 + z3 * w4 + z4 * w3, z0 * g3 + z1 * g2 + z2 * g1 + z3 * g0 + z4 * w4,
        z0 * g4 + z1 * g3 + z2 * g2 + z3 * g1 + z4 * g0);
}

/* The same columns with equal products taken once and doubled: 15 multiplications for 25. */
RT_FE_INLINE void rt_fe_sq_times(struct rt_fe *out, const struct rt_fe *f, unsigned shift)
{
    const uint64_t f0 = f->v[0], f1 = f->v[1], f2 = f->v[2], f3 = f->v[3], f4 = f->v[4];
    const uint64_t w3 = 19 * f3, w4 = 19 * f4;
    const rt_fe_wide z0 = f0, d0 = 2 * f0, d1 = 2 * f1, d2 = 2 * f2, d4 = 2 * f4;

    rt_fe_carry(out, (z0 * f0 + d4 * (19 * f1) + d2 * w3) << shift,
                (d0 * f1 + d4 * (19 * f2) + w3 * (rt_fe_wide)f3) << shift,
                (d0 * f2 + (rt_fe_wide)f1 * f1 + d4 * w3) << shift,
                (d0 * f3 + d1 * f2 + w4 * (rt_fe_wide)f4) << shift,
                (d0 * f4 + d1 * f3 + (rt_fe_wide)f2 * f2) << shift);
}

RT_FE_INLINE void rt_fe_sq(struct rt_fe *out, const struct rt_fe *f)
{
    rt_fe_sq_times(out, f, 0);
}

/* 2 f^2, for f of one unit: doubled columns of one unit are far below those of three. */
RT_FE_INLINE void rt_fe_sq2(struct rt_fe *out, const struct rt_fe *f)
{
    rt_fe_sq_times(out, f, 1);
}

RT_FE_INLINE void rt_fe_from_limbs(struct rt_fe *out, const uint64_t limbs[5])
{
    for (int i = 0; i < 5; i++) {
        out->v[i] = limbs[i];
    }
}

/* Limbs below 2^51, except the two lowest, which may exceed it a little; the value is below 2p. */
RT_FE_INLINE void rt_fe_to_limbs(uint64_t out[5], const struct rt_fe *f)
{
    uint64_t carry = 0;
    for (int i = 0; i < 5; i++) {
        uint64_t limb = f->v[i] + carry;
        out[i] = limb & RT_FE_MASK51;
        carry = limb >> 51;
    }
    out[0] += 19 * carry; /* carry < 2^4: below 2^51 + 2^9 */
}

#endif
