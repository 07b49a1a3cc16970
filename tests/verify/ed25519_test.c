/* What rt_ed25519_verify answers, and why, without any other library: RFC 8032's vectors, the same with
 * every single bit changed, and one signature for each reason to refuse. */
#include "ed25519_rfc8032.h"
#include "tests/check.h"
#include "verify/ed25519.h"

#define NUM_RFC8032 (sizeof rfc8032 / sizeof rfc8032[0])

struct triple {
    struct rt_key key;
    struct rt_signature signature;
    uint8_t message[1100];
    size_t message_len;
};

static struct triple from_hex(const char *key, const char *signature, const char *message)
{
    struct triple t = {.message_len = strlen(message) / 2};
    CHECK(check_hex(t.key.b, 32, key), "key %s", key);
    CHECK(check_hex(t.signature.b, 64, signature), "signature %s", signature);
    CHECK(t.message_len <= sizeof t.message && check_hex(t.message, t.message_len, message), "message %s",
          message);
    return t;
}

static enum rt_ed25519_result verify_cut(const struct triple *t, size_t cut)
{
    return rt_ed25519_verify(&t->signature, &t->key, rt_bytes_from(t->message, cut),
                             rt_bytes_from(t->message + cut, t->message_len - cut));
}

static enum rt_ed25519_result verify(const struct triple *t)
{
    return verify_cut(t, 0);
}

static void every_vector_and_cut(void)
{
    for (size_t i = 0; i < NUM_RFC8032; i++) {
        struct triple t = from_hex(rfc8032[i].key, rfc8032[i].signature, rfc8032[i].message);
        for (size_t cut = 0; cut <= t.message_len; cut += cut < 70 ? 1 : 101) {
            CHECK(verify_cut(&t, cut) == RT_ED25519_VALID, "%s cut at %zu", rfc8032[i].name, cut);
        }
    }
}

/* No message is an empty slice without memory, too. */
static void no_memory(void)
{
    struct triple t = from_hex(rfc8032[0].key, rfc8032[0].signature, "");
    const struct rt_bytes none = {NULL, 0, 0};
    CHECK(rt_ed25519_verify(&t.signature, &t.key, none, none) == RT_ED25519_VALID, "empty message");
}

static void flips(uint8_t *bytes, size_t len, const struct triple *t, const char *name)
{
    for (size_t bit = 0; bit < 8 * len; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        enum rt_ed25519_result result = verify(t);
        CHECK(result > RT_ED25519_VALID && result <= RT_ED25519_MISMATCH, "%s: bit %zu changed: %d", name,
              bit, result);
        bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

static void every_bit(void)
{
    struct triple t = from_hex(rfc8032[2].key, rfc8032[2].signature, rfc8032[2].message);
    flips(t.key.b, 32, &t, "key");
    flips(t.signature.b, 64, &t, "signature");
    flips(t.message, t.message_len, &t, "message");
    CHECK(verify(&t) == RT_ED25519_VALID, "unchanged");
    t.message_len--;
    CHECK(verify(&t) == RT_ED25519_MISMATCH, "message cut short");
}

#define ORDER      "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
#define BELOW      "ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"
#define NEUTRAL    "0100000000000000000000000000000000000000000000000000000000000000"
#define ZEROS      "0000000000000000000000000000000000000000000000000000000000000000"
#define ORDER_8    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
#define NEGATIVE_8 "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
#define PRIME      "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
#define PRIME_1    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define PRIME_2    "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
#define MINUS_1    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
#define OFF_CURVE  "0200000000000000000000000000000000000000000000000000000000000000"
#define BASE       "5866666666666666666666666666666666666666666666666666666666666666"
#define FOUR       "0400000000000000000000000000000000000000000000000000000000000000"

/* Where several reasons apply, the order of enum rt_ed25519_result decides. */
static const struct {
    const char *key, *r, *s;
    enum rt_ed25519_result expected;
} reasons[] = {
    {BASE, BASE, ORDER, RT_ED25519_S_NOT_BELOW_L},
    {BASE, BASE, MINUS_1, RT_ED25519_S_NOT_BELOW_L},
    {BASE, BASE, BELOW, RT_ED25519_MISMATCH},
    {PRIME, NEUTRAL, ORDER, RT_ED25519_S_NOT_BELOW_L},
    {BASE, NEUTRAL, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, ZEROS, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, ORDER_8, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, NEGATIVE_8, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, MINUS_1, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, PRIME, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, PRIME_1, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {BASE, PRIME_2, ZEROS, RT_ED25519_MISMATCH},
    {BASE, OFF_CURVE, ZEROS, RT_ED25519_MISMATCH},
    {PRIME, NEUTRAL, ZEROS, RT_ED25519_R_SMALL_ORDER},
    {PRIME, BASE, ZEROS, RT_ED25519_KEY_NOT_REDUCED},
    {PRIME_1, BASE, ZEROS, RT_ED25519_KEY_NOT_REDUCED},
    {PRIME_2, BASE, ZEROS, RT_ED25519_KEY_NOT_REDUCED},
    {ZEROS, BASE, ZEROS, RT_ED25519_KEY_SMALL_ORDER},
    {NEUTRAL, BASE, ZEROS, RT_ED25519_KEY_SMALL_ORDER},
    {ORDER_8, BASE, ZEROS, RT_ED25519_KEY_SMALL_ORDER},
    {NEGATIVE_8, BASE, ZEROS, RT_ED25519_KEY_SMALL_ORDER},
    {MINUS_1, BASE, ZEROS, RT_ED25519_KEY_SMALL_ORDER},
    {OFF_CURVE, BASE, ZEROS, RT_ED25519_KEY_NOT_A_POINT},
    {OFF_CURVE, OFF_CURVE, ZEROS, RT_ED25519_KEY_NOT_A_POINT},
    {BASE, FOUR, ZEROS, RT_ED25519_MISMATCH},
};

static void every_reason(void)
{
    bool seen[RT_ED25519_MISMATCH + 1] = {false};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        char signature[129];
        snprintf(signature, sizeof signature, "%s%s", reasons[i].r, reasons[i].s);
        struct triple t = from_hex(reasons[i].key, signature, "00ff");
        enum rt_ed25519_result result = verify(&t);
        CHECK(result == reasons[i].expected, "reason %zu: %d, not %d", i, result, reasons[i].expected);
        seen[result] = true;
    }
    for (int i = RT_ED25519_VALID + 1; i <= RT_ED25519_MISMATCH; i++) {
        CHECK(seen[i], "result %d never seen", i);
    }
}

int main(void)
{
    every_vector_and_cut();
    no_memory();
    every_bit();
    every_reason();
    return check_end();
}
