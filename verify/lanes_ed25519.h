/* Ed25519's equation in eight lanes: the functions of an engine. Only for lanes_*.c. */
#ifndef ROUGHPROOF_VERIFY_LANES_ED25519_H
#define ROUGHPROOF_VERIFY_LANES_ED25519_H

#include "engine_parts.h"
#include "lanes_ge.h"

#define LANES_GROUPS (RT_EQUATIONS_MAX / RT_NUM_LANES)

/* The equations of one group. Lanes without one repeat the last. */
struct lanes_group {
    struct rt_equation *equation[RT_NUM_LANES];
};

static inline void lanes_group_take(struct lanes_group *out, struct rt_equation *const *equations, size_t num)
{
    for (size_t i = 0; i < RT_NUM_LANES; i++) {
        out->equation[i] = equations[i < num ? i : num - 1];
    }
}

/* So many digits ahead, rows are fetched. */
#define LANES_AHEAD 2

/* sum += what each lane's digit i says. */
static inline void lanes_comb_step(struct ge8 *sum, const struct rt_comb_row *const tables[RT_NUM_LANES],
                                   const struct rt_comb_digits *digits, int i, struct rt_comb_shape shape,
                                   bool negated)
{
    const uint64_t *rows[RT_NUM_LANES];
    struct ge8_addend addend;
    struct ge8_completed next;
    rt_lane_mask negative = 0;
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        rows[lane] = rt_comb_row(tables[lane], &digits[lane], i, shape)->limb;
        rt_comb_fetch(tables[lane], &digits[lane], i + LANES_AHEAD, shape);
        negative |= (rt_lane_mask)((digits[lane].digit[i] < 0) << lane);
    }
    ge8_addend_load(&addend, rows);
    ge8_addend_negate(&addend, negated ? (rt_lane_mask)~negative : negative);
    ge8_add_affine(&next, sum, &addend);
    ge8_complete(sum, &next);
}

static inline void lanes_comb_add(struct ge8 *sum, const struct rt_comb_row *const tables[RT_NUM_LANES],
                                  const struct rt_sc *const scalars[RT_NUM_LANES], struct rt_comb_shape shape,
                                  bool negated)
{
    struct rt_comb_digits digits[RT_NUM_LANES];
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        rt_comb_split(&digits[lane], scalars[lane], shape);
        for (int i = 0; i < LANES_AHEAD; i++) {
            rt_comb_fetch(tables[lane], &digits[lane], i, shape);
        }
    }
    for (int i = 0; i < shape.num_digits; i++) {
        lanes_comb_step(sum, tables, digits, i, shape, negated);
    }
}

static inline void lanes_add_base(struct ge8 *sum, const struct lanes_group *group,
                                  const struct rt_comb_base *base)
{
    const struct rt_comb_row *tables[RT_NUM_LANES];
    const struct rt_sc *scalars[RT_NUM_LANES];
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        tables[lane] = base->row[0];
        scalars[lane] = &group->equation[lane]->s;
    }
    lanes_comb_add(sum, tables, scalars, rt_comb_base_shape, false);
}

static inline void lanes_sub_keyed(struct ge8 *sum, const struct lanes_group *group)
{
    const struct rt_comb_row *tables[RT_NUM_LANES];
    const struct rt_sc *scalars[RT_NUM_LANES];
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        tables[lane] = group->equation[lane]->comb->row[0];
        scalars[lane] = &group->equation[lane]->k;
    }
    lanes_comb_add(sum, tables, scalars, rt_comb_key_shape, true);
}

/* Digits of four bits, from -8 to 7: 64 of them, digit 0 first, each plus 8. Adding 8 at every place is a
 * sum below 2^256 for scalars below 2^253. */
#define LANES_NUM_NIBBLES 64

static inline void lanes_nibbles(uint8_t out[LANES_NUM_NIBBLES], const struct rt_sc *scalar)
{
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        const uint64_t eights = UINT64_C(0x8888888888888888);
        uint64_t word = scalar->v[i] + eights, overflow = word < eights;
        word += carry;
        carry = overflow | (word < carry);
        for (int j = 0; j < 16; j++) {
            out[16 * i + j] = word >> 4 * j & 15;
        }
    }
}

/* 1 to 8 times a point. */
struct lanes_table {
    struct ge8_addend multiple[8];
};

static inline void lanes_table_build(struct lanes_table *out, const struct ge8 *p)
{
    struct ge8 next;
    struct ge8_completed sum;
    ge8_addend_from(&out->multiple[0], p);
    ge8_double(&sum, p);
    for (int i = 1; i < 8; i++) {
        ge8_complete(&next, &sum);
        ge8_addend_from(&out->multiple[i], &next);
        ge8_add(&sum, &next, &out->multiple[0]);
    }
}

static inline void lanes_addend_select(struct ge8_addend *q, rt_lane_mask mask,
                                       const struct ge8_addend *other)
{
    fe8_select(&q->sum, mask, &q->sum, &other->sum);
    fe8_select(&q->difference, mask, &q->difference, &other->difference);
    fe8_select(&q->t2d, mask, &q->t2d, &other->t2d);
    fe8_select(&q->z2, mask, &q->z2, &other->z2);
}

/* sum += what each lane's digit, plus 8, says. */
static inline void lanes_table_step(struct ge8_completed *out, const struct ge8 *sum,
                                    const struct lanes_table *table,
                                    const uint8_t *const nibbles[RT_NUM_LANES], int i)
{
    struct ge8_addend addend;
    rt_lane_mask negative = 0;
    rt_lane_mask of[9] = {0};
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        const int digit = nibbles[lane][i] - 8;
        negative |= (rt_lane_mask)((digit < 0) << lane);
        of[digit < 0 ? -digit : digit] |= (rt_lane_mask)(1 << lane);
    }
    fe8_small(&addend.sum, 1);
    fe8_small(&addend.difference, 1);
    fe8_small(&addend.t2d, 0);
    fe8_small(&addend.z2, 2);
    for (int j = 1; j <= 8; j++) {
        lanes_addend_select(&addend, of[j], &table->multiple[j - 1]);
    }
    ge8_addend_negate(&addend, negative);
    ge8_add(out, sum, &addend);
}

/* out = scalars times p, by doublings. */
static inline void lanes_multiply(struct ge8 *out, const struct ge8 *p, const struct lanes_group *group)
{
    uint8_t nibbles[RT_NUM_LANES][LANES_NUM_NIBBLES];
    const uint8_t *digits[RT_NUM_LANES];
    struct lanes_table table;
    struct ge8_completed sum;
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        lanes_nibbles(nibbles[lane], &group->equation[lane]->k);
        digits[lane] = nibbles[lane];
    }
    lanes_table_build(&table, p);
    ge8_neutral(out);
    for (int i = LANES_NUM_NIBBLES - 1; i >= 0; i--) {
        for (int j = 0; j < 3; j++) {
            ge8_double(&sum, out);
            ge8_complete_projective(out, &sum);
        }
        ge8_double(&sum, out);
        ge8_complete(out, &sum);
        lanes_table_step(&sum, out, &table, digits, i);
        ge8_complete(out, &sum);
    }
}

/* -A, and the lanes where there is such a point; the neutral element elsewhere, since what is not on the
 * curve may come to have a Z of 0, for which lanes_normalise would make the same lane of other groups pay. */
static inline rt_lane_mask lanes_decode_keys(struct ge8 *out, const struct lanes_group *group)
{
    const uint8_t *keys[RT_NUM_LANES];
    struct ge8 neutral;
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        keys[lane] = group->equation[lane]->key;
    }
    ge8_neutral(&neutral);
    const rt_lane_mask on_curve = ge8_decode(out, keys);
    fe8_sub(&out->x, &neutral.x, &out->x);
    fe8_sub(&out->t, &neutral.x, &out->t);
    fe8_select(&out->x, on_curve, &neutral.x, &out->x);
    fe8_select(&out->y, on_curve, &neutral.y, &out->y);
    fe8_select(&out->t, on_curve, &neutral.t, &out->t);
    return on_curve;
}

/* The lanes whose point, with Z = 1, is encoded as r. */
static inline rt_lane_mask lanes_encoded_as(const struct ge8 *p, const struct lanes_group *group)
{
    uint64_t words[4][RT_NUM_LANES];
    struct fe8 y;
    rt_lanes mine[4];
    fe8_canonical(&y, &p->y);
    const rt_lanes sign = lanes_select(fe8_is_odd(&p->x), lanes_all(0), lanes_all((uint64_t)1 << 63));
    mine[0] = lanes_or(y.v[0], lanes_shl(y.v[1], 51));
    mine[1] = lanes_or(lanes_shr(y.v[1], 13), lanes_shl(y.v[2], 38));
    mine[2] = lanes_or(lanes_shr(y.v[2], 26), lanes_shl(y.v[3], 25));
    mine[3] = lanes_or(lanes_or(lanes_shr(y.v[3], 39), lanes_shl(y.v[4], 12)), sign);
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        for (int i = 0; i < 32; i++) {
            uint64_t *word = &words[i / 8][lane];
            *word = (i % 8 == 0 ? 0 : *word) | (uint64_t)group->equation[lane]->r[i] << 8 * (i % 8);
        }
    }
    rt_lane_mask equal = 0xff;
    for (int i = 0; i < 4; i++) {
        equal &= lanes_equal(mine[i], lanes_load(words[i]));
    }
    return equal;
}

/* Montgomery's trick; on the way down each t holds the product of the z before it. */
static inline void lanes_normalise(struct ge8 *p, size_t num)
{
    struct fe8 product, inverse;
    fe8_small(&product, 1);
    for (size_t i = 0; i < num; i++) {
        p[i].t = product;
        fe8_mul(&product, &product, &p[i].z);
    }
    fe8_invert(&product, &product);
    for (size_t i = num; i-- > 0;) {
        fe8_mul(&inverse, &product, &p[i].t);
        fe8_mul(&product, &product, &p[i].z);
        fe8_mul(&p[i].x, &p[i].x, &inverse);
        fe8_mul(&p[i].y, &p[i].y, &inverse);
    }
}

static inline void lanes_solve(struct rt_equation *const *equations, size_t num,
                               const struct rt_comb_base *base, bool keyed)
{
    struct ge8 sums[LANES_GROUPS], key;
    struct lanes_group groups[LANES_GROUPS];
    rt_lane_mask on_curve[LANES_GROUPS];
    const size_t num_groups = (num + RT_NUM_LANES - 1) / RT_NUM_LANES;
    for (size_t i = 0; i < num_groups; i++) {
        lanes_group_take(&groups[i], equations + i * RT_NUM_LANES, num - i * RT_NUM_LANES);
        on_curve[i] = 0xff;
        if (keyed) {
            ge8_neutral(&sums[i]);
            lanes_sub_keyed(&sums[i], &groups[i]);
        } else {
            on_curve[i] = lanes_decode_keys(&key, &groups[i]);
            lanes_multiply(&sums[i], &key, &groups[i]);
        }
        lanes_add_base(&sums[i], &groups[i], base);
    }
    lanes_normalise(sums, num_groups);
    for (size_t i = 0; i < num_groups; i++) {
        const rt_lane_mask equal = lanes_encoded_as(&sums[i], &groups[i]);
        for (int lane = 0; lane < RT_NUM_LANES; lane++) {
            groups[i].equation[lane]->result = !(on_curve[i] >> lane & 1) ? RT_ED25519_KEY_NOT_A_POINT
                                               : equal >> lane & 1        ? RT_ED25519_VALID
                                                                          : RT_ED25519_MISMATCH;
        }
    }
}

#endif
