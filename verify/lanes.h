/* 64-bit words side by side: one signature, or one hash, a lane; eight lanes, or two where RT_NUM_LANES says
 * so. Implementations of the same operations: AVX-512 IFMA where RT_LANES_IFMA is defined, SIMD128 of
 * WebAssembly where RT_LANES_SIMD128 is, two lanes with what two need; plain C elsewhere, slow, so that what
 * is built on them can be tested on every machine. A file that includes this is compiled for one of them. */
#ifndef ROUGHPROOF_VERIFY_LANES_H
#define ROUGHPROOF_VERIFY_LANES_H

#include <stdint.h>
#include <string.h>

/* Inlining by force is worth a third of their speed to vectors; of the plain lanes it would make much code.
 */
#if defined(RT_LANES_IFMA) || defined(RT_LANES_SIMD128) || defined(__AVX2__)
#define RT_LANES_INLINE static inline __attribute__((always_inline))
#else
#define RT_LANES_INLINE static inline
#endif

#ifndef RT_NUM_LANES
#define RT_NUM_LANES 8
#endif

/* One bit a lane. */
typedef uint8_t rt_lane_mask;

#if defined(RT_LANES_IFMA)

#include <immintrin.h>

typedef __m512i rt_lanes;

RT_LANES_INLINE rt_lanes lanes_load(const uint64_t *in)
{
    return _mm512_loadu_si512(in);
}

RT_LANES_INLINE void lanes_store(uint64_t *out, rt_lanes a)
{
    _mm512_storeu_si512(out, a);
}

RT_LANES_INLINE rt_lanes lanes_all(uint64_t word)
{
    return _mm512_set1_epi64((long long)word);
}

RT_LANES_INLINE rt_lanes lanes_add(rt_lanes a, rt_lanes b)
{
    return _mm512_add_epi64(a, b);
}

RT_LANES_INLINE rt_lanes lanes_sub(rt_lanes a, rt_lanes b)
{
    return _mm512_sub_epi64(a, b);
}

RT_LANES_INLINE rt_lanes lanes_and(rt_lanes a, rt_lanes b)
{
    return _mm512_and_si512(a, b);
}

RT_LANES_INLINE rt_lanes lanes_or(rt_lanes a, rt_lanes b)
{
    return _mm512_or_si512(a, b);
}

RT_LANES_INLINE rt_lanes lanes_xor3(rt_lanes a, rt_lanes b, rt_lanes c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

/* b where a has ones, c where it has zeros. */
RT_LANES_INLINE rt_lanes lanes_choose(rt_lanes a, rt_lanes b, rt_lanes c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0xca);
}

/* What two of the three have. */
RT_LANES_INLINE rt_lanes lanes_majority(rt_lanes a, rt_lanes b, rt_lanes c)
{
    return _mm512_ternarylogic_epi64(a, b, c, 0xe8);
}

#define lanes_rotate(a, bits) _mm512_ror_epi64(a, bits)

RT_LANES_INLINE rt_lanes lanes_shr(rt_lanes a, unsigned bits)
{
    return _mm512_srli_epi64(a, bits);
}

RT_LANES_INLINE rt_lanes lanes_shl(rt_lanes a, unsigned bits)
{
    return _mm512_slli_epi64(a, bits);
}

/* The low 64 bits of the products. */
RT_LANES_INLINE rt_lanes lanes_mul(rt_lanes a, rt_lanes b)
{
    return _mm512_mullo_epi64(a, b);
}

/* sum + the low, or the high, 52 bits of the 104-bit products of the low 52 bits of a and b. */
RT_LANES_INLINE rt_lanes lanes_add_low52(rt_lanes sum, rt_lanes a, rt_lanes b)
{
    return _mm512_madd52lo_epu64(sum, a, b);
}

RT_LANES_INLINE rt_lanes lanes_add_high52(rt_lanes sum, rt_lanes a, rt_lanes b)
{
    return _mm512_madd52hi_epu64(sum, a, b);
}

RT_LANES_INLINE rt_lane_mask lanes_equal(rt_lanes a, rt_lanes b)
{
    return _mm512_cmpeq_epi64_mask(a, b);
}

/* The lanes of `b` where the mask has a bit, those of `a` elsewhere. */
RT_LANES_INLINE rt_lanes lanes_select(rt_lane_mask mask, rt_lanes a, rt_lanes b)
{
    return _mm512_mask_blend_epi64(mask, a, b);
}

/* out[i] gets word i of each. */
RT_LANES_INLINE void lanes_turn(rt_lanes out[8], const rt_lanes in[8])
{
    rt_lanes a[8], b[8];
    for (int i = 0; i < 8; i += 2) {
        b[i] = _mm512_unpacklo_epi64(in[i], in[i + 1]);
        b[i + 1] = _mm512_unpackhi_epi64(in[i], in[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 2; j++) {
            a[i + j] = _mm512_shuffle_i64x2(b[i + j], b[i + j + 2], 0x88);
            a[i + j + 2] = _mm512_shuffle_i64x2(b[i + j], b[i + j + 2], 0xdd);
        }
    }
    for (int j = 0; j < 2; j++) {
        out[j] = _mm512_shuffle_i64x2(a[j], a[j + 4], 0x88);
        out[j + 4] = _mm512_shuffle_i64x2(a[j], a[j + 4], 0xdd);
        out[j + 2] = _mm512_shuffle_i64x2(a[j + 2], a[j + 6], 0x88);
        out[j + 6] = _mm512_shuffle_i64x2(a[j + 2], a[j + 6], 0xdd);
    }
}

/* As many words from each place as there are lanes: out[i] gets word i of all. */
RT_LANES_INLINE void lanes_transpose(rt_lanes out[8], const uint64_t *const in[8])
{
    rt_lanes rows[8];
    for (int i = 0; i < 8; i++) {
        rows[i] = lanes_load(in[i]);
    }
    lanes_turn(out, rows);
}

/* And back. */
RT_LANES_INLINE void lanes_scatter(uint64_t *const out[8], const rt_lanes in[8])
{
    rt_lanes rows[8];
    lanes_turn(rows, in);
    for (int i = 0; i < 8; i++) {
        lanes_store(out[i], rows[i]);
    }
}

/* Transposes words in big-endian bytes. */
RT_LANES_INLINE void lanes_transpose_bytes(rt_lanes out[8], const uint8_t *const in[8])
{
    const __m512i order = _mm512_broadcast_i32x4(_mm_set_epi64x(0x08090a0b0c0d0e0f, 0x0001020304050607));
    rt_lanes rows[8];
    for (int i = 0; i < 8; i++) {
        rows[i] = _mm512_shuffle_epi8(_mm512_loadu_si512(in[i]), order);
    }
    lanes_turn(out, rows);
}

#elif defined(RT_LANES_SIMD128)

#include <wasm_simd128.h>

typedef v128_t rt_lanes;

RT_LANES_INLINE rt_lanes lanes_load(const uint64_t *in)
{
    return wasm_v128_load(in);
}

RT_LANES_INLINE void lanes_store(uint64_t *out, rt_lanes a)
{
    wasm_v128_store(out, a);
}

RT_LANES_INLINE rt_lanes lanes_all(uint64_t word)
{
    return wasm_i64x2_splat((int64_t)word);
}

RT_LANES_INLINE rt_lanes lanes_add(rt_lanes a, rt_lanes b)
{
    return wasm_i64x2_add(a, b);
}

RT_LANES_INLINE rt_lanes lanes_and(rt_lanes a, rt_lanes b)
{
    return wasm_v128_and(a, b);
}

RT_LANES_INLINE rt_lanes lanes_xor3(rt_lanes a, rt_lanes b, rt_lanes c)
{
    return wasm_v128_xor(wasm_v128_xor(a, b), c);
}

RT_LANES_INLINE rt_lanes lanes_choose(rt_lanes a, rt_lanes b, rt_lanes c)
{
    return wasm_v128_xor(c, wasm_v128_and(a, wasm_v128_xor(b, c)));
}

RT_LANES_INLINE rt_lanes lanes_majority(rt_lanes a, rt_lanes b, rt_lanes c)
{
    return wasm_v128_or(wasm_v128_and(a, b), wasm_v128_and(c, wasm_v128_or(a, b)));
}

RT_LANES_INLINE rt_lanes lanes_rotate(rt_lanes a, unsigned bits)
{
    return wasm_v128_or(wasm_u64x2_shr(a, (int)bits), wasm_i64x2_shl(a, (int)(64 - bits)));
}

RT_LANES_INLINE rt_lanes lanes_shr(rt_lanes a, unsigned bits)
{
    return wasm_u64x2_shr(a, (int)bits);
}

RT_LANES_INLINE rt_lanes lanes_shl(rt_lanes a, unsigned bits)
{
    return wasm_i64x2_shl(a, (int)bits);
}

RT_LANES_INLINE rt_lanes lanes_select(rt_lane_mask mask, rt_lanes a, rt_lanes b)
{
    return wasm_v128_bitselect(b, a, wasm_i64x2_make(-(int64_t)(mask & 1), -(int64_t)(mask >> 1 & 1)));
}

RT_LANES_INLINE void lanes_transpose(rt_lanes out[2], const uint64_t *const in[2])
{
    const rt_lanes a = wasm_v128_load(in[0]), b = wasm_v128_load(in[1]);
    out[0] = wasm_i64x2_shuffle(a, b, 0, 2);
    out[1] = wasm_i64x2_shuffle(a, b, 1, 3);
}

RT_LANES_INLINE void lanes_transpose_bytes(rt_lanes out[8], const uint8_t *const in[2])
{
    for (int i = 0; i < 4; i++) {
        const rt_lanes a = wasm_v128_load(in[0] + 16 * i), b = wasm_v128_load(in[1] + 16 * i);
        out[2 * i] = wasm_i8x16_shuffle(a, b, 7, 6, 5, 4, 3, 2, 1, 0, 23, 22, 21, 20, 19, 18, 17, 16);
        out[2 * i + 1] =
            wasm_i8x16_shuffle(a, b, 15, 14, 13, 12, 11, 10, 9, 8, 31, 30, 29, 28, 27, 26, 25, 24);
    }
}

#else

typedef struct {
    uint64_t w[RT_NUM_LANES];
} rt_lanes;

#define RT_LANES_EACH(expression)                                                                            \
    rt_lanes out;                                                                                            \
    for (int i = 0; i < RT_NUM_LANES; i++) {                                                                 \
        out.w[i] = (expression);                                                                             \
    }                                                                                                        \
    return out

RT_LANES_INLINE rt_lanes lanes_load(const uint64_t *in)
{
    RT_LANES_EACH(in[i]);
}

RT_LANES_INLINE void lanes_store(uint64_t *out, rt_lanes a)
{
    memcpy(out, a.w, sizeof a.w);
}

RT_LANES_INLINE rt_lanes lanes_all(uint64_t word)
{
    RT_LANES_EACH(word);
}

RT_LANES_INLINE rt_lanes lanes_add(rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(a.w[i] + b.w[i]);
}

RT_LANES_INLINE rt_lanes lanes_sub(rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(a.w[i] - b.w[i]);
}

RT_LANES_INLINE rt_lanes lanes_and(rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(a.w[i] & b.w[i]);
}

RT_LANES_INLINE rt_lanes lanes_or(rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(a.w[i] | b.w[i]);
}

RT_LANES_INLINE rt_lanes lanes_xor3(rt_lanes a, rt_lanes b, rt_lanes c)
{
    RT_LANES_EACH(a.w[i] ^ b.w[i] ^ c.w[i]);
}

RT_LANES_INLINE rt_lanes lanes_choose(rt_lanes a, rt_lanes b, rt_lanes c)
{
    RT_LANES_EACH((a.w[i] & b.w[i]) | (~a.w[i] & c.w[i]));
}

RT_LANES_INLINE rt_lanes lanes_majority(rt_lanes a, rt_lanes b, rt_lanes c)
{
    RT_LANES_EACH((a.w[i] & b.w[i]) | (c.w[i] & (a.w[i] | b.w[i])));
}

/* To the right, by less than 64 and not by 0. */
RT_LANES_INLINE rt_lanes lanes_rotate(rt_lanes a, unsigned bits)
{
    RT_LANES_EACH(a.w[i] >> bits | a.w[i] << (64 - bits));
}

RT_LANES_INLINE rt_lanes lanes_shr(rt_lanes a, unsigned bits)
{
    RT_LANES_EACH(a.w[i] >> bits);
}

RT_LANES_INLINE rt_lanes lanes_shl(rt_lanes a, unsigned bits)
{
    RT_LANES_EACH(a.w[i] << bits);
}

RT_LANES_INLINE rt_lanes lanes_mul(rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(a.w[i] * b.w[i]);
}

#define RT_LANES_LOW52 (((uint64_t)1 << 52) - 1)

/* The 104-bit product by halves of 26 bits, with no need for a 128-bit type: low < 2^52 + 2^53 fits, and so
 * does high. */
RT_LANES_INLINE uint64_t lanes_product52(uint64_t a, uint64_t b, int want_high)
{
    const uint64_t mask = ((uint64_t)1 << 26) - 1;
    const uint64_t a0 = a & mask, a1 = (a & RT_LANES_LOW52) >> 26;
    const uint64_t b0 = b & mask, b1 = (b & RT_LANES_LOW52) >> 26;
    const uint64_t middle = a0 * b1 + a1 * b0;
    const uint64_t low = a0 * b0 + ((middle & mask) << 26);
    return want_high ? a1 * b1 + (middle >> 26) + (low >> 52) : low & RT_LANES_LOW52;
}

RT_LANES_INLINE rt_lanes lanes_add_low52(rt_lanes sum, rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(sum.w[i] + lanes_product52(a.w[i], b.w[i], 0));
}

RT_LANES_INLINE rt_lanes lanes_add_high52(rt_lanes sum, rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(sum.w[i] + lanes_product52(a.w[i], b.w[i], 1));
}

RT_LANES_INLINE rt_lane_mask lanes_equal(rt_lanes a, rt_lanes b)
{
    rt_lane_mask mask = 0;
    for (int i = 0; i < RT_NUM_LANES; i++) {
        mask |= (rt_lane_mask)((a.w[i] == b.w[i]) << i);
    }
    return mask;
}

RT_LANES_INLINE rt_lanes lanes_select(rt_lane_mask mask, rt_lanes a, rt_lanes b)
{
    RT_LANES_EACH(mask >> i & 1 ? b.w[i] : a.w[i]);
}

RT_LANES_INLINE void lanes_transpose(rt_lanes out[RT_NUM_LANES], const uint64_t *const in[RT_NUM_LANES])
{
    for (int i = 0; i < RT_NUM_LANES; i++) {
        for (int j = 0; j < RT_NUM_LANES; j++) {
            out[i].w[j] = in[j][i];
        }
    }
}

RT_LANES_INLINE void lanes_scatter(uint64_t *const out[RT_NUM_LANES], const rt_lanes in[RT_NUM_LANES])
{
    for (int i = 0; i < RT_NUM_LANES; i++) {
        for (int j = 0; j < RT_NUM_LANES; j++) {
            out[i][j] = in[j].w[i];
        }
    }
}

RT_LANES_INLINE void lanes_transpose_bytes(rt_lanes out[8], const uint8_t *const in[RT_NUM_LANES])
{
    for (int i = 0; i < 8; i++) {
        for (int j = 0; j < RT_NUM_LANES; j++) {
            out[i].w[j] = 0;
            for (int k = 0; k < 8; k++) {
                out[i].w[j] = out[i].w[j] << 8 | in[j][8 * i + k];
            }
        }
    }
}

#endif

#endif
