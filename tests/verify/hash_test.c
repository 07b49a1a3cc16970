/* Published values of each hash (FIPS 180-4's examples), however the input is cut into parts. */
#include "tests/check.h"
#include "verify/hash.h"

#define TWO_BLOCKS                                                                                           \
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqr" \
    "stnopqrstu"

static const struct {
    enum rt_hash_kind kind;
    const char *input, *hash;
} vectors[] = {
    {RT_HASH_SHA512, "",
     "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
     "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
    {RT_HASH_SHA512, "abc",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {RT_HASH_SHA512, TWO_BLOCKS,
     "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
     "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
    {RT_HASH_SHA512_FIRST32, "abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"},
    {RT_HASH_SHA512_256, "", "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a"},
    {RT_HASH_SHA512_256, "abc", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
    {RT_HASH_SHA512_256, TWO_BLOCKS, "3928e184fb8690f840da3988121d31be65cb9d3ef83ee6146feac861e19b563a"},
};

static void sha512_vectors(void)
{
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        const size_t len = strlen(vectors[i].input);
        uint8_t expected[64] = {0};
        CHECK(check_hex(expected, rt_hash_len(vectors[i].kind), vectors[i].hash), "vector %zu", i);
        for (size_t cut = 0; cut <= len; cut++) {
            const struct rt_bytes all = rt_bytes_from(vectors[i].input, len);
            struct rt_bytes parts[3] = {all, {NULL, 0, 0}, rt_bytes_after(all, cut)};
            parts[0].len = cut;
            struct rt_hash hash;
            memset(&hash, 0xaa, sizeof hash);
            rt_hash_parts(&hash, vectors[i].kind, parts, 3);
            CHECK(hash.len == rt_hash_len(vectors[i].kind) && memcmp(hash.b, expected, 64) == 0,
                  "vector %zu cut at %zu", i, cut);
        }
    }
}

static void in_place(void)
{
    struct rt_hash a, b;
    const struct rt_bytes abc = rt_bytes_from("abc", 3);
    rt_hash_parts(&a, RT_HASH_SHA512, &abc, 1);
    const struct rt_bytes itself[2] = {rt_hash_bytes(&a), abc};
    rt_hash_parts(&b, RT_HASH_SHA512_FIRST32, itself, 2);
    rt_hash_parts(&a, RT_HASH_SHA512_FIRST32, itself, 2);
    CHECK(rt_hash_equal(&a, &b), "a hash of the output's own bytes");
    rt_hash_parts(&b, RT_HASH_NONE, &abc, 1);
    CHECK(b.len == 0 && b.b[0] == 0 && !rt_hash_equal(&a, &b), "no hash");
    CHECK(rt_hash_len(RT_HASH_NONE) == 0, "no length");
}

static void expect_sha256(const struct rt_sha256_stream *stream, const char *hex)
{
    struct rt_sha256 hash;
    uint8_t expected[32];
    rt_sha256_end(&hash, stream);
    CHECK(check_hex(expected, 32, hex) && memcmp(hash.b, expected, 32) == 0, "SHA-256 %s", hex);
}

static void sha256(void)
{
    struct rt_sha256_stream stream, fork;
    rt_sha256_begin(&stream);
    expect_sha256(&stream, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    rt_sha256_add(&stream, rt_bytes_from("a", 1));
    rt_sha256_add(&stream, rt_bytes_from(NULL, 0));
    fork = stream;
    rt_sha256_add(&stream, rt_bytes_from("bc", 2));
    expect_sha256(&stream, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect_sha256(&fork, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
    rt_sha256_begin(&stream);
    for (int i = 0; i < 1000000; i += 100) {
        uint8_t block[100];
        memset(block, 'a', sizeof block);
        rt_sha256_add(&stream, rt_bytes_from(block, sizeof block));
    }
    expect_sha256(&stream, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void)
{
    sha512_vectors();
    in_place();
    sha256();
    return check_end();
}
