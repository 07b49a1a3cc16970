#include "comb25519.h"

#include "ge25519_formulas.h"
#include "signatures.h"

#include <string.h>

const struct rt_comb_row rt_comb_neutral = {{1, 0, 0, 0, 0, 1}};

static const struct rt_fe zero = RT_FE(0, 0, 0, 0, 0), one = RT_FE(1, 0, 0, 0, 0);

/* Three elements as a row, and back. */
static void row_store(struct rt_comb_row *out, const struct rt_fe *a, const struct rt_fe *b,
                      const struct rt_fe *c)
{
    rt_fe_to_limbs(out->limb, a);
    rt_fe_to_limbs(out->limb + 5, b);
    rt_fe_to_limbs(out->limb + 10, c);
    out->limb[15] = 0;
}

/* 1, 2, 3, ... times p as rows of X, Y, Z, and the product of all Z. Then p becomes twice the last of them.
 */
static void multiples(struct rt_comb_row *rows, struct rt_fe *product, struct rt_ge *p, int num)
{
    struct rt_ge_addend addend;
    struct rt_ge_completed sum;
    rt_ge_addend_from(&addend, p);
    *product = p->z;
    row_store(&rows[0], &p->x, &p->y, &p->z);
    for (int i = 1; i < num; i++) {
        rt_ge_add(&sum, p, &addend, false);
        rt_ge_complete(p, &sum);
        rt_fe_mul(product, product, &p->z);
        row_store(&rows[i], &p->x, &p->y, &p->z);
    }
    rt_ge_double(&sum, p);
    rt_ge_complete(p, &sum);
}

static void row_from(struct rt_comb_row *row, const struct rt_fe *inverse)
{
    struct rt_ge p;
    struct rt_ge_addend addend;
    rt_fe_from_limbs(&p.x, row->limb);
    rt_fe_from_limbs(&p.y, row->limb + 5);
    rt_fe_mul(&p.x, &p.x, inverse);
    rt_fe_mul(&p.y, &p.y, inverse);
    rt_fe_mul(&p.t, &p.x, &p.y);
    p.z = one;
    rt_ge_addend_from(&addend, &p);
    row_store(row, &addend.a.sum, &addend.a.difference, &addend.a.t2d);
}

/* Gives the multiples their final form by Montgomery's trick, from the inverse of the product of all Z. */
static void normalise(struct rt_comb_row *rows, const struct rt_fe *inverse, int num)
{
    struct rt_fe before[RT_COMB_BASE_ROWS], rest = *inverse, z, own;
    before[0] = one;
    for (int i = 1; i < num; i++) {
        rt_fe_from_limbs(&z, rows[i - 1].limb + 10);
        rt_fe_mul(&before[i], &before[i - 1], &z);
    }
    for (int i = num - 1; i >= 0; i--) {
        rt_fe_from_limbs(&z, rows[i].limb + 10);
        rt_fe_mul(&own, &rest, &before[i]);
        rt_fe_mul(&rest, &rest, &z);
        row_from(&rows[i], &own);
    }
}

/* One inversion for the whole table: the trick again, over the products of each digit. */
static void build(struct rt_comb_row *rows, struct rt_comb_shape shape, const struct rt_ge *point)
{
    struct rt_fe product[RT_COMB_NUM_DIGITS], before[RT_COMB_NUM_DIGITS], rest = one, own;
    struct rt_ge p = *point;
    const int num = 1 << (shape.width - 1);
    for (int i = 0; i < shape.num_digits; i++) {
        multiples(rows + i * num, &product[i], &p, num);
        before[i] = rest;
        rt_fe_mul(&rest, &rest, &product[i]);
    }
    rt_fe_invert(&rest, &rest);
    for (int i = shape.num_digits - 1; i >= 0; i--) {
        rt_fe_mul(&own, &rest, &before[i]);
        rt_fe_mul(&rest, &rest, &product[i]);
        normalise(rows + i * num, &own, num);
    }
}

void rt_comb_build(struct rt_comb *out, const struct rt_ge *point)
{
    build(out->row[0], rt_comb_key_shape, point);
}

void rt_comb_build_base(struct rt_comb_base *out)
{
    /* B, whose y is 4/5 (RFC 8032 5.1). */
    static const uint8_t base[32] = {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                     0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                     0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
    const uint8_t *const bytes[2] = {base, base};
    struct rt_ge points[2];
    bool on_curve[2];
    rt_ge_decode_pair(points, on_curve, bytes);
    build(out->row[0], rt_comb_base_shape, &points[0]);
}

/* Half a digit's range is added at every place but the highest, so that no digit waits for the one before it:
 * what is read there is the digit and that half. Below 2^253 + 2^252 in all. The highest digit, of bits 252
 * or 248 and up, takes what is left: 0 to 32. */
RT_FE_INLINE void split_scalar(struct rt_comb_digits *out, const struct rt_sc *scalar,
                               const uint64_t halves[4], int width, int num_digits)
{
    uint64_t sum[5] = {0}, carry = 0;
    for (int i = 0; i < 4; i++) {
        sum[i] = scalar->v[i] + carry;
        carry = sum[i] < carry;
        sum[i] += halves[i];
        carry += sum[i] < halves[i];
    }
    for (int i = 0; i < num_digits; i++) {
        const int word = width * i / 64, shift = width * i % 64;
        const uint64_t above = shift == 0 ? 0 : sum[word + 1] << (64 - shift);
        const int digit = (int)((sum[word] >> shift | above) & ((1U << width) - 1));
        out->digit[i] = (int8_t)(digit - (i + 1 < num_digits ? 1 << (width - 1) : 0));
    }
}

void rt_comb_split(struct rt_comb_digits *out, const struct rt_sc *scalar, struct rt_comb_shape shape)
{
    static const uint64_t key_halves[4] = {0x0820820820820820, 0x2082082082082082, 0x8208208208208208,
                                           0x0820820820820820};
    static const uint64_t base_halves[4] = {0x8080808080808080, 0x8080808080808080, 0x8080808080808080,
                                            0x0080808080808080};
    if (shape.width == RT_COMB_WIDTH) {
        split_scalar(out, scalar, key_halves, RT_COMB_WIDTH, RT_COMB_NUM_DIGITS);
    } else {
        split_scalar(out, scalar, base_halves, RT_COMB_BASE_WIDTH, RT_COMB_BASE_DIGITS);
    }
}

/* Signs are as good as random, so nothing branches on them. */
static void row_to(struct rt_ge_affine *out, const struct rt_comb_row *row, bool negated)
{
    struct rt_fe t2d[2];
    const size_t swap = 5 * (size_t)negated;
    rt_fe_from_limbs(&out->sum, row->limb + swap);
    rt_fe_from_limbs(&out->difference, row->limb + 5 - swap);
    rt_fe_from_limbs(&t2d[0], row->limb + 10);
    rt_fe_sub(&t2d[1], &zero, &t2d[0]);
    out->t2d = t2d[negated];
}

/* So many digits ahead, rows are fetched: the tables of many keys fill no cache that is near. */
#define AHEAD 4

void rt_comb_add(struct rt_ge *sum, const struct rt_comb_row *rows, struct rt_comb_shape shape,
                 const struct rt_sc *scalar, bool negated)
{
    struct rt_comb_digits digits;
    rt_comb_split(&digits, scalar, shape);
    for (int i = 0; i < AHEAD; i++) {
        rt_comb_fetch(rows, &digits, i, shape);
    }
    for (int i = 0; i < shape.num_digits; i++) {
        struct rt_ge_affine row;
        struct rt_ge_completed next;
        rt_comb_fetch(rows, &digits, i + AHEAD, shape);
        row_to(&row, rt_comb_row(rows, &digits, i, shape), (digits.digit[i] < 0) != negated);
        rt_ge_add_affine(&next, sum, &row, false);
        rt_ge_complete(sum, &next);
    }
}
