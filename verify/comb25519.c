#include "comb25519.h"

#include "ge25519_formulas.h"
#include "signatures.h"

#include <string.h>

const struct rt_comb_row rt_comb_neutral = {{1, 0, 0, 0, 0, 1}};

/* Two digits at a time: enough points for their one inversion to be cheap, few enough for the stack. */
#define NUM_AT_ONCE (2 * RT_COMB_NUM_ROWS)

static void row_from(struct rt_comb_row *out, const struct rt_ge *p)
{
    struct rt_ge_addend addend;
    rt_ge_addend_from(&addend, p);
    memset(out, 0, sizeof *out);
    rt_fe_to_limbs(out->limb, &addend.a.sum);
    rt_fe_to_limbs(out->limb + 5, &addend.a.difference);
    rt_fe_to_limbs(out->limb + 10, &addend.a.t2d);
}

static void row_to(struct rt_ge_affine *out, const struct rt_comb_row *row)
{
    rt_fe_from_limbs(&out->sum, row->limb);
    rt_fe_from_limbs(&out->difference, row->limb + 5);
    rt_fe_from_limbs(&out->t2d, row->limb + 10);
}

/* 1, 2, ... 32 times p; and p becomes 64 times what it was. */
static void multiples(struct rt_ge out[RT_COMB_NUM_ROWS], struct rt_ge *p)
{
    struct rt_ge_addend addend;
    struct rt_ge_completed sum;
    rt_ge_addend_from(&addend, p);
    out[0] = *p;
    for (int i = 1; i < RT_COMB_NUM_ROWS; i++) {
        rt_ge_add(&sum, &out[i - 1], &addend, false);
        rt_ge_complete(&out[i], &sum);
    }
    rt_ge_double(&sum, &out[RT_COMB_NUM_ROWS - 1]);
    rt_ge_complete(p, &sum);
}

void rt_comb_build(struct rt_comb *out, const struct rt_ge *point)
{
    struct rt_ge p = *point, points[NUM_AT_ONCE];
    for (int i = 0; i < RT_COMB_NUM_DIGITS; i += 2) {
        const int num = i + 1 < RT_COMB_NUM_DIGITS ? 2 : 1;
        for (int j = 0; j < num; j++) {
            multiples(points + j * RT_COMB_NUM_ROWS, &p);
        }
        rt_ge_normalise(points, (size_t)num * RT_COMB_NUM_ROWS);
        for (int j = 0; j < num * RT_COMB_NUM_ROWS; j++) {
            row_from(&out->row[i + j / RT_COMB_NUM_ROWS][j % RT_COMB_NUM_ROWS], &points[j]);
        }
    }
}

void rt_comb_build_base(struct rt_comb *out)
{
    /* B, whose y is 4/5 (RFC 8032 5.1). */
    static const uint8_t base[32] = {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                     0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                     0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66};
    const uint8_t *const bytes[2] = {base, base};
    struct rt_ge points[2];
    bool on_curve[2];
    rt_ge_decode_pair(points, on_curve, bytes);
    rt_comb_build(out, &points[0]);
}

/* The highest digit, of bits 252 and up, takes what is left: 0 to 2. */
void rt_comb_split(struct rt_comb_digits *out, const struct rt_sc *scalar)
{
    unsigned carry = 0;
    for (int i = 0; i < RT_COMB_NUM_DIGITS; i++) {
        const int word = 6 * i / 64, shift = 6 * i % 64;
        uint64_t bits = scalar->v[word] >> shift;
        if (shift > 58 && word < 3) {
            bits |= scalar->v[word + 1] << (64 - shift);
        }
        const unsigned sum = ((unsigned)bits & 63) + carry;
        carry = sum >= 32 && i + 1 < RT_COMB_NUM_DIGITS;
        out->digit[i] = (int8_t)((int)sum - (carry != 0 ? 64 : 0));
    }
}

/* So many digits ahead, rows are fetched: the tables of many keys fill no cache that is near. */
#define AHEAD 4

void rt_comb_add(struct rt_ge *sum, const struct rt_comb *comb, const struct rt_sc *scalar, bool negated)
{
    struct rt_comb_digits digits;
    rt_comb_split(&digits, scalar);
    for (int i = 0; i < AHEAD; i++) {
        rt_comb_fetch(comb, &digits, i);
    }
    for (int i = 0; i < RT_COMB_NUM_DIGITS; i++) {
        const int digit = digits.digit[i];
        rt_comb_fetch(comb, &digits, i + AHEAD);
        if (digit != 0) {
            struct rt_ge_affine row;
            struct rt_ge_completed next;
            row_to(&row, rt_comb_row(comb, &digits, i));
            rt_ge_add_affine(&next, sum, &row, (digit < 0) != negated);
            rt_ge_complete(sum, &next);
        }
    }
}
