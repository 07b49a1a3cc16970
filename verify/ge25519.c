#include "ge25519_formulas.h"

#include <string.h>

/* -121665/121666 and a square root of -1. */
static const struct rt_fe curve_d =
    RT_FE(0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff);
static const struct rt_fe sqrt_minus_1 =
    RT_FE(0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d);
static const struct rt_fe one = RT_FE(1, 0, 0, 0, 0);
static const struct rt_fe zero = RT_FE(0, 0, 0, 0, 0);

/* x^2 = u/v with u = y^2 - 1, v = d y^2 + 1, and the candidate u v^3 (u v^7)^((p-5)/8) for x (RFC 8032 5.1.3
 * steps 2 and 3); uv7 is u v^7. */
struct root {
    struct rt_fe u, v, uv3;
};

static void root_prepare(struct root *out, struct rt_fe *uv7, struct rt_ge *p, const uint8_t bytes[32])
{
    struct rt_fe yy, v2;
    rt_fe_from_bytes(&p->y, bytes);
    p->z = one;
    rt_fe_sq(&yy, &p->y);
    rt_fe_sub(&out->u, &yy, &one);
    rt_fe_mul(&out->v, &yy, &curve_d);
    rt_fe_add(&out->v, &out->v, &one);
    rt_fe_sq(&v2, &out->v);
    rt_fe_mul(&out->uv3, &out->u, &out->v);
    rt_fe_mul(&out->uv3, &out->uv3, &v2);
    rt_fe_sq(&v2, &v2);
    rt_fe_mul(uv7, &out->uv3, &v2);
}

static bool root_finish(struct rt_ge *p, const struct root *in, const struct rt_fe *power, bool odd)
{
    struct rt_fe check;
    rt_fe_mul(&p->x, &in->uv3, power);
    rt_fe_sq(&check, &p->x);
    rt_fe_mul(&check, &check, &in->v);
    if (!rt_fe_equal(&in->u, &check)) {
        rt_fe_add(&check, &check, &in->u);
        if (!rt_fe_is_zero(&check)) {
            return false; /* neither u nor -u: u/v is no square */
        }
        rt_fe_mul(&p->x, &p->x, &sqrt_minus_1);
    }
    if (rt_fe_is_odd(&p->x) != odd) {
        rt_fe_sub(&p->x, &zero, &p->x);
        rt_fe_mul(&p->x, &p->x, &one); /* reduced again */
    }
    rt_fe_mul(&p->t, &p->x, &p->y);
    return true;
}

void rt_ge_decode_pair(struct rt_ge out[2], bool on_curve[2], const uint8_t *const bytes[2])
{
    struct root root[2];
    struct rt_fe power[2];
    for (int i = 0; i < 2; i++) {
        root_prepare(&root[i], &power[i], &out[i], bytes[i]);
    }
    rt_fe_pow_p58_pair(power, power);
    for (int i = 0; i < 2; i++) {
        on_curve[i] = root_finish(&out[i], &root[i], &power[i], bytes[i][31] >> 7);
    }
}

bool rt_ge_bytes_small_order(const uint8_t bytes[32])
{
    /* Orders 4, 1, 8, 8, 2; then the first two again as p and p + 1. */
    static const uint8_t small[7][32] = {
        {0},
        {1},
        {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
         0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
        {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
         0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
        {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        {0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
    };
    for (int i = 0; i < 7; i++) {
        if (memcmp(bytes, small[i], 31) == 0 && (bytes[31] & 0x7f) == small[i][31]) {
            return true;
        }
    }
    return false;
}

/* Window widths: a term's table is built for each call, the base point's is constant. */
#define TERM_WIDTH   5
#define TERM_NUM_ODD (1 << (TERM_WIDTH - 2))
#define BASE_WIDTH   (RT_GE_NUM_ODD == 64 ? 8 : 5)

_Static_assert(RT_GE_NUM_ODD == 1 << (BASE_WIDTH - 2), "one entry for each odd digit");

/* The odd multiples p, 3p, ... 15p. */
static void term_table(struct rt_ge_addend table[TERM_NUM_ODD], const struct rt_ge *p)
{
    struct rt_ge_completed sum;
    struct rt_ge twice, next;
    rt_ge_addend_from(&table[0], p);
    rt_ge_double(&sum, p);
    rt_ge_complete(&twice, &sum);
    for (int i = 1; i < TERM_NUM_ODD; i++) {
        rt_ge_add(&sum, &twice, &table[i - 1], false);
        rt_ge_complete(&next, &sum);
        rt_ge_addend_from(&table[i], &next);
    }
}

/* What combine walks along: the digits of each scalar, the base point's in two halves of 128 bits. */
struct walk {
    struct rt_ge_addend table[2][TERM_NUM_ODD];
    struct rt_sc_naf term[2], base[2];
    int top;
};

static int max_int(int a, int b)
{
    return a > b ? a : b;
}

static void walk_prepare(struct walk *w, const struct rt_sc *base_scalar, const struct rt_ge_term terms[2])
{
    w->top = 0;
    for (int i = 0; i < 2; i++) {
        const struct rt_sc half = {{base_scalar->v[2 * i], base_scalar->v[2 * i + 1], 0, 0}};
        term_table(w->table[i], &terms[i].point);
        w->top = max_int(w->top, rt_sc_to_naf(&w->term[i], &terms[i].scalar, TERM_WIDTH));
        w->top = max_int(w->top, rt_sc_to_naf(&w->base[i], &half, BASE_WIDTH));
    }
}

#ifdef RT_GE25519_FILLED

static struct rt_ge_addend base[2][RT_GE_NUM_ODD];

void rt_ge_base_fill(void)
{
    /* B, whose y is 4/5 (RFC 8032 5.1), and 2^128 B. */
    static const uint8_t bytes[2][32] = {
        {0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
         0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66},
        {0x6b, 0xa6, 0xf5, 0x4b, 0x11, 0xbd, 0xba, 0x5b, 0x9e, 0xc4, 0xa4, 0x51, 0x1e, 0xbe, 0xd0, 0x90,
         0x3a, 0x9c, 0xc2, 0x26, 0xb6, 0x1e, 0xf1, 0x95, 0x7d, 0xc8, 0x6d, 0x52, 0xe6, 0x99, 0x2c, 0x5f},
    };
    const uint8_t *const both[2] = {bytes[0], bytes[1]};
    struct rt_ge point[2];
    bool on_curve[2];
    rt_ge_decode_pair(point, on_curve, both);
    term_table(base[0], &point[0]);
    term_table(base[1], &point[1]);
}

static void add_base(struct rt_ge_completed *sum, const struct rt_ge *p, int half, int digit)
{
    rt_ge_add(sum, p, &base[half][(digit > 0 ? digit : -digit) / 2], digit < 0);
}

#else

static void add_base(struct rt_ge_completed *sum, const struct rt_ge *p, int half, int digit)
{
    rt_ge_add_affine(sum, p, &rt_ge_base[half][(digit > 0 ? digit : -digit) / 2], digit < 0);
}

#endif

/* Adds what position i of every scalar asks for. */
static void walk_add(struct rt_ge_completed *sum, const struct walk *w, const struct rt_ge_term terms[2],
                     int i)
{
    struct rt_ge p;
    for (int j = 0; j < 2; j++) {
        const int digit = w->term[j].digit[i], base_digit = w->base[j].digit[i];
        if (digit != 0) {
            rt_ge_complete(&p, sum);
            rt_ge_add(sum, &p, &w->table[j][(digit > 0 ? digit : -digit) / 2],
                      (digit < 0) != terms[j].negated);
        }
        if (base_digit != 0) {
            rt_ge_complete(&p, sum);
            add_base(sum, &p, j, base_digit);
        }
    }
}

void rt_ge_combine(struct rt_ge *out, const struct rt_sc *base_scalar, const struct rt_ge_term terms[2])
{
    struct walk w;
    struct rt_ge_completed sum = {zero, one, one, one};
    walk_prepare(&w, base_scalar, terms);
    for (int i = w.top - 1; i >= 0; i--) {
        struct rt_ge p;
        rt_ge_complete_projective(&p, &sum);
        rt_ge_double(&sum, &p);
        walk_add(&sum, &w, terms, i);
    }
    rt_ge_complete(out, &sum);
}

/* Montgomery's trick. On the way down each t holds the product of the z before it. */
void rt_ge_normalise(struct rt_ge *points, size_t num)
{
    struct rt_fe product = one, inverse;
    for (size_t i = 0; i < num; i++) {
        points[i].t = product;
        rt_fe_mul(&product, &product, &points[i].z);
    }
    rt_fe_invert(&product, &product);
    for (size_t left = num; left > 0; left--) {
        struct rt_ge *p = &points[left - 1];
        rt_fe_mul(&inverse, &product, &p->t);
        rt_fe_mul(&product, &product, &p->z);
        rt_fe_mul(&p->x, &p->x, &inverse);
        rt_fe_mul(&p->y, &p->y, &inverse);
        rt_fe_mul(&p->t, &p->x, &p->y);
        p->z = one;
    }
}

void rt_ge_encode(uint8_t out[32], const struct rt_ge *p)
{
    rt_fe_to_bytes(out, &p->y);
    out[31] |= (uint8_t)(rt_fe_is_odd(&p->x) << 7);
}

void rt_ge_neutral(struct rt_ge *out)
{
    *out = (struct rt_ge){zero, one, one, zero};
}

bool rt_ge_is_neutral(const struct rt_ge *p)
{
    return rt_fe_equal(&p->y, &p->z); /* y = 1: -x^2 + 1 = 1 + d x^2, so x = 0 */
}
