/* A key's comb in eight lanes, each with six digits that follow one another. Only for lanes_*.c. */
#ifndef ROUGHPROOF_VERIFY_LANES_COMB_H
#define ROUGHPROOF_VERIFY_LANES_COMB_H

#include "comb25519.h"
#include "ge25519_formulas.h"
#include "lanes_ge.h"

/* Digits a lane. The last lane has only one that is in the table, and computes the others for nothing. */
#define LANES_COMB_DIGITS 6

/* Each lane's first digit times the point, by doublings. */
static inline void lanes_comb_begin(struct ge8 *out, const struct rt_ge *point)
{
    uint64_t limbs[4][RT_NUM_LANES][5];
    struct fe8 *const coordinates[4] = {&out->x, &out->y, &out->z, &out->t};
    struct rt_ge p = *point;
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        rt_fe_to_limbs(limbs[0][lane], &p.x);
        rt_fe_to_limbs(limbs[1][lane], &p.y);
        rt_fe_to_limbs(limbs[2][lane], &p.z);
        rt_fe_to_limbs(limbs[3][lane], &p.t);
        for (int i = 0; i < LANES_COMB_DIGITS * RT_COMB_WIDTH; i++) {
            struct rt_ge_completed twice;
            rt_ge_double(&twice, &p);
            rt_ge_complete(&p, &twice);
        }
    }
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 5; j++) {
            uint64_t words[RT_NUM_LANES];
            for (int lane = 0; lane < RT_NUM_LANES; lane++) {
                words[lane] = limbs[i][lane][j];
            }
            coordinates[i]->v[j] = lanes_load(words);
        }
    }
}

/* Row `multiple` of digit number `digit` of each lane; for digits that are not in the table, a row of
 * `spare`. */
static inline void lanes_comb_rows(uint64_t *rows[RT_NUM_LANES], struct rt_comb *comb,
                                   struct rt_comb_row *spare, int digit, int multiple)
{
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        const int i = lane * LANES_COMB_DIGITS + digit;
        rows[lane] = i < RT_COMB_NUM_DIGITS ? comb->row[i][multiple].limb : spare->limb;
    }
}

/* Three elements as rows, and back. */
static inline void lanes_rows_store(uint64_t *const rows[RT_NUM_LANES], const struct fe8 *a,
                                    const struct fe8 *b, const struct fe8 *c)
{
    rt_lanes low[8], high[8];
    uint64_t *upper[RT_NUM_LANES];
    for (int i = 0; i < RT_NUM_LANES; i++) {
        upper[i] = rows[i] + 8;
    }
    for (int i = 0; i < 5; i++) {
        low[i] = a->v[i];
        if (i < 3) {
            low[i + 5] = b->v[i];
        } else {
            high[i - 3] = b->v[i];
        }
        high[i + 2] = c->v[i];
    }
    high[7] = lanes_all(0);
    lanes_scatter(rows, low);
    lanes_scatter(upper, high);
}

static inline void lanes_rows_load(struct fe8 *a, struct fe8 *b, struct fe8 *c,
                                   uint64_t *const rows[RT_NUM_LANES])
{
    struct ge8_addend three;
    const uint64_t *in[RT_NUM_LANES];
    for (int i = 0; i < RT_NUM_LANES; i++) {
        in[i] = rows[i];
    }
    ge8_addend_load(&three, in);
    *a = three.sum;
    *b = three.difference;
    *c = three.t2d;
}

/* As multiples() and normalise() of comb25519.c, for one digit of each lane. */
static inline void lanes_comb_multiples(struct rt_comb *comb, struct fe8 *product, struct ge8 *p, int digit)
{
    uint64_t *rows[RT_NUM_LANES];
    struct rt_comb_row spare;
    struct ge8_addend addend;
    struct ge8_completed sum;
    ge8_addend_from(&addend, p);
    *product = p->z;
    for (int i = 0; i < RT_COMB_NUM_ROWS; i++) {
        if (i > 0) {
            ge8_add(&sum, p, &addend);
            ge8_complete(p, &sum);
            fe8_mul(product, product, &p->z);
        }
        lanes_comb_rows(rows, comb, &spare, digit, i);
        lanes_rows_store(rows, &p->x, &p->y, &p->z);
    }
    ge8_double(&sum, p);
    ge8_complete(p, &sum);
}

static inline void lanes_comb_finish(uint64_t *const rows[RT_NUM_LANES], const struct fe8 *x,
                                     const struct fe8 *y, const struct fe8 *inverse)
{
    struct ge8 p;
    struct ge8_addend addend;
    fe8_mul(&p.x, x, inverse);
    fe8_mul(&p.y, y, inverse);
    fe8_mul(&p.t, &p.x, &p.y);
    fe8_small(&p.z, 1);
    ge8_addend_from(&addend, &p);
    fe8_carry(&addend.t2d, &addend.t2d); /* tables are tighter than lanes need it */
    lanes_rows_store(rows, &addend.sum, &addend.difference, &addend.t2d);
}

static inline void lanes_comb_normalise(struct rt_comb *comb, const struct fe8 *inverse, int digit)
{
    uint64_t *rows[RT_NUM_LANES];
    struct rt_comb_row spare = rt_comb_neutral;
    struct fe8 before[RT_COMB_NUM_ROWS], rest = *inverse, product, own, x, y, z;
    fe8_small(&product, 1);
    for (int i = 0; i < RT_COMB_NUM_ROWS; i++) {
        before[i] = product;
        lanes_comb_rows(rows, comb, &spare, digit, i);
        lanes_rows_load(&x, &y, &z, rows);
        fe8_mul(&product, &product, &z);
    }
    for (int i = RT_COMB_NUM_ROWS - 1; i >= 0; i--) {
        lanes_comb_rows(rows, comb, &spare, digit, i);
        lanes_rows_load(&x, &y, &z, rows);
        fe8_mul(&own, &rest, &before[i]);
        fe8_mul(&rest, &rest, &z);
        lanes_comb_finish(rows, &x, &y, &own);
    }
}

static inline void lanes_comb_build(struct rt_comb *out, const struct rt_ge *point)
{
    struct fe8 product[LANES_COMB_DIGITS], before[LANES_COMB_DIGITS], rest, own;
    struct ge8 p;
    lanes_comb_begin(&p, point);
    fe8_small(&rest, 1);
    for (int i = 0; i < LANES_COMB_DIGITS; i++) {
        lanes_comb_multiples(out, &product[i], &p, i);
        before[i] = rest;
        fe8_mul(&rest, &rest, &product[i]);
    }
    fe8_invert(&rest, &rest);
    for (int i = LANES_COMB_DIGITS - 1; i >= 0; i--) {
        fe8_mul(&own, &rest, &before[i]);
        fe8_mul(&rest, &rest, &product[i]);
        lanes_comb_normalise(out, &own, i);
    }
}

#endif
