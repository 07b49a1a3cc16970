/* SRV of published keys; chained nonces: the lengths of each version, and what the hashes are of. */
#include "tests/check.h"
#include "verify/nonce.h"
#include "verify/response.h"

static void srv(void)
{
    static const struct {
        const char *key, *srv;
    } rows[] = {
        /* int08h's server, cloudflare's, and a key that implementations test each other with */
        {"016e6e0284d24c37c6e4d7d8d5b4e1d3c1949ceaa545bf875616c9dce0c9bec1",
         "95645ff5c385c24eba48d509528a4a74e0861c0b57f46c25ee5c6a488a23246f"},
        {"d060fb737c8ff3111ce19976cdeb8dd9294bbc3555a1c8ec3d22fcfd197fef38",
         "0d93616f19641cbf68f8b41a1b659797fc9330b658a5042d6be1021194ee290c"},
        {"231bbb82a8c9f5353a231b0ef30c59c40153e6d7ba15c65942ae6f5c5977e491",
         "cdcfa4e8234b5404316d22e413f8b581602af2ed127317f5c15e26ee4e751254"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_key key;
        uint8_t expected[32];
        struct rt_hash hash;
        CHECK(check_hex(key.b, 32, rows[i].key) && check_hex(expected, 32, rows[i].srv), "row %zu", i);
        rt_srv_from_key(&hash, &key);
        CHECK(hash.len == 32 && memcmp(hash.b, expected, 32) == 0, "SRV %zu", i);
    }
}

/* The nonce that the version's formula gives, written out. */
static void formula(struct rt_hash *out, struct rt_bytes response, struct rt_bytes rand, bool blind)
{
    struct rt_hash inner;
    struct rt_bytes parts[2] = {response, rand};
    if (blind) {
        rt_hash_parts(&inner, RT_HASH_SHA512, &response, 1);
        parts[0] = rt_hash_bytes(&inner);
    }
    rt_hash_parts(out, RT_HASH_SHA512, parts, 2);
}

static void every_version(void)
{
    static const uint8_t zeros[64];
    static const uint8_t rand[65] = {1, 2, 3};
    const struct rt_bytes response = rt_bytes_from("response", 8);
    const struct rt_version *v;
    for (size_t row = 0; (v = rt_version_row(row)) != NULL; row++) {
        bool blind = v->unit == RT_UNIT_MJD || v->nonce_len == 64;
        struct rt_hash hash, expected;
        CHECK_EQ(v->name, rt_nonce_rand_len(v), blind ? 64 : 32);
        for (size_t len = 0; len <= sizeof rand; len++) {
            memset(&hash, 0xaa, sizeof hash);
            bool ok = rt_nonce_chain(&hash, v, response, rt_bytes_from(rand, len));
            CHECK(ok == (len == rt_nonce_rand_len(v)), "%s: rand of %zu", v->name, len);
            CHECK_EQ(v->name, hash.len, ok ? v->nonce_len : 0);
            CHECK(memcmp(hash.b + hash.len, zeros, 64 - hash.len) == 0, "%s: the rest", v->name);
            formula(&expected, response, rt_bytes_from(rand, len), blind);
            CHECK(!ok || memcmp(hash.b, expected.b, hash.len) == 0, "%s: the hash", v->name);
        }
    }
}

int main(void)
{
    srv();
    every_version();
    return check_done("nonce");
}
