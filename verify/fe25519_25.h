/* Field elements as ten signed limbs of 26 and 25 bits in turn; see fe25519.h, which includes this. */
#ifndef ROUGHPROOF_VERIFY_FE25519_25_H
#define ROUGHPROOF_VERIFY_FE25519_25_H

#include <stdint.h>

#define RT_FE_NUM_LIMBS 10

/* The value is the sum of v[i] * 2^ceil(25.5 i). One unit: |v[i]| <= 1.1 * 2^25 for even i, half that for
 * odd i. Signed, so that a subtraction needs no multiple of p to stay positive. */
struct rt_fe {
    int32_t v[10];
};

/* A limb of 51 bits is a limb of 26 bits and, above it, one of 25: the same constants serve both
 * representations. Taken as they are, not balanced around zero, they count as two units. */
#define RT_FE_LOW26(limb)  ((int32_t)((limb)&0x3ffffff))
#define RT_FE_HIGH25(limb) ((int32_t)((limb) >> 26))
#define RT_FE(v0, v1, v2, v3, v4)                                                                            \
    {                                                                                                        \
        {                                                                                                    \
            RT_FE_LOW26(v0), RT_FE_HIGH25(v0), RT_FE_LOW26(v1), RT_FE_HIGH25(v1), RT_FE_LOW26(v2),           \
                RT_FE_HIGH25(v2), RT_FE_LOW26(v3), RT_FE_HIGH25(v3), RT_FE_LOW26(v4), RT_FE_HIGH25(v4)       \
        }                                                                                                    \
    }

RT_FE_INLINE void rt_fe_add(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g)
{
    for (int i = 0; i < 10; i++) {
        out->v[i] = f->v[i] + g->v[i];
    }
}

RT_FE_INLINE void rt_fe_sub(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g)
{
    for (int i = 0; i < 10; i++) {
        out->v[i] = f->v[i] - g->v[i];
    }
}

/* These are calls: beside a hundred multiplications one does not show, and inlining would triple the code. */
void rt_fe_mul(struct rt_fe *out, const struct rt_fe *f, const struct rt_fe *g);
void rt_fe_sq_times(struct rt_fe *out, const struct rt_fe *f, int scale);

RT_FE_INLINE void rt_fe_sq(struct rt_fe *out, const struct rt_fe *f)
{
    rt_fe_sq_times(out, f, 1);
}

/* 2 f^2, for f of one unit. */
RT_FE_INLINE void rt_fe_sq2(struct rt_fe *out, const struct rt_fe *f)
{
    rt_fe_sq_times(out, f, 2);
}

void rt_fe_from_limbs(struct rt_fe *out, const uint64_t limbs[5]);

/* Limbs below 2^51, except the lowest, which may exceed it a little; the value is below 2p. */
void rt_fe_to_limbs(uint64_t out[5], const struct rt_fe *f);

#endif
