#include "hash.h"

#include <bearssl_hash.h>

/* FIPS 180-4 5.3.6.2, big-endian as BearSSL wants a state. */
static const uint8_t sha512_256_iv[64] = {
    0x22, 0x31, 0x21, 0x94, 0xfc, 0x2b, 0xf7, 0x2c, 0x9f, 0x55, 0x5f, 0xa3, 0xc8, 0x4c, 0x64, 0xc2,
    0x23, 0x93, 0xb8, 0x6b, 0x6f, 0x53, 0xb1, 0x51, 0x96, 0x38, 0x77, 0x19, 0x59, 0x40, 0xea, 0xbd,
    0x96, 0x28, 0x3e, 0xe2, 0xa8, 0x8e, 0xff, 0xe3, 0xbe, 0x5e, 0x1e, 0x25, 0x53, 0x86, 0x39, 0x92,
    0x2b, 0x01, 0x99, 0xfc, 0x2c, 0x85, 0xb8, 0xaa, 0x0e, 0xb7, 0x2d, 0xdc, 0x81, 0xc5, 0x2c, 0xa2,
};

size_t rt_hash_len(enum rt_hash_kind kind)
{
    switch (kind) {
    case RT_HASH_SHA512:
        return 64;
    case RT_HASH_SHA512_FIRST32:
    case RT_HASH_SHA512_256:
        return 32;
    case RT_HASH_NONE:
        break;
    }
    return 0;
}

void rt_hash_parts(struct rt_hash *out, enum rt_hash_kind kind, const struct rt_bytes *parts,
                   size_t num_parts)
{
    br_sha512_context ctx;
    br_sha512_init(&ctx);
    if (kind == RT_HASH_SHA512_256) {
        br_sha512_set_state(&ctx, sha512_256_iv, 0);
    }
    for (size_t i = 0; i < num_parts; i++) {
        if (parts[i].len != 0) {
            br_sha512_update(&ctx, parts[i].data, parts[i].len);
        }
    }
    br_sha512_out(&ctx, out->b);
    out->len = rt_hash_len(kind);
    memset(out->b + out->len, 0, sizeof out->b - out->len);
}

/* Copying the context in and out costs 112 bytes a call and keeps it free of aliasing. */
_Static_assert(sizeof(br_sha256_context) <= sizeof(struct rt_sha256_stream), "rt_sha256_stream is too small");

void rt_sha256_begin(struct rt_sha256_stream *stream)
{
    br_sha256_context ctx;
    br_sha256_init(&ctx);
    memset(stream, 0, sizeof *stream);
    memcpy(stream->opaque, &ctx, sizeof ctx);
}

void rt_sha256_add(struct rt_sha256_stream *stream, struct rt_bytes piece)
{
    br_sha256_context ctx;
    if (piece.len == 0) {
        return;
    }
    memcpy(&ctx, stream->opaque, sizeof ctx);
    br_sha256_update(&ctx, piece.data, piece.len);
    memcpy(stream->opaque, &ctx, sizeof ctx);
}

void rt_sha256_end(struct rt_sha256 *out, const struct rt_sha256_stream *stream)
{
    br_sha256_context ctx;
    memcpy(&ctx, stream->opaque, sizeof ctx);
    br_sha256_out(&ctx, out->b);
}
