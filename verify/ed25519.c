#include "ed25519.h"

#include "ed25519_parts.h"
#include "ge25519.h"
#include "hash.h"

void rt_ed25519_challenge(struct rt_sc *out, const struct rt_signature *signature, const struct rt_key *key,
                          struct rt_bytes context, struct rt_bytes value)
{
    const struct rt_bytes parts[] = {rt_bytes_from(signature->b, 32), rt_bytes_from(key->b, 32), context,
                                     value};
    struct rt_hash hash;
    rt_hash_parts(&hash, RT_HASH_SHA512, parts, sizeof parts / sizeof parts[0]);
    rt_sc_from_hash(out, hash.b);
}

/* [S]B = R + [k]A, for any points R and A of the curve. With k = n/d as of rt_sc_halve, that is the same
 * as [dS]B - [d]R - [n]A = 0: the group has order 8L and d is invertible modulo 8L, so multiplying by d
 * maps only the neutral element to it; [dk]A = [n]A as dk = n modulo 8L; and B has order L, so dS may be
 * reduced. This holds for points with a part of small order, too, where the usual shortcut modulo L
 * would accept other signatures than the plain equation does. n and d have half the length of k, so half
 * of the doublings go. */
static bool equation_holds(const struct rt_sc *s, const struct rt_sc *k, const struct rt_ge *key,
                           const struct rt_ge *r)
{
    struct rt_sc_fraction fraction;
    struct rt_sc base_scalar;
    struct rt_ge result;
    rt_sc_halve(&fraction, k);
    rt_sc_mul(&base_scalar, s, &fraction.denominator);
    const struct rt_ge_term terms[2] = {{*key, fraction.numerator, !fraction.negative},
                                        {*r, fraction.denominator, true}};
    rt_ge_combine(&result, &base_scalar, terms);
    return rt_ge_is_neutral(&result);
}

enum rt_ed25519_result rt_ed25519_screen(struct rt_sc *s, const struct rt_signature *signature,
                                         const struct rt_key *key)
{
    if (!rt_sc_from_bytes(s, signature->b + 32)) {
        return RT_ED25519_S_NOT_BELOW_L;
    }
    if (rt_ge_bytes_small_order(signature->b)) {
        return RT_ED25519_R_SMALL_ORDER;
    }
    if (!rt_fe_bytes_canonical(key->b)) {
        return RT_ED25519_KEY_NOT_REDUCED;
    }
    return rt_ge_bytes_small_order(key->b) ? RT_ED25519_KEY_SMALL_ORDER : RT_ED25519_VALID;
}

enum rt_ed25519_result rt_ed25519_solve(const uint8_t r[32], const struct rt_sc *s, const uint8_t key[32],
                                        const struct rt_sc *k)
{
    const uint8_t *const points[2] = {key, r};
    struct rt_ge decoded[2];
    bool on_curve[2];
    rt_ge_decode_pair(decoded, on_curve, points);
    if (!on_curve[0]) {
        return RT_ED25519_KEY_NOT_A_POINT;
    }
    /* [S]B - [k]A is a point, and a point has one encoding, that of y < p. So the bytes of R can only be
     * equal to it if they are such an encoding, and then they are equal exactly if the points are. An x of
     * 0 with a sign bit, the other encoding that is not canonical, was refused with the small orders. */
    if (!on_curve[1] || !rt_fe_bytes_canonical(r)) {
        return RT_ED25519_MISMATCH;
    }
    return equation_holds(s, k, &decoded[0], &decoded[1]) ? RT_ED25519_VALID : RT_ED25519_MISMATCH;
}

enum rt_ed25519_result rt_ed25519_verify(const struct rt_signature *signature, const struct rt_key *key,
                                         struct rt_bytes context, struct rt_bytes value)
{
    struct rt_sc s, k;
    const enum rt_ed25519_result screened = rt_ed25519_screen(&s, signature, key);
    if (screened != RT_ED25519_VALID) {
        return screened;
    }
    rt_ed25519_challenge(&k, signature, key, context, value);
    return rt_ed25519_solve(signature->b, &s, key->b, &k);
}
