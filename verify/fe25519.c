#include "fe25519.h"

#include <string.h>

static uint64_t load64(const uint8_t *in)
{
    uint64_t word = 0;
    for (int i = 7; i >= 0; i--) {
        word = word << 8 | in[i];
    }
    return word;
}

static void store64(uint8_t *out, uint64_t word)
{
    for (int i = 0; i < 8; i++) {
        out[i] = (uint8_t)(word >> 8 * i);
    }
}

void rt_fe_from_bytes(struct rt_fe *out, const uint8_t bytes[32])
{
    const uint64_t mask = ((uint64_t)1 << 51) - 1;
    const uint64_t w0 = load64(bytes), w1 = load64(bytes + 8);
    const uint64_t w2 = load64(bytes + 16), w3 = load64(bytes + 24);
    const uint64_t limbs[5] = {
        w0 & mask,
        (w0 >> 51 | w1 << 13) & mask,
        (w1 >> 38 | w2 << 26) & mask,
        (w2 >> 25 | w3 << 39) & mask,
        (w3 >> 12) & mask,
    };
    rt_fe_from_limbs(out, limbs);
}

/* Adds `carry` to the limbs and returns what overflows 2^255. */
static uint64_t limbs_carry(uint64_t limbs[5], uint64_t carry)
{
    for (int i = 0; i < 5; i++) {
        uint64_t limb = limbs[i] + carry;
        limbs[i] = limb & (((uint64_t)1 << 51) - 1);
        carry = limb >> 51;
    }
    return carry;
}

void rt_fe_to_bytes(uint8_t out[32], const struct rt_fe *f)
{
    uint64_t v[5], probe[5];
    rt_fe_to_limbs(v, f);
    /* The value is below 2p, so adding 19 overflows 2^255 exactly if it is p or more; then the low 255 bits
     * of value + 19 are value - p. */
    memcpy(probe, v, sizeof probe);
    (void)limbs_carry(v, 19 * limbs_carry(probe, 19));
    store64(out, v[0] | v[1] << 51);
    store64(out + 8, v[1] >> 13 | v[2] << 38);
    store64(out + 16, v[2] >> 26 | v[3] << 25);
    store64(out + 24, v[3] >> 39 | v[4] << 12);
}

bool rt_fe_bytes_canonical(const uint8_t bytes[32])
{
    if ((bytes[31] & 0x7f) != 0x7f || bytes[0] < 0xed) {
        return true; /* p is ed ff .. ff 7f */
    }
    for (int i = 1; i < 31; i++) {
        if (bytes[i] != 0xff) {
            return true;
        }
    }
    return false;
}

bool rt_fe_is_zero(const struct rt_fe *f)
{
    static const uint8_t zero[32] = {0};
    uint8_t bytes[32];
    rt_fe_to_bytes(bytes, f);
    return memcmp(bytes, zero, sizeof zero) == 0;
}

bool rt_fe_equal(const struct rt_fe *f, const struct rt_fe *g)
{
    struct rt_fe difference;
    rt_fe_sub(&difference, f, g);
    return rt_fe_is_zero(&difference);
}

bool rt_fe_is_odd(const struct rt_fe *f)
{
    uint8_t bytes[32];
    rt_fe_to_bytes(bytes, f);
    return bytes[0] & 1;
}

static void pair_mul(struct rt_fe out[2], const struct rt_fe f[2], const struct rt_fe g[2])
{
    rt_fe_mul(&out[0], &f[0], &g[0]);
    rt_fe_mul(&out[1], &f[1], &g[1]);
}

/* f to the power 2^times, times >= 1. */
static void pair_sq(struct rt_fe out[2], const struct rt_fe f[2], int times)
{
    struct rt_fe a = f[0], b = f[1];
    for (int i = 0; i < times; i++) {
        rt_fe_sq(&a, &a);
        rt_fe_sq(&b, &b);
    }
    out[0] = a;
    out[1] = b;
}

/* out = f^(2^times) * g */
static void pair_sq_mul(struct rt_fe out[2], const struct rt_fe f[2], int times, const struct rt_fe g[2])
{
    struct rt_fe power[2];
    pair_sq(power, f, times);
    pair_mul(out, power, g);
}

void rt_fe_pow_p58_pair(struct rt_fe out[2], const struct rt_fe f[2])
{
    /* ones[n] is f^(2^n - 1), n ones in binary: 2^252 - 3 is 250 ones, then 01. */
    struct rt_fe ones5[2], ones10[2], ones20[2], ones50[2], t[2];
    pair_sq_mul(t, f, 1, f);     /* 2 ones */
    pair_sq_mul(t, t, 1, f);     /* 3 */
    pair_sq_mul(t, t, 1, f);     /* 4 */
    pair_sq_mul(ones5, t, 1, f); /* 5 */
    pair_sq_mul(ones10, ones5, 5, ones5);
    pair_sq_mul(ones20, ones10, 10, ones10);
    pair_sq_mul(t, ones20, 20, ones20); /* 40 */
    pair_sq_mul(ones50, t, 10, ones10);
    pair_sq_mul(t, ones50, 50, ones50); /* 100 */
    pair_sq_mul(t, t, 100, t);          /* 200 */
    pair_sq_mul(t, t, 50, ones50);      /* 250 */
    pair_sq_mul(out, t, 2, f);
}

/* p - 2 = 8 (2^252 - 3) + 3. */
void rt_fe_invert(struct rt_fe *out, const struct rt_fe *f)
{
    const struct rt_fe pair[2] = {*f, *f};
    struct rt_fe power[2], cube;
    rt_fe_pow_p58_pair(power, pair);
    for (int i = 0; i < 3; i++) {
        rt_fe_sq(&power[0], &power[0]);
    }
    rt_fe_sq(&cube, f);
    rt_fe_mul(&cube, &cube, f);
    rt_fe_mul(out, &power[0], &cube);
}
