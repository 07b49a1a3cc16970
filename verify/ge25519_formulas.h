/* The addition formulas of ge25519.h's points, for the files that multiply with them. Complete: they need no
 * exception for any pair of points on the curve. */
#ifndef ROUGHPROOF_VERIFY_GE25519_FORMULAS_H
#define ROUGHPROOF_VERIFY_GE25519_FORMULAS_H

#include "ge25519.h"

static const struct rt_fe rt_ge_curve_2d =
    RT_FE(0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff);

/* Hisil, Wong, Carter, Dawson, "Twisted Edwards curves revisited" (2008): a sum is first found as x =
 * X/Z, y = Y/T, each coordinate of two or three units; four multiplications make it extended, three
 * projective (no t, which a doubling does not read). */
struct rt_ge_completed {
    struct rt_fe x, y, z, t;
};

RT_FE_INLINE void rt_ge_complete_projective(struct rt_ge *out, const struct rt_ge_completed *c)
{
    rt_fe_mul(&out->x, &c->x, &c->t);
    rt_fe_mul(&out->y, &c->y, &c->z);
    rt_fe_mul(&out->z, &c->z, &c->t);
}

RT_FE_INLINE void rt_ge_complete(struct rt_ge *out, const struct rt_ge_completed *c)
{
    rt_ge_complete_projective(out, c);
    rt_fe_mul(&out->t, &c->x, &c->y);
}

/* dbl-2008-hwcd with all signs turned, so that no subtrahend exceeds one unit. Units: y 2, x 3, z 2, t 3. */
RT_FE_INLINE void rt_ge_double(struct rt_ge_completed *out, const struct rt_ge *p)
{
    struct rt_fe xx, yy, zz2, sum;
    rt_fe_sq(&xx, &p->x);
    rt_fe_sq(&yy, &p->y);
    rt_fe_sq2(&zz2, &p->z);
    rt_fe_add(&sum, &p->x, &p->y);
    rt_fe_sq(&sum, &sum);
    rt_fe_add(&out->y, &yy, &xx);
    rt_fe_sub(&out->x, &out->y, &sum);
    rt_fe_sub(&out->z, &xx, &yy);
    rt_fe_add(&out->t, &zz2, &out->z);
}

/* add-2008-hwcd-3, with 2 Z1 Z2 = z2 given (two units at most). Negating q swaps its sum and difference
 * and turns the sign of t2d. Units: x 2, y 2, z 3, t 3. */
RT_FE_INLINE void rt_ge_add_z2(struct rt_ge_completed *out, const struct rt_ge *p,
                               const struct rt_ge_affine *q, bool negated, const struct rt_fe *z2)
{
    struct rt_fe a, b, c;
    rt_fe_sub(&a, &p->y, &p->x);
    rt_fe_mul(&a, &a, negated ? &q->sum : &q->difference);
    rt_fe_add(&b, &p->y, &p->x);
    rt_fe_mul(&b, &b, negated ? &q->difference : &q->sum);
    rt_fe_mul(&c, &p->t, &q->t2d);
    rt_fe_sub(&out->x, &b, &a);
    rt_fe_add(&out->y, &b, &a);
    rt_fe_add(negated ? &out->t : &out->z, z2, &c);
    rt_fe_sub(negated ? &out->z : &out->t, z2, &c);
}

static inline void rt_ge_add_affine(struct rt_ge_completed *out, const struct rt_ge *p,
                                    const struct rt_ge_affine *q, bool negated)
{
    struct rt_fe z2;
    rt_fe_add(&z2, &p->z, &p->z);
    rt_ge_add_z2(out, p, q, negated, &z2);
}

/* Any point, prepared for being added. */
struct rt_ge_addend {
    struct rt_ge_affine a; /* as if Z were 1 */
    struct rt_fe z2;       /* 2Z */
};

static inline void rt_ge_addend_from(struct rt_ge_addend *out, const struct rt_ge *p)
{
    rt_fe_add(&out->a.sum, &p->y, &p->x);
    rt_fe_sub(&out->a.difference, &p->y, &p->x);
    rt_fe_mul(&out->a.t2d, &p->t, &rt_ge_curve_2d);
    rt_fe_add(&out->z2, &p->z, &p->z);
}

static inline void rt_ge_add(struct rt_ge_completed *out, const struct rt_ge *p, const struct rt_ge_addend *q,
                             bool negated)
{
    struct rt_fe z2;
    rt_fe_mul(&z2, &p->z, &q->z2);
    rt_ge_add_z2(out, p, &q->a, negated, &z2);
}

#endif
