/* SHA-512 (FIPS 180-4) of as many messages at once as there are lanes. Only for lanes_*.c. */
#ifndef ROUGHPROOF_VERIFY_LANES_SHA512_H
#define ROUGHPROOF_VERIFY_LANES_SHA512_H

#include "engine.h"
#include "lanes.h"

/* 4.2.3: of the cube roots of the first primes. */
static const uint64_t lanes_sha512_round[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* 5.3.5: of the square roots of the first primes; and 5.3.6.2, for SHA-512/256. */
static const uint64_t lanes_sha512_start[2][8] = {
    {
        0x6a09e667f3bcc908,
        0xbb67ae8584caa73b,
        0x3c6ef372fe94f82b,
        0xa54ff53a5f1d36f1,
        0x510e527fade682d1,
        0x9b05688c2b3e6c1f,
        0x1f83d9abfb41bd6b,
        0x5be0cd19137e2179,
    },
    {
        0x22312194fc2bf72c,
        0x9f555fa3c84c64c2,
        0x2393b86b6f53b151,
        0x963877195940eabd,
        0x96283ee2a88effe3,
        0xbe5e1e2553863992,
        0x2b0199fc2c85b8aa,
        0x0eb72ddc81c52ca2,
    },
};

/* A message on its way into blocks. */
struct lanes_feed {
    const struct rt_hash_job *job;
    size_t part, offset; /* where the next byte is */
    uint64_t len;        /* of all parts, in bytes */
    uint64_t block, num_blocks;
};

static inline void lanes_feed_begin(struct lanes_feed *out, const struct rt_hash_job *job)
{
    *out = (struct lanes_feed){job, 0, 0, 0, 0, 0};
    for (size_t i = 0; i < job->num_parts; i++) {
        out->len += job->part[i].len;
    }
    out->num_blocks = (out->len + 17 + 127) / 128; /* one byte of padding at least, and a length of 16 */
}

/* Up to 128 bytes of what is left; returns how many. */
static inline size_t lanes_feed_copy(struct lanes_feed *feed, uint8_t *out)
{
    size_t len = 0;
    while (feed->part < feed->job->num_parts && len < 128) {
        const struct rt_bytes *part = &feed->job->part[feed->part];
        const size_t left = part->len - feed->offset, num = left < 128 - len ? left : 128 - len;
        if (num > 0) {
            memcpy(out + len, part->data + feed->offset, num);
        }
        len += num;
        feed->offset += num;
        if (feed->offset == part->len) {
            feed->part++;
            feed->offset = 0;
        }
    }
    return len;
}

/* The next block, in place where it lies in one part, else in `room`, with padding and length where they
 * belong (5.1.2). */
static inline const uint8_t *lanes_feed_block(struct lanes_feed *feed, uint8_t room[128])
{
    const uint64_t start = feed->block++ * 128;
    const struct rt_bytes *part = &feed->job->part[feed->part];
    if (feed->part < feed->job->num_parts && part->len - feed->offset > 128) {
        feed->offset += 128;
        return part->data + feed->offset - 128;
    }
    const size_t len = lanes_feed_copy(feed, room);
    memset(room + len, 0, 128 - len);
    if (start <= feed->len && feed->len < start + 128) {
        room[len] = 0x80;
    }
    if (feed->block == feed->num_blocks) {
        for (int i = 0; i < 8; i++) {
            room[127 - i] = (uint8_t)(feed->len << 3 >> 8 * i);
        }
    }
    return room;
}

static inline rt_lanes lanes_sha512_expand(const rt_lanes w[16], int i)
{
    const rt_lanes early = w[(i + 1) & 15], late = w[(i + 14) & 15];
    rt_lanes sum = lanes_add(w[i & 15], w[(i + 9) & 15]);
    sum = lanes_add(sum, lanes_xor3(lanes_rotate(early, 1), lanes_rotate(early, 8), lanes_shr(early, 7)));
    return lanes_add(sum, lanes_xor3(lanes_rotate(late, 19), lanes_rotate(late, 61), lanes_shr(late, 6)));
}

/* 6.4.2 steps 2 and 3. */
static inline void lanes_sha512_block(rt_lanes out[8], const rt_lanes state[8], rt_lanes w[16])
{
    rt_lanes a = state[0], b = state[1], c = state[2], d = state[3];
    rt_lanes e = state[4], f = state[5], g = state[6], h = state[7];
    for (int i = 0; i < 80; i++) {
        if (i >= 16) {
            w[i & 15] = lanes_sha512_expand(w, i);
        }
        rt_lanes t1 = lanes_add(lanes_add(h, w[i & 15]), lanes_all(lanes_sha512_round[i]));
        t1 = lanes_add(t1, lanes_xor3(lanes_rotate(e, 14), lanes_rotate(e, 18), lanes_rotate(e, 41)));
        t1 = lanes_add(t1, lanes_choose(e, f, g));
        const rt_lanes t2 =
            lanes_add(lanes_xor3(lanes_rotate(a, 28), lanes_rotate(a, 34), lanes_rotate(a, 39)),
                      lanes_majority(a, b, c));
        h = g;
        g = f;
        f = e;
        e = lanes_add(d, t1);
        d = c;
        c = b;
        b = a;
        a = lanes_add(t1, t2);
    }
    out[0] = a;
    out[1] = b;
    out[2] = c;
    out[3] = d;
    out[4] = e;
    out[5] = f;
    out[6] = g;
    out[7] = h;
}

/* Adds the next block of every message; lanes whose message has ended stay as they are. */
static inline void lanes_sha512_step(rt_lanes state[8], struct lanes_feed feeds[RT_NUM_LANES])
{
    uint8_t room[RT_NUM_LANES][128];
    const uint8_t *low[RT_NUM_LANES], *high[RT_NUM_LANES];
    rt_lanes w[16], next[8];
    rt_lane_mask running = 0;
    for (int lane = 0; lane < RT_NUM_LANES; lane++) {
        running |= (rt_lane_mask)((feeds[lane].block < feeds[lane].num_blocks) << lane);
        low[lane] = lanes_feed_block(&feeds[lane], room[lane]);
        high[lane] = low[lane] + 64;
    }
    lanes_transpose_bytes(w, low);
    lanes_transpose_bytes(w + 8, high);
    lanes_sha512_block(next, state, w);
    for (int i = 0; i < 8; i++) {
        state[i] = lanes_select(running, state[i], lanes_add(state[i], next[i]));
    }
}

static inline void lanes_sha512_finish(struct rt_hash *out, const uint64_t words[8][RT_NUM_LANES],
                                       size_t lane, enum rt_hash_kind kind)
{
    memset(out, 0, sizeof *out);
    out->len = rt_hash_len(kind);
    for (size_t i = 0; i < out->len; i++) {
        out->b[i] = (uint8_t)(words[i / 8][lane] >> (56 - 8 * (i % 8)));
    }
}

/* At most one a lane. */
static inline void lanes_sha512(struct rt_hash_job *const *jobs, size_t num)
{
    struct lanes_feed feeds[RT_NUM_LANES];
    uint64_t words[8][RT_NUM_LANES], most = 0;
    rt_lanes state[8];
    for (size_t i = 0; i < RT_NUM_LANES; i++) {
        const struct rt_hash_job *job = jobs[i < num ? i : num - 1];
        lanes_feed_begin(&feeds[i], job);
        most = feeds[i].num_blocks > most ? feeds[i].num_blocks : most;
        for (int j = 0; j < 8; j++) {
            words[j][i] = lanes_sha512_start[job->kind == RT_HASH_SHA512_256][j];
        }
    }
    for (int j = 0; j < 8; j++) {
        state[j] = lanes_load(words[j]);
    }
    for (uint64_t block = 0; block < most; block++) {
        lanes_sha512_step(state, feeds);
    }
    for (int j = 0; j < 8; j++) {
        lanes_store(words[j], state[j]);
    }
    for (size_t i = 0; i < num; i++) {
        lanes_sha512_finish(&jobs[i]->out, (const uint64_t(*)[RT_NUM_LANES])words, i, jobs[i]->kind);
    }
}

#endif
