/* A slice of somebody else's bytes, and the only pointer arithmetic on input in the whole project:
 * whoever has reviewed this file and bytes.c has reviewed the memory safety of the parser. */
#ifndef ROUGHPROOF_PARSER_BYTES_H
#define ROUGHPROOF_PARSER_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define RT_MUST_CHECK __attribute__((warn_unused_result))
#else
#define RT_MUST_CHECK
#endif

/* -DRT_SMALL: what is called from everywhere is called, where it would otherwise be inlined. */
#if defined(RT_SMALL) && defined(__GNUC__)
#define RT_SHARED __attribute__((noinline, unused))
#else
#define RT_SHARED
#endif

/* `len` readable bytes at `data`; `data` may be NULL when `len` is 0. `at` is the offset of `data`
 * within the outermost input, so that every sub-slice knows its place: errors and dumps print it.
 * A slice owns nothing and is valid as long as the bytes it points into. A zeroed one is empty. */
struct rt_bytes {
    const uint8_t *data;
    size_t len;
    size_t at;
};

/*@ predicate rt_readable(struct rt_bytes b) = b.len == 0 || \valid_read(b.data + (0 .. b.len - 1));

    predicate rt_inside(struct rt_bytes part, struct rt_bytes whole) =
      part.len == 0 || (whole.data <= part.data && part.data + part.len <= whole.data + whole.len);

    logic integer rt_le32(uint8_t *p) =
      p[0] | (uint32_t)(p[1] << 8) | (uint32_t)(p[2] << 16) | (uint32_t)(p[3] << 24);
    logic integer rt_word(struct rt_bytes b, integer i) = rt_le32(b.data + 4 * i); */

/* The outermost slice: offsets count from its first byte. */
/*@ assigns \nothing;
    ensures \result.data == data && \result.len == len && \result.at == 0; */
static inline struct rt_bytes rt_bytes_of(const uint8_t *data, size_t len)
{
    return (struct rt_bytes){data, len, 0};
}

/* The same of anything. */
static inline struct rt_bytes rt_bytes_from(const void *data, size_t len)
{
    return rt_bytes_of((const uint8_t *)data, len);
}

/* The first `len` bytes of `in` after skipping `skip`. False if `in` is too short; `out` is then empty. */
/*@ requires \valid(out) && rt_readable(in);
    assigns *out;
    ensures \result <==> skip <= in.len && len <= in.len - skip;
    ensures \result ==> out->data == in.data + skip && out->len == len;
    ensures !\result ==> out->len == 0;
    ensures rt_readable(*out) && rt_inside(*out, in); */
RT_MUST_CHECK static inline bool rt_bytes_sub(struct rt_bytes *out, struct rt_bytes in, size_t skip,
                                              size_t len)
{
    if (skip > in.len || len > in.len - skip) {
        *out = (struct rt_bytes){NULL, 0, 0};
        return false;
    }
    /* skip <= in.len, so the pointer stays within or one past the input; a NULL slice has in.len == 0. */
    *out = (struct rt_bytes){skip == 0 ? in.data : in.data + skip, len, in.at + skip};
    return true;
}

/* All of `in` after the first `skip` bytes; empty, at the end, when there are fewer. */
/*@ requires rt_readable(in);
    assigns \nothing;
    ensures \result.len == (skip < in.len ? in.len - skip : 0);
    ensures \result.len > 0 ==> \result.data == in.data + skip;
    ensures rt_readable(\result) && rt_inside(\result, in); */
static inline struct rt_bytes rt_bytes_after(struct rt_bytes in, size_t skip)
{
    struct rt_bytes out;
    size_t cut = skip < in.len ? skip : in.len;
    if (!rt_bytes_sub(&out, in, cut, in.len - cut)) {
        return in; /* unreachable: cut <= in.len */
    }
    return out;
}

/* The bytes of `in` between two offsets, as of a value in a message; empty unless they ascend within it.
 * (By reference and by result, since this is inlined: a slice that is passed by value lies in memory, and is
 * copied in other pieces than it was written in, for which processors wait.) */
/*@ requires \valid_read(in) && rt_readable(*in);
    assigns \nothing;
    ensures \result.len == (from <= to <= in->len ? to - from : 0);
    ensures \result.len > 0 ==> \result.data == in->data + from;
    ensures rt_readable(\result) && rt_inside(\result, *in); */
static inline struct rt_bytes rt_bytes_between(const struct rt_bytes *in, size_t from, size_t to)
{
    if (from > to || to > in->len) {
        return (struct rt_bytes){NULL, 0, 0};
    }
    /* from <= to <= in->len: as in rt_bytes_sub. */
    return (struct rt_bytes){from == 0 ? in->data : in->data + from, to - from, in->at + from};
}

/* The byte at `skip`, or 0 with false. */
/*@ requires \valid(out) && rt_readable(in) && \separated(out, in.data + (0 .. in.len - 1));
    assigns *out;
    ensures \result <==> skip < in.len;
    ensures *out == (\result ? in.data[skip] : 0); */
RT_MUST_CHECK static inline bool rt_bytes_u8(uint8_t *out, struct rt_bytes in, size_t skip)
{
    *out = 0;
    if (skip >= in.len) {
        return false;
    }
    *out = in.data[skip];
    return true;
}

/* The four bytes at `p`, all readable, as a little-endian uint32: for the readers below, which know that. */
/*@ requires \valid_read(p + (0 .. 3));
    assigns \nothing;
    ensures \result == rt_le32(p); */
static inline uint32_t rt_bytes_le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The little-endian uint32 (RFC 10049 4.1.1) at `skip`, or 0 with false. */
/*@ requires \valid(out) && rt_readable(in);
    assigns *out;
    ensures \result <==> skip + 4 <= in.len;
    ensures *out == (\result ? rt_le32(in.data + skip) : 0); */
RT_MUST_CHECK static inline bool rt_bytes_u32(uint32_t *out, struct rt_bytes in, size_t skip)
{
    *out = 0;
    if (in.len < 4 || skip > in.len - 4) {
        return false;
    }
    *out = rt_bytes_le32(in.data + skip);
    return true;
}

/* The little-endian uint64 (RFC 10049 4.1.2) at `skip`, or 0 with false. */
/*@ requires \valid(out) && rt_readable(in);
    assigns *out;
    ensures \result <==> skip + 8 <= in.len;
    ensures !\result ==> *out == 0; */
RT_MUST_CHECK static inline bool rt_bytes_u64(uint64_t *out, struct rt_bytes in, size_t skip)
{
    *out = 0;
    if (in.len < 8 || skip > in.len - 8) {
        return false;
    }
    *out = rt_bytes_le32(in.data + skip) | (uint64_t)rt_bytes_le32(in.data + skip + 4) << 32;
    return true;
}

/* `num` little-endian uint32 at `data`, 4 * num readable bytes: for a loop over them, whose own condition is
 * then all that rt_words_get has to compare. */
struct rt_words {
    const uint8_t *data;
    size_t num;
};

/*@ predicate rt_words_readable(struct rt_words w) =
      w.num == 0 || (4 * w.num <= SIZE_MAX && \valid_read(w.data + (0 .. 4 * w.num - 1))); */

/* `in` as words; up to three bytes that are left over at its end are in none of them. */
/*@ requires \valid_read(in) && rt_readable(*in);
    assigns \nothing;
    ensures \result.data == in->data && \result.num == in->len / 4;
    ensures rt_words_readable(\result); */
static inline struct rt_words rt_bytes_words(const struct rt_bytes *in)
{
    return (struct rt_words){in->data, in->len / 4};
}

/* The first `num` of `words` after skipping `skip`; none if they are not all there. */
/*@ requires rt_words_readable(words);
    assigns \nothing;
    ensures \result.num == (skip + num <= words.num ? num : 0);
    ensures \result.num > 0 ==> \result.data == words.data + 4 * skip;
    ensures rt_words_readable(\result); */
static inline struct rt_words rt_words_sub(struct rt_words words, size_t skip, size_t num)
{
    if (skip > words.num || num > words.num - skip) {
        return (struct rt_words){NULL, 0};
    }
    return (struct rt_words){skip == 0 ? words.data : words.data + 4 * skip, num};
}

/* Word number `index`, or 0 with false. */
/*@ requires \valid(out) && rt_words_readable(words);
    assigns *out;
    ensures \result <==> index < words.num;
    ensures *out == (\result ? rt_le32(words.data + 4 * index) : 0); */
RT_MUST_CHECK static inline bool rt_words_get(uint32_t *out, struct rt_words words, size_t index)
{
    bool there = index < words.num; /* so 4 * index + 4 <= 4 * words.num bytes are */
    *out = there ? rt_bytes_le32(words.data + 4 * index) : 0;
    return there;
}

/* Same length and same bytes. Not constant time: everything in the core is public. */
/*@ requires rt_readable(a) && rt_readable(b);
    assigns \nothing;
    ensures \result <==> a.len == b.len && \forall integer i; 0 <= i < a.len ==> a.data[i] == b.data[i]; */
static inline bool rt_bytes_equal(struct rt_bytes a, struct rt_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* `in` begins with the `len` bytes at `prefix`. */
/*@ requires rt_readable(in) && (len == 0 || \valid_read(prefix + (0 .. len - 1)));
    assigns \nothing;
    ensures \result ==> len <= in.len; */
static inline bool rt_bytes_begins(struct rt_bytes in, const uint8_t *prefix, size_t len)
{
    return len <= in.len && (len == 0 || memcmp(in.data, prefix, len) == 0);
}

/* The same for a prefix of anything. */
static inline bool rt_bytes_starts(struct rt_bytes in, const void *prefix, size_t len)
{
    return rt_bytes_begins(in, (const uint8_t *)prefix, len);
}

/* Offset within `in` of the first byte that is not zero; in.len when all are. */
/*@ requires rt_readable(in);
    assigns \nothing;
    ensures \result <= in.len;
    ensures \forall integer i; 0 <= i < \result ==> in.data[i] == 0;
    ensures \result < in.len ==> in.data[\result] != 0; */
size_t rt_bytes_first_nonzero(struct rt_bytes in);

#ifdef __cplusplus
}
#endif

#endif
