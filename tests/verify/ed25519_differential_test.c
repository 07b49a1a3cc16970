/* Every verdict of rt_ed25519_verify beside libsodium's and, for the signatures made here, beside what
 * they were made to be; and every engine's beside rt_ed25519_verify's. usage: ed25519_differential_test
 * [triples, a million if not given] [seed] */
#include "tests/verify/engines.h"

#include <sodium.h>
#include <stdlib.h>

#define MAX_MESSAGE 200

struct triple {
    struct rt_key key;
    struct rt_signature signature;
    uint8_t message[MAX_MESSAGE];
    size_t message_len;
};

static uint64_t seed;
static unsigned long counts[RT_ED25519_MISMATCH + 1];
static unsigned long mixed_valid, mixed_mismatch;

/* How many more triples the engines get. The lanes in plain C are slow. */
static unsigned long to_keep;

/* All eight points of small order, as multiples of one of order 8. */
static uint8_t small_order[8][32];

static void small_order_init(void)
{
    check_hex(small_order[1], 32, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
    small_order[0][0] = 1;
    for (int i = 2; i < 8; i++) {
        CHECK(crypto_core_ed25519_add(small_order[i], small_order[i - 1], small_order[1]) == 0, "point %d",
              i);
    }
}

static size_t below(size_t bound)
{
    return (size_t)(check_random(&seed) % bound);
}

static void random_message(struct triple *t)
{
    t->message_len = below(MAX_MESSAGE + 1);
    check_random_bytes(&seed, t->message, t->message_len);
}

static void random_signed(struct triple *t)
{
    uint8_t key_seed[32], secret[64];
    random_message(t);
    check_random_bytes(&seed, key_seed, sizeof key_seed);
    if (below(2) == 0) {
        memset(key_seed, 7, sizeof key_seed); /* a key that comes often */
    }
    crypto_sign_seed_keypair(t->key.b, secret, key_seed);
    crypto_sign_detached(t->signature.b, NULL, t->message, t->message_len, secret);
}

static void random_scalar(uint8_t out[32])
{
    uint8_t wide[64];
    check_random_bytes(&seed, wide, sizeof wide);
    crypto_core_ed25519_scalar_reduce(out, wide);
}

/* A signature by a key with a part of small order and an R with another: A = aB + T, R = rB + U, S = r +
 * ka. The plain equation holds exactly if U + kT = 0 for the integer k below L; once in eight. Returns
 * whether it does. */
static bool mixed_signed(struct triple *t)
{
    uint8_t a[32], r[32], k[64], k_reduced[32], ka[32];
    size_t key_part = below(8), r_part = below(8);
    random_message(t);
    random_scalar(a);
    random_scalar(r);
    crypto_scalarmult_ed25519_base_noclamp(t->key.b, a);
    crypto_scalarmult_ed25519_base_noclamp(t->signature.b, r);
    crypto_core_ed25519_add(t->key.b, t->key.b, small_order[key_part]);
    crypto_core_ed25519_add(t->signature.b, t->signature.b, small_order[r_part]);

    crypto_hash_sha512_state hash;
    crypto_hash_sha512_init(&hash);
    crypto_hash_sha512_update(&hash, t->signature.b, 32);
    crypto_hash_sha512_update(&hash, t->key.b, 32);
    crypto_hash_sha512_update(&hash, t->message, t->message_len);
    crypto_hash_sha512_final(&hash, k);
    crypto_core_ed25519_scalar_reduce(k_reduced, k);
    crypto_core_ed25519_scalar_mul(ka, k_reduced, a);
    crypto_core_ed25519_scalar_add(t->signature.b + 32, r, ka);
    return (r_part + (k_reduced[0] % 8) * key_part) % 8 == 0;
}

/* Adds L to S: the same residue, once or up to fifteen times as it fits. */
static void add_order(struct triple *t)
{
    static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                      0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                      0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
    for (size_t times = 1 + below(15); times > 0 && t->signature.b[63] < 0xef; times--) {
        unsigned carry = 0;
        for (size_t i = 0; i < 32; i++) {
            carry += (unsigned)t->signature.b[32 + i] + order[i];
            t->signature.b[32 + i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

/* An encoding that some verifier might treat in a way of its own. */
static void odd_point(uint8_t out[32])
{
    switch (below(4)) {
    case 0:
        memcpy(out, small_order[below(8)], 32);
        break;
    case 1: /* y from p - 20 to 2^255 - 1 and on to 0.. */
        memset(out, 0xff, 32);
        out[0] = (uint8_t)(0xed - 20 + below(39));
        out[31] = 0x7f;
        break;
    case 2: /* small y */
        memset(out, 0, 32);
        out[0] = (uint8_t)below(20);
        break;
    default:
        check_random_bytes(&seed, out, 32);
    }
    out[31] ^= (uint8_t)(below(2) << 7);
}

static void mutate(struct triple *t)
{
    switch (below(9)) {
    case 0:
        t->signature.b[below(64)] ^= (uint8_t)(1 << below(8));
        break;
    case 1:
        t->key.b[below(32)] ^= (uint8_t)(1 << below(8));
        break;
    case 2:
        t->message[below(MAX_MESSAGE)] ^= (uint8_t)(1 << below(8)); /* perhaps beyond the end: no change */
        break;
    case 3:
        add_order(t);
        break;
    case 4:
        odd_point(t->key.b);
        break;
    case 5:
        odd_point(t->signature.b);
        break;
    case 6:
        t->signature.b[63] = (uint8_t)below(256);
        break;
    case 7:
        t->key.b[31] ^= 0x80;
        break;
    default:
        check_random_bytes(&seed, t->signature.b + 32 * below(2), 32);
    }
}

static struct engines engines;
static struct triple kept[ENGINES_MAX];

/* Some of the triples go through every engine, in batches of all sizes; the first of a batch by its key's
 * comb if it has one, and so do those after it that have the same key. */
static void keep(const struct triple *t, enum rt_ed25519_result result)
{
    static size_t batch = 1;
    static bool keyed;
    struct triple *own = &kept[engines.num];
    *own = *t;
    if (engines.num == 0) {
        keyed = rt_comb_build_key(&engines.key_comb, engines_next(), &own->key);
    }
    const bool same = memcmp(&own->key, &kept[0].key, sizeof own->key) == 0;
    engines_add(&engines, &own->signature, &own->key, rt_bytes_from(own->message, own->message_len), result,
                keyed && same ? &engines.key_comb : NULL);
    if (engines.num == batch) {
        engines_run(&engines);
        batch = 1 + below(ENGINES_MAX);
    }
}

static enum rt_ed25519_result compare(const struct triple *t, const char *what)
{
    size_t cut = below(t->message_len + 1);
    enum rt_ed25519_result result = rt_ed25519_verify(&t->signature, &t->key, rt_bytes_from(t->message, cut),
                                                      rt_bytes_from(t->message + cut, t->message_len - cut));
    bool sodium = crypto_sign_verify_detached(t->signature.b, t->message, t->message_len, t->key.b) == 0;
    if ((result == RT_ED25519_VALID) != sodium) {
        char key[65], signature[129], message[2 * MAX_MESSAGE + 1];
        sodium_bin2hex(key, sizeof key, t->key.b, 32);
        sodium_bin2hex(signature, sizeof signature, t->signature.b, 64);
        sodium_bin2hex(message, sizeof message, t->message, t->message_len);
        CHECK(false, "%s: result %d, libsodium %d\nkey %s\nsignature %s\nmessage %s", what, result, sodium,
              key, signature, message);
    }
    CHECK(result > RT_ED25519_UNVERIFIED && result <= RT_ED25519_MISMATCH, "%s: result %d", what, result);
    counts[result]++;
    if (to_keep > 0) {
        to_keep--;
        keep(t, result);
    }
    return result;
}

static void one_round(unsigned long i)
{
    struct triple t = {0};
    if (i % 4 == 3) {
        bool holds = mixed_signed(&t);
        bool valid = compare(&t, "mixed order") == RT_ED25519_VALID;
        CHECK(holds == valid, "mixed order: made to be %d, found %d", holds, valid);
        *(holds ? &mixed_valid : &mixed_mismatch) += 1;
        return;
    }
    random_signed(&t);
    if (i % 4 == 0) {
        CHECK(compare(&t, "signed") == RT_ED25519_VALID, "a good signature was refused");
        return;
    }
    for (size_t times = 1 + below(2); times > 0; times--) {
        mutate(&t);
    }
    (void)compare(&t, "mutated");
}

int main(int argc, char **argv)
{
    unsigned long triples = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000000;
    seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    CHECK(sodium_init() >= 0, "libsodium does not start");
    small_order_init();
    engines_begin(&engines);
    to_keep = triples < 50000 ? triples / 4 : 50000;
    for (unsigned long i = 0; i < triples; i++) {
        one_round(i);
    }
    printf("%lu triples, libsodium %s: %lu of mixed order valid, %lu not; by result:", triples,
           sodium_version_string(), mixed_valid, mixed_mismatch);
    for (int i = RT_ED25519_VALID; i <= RT_ED25519_MISMATCH; i++) {
        printf(" %lu", counts[i]);
        CHECK(triples < 10000 || counts[i] > 0, "result %d never seen", i);
    }
    printf("; %lu by every engine\n", engines.checked);
    return check_end();
}
