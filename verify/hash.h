/* The hashes of every Roughtime version (SHA-512 three ways) and of document stamps (SHA-256), over
 * lists of slices so that nothing is copied together first. hash.c is the only file that sees BearSSL's
 * hash functions. */
#ifndef ROUGHPROOF_VERIFY_HASH_H
#define ROUGHPROOF_VERIFY_HASH_H

#include "../parser/version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `len` bytes, 32 or 64 by kind; the rest of `b` is zero. */
struct rt_hash {
    uint8_t b[64];
    size_t len;
};

/*@ logic integer rt_hash_size(enum rt_hash_kind kind) =
      kind == RT_HASH_SHA512 ? 64 : kind == RT_HASH_SHA512_FIRST32 || kind == RT_HASH_SHA512_256 ? 32 : 0; */

/* Length of such a hash: 32 or 64; 0 for RT_HASH_NONE. */
/*@ assigns \nothing;
    ensures \result == rt_hash_size(kind); */
size_t rt_hash_len(enum rt_hash_kind kind);

/* The hash of parts[0..num_parts - 1] one after the other. RT_HASH_NONE gives length 0. Parts
 * may lie in `out` itself: it is written last. */
/*@ requires \valid(out) && \valid_read(parts + (0 .. num_parts - 1));
    requires \forall integer i; 0 <= i < num_parts ==> rt_readable(parts[i]);
    assigns *out;
    ensures out->len == rt_hash_size(kind); */
void rt_hash_parts(struct rt_hash *out, enum rt_hash_kind kind, const struct rt_bytes *parts,
                   size_t num_parts);

/*@ requires \valid_read(hash) && hash->len <= 64;
    assigns \nothing;
    ensures rt_readable(\result); */
static inline struct rt_bytes rt_hash_bytes(const struct rt_hash *hash)
{
    return rt_bytes_of(hash->b, hash->len);
}

/*@ requires \valid_read(a) && \valid_read(b) && a->len <= 64 && b->len <= 64;
    assigns \nothing; */
static inline bool rt_hash_equal(const struct rt_hash *a, const struct rt_hash *b)
{
    return rt_bytes_equal(rt_hash_bytes(a), rt_hash_bytes(b));
}

struct rt_sha256 {
    uint8_t b[32];
};

/* A SHA-256 under way, for files that come in pieces: begin, any number of adds, end. It holds BearSSL's
 * context without naming it, can be copied to fork the hash, and owns nothing. */
struct rt_sha256_stream {
    uint64_t opaque[14];
};

void rt_sha256_begin(struct rt_sha256_stream *stream);
void rt_sha256_add(struct rt_sha256_stream *stream, struct rt_bytes piece);

/* The hash of all pieces so far; more may be added afterwards. */
void rt_sha256_end(struct rt_sha256 *out, const struct rt_sha256_stream *stream);

#ifdef __cplusplus
}
#endif

#endif
