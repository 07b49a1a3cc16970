/* Prints what the field, scalar and point arithmetic computes, one operation a line with operands and
 * results in raw limbs, for arith25519_test.py to check with big integers. Operands are random, or as
 * large as fe25519.h allows. usage: arith25519_probe [cases] */
#include "tests/check.h"
#include "verify/ge25519.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static uint64_t seed = 25519;

#if RT_FE_NUM_LIMBS == 5
typedef uint64_t limb;
#else
typedef int32_t limb;
#endif

static void print_fe(const struct rt_fe *f)
{
    for (int i = 0; i < RT_FE_NUM_LIMBS; i++) {
        printf("%c%" PRId64, i == 0 ? ' ' : ',', (int64_t)f->v[i]);
    }
}

static void print_ge(const struct rt_ge *p)
{
    print_fe(&p->x);
    print_fe(&p->y);
    print_fe(&p->z);
    print_fe(&p->t);
}

static void print_bytes(const uint8_t *bytes, size_t len)
{
    putchar(' ');
    for (size_t i = 0; i < len; i++) {
        printf("%02x", bytes[i]);
    }
}

static void print_sc(const struct rt_sc *s)
{
    printf(" %016" PRIx64 "%016" PRIx64 "%016" PRIx64 "%016" PRIx64, s->v[3], s->v[2], s->v[1], s->v[0]);
}

/* A limb within +-bound, at the bound itself half of the time. Only the 25.5-bit limbs are signed. */
static int64_t any_limb(int64_t bound)
{
    uint64_t r = check_random(&seed);
    int64_t size = r % 4 < 2 ? bound : (int64_t)(check_random(&seed) % (uint64_t)(bound + 1));
    return RT_FE_NUM_LIMBS == 10 && r / 4 % 2 == 0 ? -size : size;
}

/* One to three units, in limbs anywhere up to the bounds that the proofs beside the arithmetic use. */
static struct rt_fe any_fe(int units)
{
    struct rt_fe f;
    const int64_t one51 = (INT64_C(1) << 51) + (1 << 13) - 1, one25 = (INT64_C(11) << 24) / 5;
    const int64_t unit[3] = {one51, one51 + (INT64_C(1) << 52), (INT64_C(1) << 54) - 1};
    for (int i = 0; i < RT_FE_NUM_LIMBS; i++) {
        int64_t bound = RT_FE_NUM_LIMBS == 5 ? unit[units - 1] : units * (i % 2 == 0 ? 2 * one25 : one25) / 2;
        f.v[i] = (limb)any_limb(bound);
    }
    return f;
}

static void field(void)
{
    const struct rt_fe a1 = any_fe(1), b1 = any_fe(1), a2 = any_fe(2), a3 = any_fe(3), b3 = any_fe(3);
    const struct rt_fe pair[2] = {a1, b1};
    struct rt_fe r, powers[2];
    uint8_t bytes[32];
    rt_fe_add(&r, &a2, &b1);
    printf("add"), print_fe(&a2), print_fe(&b1), print_fe(&r), puts("");
    rt_fe_sub(&r, &a2, &b1);
    printf("sub"), print_fe(&a2), print_fe(&b1), print_fe(&r), puts("");
    rt_fe_mul(&r, &a3, &b3);
    printf("mul"), print_fe(&a3), print_fe(&b3), print_fe(&r), puts("");
    rt_fe_sq(&r, &a3);
    printf("sq"), print_fe(&a3), print_fe(&r), puts("");
    rt_fe_sq2(&r, &a1);
    printf("sq2"), print_fe(&a1), print_fe(&r), puts("");
    rt_fe_to_bytes(bytes, &a3);
    printf("to_bytes"), print_fe(&a3), print_bytes(bytes, 32),
        printf(" %d %d\n", rt_fe_is_odd(&a3), rt_fe_is_zero(&a3));
    rt_fe_pow_p58_pair(powers, pair);
    printf("pow"), print_fe(&a1), print_fe(&powers[0]), puts("");
    printf("pow"), print_fe(&b1), print_fe(&powers[1]), puts("");
}

/* Bytes that are random, or differ from 00.., ff.., p, or L in their lowest byte only. */
static void any_bytes(uint8_t out[32])
{
    static const uint8_t near[4][32] = {
        {0},
        {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
        {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
        {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
         0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x10},
    };
    uint64_t r = check_random(&seed);
    check_random_bytes(&seed, out, 32);
    if (r % 8 < 4) {
        memcpy(out, near[r % 4], 32);
        out[0] = (uint8_t)(out[0] + (r >> 8) % 40 - 20);
    } else if (r % 8 == 4) {
        memset(out + (r >> 8) % 32, 0, 32 - (r >> 8) % 32); /* short numbers */
    }
}

static void bytes(void)
{
    uint8_t in[32];
    struct rt_fe f;
    any_bytes(in);
    rt_fe_from_bytes(&f, in);
    printf("from_bytes"), print_bytes(in, 32), print_fe(&f), printf(" %d\n", rt_fe_bytes_canonical(in));
}

static void print_naf(const struct rt_sc *s, int width)
{
    struct rt_sc_naf naf;
    int top = rt_sc_to_naf(&naf, s, width);
    printf("naf %d", width), print_sc(s), printf(" %d ", top);
    for (int i = 0; i < 257; i++) {
        printf("%s%d", i == 0 ? "" : ",", naf.digit[i]);
    }
    puts("");
}

static void print_halve(const struct rt_sc *k)
{
    struct rt_sc_fraction f;
    rt_sc_halve(&f, k);
    printf("halve"), print_sc(k), print_sc(&f.numerator), print_sc(&f.denominator),
        printf(" %d\n", f.negative);
}

static void scalars(void)
{
    uint8_t in[64];
    struct rt_sc s, any[2], product;
    any_bytes(in);
    any_bytes(in + 32);
    bool below = rt_sc_from_bytes(&s, in);
    printf("sc_from_bytes"), print_bytes(in, 32), print_sc(&s), printf(" %d\n", below);
    rt_sc_from_hash(&s, in);
    printf("sc_from_hash"), print_bytes(in, 64), print_sc(&s), puts("");
    memcpy(any, in, sizeof any);
    rt_sc_mul(&product, &any[0], &any[1]);
    printf("sc_mul"), print_sc(&any[0]), print_sc(&any[1]), print_sc(&product), puts("");
    print_halve(&s);
    print_naf(&any[0], 5);
    print_naf(&any[1], 8);
    print_naf(&s, 2 + (int)(check_random(&seed) % 7));
}

/* Scalars close to L/m for small m make Euclid's rests shrink by leaps: the contrived ones of sc25519.h. */
static void contrived(void)
{
    static const uint32_t order[8] = {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0, 0, 0, 0x10000000};
    const uint32_t m = (uint32_t)(check_random(&seed) >> (32 + check_random(&seed) % 31)) | 2;
    struct rt_sc k;
    uint64_t rest = 0;
    for (int i = 7; i >= 0; i--) {
        rest = rest << 32 | order[i];
        k.v[i / 2] = i % 2 == 1 ? rest / m << 32 : k.v[i / 2] | rest / m;
        rest %= m;
    }
    k.v[check_random(&seed) % 2] += check_random(&seed) >> check_random(&seed) % 64;
    print_halve(&k);
}

static void points(void)
{
    uint8_t in[2][32];
    const uint8_t *const in_pair[2] = {in[0], in[1]};
    struct rt_ge decoded[2], sum;
    bool on_curve[2];
    any_bytes(in[0]);
    check_random_bytes(&seed, in[1], 32);
    rt_ge_decode_pair(decoded, on_curve, in_pair);
    for (int i = 0; i < 2; i++) {
        printf("decode"), print_bytes(in[i], 32),
            printf(" %d %d", on_curve[i], rt_ge_bytes_small_order(in[i]));
        print_ge(&decoded[i]), puts("");
    }
    if (!on_curve[0] || !on_curve[1]) {
        return;
    }
    struct rt_ge_term terms[2];
    struct rt_sc base_scalar;
    any_bytes(in[0]);
    memcpy(&base_scalar, in[0], sizeof base_scalar);
    printf("combine"), print_sc(&base_scalar);
    for (int i = 0; i < 2; i++) {
        any_bytes(in[0]);
        terms[i].point = decoded[i];
        terms[i].negated = check_random(&seed) % 2;
        memcpy(&terms[i].scalar, in[0], sizeof terms[i].scalar);
        print_sc(&terms[i].scalar), printf(" %d", terms[i].negated), print_ge(&decoded[i]);
    }
    rt_ge_combine(&sum, &base_scalar, terms);
    print_ge(&sum), printf(" %d\n", rt_ge_is_neutral(&sum));
}

static void table(void)
{
    for (int half = 0; half < 2; half++) {
        for (int i = 0; i < RT_GE_NUM_ODD; i++) {
            const struct rt_ge_affine *a = &rt_ge_base[half][i];
            printf("table %d %d", half, i), print_fe(&a->sum), print_fe(&a->difference), print_fe(&a->t2d),
                puts("");
        }
    }
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 2000;
    table();
    for (int i = 0; i < count; i++) {
        field();
        bytes();
        scalars();
        if (i % 8 == 0) {
            contrived();
            points();
        }
    }
    return ferror(stdout) ? 1 : 0;
}
