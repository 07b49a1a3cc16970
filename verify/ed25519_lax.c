#include "ed25519_lax.h"

#include "ed25519_parts.h"
#include "ge25519.h"

/* [S]B - [k]A - R. As B has order L, S may be reduced. */
static void difference(struct rt_ge *out, const struct rt_signature *signature, const struct rt_sc *k,
                       const struct rt_ge points[2])
{
    static const struct rt_sc one = {{1, 0, 0, 0}};
    const struct rt_ge_term terms[2] = {{points[0], *k, true}, {points[1], one, true}};
    uint8_t wide[64] = {0};
    struct rt_sc s;
    memcpy(wide, signature->b + 32, 32);
    rt_sc_from_hash(&s, wide);
    rt_ge_combine(out, &s, terms);
}

/* Its order divides the cofactor 8. */
static bool is_small_order(const struct rt_ge *p)
{
    static const struct rt_sc zero = {{0, 0, 0, 0}}, eight = {{8, 0, 0, 0}};
    const struct rt_ge_term terms[2] = {{*p, eight, false}, {*p, zero, false}};
    struct rt_ge multiple;
    rt_ge_combine(&multiple, &zero, terms);
    return rt_ge_is_neutral(&multiple);
}

/* The one encoding of a decoded point: y below p, and no sign without an x. */
static bool is_canonical(const uint8_t bytes[32], const struct rt_ge *decoded)
{
    return rt_fe_bytes_canonical(bytes) && (bytes[31] >> 7 == 0 || !rt_fe_is_zero(&decoded->x));
}

uint32_t rt_ed25519_families(const struct rt_signature *signature, const struct rt_key *key,
                             struct rt_bytes context, struct rt_bytes value)
{
    const uint8_t *const bytes[2] = {key->b, signature->b};
    struct rt_ge points[2], rest;
    bool on_curve[2];
    struct rt_sc s, k;
    rt_ge_decode_pair(points, on_curve, bytes);
    if (!on_curve[0] || !on_curve[1]) {
        return 0;
    }
    rt_ed25519_challenge(&k, signature, key, context, value);
    difference(&rest, signature, &k, points);
    bool below_l = rt_sc_from_bytes(&s, signature->b + 32);
    bool plain = rt_ge_is_neutral(&rest) && is_canonical(signature->b, &points[1]);
    bool cofactored = below_l && is_small_order(&rest);
    return (plain && below_l ? (uint32_t)RT_ED25519_PLAIN : 0) |
           (plain && signature->b[63] < 0x20 ? (uint32_t)RT_ED25519_LONG_S : 0) |
           (plain ? (uint32_t)RT_ED25519_ANY_S : 0) | (cofactored ? (uint32_t)RT_ED25519_COFACTORED : 0);
}
