/* What two lanes do of an engine: signatures whose keys have combs, and hashes. Without a comb a signature is
 * faster alone, with halved scalars. Only for lanes_*.c. */
#ifndef ROUGHPROOF_VERIFY_LANES_PAIRS_H
#define ROUGHPROOF_VERIFY_LANES_PAIRS_H

#define RT_NUM_LANES 2

#include "engine_parts.h"
#include "lanes_fe25.h"
#include "lanes_sha512.h"

/* x = X/Z, y = Y/Z, XY = ZT, each coordinate of one unit. */
struct pair_ge {
    struct fe25 x, y, z, t;
};

/* Two rows, each added or subtracted: to subtract, sum and difference change places, and t2d its sign. */
struct pair_addend {
    struct fe25 sum, difference, t2d;
};

static inline void pair_addend_load(struct pair_addend *out, const struct rt_comb_row *const rows[2],
                                    rt_lane_mask negative)
{
    const uint64_t *sum[2], *difference[2], *t2d[2];
    struct fe25 zero, other;
    for (int lane = 0; lane < 2; lane++) {
        const size_t swap = 5 * (size_t)(negative >> lane & 1);
        sum[lane] = rows[lane]->limb + swap;
        difference[lane] = rows[lane]->limb + 5 - swap;
        t2d[lane] = rows[lane]->limb + 10;
    }
    fe25_load(&out->sum, sum);
    fe25_load(&out->difference, difference);
    fe25_load(&out->t2d, t2d);
    fe25_small(&zero, 0);
    fe25_sub(&other, &zero, &out->t2d);
    fe25_select(&out->t2d, negative, &out->t2d, &other);
}

/* rt_ge_add_affine and rt_ge_complete of ge25519_formulas.h. Units: x 3, y 2, z 3, t 4. */
static inline void pair_add(struct pair_ge *p, const struct pair_addend *q)
{
    struct fe25 a, b, c, x, y, z, t;
    fe25_sub(&a, &p->y, &p->x);
    fe25_mul(&a, &a, &q->difference);
    fe25_add(&b, &p->y, &p->x);
    fe25_mul(&b, &b, &q->sum);
    fe25_mul(&c, &p->t, &q->t2d);
    fe25_add(&t, &p->z, &p->z);
    fe25_sub(&x, &b, &a);
    fe25_add(&y, &b, &a);
    fe25_add(&z, &t, &c);
    fe25_sub(&t, &t, &c);
    fe25_mul(&p->x, &t, &x);
    fe25_mul(&p->y, &y, &z);
    fe25_mul(&p->z, &t, &z);
    fe25_mul(&p->t, &y, &x);
}

/* p += or -= scalars times points, by their tables. */
static inline void pair_comb_add(struct pair_ge *p, const struct rt_comb_row *const tables[2],
                                 const struct rt_sc *const scalars[2], struct rt_comb_shape shape,
                                 bool negated)
{
    struct rt_comb_digits digits[2];
    rt_comb_split(&digits[0], scalars[0], shape);
    rt_comb_split(&digits[1], scalars[1], shape);
    for (int i = 0; i < shape.num_digits; i++) {
        struct pair_addend addend;
        const struct rt_comb_row *rows[2];
        rt_lane_mask negative = 0;
        for (int lane = 0; lane < 2; lane++) {
            rows[lane] = rt_comb_row(tables[lane], &digits[lane], i, shape);
            negative |= (rt_lane_mask)(((digits[lane].digit[i] < 0) != negated) << lane);
        }
        pair_addend_load(&addend, rows, negative);
        pair_add(p, &addend);
    }
}

/* In limbs of 51 bits the lowest may be 2^42.4 above them: more than one unit has, and far below the 2^54
 * that a multiplication takes, which is all that follows. */
static inline void pair_take(struct rt_fe *const out[2], const struct fe25 *f)
{
    uint64_t words[5][2];
    fe25_store(words, f);
    for (int lane = 0; lane < 2; lane++) {
        const uint64_t limbs[5] = {words[0][lane], words[1][lane], words[2][lane], words[3][lane],
                                   words[4][lane]};
        rt_fe_from_limbs(out[lane], limbs);
    }
}

/* [s]B - [k]A of two equations, without t. */
static inline void pair_sum(struct rt_ge *const out[2], const struct rt_equation *const e[2],
                            const struct rt_comb_base *base)
{
    const struct rt_comb_row *const keys[2] = {e[0]->comb->row[0], e[1]->comb->row[0]};
    const struct rt_comb_row *const bases[2] = {base->row[0], base->row[0]};
    const struct rt_sc *const k[2] = {&e[0]->k, &e[1]->k}, *const s[2] = {&e[0]->s, &e[1]->s};
    struct rt_fe *const x[2] = {&out[0]->x, &out[1]->x}, *const y[2] = {&out[0]->y, &out[1]->y},
                        *const z[2] = {&out[0]->z, &out[1]->z};
    struct pair_ge p;
    fe25_small(&p.x, 0);
    fe25_small(&p.y, 1);
    fe25_small(&p.z, 1);
    fe25_small(&p.t, 0);
    pair_comb_add(&p, keys, k, rt_comb_key_shape, true);
    pair_comb_add(&p, bases, s, rt_comb_base_shape, false);
    pair_take(x, &p.x);
    pair_take(y, &p.y);
    pair_take(z, &p.z);
}

/* An odd one out is its own neighbour. */
static void pairs_keyed(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base)
{
    struct rt_ge sums[RT_EQUATIONS_MAX + 1];
    for (size_t i = 0; i < num; i += 2) {
        const struct rt_equation *const e[2] = {equations[i], equations[i + 1 < num ? i + 1 : i]};
        struct rt_ge *const out[2] = {&sums[i], &sums[i + 1]};
        pair_sum(out, e, base);
    }
    rt_equations_settle(equations, sums, num);
}

static void pairs_hash(struct rt_hash_job *const *jobs, size_t num)
{
    for (size_t i = 0; i < num; i += 2) {
        lanes_sha512(jobs + i, num - i < 2 ? 1 : 2);
    }
}

#endif
