/* The hashes of the lanes against those of the verifier: all lengths, in groups of every size. */
#include "tests/check.h"
#include "tools/sha512_lanes.h"

#define MOST    40
#define LONGEST 1100

static uint8_t data[MOST][LONGEST];
static uint8_t out[MOST][64];
static struct sha512_job jobs[MOST];

static void fill(void)
{
    uint32_t x = 1;
    for (size_t i = 0; i < MOST; i++) {
        for (size_t j = 0; j < LONGEST; j++) {
            x = x * 1664525u + 1013904223u;
            data[i][j] = (uint8_t)(x >> 24);
        }
    }
}

static void compare(unsigned bits, enum rt_hash_kind kind, size_t num)
{
    size_t len = rt_hash_len(kind);
    memset(out, 0xee, sizeof out);
    if (!sha512_many_with(bits, kind, jobs, num)) {
        return;
    }
    for (size_t i = 0; i < num; i++) {
        struct rt_hash hash;
        const struct rt_bytes parts[] = {rt_bytes_from(&jobs[i].prefix, 1), jobs[i].data};
        rt_hash_parts(&hash, kind, parts, 2);
        CHECK(memcmp(out[i], hash.b, len) == 0, "%u bits, kind %d, %zu of %zu, %zu bytes", bits, (int)kind, i,
              num, jobs[i].data.len);
        CHECK(len == 64 || out[i][len] == 0xee, "no more than the hash");
    }
}

static void group(size_t num, size_t len, size_t step)
{
    static const enum rt_hash_kind kinds[] = {RT_HASH_SHA512, RT_HASH_SHA512_FIRST32, RT_HASH_SHA512_256};
    for (size_t i = 0; i < num; i++) {
        jobs[i] =
            (struct sha512_job){(uint8_t)(i & 1), rt_bytes_from(data[i], (len + i * step) % LONGEST), out[i]};
    }
    for (size_t k = 0; k < 3; k++) {
        compare(512, kinds[k], num);
        compare(256, kinds[k], num);
        compare(0, kinds[k], num);
    }
    memset(out, 0xee, sizeof out);
    sha512_many(RT_HASH_SHA512, jobs, num);
    for (size_t i = 0; i < num; i++) {
        struct rt_hash hash;
        const struct rt_bytes parts[] = {rt_bytes_from(&jobs[i].prefix, 1), jobs[i].data};
        rt_hash_parts(&hash, RT_HASH_SHA512, parts, 2);
        CHECK(memcmp(out[i], hash.b, 64) == 0, "the best lanes that there are, %zu of %zu", i, num);
    }
}

int main(void)
{
    fill();
    for (size_t len = 0; len < 300; len++) {
        group(8, len, 0);
    }
    for (size_t num = 1; num <= MOST; num++) {
        group(num, 1024, 0);
        group(num, num, 67);
    }
    return check_done("sha512_lanes");
}
