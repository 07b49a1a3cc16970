/* The multiplications of fe25519_25.h; nothing, where the other representation is built. */
#include "fe25519.h"

#if RT_FE_NUM_LIMBS == 10

/* Carries of negative limbs round towards minus infinity. C leaves that shift to the implementation, and
 * every compiler in use does it. */
_Static_assert((INT64_C(-3) >> 1) == -2, "right shift of a negative number must be arithmetic");

/* Moves what exceeds half a limb of r[i] into r[i + 1]. */
static void carry_from(int64_t r[10], int i)
{
    const int bits = i % 2 == 0 ? 26 : 25;
    const int64_t carry = (r[i] + (INT64_C(1) << (bits - 1))) >> bits;
    r[i] -= carry * (INT64_C(1) << bits);
    if (i < 9) {
        r[i + 1] += carry;
    } else {
        r[0] += 19 * carry;
    }
}

/* Two chains at once, 0 to 4 and 5 to 9, then what they left in 5 and 0. For columns |r[i]| < 2^61.5, the
 * carries are below 2^36.6, and below 2^40.9 where 19 multiplies; so the last two carries are below
 * 2^40.9 / 2^25 < 2^16 and leave |r[i]| <= 2^25 + 2^16 for even, 2^24 + 2^16 for odd i: one unit. */
static void carry_all(struct rt_fe *out, int64_t r[10])
{
    for (int i = 0; i < 5; i++) {
        carry_from(r, i);
        carry_from(r, i + 5);
    }
    carry_from(r, 5);
    carry_from(r, 0);
    for (int i = 0; i < 10; i++) {
        out->v[i] = (int32_t)r[i];
    }
}

/* Columns of 2^255 and more come back multiplied by 19; two odd limbs meet half a bit too low, hence
 * doubled. Three units are 1.65 * 2^26 for even and 1.65 * 2^25 for odd limbs, so 19 times any limb and
 * 38 times an odd one (62.7 * 2^25 < 2^31) fit 32 bits, and the largest column, r[0] = f0 g0 + 5 terms
 * of 38 (odd limbs) + 4 terms of 19 (even limbs), is at most 1.65^2 * 2^52 * (1 + 5 * 38 / 4 + 4 * 19) <
 * 2^60.5. */
void rt_fe_mul(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g)
{
    const int64_t f0 = f->v[0], f1 = f->v[1], f2 = f->v[2], f3 = f->v[3], f4 = f->v[4], f5 = f->v[5],
                  f6 = f->v[6], f7 = f->v[7], f8 = f->v[8], f9 = f->v[9];
    const int32_t g0 = g->v[0], g1 = g->v[1], g2 = g->v[2], g3 = g->v[3], g4 = g->v[4], g5 = g->v[5],
                  g6 = g->v[6], g7 = g->v[7], g8 = g->v[8], g9 = g->v[9];
    const int32_t w1 = 19 * g1, w2 = 19 * g2, w3 = 19 * g3, w4 = 19 * g4, w5 = 19 * g5, w6 = 19 * g6,
                  w7 = 19 * g7, w8 = 19 * g8, w9 = 19 * g9;
    const int64_t d1 = 2 * f->v[1], d3 = 2 * f->v[3], d5 = 2 * f->v[5], d7 = 2 * f->v[7], d9 = 2 * f->v[9];
    int64_t r[10];

    r[0] = f0 * g0 + d1 * w9 + f2 * w8 + d3 * w7 + f4 * w6 + d5 * w5 + f6 * w4 + d7 * w3 + f8 * w2 + d9 * w1;
    r[1] = f0 * g1 + f1 * g0 + f2 * w9 + f3 * w8 + f4 * w7 + f5 * w6 + f6 * w5 + f7 * w4 + f8 * w3 + f9 * w2;
    r[2] = f0 * g2 + d1 * g1 + f2 * g0 + d3 * w9 + f4 * w8 + d5 * w7 + f6 * w6 + d7 * w5 + f8 * w4 + d9 * w3;
    r[3] = f0 * g3 + f1 * g2 + f2 * g1 + f3 * g0 + f4 * w9 + f5 * w8 + f6 * w7 + f7 * w6 + f8 * w5 + f9 * w4;
    r[4] = f0 * g4 + d1 * g3 + f2 * g2 + d3 * g1 + f4 * g0 + d5 * w9 + f6 * w8 + d7 * w7 + f8 * w6 + d9 * w5;
    r[5] = f0 * g5 + f1 * g4 + f2 * g3 + f3 * g2 + f4 * g1 + f5 * g0 + f6 * w9 + f7 * w8 + f8 * w7 + f9 * w6;
    r[6] = f0 * g6 + d1 * g5 + f2 * g4 + d3 * g3 + f4 * g2 + d5 * g1 + f6 * g0 + d7 * w9 + f8 * w8 + d9 * w7;
    r[7] = f0 * g7 + f1 * g6 + f2 * g5 + f3 * g4 + f4 * g3 + f5 * g2 + f6 * g1 + f7 * g0 + f8 * w9 + f9 * w8;
    r[8] = f0 * g8 + d1 * g7 + f2 * g6 + d3 * g5 + f4 * g4 + d5 * g3 + f6 * g2 + d7 * g1 + f8 * g0 + d9 * w9;
    r[9] = f0 * g9 + f1 * g8 + f2 * g7 + f3 * g6 + f4 * g5 + f5 * g4 + f6 * g3 + f7 * g2 + f8 * g1 + f9 * g0;
    carry_all(out, r);
}

/* The same columns with equal products taken once: 55 multiplications for 100. Doubled columns, which sq2
 * makes of one unit, are far below those of three. */
void rt_fe_sq_times(struct rt_fe *out, const struct rt_fe *f, int scale)
{
    const int64_t f0 = f->v[0], f1 = f->v[1], f2 = f->v[2], f3 = f->v[3], f4 = f->v[4], f5 = f->v[5],
                  f6 = f->v[6], f7 = f->v[7], f8 = f->v[8], f9 = f->v[9];
    const int64_t d0 = 2 * f->v[0], d1 = 2 * f->v[1], d2 = 2 * f->v[2], d3 = 2 * f->v[3], d4 = 2 * f->v[4],
                  d5 = 2 * f->v[5], d6 = 2 * f->v[6], d7 = 2 * f->v[7], d8 = 2 * f->v[8], d9 = 2 * f->v[9];
    const int64_t w5 = 19 * f->v[5], w6 = 19 * f->v[6], w7 = 19 * f->v[7], w8 = 19 * f->v[8],
                  w9 = 19 * f->v[9];
    const int64_t e7 = 38 * f->v[7], e9 = 38 * f->v[9];
    int64_t r[10];

    r[0] = (f0 * f0 + d1 * e9 + d2 * w8 + d3 * e7 + d4 * w6 + d5 * w5) * scale;
    r[1] = (d0 * f1 + d2 * w9 + d3 * w8 + d4 * w7 + d5 * w6) * scale;
    r[2] = (d0 * f2 + d1 * f1 + d3 * e9 + d4 * w8 + d5 * e7 + f6 * w6) * scale;
    r[3] = (d0 * f3 + d1 * f2 + d4 * w9 + d5 * w8 + d6 * w7) * scale;
    r[4] = (d0 * f4 + d1 * d3 + f2 * f2 + d5 * e9 + d6 * w8 + d7 * w7) * scale;
    r[5] = (d0 * f5 + d1 * f4 + d2 * f3 + d6 * w9 + d7 * w8) * scale;
    r[6] = (d0 * f6 + d1 * d5 + d2 * f4 + d3 * f3 + d7 * e9 + f8 * w8) * scale;
    r[7] = (d0 * f7 + d1 * f6 + d2 * f5 + d3 * f4 + d8 * w9) * scale;
    r[8] = (d0 * f8 + d1 * d7 + d2 * f6 + d3 * d5 + f4 * f4 + d9 * w9) * scale;
    r[9] = (d0 * f9 + d1 * f8 + d2 * f7 + d3 * f6 + d4 * f5) * scale;
    carry_all(out, r);
}

void rt_fe_from_limbs(struct rt_fe *out, const uint64_t limbs[5])
{
    int64_t r[10];
    for (int i = 0; i < 5; i++) {
        r[2 * i] = (int64_t)(limbs[i] & 0x3ffffff);
        r[2 * i + 1] = (int64_t)(limbs[i] >> 26);
    }
    carry_all(out, r);
}

/* Adding 8p makes the value, above -2 * 2^255 at three units, positive; single limbs and carries may still
 * be negative. */
void rt_fe_to_limbs(uint64_t out[5], const struct rt_fe *f)
{
    const int64_t eight_p = INT64_C(1) << 54;
    int64_t carry = -152;
    for (int i = 0; i < 5; i++) {
        int64_t limb = f->v[2 * i] + f->v[2 * i + 1] * (INT64_C(1) << 26) + eight_p - (i > 0 ? 8 : 0) + carry;
        carry = limb >> 51;
        out[i] = (uint64_t)(limb - carry * (INT64_C(1) << 51));
    }
    out[0] += 19 * (uint64_t)carry;
}

#endif
