#include "sc25519.h"

#include <string.h>

/* Products and reduction work in 32-bit limbs, which any C compiler multiplies into 64 bits. */

/* L - 2^252, 125 bits. */
static const uint32_t order_low[4] = {0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de};

static const struct rt_sc order = {{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 0x1000000000000000}};

_Static_assert((INT64_C(-3) >> 1) == -2, "right shift of a negative number must be arithmetic");

static void words_from_bytes(struct rt_sc *out, const uint8_t bytes[32])
{
    for (int i = 0; i < 4; i++) {
        out->v[i] = 0;
        for (int j = 7; j >= 0; j--) {
            out->v[i] = out->v[i] << 8 | bytes[8 * i + j];
        }
    }
}

static bool words_less(const struct rt_sc *a, const struct rt_sc *b)
{
    for (int i = 3; i > 0; i--) {
        if (a->v[i] != b->v[i]) {
            return a->v[i] < b->v[i];
        }
    }
    return a->v[0] < b->v[0];
}

/* a -= b; the caller knows that a >= b. */
static void words_sub(struct rt_sc *a, const struct rt_sc *b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t minuend = a->v[i], difference = minuend - b->v[i];
        a->v[i] = difference - borrow;
        borrow = (minuend < b->v[i]) | (difference < borrow);
    }
}

static void limbs_from_words(uint32_t out[8], const struct rt_sc *in)
{
    for (int i = 0; i < 4; i++) {
        out[2 * i] = (uint32_t)in->v[i];
        out[2 * i + 1] = (uint32_t)(in->v[i] >> 32);
    }
}

static void words_from_limbs(struct rt_sc *out, const uint32_t in[8])
{
    for (int i = 0; i < 4; i++) {
        out->v[i] = in[2 * i] | (uint64_t)in[2 * i + 1] << 32;
    }
}

/* out = a * b, num_a + num_b limbs; out overlaps neither. A step is at most (2^32-1)^2 + 2 (2^32-1) <
 * 2^64. */
static void limbs_mul(uint32_t *out, const uint32_t *a, int num_a, const uint32_t *b, int num_b)
{
    memset(out, 0, (size_t)(num_a + num_b) * sizeof *out);
    for (int i = 0; i < num_a; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < num_b; j++) {
            carry += (uint64_t)a[i] * b[j] + out[i + j];
            out[i + j] = (uint32_t)carry;
            carry >>= 32;
        }
        out[i + num_b] = (uint32_t)carry;
    }
}

/* Cuts x at bit 252: the low part stays in x[0..7], the high part goes to high[0..num - 8]. */
static void limbs_cut(uint32_t *high, uint32_t *x, int num)
{
    for (int i = 7; i < num; i++) {
        high[i - 7] = x[i] >> 28 | (i + 1 < num ? x[i + 1] << 4 : 0);
    }
    x[7] &= 0x0fffffff;
}

/* x modulo L. 2^252 = -c with c = order_low, so high 2^252 + low = low - c high, three times over:
 *   x = x0 + 2^252 x1, x1 < 2^260     y = c x1 < 2^385
 *   y = y0 + 2^252 y1, y1 < 2^133     z = c y1 < 2^258
 *   z = z0 + 2^252 z1, z1 < 2^6       w = c z1 < 2^131
 *   x = x0 - y0 + z0 - w              between -2^252 - 2^131 and 2^253
 * and adding 2L makes it positive and below 4L. */
static void limbs_reduce(struct rt_sc *out, uint32_t x[16])
{
    uint32_t x1[9], y[13], y1[6], z[9], z1[2], w[5], l[8];
    limbs_cut(x1, x, 16);
    limbs_mul(y, x1, 9, order_low, 4);
    limbs_cut(y1, y, 13);
    limbs_mul(z, y1, 5, order_low, 4);
    limbs_cut(z1, z, 9);
    limbs_mul(w, z1, 1, order_low, 4);
    limbs_from_words(l, &order);

    int64_t carry = 0;
    for (int i = 0; i < 8; i++) {
        carry += 2 * (int64_t)l[i] + x[i] - (int64_t)y[i] + z[i] - (i < 5 ? (int64_t)w[i] : 0);
        x[i] = (uint32_t)carry;
        carry >>= 32;
    }
    words_from_limbs(out, x);
    while (!words_less(out, &order)) {
        words_sub(out, &order);
    }
}

bool rt_sc_from_bytes(struct rt_sc *out, const uint8_t bytes[32])
{
    words_from_bytes(out, bytes);
    if (words_less(out, &order)) {
        return true;
    }
    memset(out, 0, sizeof *out);
    return false;
}

void rt_sc_from_hash(struct rt_sc *out, const uint8_t hash[64])
{
    struct rt_sc low, high;
    uint32_t x[16];
    words_from_bytes(&low, hash);
    words_from_bytes(&high, hash + 32);
    limbs_from_words(x, &low);
    limbs_from_words(x + 8, &high);
    limbs_reduce(out, x);
}

void rt_sc_mul(struct rt_sc *out, const struct rt_sc *a, const struct rt_sc *b)
{
    uint32_t x[8], y[8], product[16];
    limbs_from_words(x, a);
    limbs_from_words(y, b);
    limbs_mul(product, x, 8, y, 8);
    limbs_reduce(out, product);
}

static int word_bits(uint64_t word)
{
#if defined(__GNUC__)
    return word == 0 ? 0 : 64 - __builtin_clzll(word);
#else
    int bits = 0;
    while (bits < 64 && word >> bits != 0) {
        bits++;
    }
    return bits;
#endif
}

/* The length in bits; 0 for zero. */
static int words_bits(const struct rt_sc *s)
{
    int i = 3;
    while (i > 0 && s->v[i] == 0) {
        i--;
    }
    return 64 * i + word_bits(s->v[i]);
}

/* s * 2^shift, 0 <= shift < 256; what exceeds 2^256 is lost. */
static struct rt_sc words_shift(const struct rt_sc *s, int shift)
{
    struct rt_sc out = {{0}};
    const int skip = shift / 64, bits = shift % 64;
    for (int i = 3; i >= skip; i--) {
        out.v[i] = s->v[i - skip] << bits;
        if (bits != 0 && i > skip) {
            out.v[i] |= s->v[i - skip - 1] >> (64 - bits);
        }
    }
    return out;
}

/* The low word of s / 2^shift, 0 <= shift < 256. */
static uint64_t words_top(const struct rt_sc *s, int shift)
{
    const int word = shift / 64, bits = shift % 64;
    uint64_t top = s->v[word] >> bits;
    if (bits != 0 && word < 3) {
        top |= s->v[word + 1] << (64 - bits);
    }
    return top;
}

static void words_add(struct rt_sc *a, const struct rt_sc *b)
{
    uint64_t carry = 0;
    for (int i = 0; i < 4; i++) {
        uint64_t sum = a->v[i] + b->v[i];
        uint64_t with_carry = sum + carry;
        carry = (sum < b->v[i]) | (with_carry < carry);
        a->v[i] = with_carry;
    }
}

/* One side of Euclid's algorithm on (8L, k): rest = multiple of 8L +- factor * k. */
struct side {
    struct rt_sc rest, factor;
    int bits; /* of rest */
};

/* Takes the other side's rest, shifted as far as it fits, off this one; factors have opposite signs, so their
 * absolute values add up. */
static void side_reduce(struct side *large, const struct side *small)
{
    int shift = large->bits - small->bits;
    struct rt_sc rest = words_shift(&small->rest, shift);
    if (words_less(&large->rest, &rest)) {
        shift--;
        rest = words_shift(&small->rest, shift);
    }
    words_sub(&large->rest, &rest);
    large->bits = words_bits(&large->rest);
    rest = words_shift(&small->factor, shift);
    words_add(&large->factor, &rest);
}

/* Half of the 256 bits of 8L. */
#define HALF_BITS 128
/* A rest that falls below this too early would let the other side's factor grow towards L. */
#define FLOOR_BITS 100

/* Lehmer's shortcut: many steps of side_reduce taken on the top words of both rests, then all at once. A
 * view is one side's rest, own * (its rest before) - other * (the other's before), of which `top` holds
 * the top bits. */
struct view {
    uint64_t top;
    uint32_t own, other;
};

/* One step; false, with nothing changed, if it might go too far. The bits below the tops, each side's
 * less than one unit of `top`, make the true rest more than top - other, which must leave `floor`. The
 * sum of own and other stays below 2^31, for words_combine. */
static bool view_reduce(struct view *large, const struct view *small, uint64_t floor)
{
    int shift = word_bits(large->top) - word_bits(small->top);
    shift -= large->top < small->top << shift;
    if (shift > 30) {
        return false;
    }
    const uint64_t own = large->own + ((uint64_t)small->other << shift);
    const uint64_t other = large->other + ((uint64_t)small->own << shift);
    const uint64_t top = large->top - (small->top << shift);
    if (own + other >= UINT64_C(1) << 31 || top < other + floor) {
        return false;
    }
    *large = (struct view){top, (uint32_t)own, (uint32_t)other};
    return true;
}

/* out = own * mine + sign * other * others. Sums of limbs and carries stay below 2^63 in absolute value. */
static void words_combine(struct rt_sc *out, const struct view *view, const struct rt_sc *mine,
                          const struct rt_sc *others, int sign)
{
    uint32_t x[8], y[8];
    int64_t carry = 0;
    limbs_from_words(x, mine);
    limbs_from_words(y, others);
    for (int i = 0; i < 8; i++) {
        carry += (int64_t)x[i] * view->own + sign * ((int64_t)y[i] * view->other);
        x[i] = (uint32_t)carry;
        carry >>= 32;
    }
    words_from_limbs(out, x);
}

static struct side side_leap(const struct view *view, const struct side *mine, const struct side *others)
{
    struct side out;
    words_combine(&out.rest, view, &mine->rest, &others->rest, -1);
    words_combine(&out.factor, view, &mine->factor, &others->factor, 1);
    out.bits = words_bits(&out.rest);
    return out;
}

/* Both sides as many steps further as their top words show, but not below 2^HALF_BITS. */
static void sides_leap(struct side *a, struct side *b)
{
    const int shift = (a->bits > b->bits ? a->bits : b->bits) - 64;
    const uint64_t floor = shift >= HALF_BITS ? 1 : UINT64_C(1) << (HALF_BITS - shift);
    struct view top_a = {words_top(&a->rest, shift), 1, 0}, top_b = {words_top(&b->rest, shift), 1, 0};
    bool more = top_a.top != 0 && top_b.top != 0;
    while (more) {
        more =
            top_a.top >= top_b.top ? view_reduce(&top_a, &top_b, floor) : view_reduce(&top_b, &top_a, floor);
    }
    const struct side next_a = side_leap(&top_a, a, b);
    *b = side_leap(&top_b, b, a);
    *a = next_a;
}

/* Always a.rest * b.factor + b.rest * a.factor = 8L, the factor of `a` standing for minus itself; and
 * the factors have no common divisor, so one of them is odd. As long as both rests have at least
 * FLOOR_BITS, the factors are at most 8L / 2^(FLOOR_BITS - 1) < L. Every round makes a rest smaller, so
 * the loop ends. */
void rt_sc_halve(struct rt_sc_fraction *out, const struct rt_sc *k)
{
    struct side a = {words_shift(&order, 3), {{0}}, 256}, b = {*k, {{1}}, words_bits(k)};
    while (a.bits >= FLOOR_BITS && b.bits >= FLOOR_BITS) {
        if (a.bits > HALF_BITS + 8 && b.bits > HALF_BITS + 8) {
            sides_leap(&a, &b);
        }
        struct side *reduced = words_less(&a.rest, &b.rest) ? &b : &a;
        side_reduce(reduced, reduced == &a ? &b : &a);
        if (reduced->bits <= HALF_BITS && reduced->factor.v[0] % 2 == 1) {
            *out = (struct rt_sc_fraction){reduced->rest, reduced->factor, reduced == &a};
            return;
        }
    }
    *out = (struct rt_sc_fraction){*k, {{1}}, false};
}

int rt_sc_to_naf(struct rt_sc_naf *out, const struct rt_sc *s, int width)
{
    const int bits = words_bits(s);
    int carry = 0, top = 0;
    memset(out, 0, sizeof *out);
    for (int i = 0; i < 256 && (i < bits || carry != 0); i++) {
        if ((int)(s->v[i / 64] >> i % 64 & 1) == carry) {
            continue; /* bit plus carry is even: digit 0, and the carry stays */
        }
        int digit = (int)(words_top(s, i) & ((1u << width) - 1)) + carry;
        carry = digit >> (width - 1);
        out->digit[i] = (int8_t)(digit - carry * (1 << width));
        top = i + 1;
        i += width - 1;
    }
    out->digit[256] = (int8_t)carry;
    return carry != 0 ? 257 : top;
}
