/* rt_ed25519_verify against libsodium 1.0.18, whose verdicts ours are: on any key, signature and message, and
 * on good ones of a test key with a few octets changed. What the reason says holds: S below the order, and so
 * on. Maximum length 512. */
#include "verify/ed25519.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

#include <sodium.h>

#define HEAD 97 /* mode, key, signature */

struct triple {
    struct rt_key key;
    struct rt_signature signature;
    uint8_t message[512];
    size_t len;
};

/* All of it is the fuzzer's. */
static void take(struct triple *t, const uint8_t *data, size_t size)
{
    memcpy(t->key.b, data + 1, 32);
    memcpy(t->signature.b, data + 33, 64);
    t->len = size - HEAD;
    memcpy(t->message, data + HEAD, t->len);
}

/* A good one, into which the first octets of the input are mixed at places that they name. */
static void bend(struct triple *t, const uint8_t *data, size_t size)
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    take(t, data, size);
    crypto_sign_seed_keypair(t->key.b, secret, data + 1);
    crypto_sign_detached(t->signature.b, NULL, t->message, t->len, secret);
    for (size_t i = 33; i + 1 < HEAD && data[i] < 96; i += 2) {
        uint8_t *at = data[i] < 32 ? &t->key.b[data[i]] : &t->signature.b[data[i] - 32];
        *at ^= data[i + 1];
    }
}

static void check(const struct triple *t, size_t split)
{
    struct rt_bytes context = rt_bytes_from(t->message, split);
    struct rt_bytes value = rt_bytes_from(t->message + split, t->len - split);
    enum rt_ed25519_result result = rt_ed25519_verify(&t->signature, &t->key, context, value);
    bool theirs = crypto_sign_verify_detached(t->signature.b, t->message, t->len, t->key.b) == 0;
    INVARIANT(result != RT_ED25519_UNVERIFIED);
    INVARIANT((result == RT_ED25519_VALID) == theirs);
    INVARIANT(result == rt_ed25519_verify(&t->signature, &t->key, rt_bytes_from(t->message, t->len),
                                          rt_bytes_from(t->message, 0)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct triple triple;
    if (size < HEAD || size > 512 || sodium_init() < 0) {
        return 0;
    }
    if ((data[0] & 1) != 0) {
        bend(&triple, data, size);
    } else {
        take(&triple, data, size);
    }
    check(&triple, triple.len < 34 ? triple.len : 34);
    return 0;
}
