/* Arithmetic modulo p = 2^255 - 19 for Ed25519 verification. Everything verified is public, so nothing
 * here is constant time; never use it with a secret.
 *
 * Two representations, chosen when building: 51-bit limbs where the compiler multiplies 64 by 64 bits
 * (fe25519_51.h), alternating 26- and 25-bit limbs elsewhere and in WebAssembly, where a 64 by 64
 * multiply is emulated (fe25519_25.h). -DRT_FE25519_25 forces the second. The first is inlined whole:
 * its multiplication takes ten nanoseconds, and calling it costs verification a fifth of its speed.
 *
 * Neither reduces more than it must. A *reduced* element is what mul, sq, sq2 and from_bytes return:
 * limbs of the nominal size plus a little. The rule that keeps every sum below overflow, in both
 * representations:
 *   - add gives the sum of its operands' units, where a reduced element counts one unit;
 *   - sub takes a reduced subtrahend, and counts one unit more than its minuend;
 *   - mul, sq, sq2 and to_bytes take at most three units, and an RT_FE constant counts as two,
 *     but 0 and 1 as one.
 * Each representation proves the rule beside its code. Outputs may be the same object as inputs. */
#ifndef ROUGHPROOF_VERIFY_FE25519_H
#define ROUGHPROOF_VERIFY_FE25519_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__GNUC__)
#define RT_FE_INLINE static inline __attribute__((always_inline))
#else
#define RT_FE_INLINE static inline
#endif

/* struct rt_fe, RT_FE (a constant from five 51-bit limbs), rt_fe_add, _sub, _mul, _sq, _sq2 (twice the
 * square), and the two conversions to canonical 51-bit limbs that the byte encodings below are made of. */
#if defined(__SIZEOF_INT128__) && !defined(__wasm__) && !defined(RT_FE25519_25)
#include "fe25519_51.h"
#else
#include "fe25519_25.h"
#endif

/* The number that 32 little-endian bytes hold, without the top bit; 2^255-19 and above are reduced, not
 * refused: ask rt_fe_bytes_canonical. */
void rt_fe_from_bytes(struct rt_fe *out, const uint8_t bytes[32]);

/* The one encoding below p. */
void rt_fe_to_bytes(uint8_t out[32], const struct rt_fe *f);

/* The 255 low bits are below p (RFC 8032 5.1.3 step 1); the top bit, the sign of x in a point, is ignored. */
bool rt_fe_bytes_canonical(const uint8_t bytes[32]);

bool rt_fe_is_zero(const struct rt_fe *f);

/* `g` must be reduced, `f` at most two units. */
bool rt_fe_equal(const struct rt_fe *f, const struct rt_fe *g);

/* The lowest bit of the canonical value: RFC 8032's sign of x. */
bool rt_fe_is_odd(const struct rt_fe *f);

/* f[i] to the power (p-5)/8 = 2^252 - 3, the heart of a square root, of two elements at once: each chain of
 * squarings waits for itself, so a second one beside it is almost free. */
void rt_fe_pow_p58_pair(struct rt_fe out[2], const struct rt_fe f[2]);

/* 1 / f; 0 for 0. */
void rt_fe_invert(struct rt_fe *out, const struct rt_fe *f);

#endif
