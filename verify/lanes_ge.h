/* Eight points of edwards25519 at once, with the formulas of ge25519.c; complete, so that no lane needs an
 * exception. Only for lanes_*.c. */
#ifndef ROUGHPROOF_VERIFY_LANES_GE_H
#define ROUGHPROOF_VERIFY_LANES_GE_H

#include "comb25519.h"
#include "lanes_fe.h"

/* x = X/Z, y = Y/Z, XY = ZT. */
struct ge8 {
    struct fe8 x, y, z, t;
};

/* x = X/Z, y = Y/T. */
struct ge8_completed {
    struct fe8 x, y, z, t;
};

/* y + x, y - x, 2dxy, all times Z, and 2Z. */
struct ge8_addend {
    struct fe8 sum, difference, t2d, z2;
};

static inline void ge8_neutral(struct ge8 *out)
{
    fe8_small(&out->x, 0);
    fe8_small(&out->y, 1);
    fe8_small(&out->z, 1);
    fe8_small(&out->t, 0);
}

RT_LANES_INLINE void ge8_complete_projective(struct ge8 *out, const struct ge8_completed *c)
{
    fe8_mul(&out->x, &c->x, &c->t);
    fe8_mul(&out->y, &c->y, &c->z);
    fe8_mul(&out->z, &c->z, &c->t);
}

RT_LANES_INLINE void ge8_complete(struct ge8 *out, const struct ge8_completed *c)
{
    ge8_complete_projective(out, c);
    fe8_mul(&out->t, &c->x, &c->y);
}

/* Loose sums have at most four tight terms and one 2p: below 2^54. */
RT_LANES_INLINE void ge8_double(struct ge8_completed *out, const struct ge8 *p)
{
    struct fe8 xx, yy, zz, sum, loose;
    fe8_sq(&xx, &p->x);
    fe8_sq(&yy, &p->y);
    fe8_sq(&zz, &p->z);
    fe8_add(&sum, &p->x, &p->y);
    fe8_sq(&sum, &sum);
    fe8_add_loose(&loose, &yy, &xx);
    fe8_carry(&out->y, &loose);
    fe8_sub_loose(&loose, &loose, &sum);
    fe8_carry(&out->x, &loose);
    fe8_sub_loose(&loose, &xx, &yy);
    fe8_carry(&out->z, &loose);
    fe8_add_loose(&loose, &loose, &zz);
    fe8_add_loose(&loose, &loose, &zz);
    fe8_carry(&out->t, &loose);
}

/* `z2` is 2 Z1 Z2. */
RT_LANES_INLINE void ge8_add_z2(struct ge8_completed *out, const struct ge8 *p, const struct ge8_addend *q,
                                const struct fe8 *z2)
{
    struct fe8 a, b, c;
    fe8_sub(&a, &p->y, &p->x);
    fe8_mul(&a, &a, &q->difference);
    fe8_add(&b, &p->y, &p->x);
    fe8_mul(&b, &b, &q->sum);
    fe8_mul(&c, &p->t, &q->t2d);
    fe8_sub(&out->x, &b, &a);
    fe8_add(&out->y, &b, &a);
    fe8_add(&out->z, z2, &c);
    fe8_sub(&out->t, z2, &c);
}

RT_LANES_INLINE void ge8_add(struct ge8_completed *out, const struct ge8 *p, const struct ge8_addend *q)
{
    struct fe8 z2;
    fe8_mul(&z2, &p->z, &q->z2);
    ge8_add_z2(out, p, q, &z2);
}

/* For addends with Z = 1, whose z2 is not read. */
RT_LANES_INLINE void ge8_add_affine(struct ge8_completed *out, const struct ge8 *p,
                                    const struct ge8_addend *q)
{
    struct fe8 z2;
    fe8_add(&z2, &p->z, &p->z);
    ge8_add_z2(out, p, q, &z2);
}

/* Negates the addend in the lanes of the mask: its sum and difference change places. */
RT_LANES_INLINE void ge8_addend_negate(struct ge8_addend *q, rt_lane_mask mask)
{
    struct fe8 zero, other, sum = q->sum;
    fe8_small(&zero, 0);
    fe8_sub(&other, &zero, &q->t2d);
    fe8_select(&q->t2d, mask, &q->t2d, &other);
    fe8_select(&q->sum, mask, &sum, &q->difference);
    fe8_select(&q->difference, mask, &q->difference, &sum);
}

static inline void ge8_addend_from(struct ge8_addend *out, const struct ge8 *p)
{
    static const uint64_t curve_2d[5] = {0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977,
                                         0x2406d9dc56dff};
    struct fe8 d2;
    fe8_all(&d2, curve_2d);
    fe8_add(&out->sum, &p->y, &p->x);
    fe8_sub(&out->difference, &p->y, &p->x);
    fe8_mul(&out->t2d, &p->t, &d2);
    fe8_add(&out->z2, &p->z, &p->z);
}

/* The rows as addends, one a lane. */
RT_LANES_INLINE void ge8_addend_load(struct ge8_addend *out, const uint64_t *const rows[8])
{
    rt_lanes low[8], high[8];
    const uint64_t *upper[8];
    for (int i = 0; i < 8; i++) {
        upper[i] = rows[i] + 8;
    }
    lanes_transpose(low, rows);
    lanes_transpose(high, upper);
    for (int i = 0; i < 5; i++) {
        out->sum.v[i] = low[i];
        out->difference.v[i] = i < 3 ? low[i + 5] : high[i - 3];
        out->t2d.v[i] = high[i + 2];
    }
}

/* The numbers that 32 little-endian bytes hold, top bits ignored. */
static inline void fe8_from_bytes(struct fe8 *out, const uint8_t *const bytes[8])
{
    uint64_t words[4][8];
    for (int i = 0; i < 8; i++) {
        for (int j = 0; j < 4; j++) {
            words[j][i] = 0;
            for (int k = 7; k >= 0; k--) {
                words[j][i] = words[j][i] << 8 | bytes[i][8 * j + k];
            }
        }
    }
    const rt_lanes mask = lanes_all(FE8_MASK);
    const rt_lanes w0 = lanes_load(words[0]), w1 = lanes_load(words[1]), w2 = lanes_load(words[2]),
                   w3 = lanes_load(words[3]);
    out->v[0] = lanes_and(w0, mask);
    out->v[1] = lanes_and(lanes_or(lanes_shr(w0, 51), lanes_shl(w1, 13)), mask);
    out->v[2] = lanes_and(lanes_or(lanes_shr(w1, 38), lanes_shl(w2, 26)), mask);
    out->v[3] = lanes_and(lanes_or(lanes_shr(w2, 25), lanes_shl(w3, 39)), mask);
    out->v[4] = lanes_and(lanes_shr(w3, 12), mask);
}

/* x for y (RFC 8032 5.1.3 steps 2 and 3), with either sign. Returns the lanes where there is one. */
static inline rt_lane_mask ge8_root(struct fe8 *x, const struct fe8 *y)
{
    static const uint64_t d_limbs[5] = {0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb,
                                        0x52036cee2b6ff};
    static const uint64_t root_limbs[5] = {0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e,
                                           0x2b8324804fc1d};
    struct fe8 u, v, uv3, power, check, one, constant;
    fe8_small(&one, 1);
    fe8_sq(&power, y);
    fe8_sub(&u, &power, &one);
    fe8_all(&constant, d_limbs);
    fe8_mul(&v, &power, &constant);
    fe8_add(&v, &v, &one);
    fe8_sq(&power, &v);
    fe8_mul(&uv3, &u, &v);
    fe8_mul(&uv3, &uv3, &power);
    fe8_sq(&power, &power);
    fe8_mul(&power, &power, &uv3);
    fe8_pow_p58(&power, &power);
    fe8_mul(x, &uv3, &power);

    fe8_sq(&check, x);
    fe8_mul(&check, &check, &v);
    fe8_sub(&power, &check, &u);
    const rt_lane_mask plain = fe8_is_zero(&power);
    fe8_add(&power, &check, &u);
    const rt_lane_mask twisted = (rt_lane_mask)(fe8_is_zero(&power) & ~plain);
    fe8_all(&constant, root_limbs);
    fe8_mul(&power, x, &constant);
    fe8_select(x, twisted, x, &power);
    return plain | twisted;
}

/* Decodes as rt_ge_decode_pair does, and returns the lanes that hold points; the others are unspecified. */
static inline rt_lane_mask ge8_decode(struct ge8 *out, const uint8_t *const bytes[8])
{
    struct fe8 zero, other;
    rt_lane_mask odd = 0;
    for (int i = 0; i < 8; i++) {
        odd |= (rt_lane_mask)(bytes[i][31] >> 7 << i);
    }
    fe8_from_bytes(&out->y, bytes);
    fe8_small(&out->z, 1);
    const rt_lane_mask on_curve = ge8_root(&out->x, &out->y);
    fe8_small(&zero, 0);
    fe8_sub(&other, &zero, &out->x);
    fe8_select(&out->x, fe8_is_odd(&out->x) ^ odd, &out->x, &other);
    fe8_mul(&out->t, &out->x, &out->y);
    return on_curve;
}

#endif
