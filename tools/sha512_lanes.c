#include "tools/sha512_lanes.h"

#define LANES     8
#define BLOCK_LEN 128

/* FIPS 180-4 4.2.3, 5.3.5 and 5.3.6.2. */
static const uint64_t round_constants[80] = {
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
static const uint64_t sha512_iv[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};
static const uint64_t sha512_256_iv[8] = {
    0x22312194fc2bf72c, 0x9f555fa3c84c64c2, 0x2393b86b6f53b151, 0x963877195940eabd,
    0x96283ee2a88effe3, 0xbe5e1e2553863992, 0x2b0199fc2c85b8aa, 0x0eb72ddc81c52ca2,
};

static void hash_one(enum rt_hash_kind kind, const struct sha512_job *job)
{
    struct rt_hash hash;
    const struct rt_bytes parts[] = {rt_bytes_from(&job->prefix, 1), job->data};
    rt_hash_parts(&hash, kind, parts, 2);
    memcpy(job->out, hash.b, hash.len);
}

#if defined(__x86_64__)

/* Eight hashes under way. Words come before lanes, so that a vector is eight neighbours, or two times four.
 */
struct lanes {
    _Alignas(64) uint64_t state[8][LANES];
    _Alignas(64) uint64_t block[16][LANES];
};

typedef void compress_function(struct lanes *);

#define ROTATE(x, n)  ((x) >> (n) | (x) << (64 - (n)))
#define BIG_SIGMA0(x) (ROTATE(x, 28) ^ ROTATE(x, 34) ^ ROTATE(x, 39))
#define BIG_SIGMA1(x) (ROTATE(x, 14) ^ ROTATE(x, 18) ^ ROTATE(x, 41))
#define SIGMA0(x)     (ROTATE(x, 1) ^ ROTATE(x, 8) ^ (x) >> 7)
#define SIGMA1(x)     (ROTATE(x, 19) ^ ROTATE(x, 61) ^ (x) >> 6)

/* FIPS 180-4 6.4.2 for as many lanes as the vector type has, from lane `first` on. A round names the state's
 * words instead of moving them. */
#define ROUND(a, b, c, d, e, f, g, h, t)                                                                     \
    do {                                                                                                     \
        if ((t) >= 16) {                                                                                     \
            w[(t) % 16] += SIGMA1(w[((t) + 14) % 16]) + w[((t) + 9) % 16] + SIGMA0(w[((t) + 1) % 16]);       \
        }                                                                                                    \
        h += BIG_SIGMA1(e) + (g ^ (e & (f ^ g))) + round_constants[t] + w[(t) % 16];                         \
        d += h;                                                                                              \
        h += BIG_SIGMA0(a) + ((a & b) | (c & (a | b)));                                                      \
    } while (0)
#define EIGHT_ROUNDS(t)                                                                                      \
    ROUND(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], (t) + 0);                                          \
    ROUND(s[7], s[0], s[1], s[2], s[3], s[4], s[5], s[6], (t) + 1);                                          \
    ROUND(s[6], s[7], s[0], s[1], s[2], s[3], s[4], s[5], (t) + 2);                                          \
    ROUND(s[5], s[6], s[7], s[0], s[1], s[2], s[3], s[4], (t) + 3);                                          \
    ROUND(s[4], s[5], s[6], s[7], s[0], s[1], s[2], s[3], (t) + 4);                                          \
    ROUND(s[3], s[4], s[5], s[6], s[7], s[0], s[1], s[2], (t) + 5);                                          \
    ROUND(s[2], s[3], s[4], s[5], s[6], s[7], s[0], s[1], (t) + 6);                                          \
    ROUND(s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[0], (t) + 7)
#define COMPRESS(vector, first)                                                                              \
    do {                                                                                                     \
        vector s[8], w[16];                                                                                  \
        for (int i = 0; i < 16; i++) {                                                                       \
            memcpy(&w[i], &lanes->block[i][first], sizeof w[i]);                                             \
        }                                                                                                    \
        for (int i = 0; i < 8; i++) {                                                                        \
            memcpy(&s[i], &lanes->state[i][first], sizeof s[i]);                                             \
        }                                                                                                    \
        for (int t = 0; t < 80; t += 16) {                                                                   \
            EIGHT_ROUNDS(t);                                                                                 \
            EIGHT_ROUNDS(t + 8);                                                                             \
        }                                                                                                    \
        for (int i = 0; i < 8; i++) {                                                                        \
            vector before;                                                                                   \
            memcpy(&before, &lanes->state[i][first], sizeof before);                                         \
            s[i] += before;                                                                                  \
            memcpy(&lanes->state[i][first], &s[i], sizeof s[i]);                                             \
        }                                                                                                    \
    } while (0)

typedef uint64_t vector512 __attribute__((vector_size(64)));
typedef uint64_t vector256 __attribute__((vector_size(32)));

__attribute__((target("avx512f"))) static void compress_512(struct lanes *lanes)
{
    COMPRESS(vector512, 0);
}

__attribute__((target("avx2"))) static void compress_256(struct lanes *lanes)
{
    COMPRESS(vector256, 0);
    COMPRESS(vector256, 4);
}

/* One message of a lane, cut into blocks: those that lie in `data` altogether, and one or two behind them. */
struct feed {
    const struct sha512_job *job;
    size_t num_whole, num_blocks;
    uint8_t tail[2 * BLOCK_LEN];
};

static uint64_t big_endian(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return __builtin_bswap64(v); /* of x86 only, above */
}

static void feed_begin(struct feed *feed, const struct sha512_job *job)
{
    size_t len = job->data.len + 1;
    feed->job = job;
    feed->num_whole = len / BLOCK_LEN;
    feed->num_blocks = (len + 17 + BLOCK_LEN - 1) / BLOCK_LEN;
    size_t rest = len % BLOCK_LEN;
    /* The first byte of all is the prefix, and not in `data`. */
    bool has_prefix = feed->num_whole == 0;
    size_t taken = rest - (has_prefix ? 1 : 0);
    memset(feed->tail, 0, sizeof feed->tail);
    feed->tail[0] = job->prefix;
    if (taken > 0) {
        memcpy(feed->tail + (has_prefix ? 1 : 0), job->data.data + job->data.len - taken, taken);
    }
    feed->tail[rest] = 0x80;
    uint8_t *end = feed->tail + (feed->num_blocks - feed->num_whole) * BLOCK_LEN;
    for (int i = 0; i < 8; i++) {
        end[-1 - i] = (uint8_t)((uint64_t)len * 8 >> 8 * i);
    }
}

/* Puts block `number` into a lane; behind the last one anything, for the lane's hash is taken by then. */
static void feed_block(struct lanes *lanes, size_t lane, const struct feed *feed, size_t number)
{
    const uint8_t *data = feed->job->data.data;
    size_t first = 0, shift = 0;
    if (number >= feed->num_whole) {
        data = feed->tail + (number < feed->num_blocks ? number - feed->num_whole : 0) * BLOCK_LEN;
    } else if (number == 0) {
        lanes->block[0][lane] = (uint64_t)feed->job->prefix << 56 | big_endian(data) >> 8;
        first = 1;
        shift = 1;
    } else {
        data += number * BLOCK_LEN - 1;
    }
    for (size_t i = first; i < 16; i++) {
        lanes->block[i][lane] = big_endian(data + 8 * i - shift);
    }
}

static void take_hash(const struct lanes *lanes, size_t lane, const struct sha512_job *job, size_t len)
{
    for (size_t i = 0; i < len / 8; i++) {
        uint64_t word = __builtin_bswap64(lanes->state[i][lane]);
        memcpy(job->out + 8 * i, &word, sizeof word);
    }
}

/* Up to eight jobs; lanes without one repeat the first. */
static void hash_eight(compress_function *compress, enum rt_hash_kind kind, const struct sha512_job *jobs,
                       size_t num)
{
    struct lanes lanes;
    struct feed feeds[LANES];
    const uint64_t *iv = kind == RT_HASH_SHA512_256 ? sha512_256_iv : sha512_iv;
    size_t num_blocks = 0;
    for (size_t i = 0; i < LANES; i++) {
        feed_begin(&feeds[i], &jobs[i < num ? i : 0]);
        num_blocks = feeds[i].num_blocks > num_blocks ? feeds[i].num_blocks : num_blocks;
        for (size_t j = 0; j < 8; j++) {
            lanes.state[j][i] = iv[j];
        }
    }
    for (size_t number = 0; number < num_blocks; number++) {
        for (size_t i = 0; i < LANES; i++) {
            feed_block(&lanes, i, &feeds[i], number);
        }
        compress(&lanes);
        for (size_t i = 0; i < num; i++) {
            if (number + 1 == feeds[i].num_blocks) {
                take_hash(&lanes, i, &jobs[i], rt_hash_len(kind));
            }
        }
    }
}

static compress_function *compress_with(unsigned bits)
{
    return bits == 512 && __builtin_cpu_supports("avx512f") ? compress_512
           : bits == 256 && __builtin_cpu_supports("avx2")  ? compress_256
                                                            : NULL;
}

static void hash_all(compress_function *compress, enum rt_hash_kind kind, const struct sha512_job *jobs,
                     size_t num)
{
    for (size_t i = 0; i < num; i += LANES) {
        hash_eight(compress, kind, jobs + i, num - i < LANES ? num - i : LANES);
    }
}

bool sha512_many_with(unsigned bits, enum rt_hash_kind kind, const struct sha512_job *jobs, size_t num)
{
    compress_function *compress = compress_with(bits);
    if (compress != NULL) {
        hash_all(compress, kind, jobs, num);
    }
    for (size_t i = 0; bits == 0 && i < num; i++) {
        hash_one(kind, &jobs[i]);
    }
    return bits == 0 || compress != NULL;
}

/* Fewer than so many at once are faster one by one. */
#define WORTH_IT 3

void sha512_many(enum rt_hash_kind kind, const struct sha512_job *jobs, size_t num)
{
    bool done =
        num >= WORTH_IT && (sha512_many_with(512, kind, jobs, num) || sha512_many_with(256, kind, jobs, num));
    for (size_t i = 0; !done && i < num; i++) {
        hash_one(kind, &jobs[i]);
    }
}

#else

bool sha512_many_with(unsigned bits, enum rt_hash_kind kind, const struct sha512_job *jobs, size_t num)
{
    for (size_t i = 0; bits == 0 && i < num; i++) {
        hash_one(kind, &jobs[i]);
    }
    return bits == 0;
}

void sha512_many(enum rt_hash_kind kind, const struct sha512_job *jobs, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        hash_one(kind, &jobs[i]);
    }
}

#endif
