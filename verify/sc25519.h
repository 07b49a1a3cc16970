/* Scalars of Ed25519: integers modulo the prime order L = 2^252 + 27742317777372353535851937790883648493
 * of the base point. Variable time: verification handles public values only. */
#ifndef ROUGHPROOF_VERIFY_SC25519_H
#define ROUGHPROOF_VERIFY_SC25519_H

#include <stdbool.h>
#include <stdint.h>

/* Little-endian words. Below L unless a function says otherwise. */
struct rt_sc {
    uint64_t v[4];
};

/* The integer in 32 little-endian bytes; false, and zero, unless it is below L (RFC 8032 5.1.7 step 1). */
bool rt_sc_from_bytes(struct rt_sc *out, const uint8_t bytes[32]);

/* The 64-byte hash k of RFC 8032 5.1.7 step 2, a little-endian integer, reduced modulo L. */
void rt_sc_from_hash(struct rt_sc *out, const uint8_t hash[64]);

/* a * b modulo L; both below 2^256. */
void rt_sc_mul(struct rt_sc *out, const struct rt_sc *a, const struct rt_sc *b);

/* A scalar as a fraction of numbers half its length: k * denominator = numerator modulo 8L (not only
 * modulo L: the curve's group has order 8L, so this holds for points with a part of small order, too),
 * the numerator negated if `negative`. The denominator is odd and between 1 and L, hence invertible
 * modulo 8L. Both are below about 2^128 for all but contrived k, for which the denominator may be
 * longer, or 1 and the numerator k. */
struct rt_sc_fraction {
    struct rt_sc numerator;
    struct rt_sc denominator;
    bool negative;
};

void rt_sc_halve(struct rt_sc_fraction *out, const struct rt_sc *k);

/* The digits of a signed sliding window: s = sum of naf->digit[i] * 2^i, every digit zero or odd and between
 * -2^(width-1) and 2^(width-1), any `width` digits in a row with at most one that is not zero. */
struct rt_sc_naf {
    int8_t digit[257];
};

/* `s` may be any number below 2^256; `width` 2 to 8. Returns one more than the position of the highest
 * digit that is not zero: 0 for s = 0, at most 257. */
int rt_sc_to_naf(struct rt_sc_naf *out, const struct rt_sc *s, int width);

#endif
