/* The public collections of hard Ed25519 signatures: our verdict is the one recorded here for libsodium
 * 1.0.18, and the one that the libsodium at hand gives; every engine says the same, in every lane. usage:
 * ed25519_vectors_test [directory [any word: try one lane at a time]]. A collection that is not there is
 * named as skipped, and the exit code is 77. */
#include "tests/verify/engines.h"
#include "verify/ed25519_lax.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#define MAX_MESSAGE 4096

struct triple {
    struct rt_key key;
    struct rt_signature signature;
    uint8_t message[MAX_MESSAGE];
    size_t message_len;
};

static const char *text(const json_t *object, const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));
    CHECK(value != NULL, "no %s", name);
    return value != NULL ? value : "";
}

static size_t unhex(uint8_t *out, size_t max, const char *hex)
{
    size_t len = strlen(hex) / 2;
    CHECK(len <= max && check_hex(out, len, hex), "not so much hex: %s", hex);
    return len;
}

#define EVERY_FAMILY (RT_ED25519_PLAIN | RT_ED25519_LONG_S | RT_ED25519_ANY_S | RT_ED25519_COFACTORED)

static uint32_t families_of(const struct triple *t)
{
    return rt_ed25519_families(&t->signature, &t->key, rt_bytes_from(t->message, t->message_len),
                               rt_bytes_from(NULL, 0));
}

static struct engines engines;

/* A good signature, for the other lanes. */
static struct rt_key other_key;
static struct rt_signature other_signature;
static const uint8_t other_message[3] = {1, 2, 3};
static struct rt_comb other_comb;

static void engines_prepare(void)
{
    static const uint8_t key_seed[32] = {9};
    uint8_t secret[64];
    engines_begin(&engines);
    crypto_sign_seed_keypair(other_key.b, secret, key_seed);
    crypto_sign_detached(other_signature.b, NULL, other_message, sizeof other_message, secret);
    CHECK(rt_comb_build_key(&other_comb, engines_next(), &other_key), "a good key has no comb");
}

/* How many lanes are tried: all, or one, another each time, where the code is slow. */
static size_t num_places = NUM_LANES;

/* A group for each place: the signature there, the good one elsewhere. */
static void in_every_lane(const struct triple *t, enum rt_ed25519_result expected, const struct rt_comb *comb)
{
    static size_t first;
    for (size_t i = 0; i < num_places * NUM_LANES; i++) {
        const bool here = i % NUM_LANES == (i / NUM_LANES + first) % NUM_LANES;
        engines_add(&engines, here ? &t->signature : &other_signature, here ? &t->key : &other_key,
                    here ? rt_bytes_from(t->message, t->message_len)
                         : rt_bytes_from(other_message, sizeof other_message),
                    here ? expected : RT_ED25519_VALID, here || comb == NULL ? comb : &other_comb);
    }
    engines_run(&engines);
    first++;
}

static enum rt_ed25519_result judge(const struct triple *t, const char *collection, size_t number)
{
    enum rt_ed25519_result result = rt_ed25519_verify(&t->signature, &t->key, rt_bytes_from(NULL, 0),
                                                      rt_bytes_from(t->message, t->message_len));
    bool sodium = crypto_sign_verify_detached(t->signature.b, t->message, t->message_len, t->key.b) == 0;
    CHECK((result == RT_ED25519_VALID) == sodium, "%s %zu: result %d, libsodium %d", collection, number,
          result, sodium);
    CHECK(result != RT_ED25519_VALID || families_of(t) == EVERY_FAMILY,
          "%s %zu: accepted, but not by families %x", collection, number, families_of(t) ^ EVERY_FAMILY);
    in_every_lane(t, result, NULL);
    if (rt_comb_build_key(&engines.key_comb, engines_next(), &t->key)) {
        in_every_lane(t, result, &engines.key_comb);
    }
    return result;
}

/* A signature that is not 64 bytes long has no rt_signature: it is refused before verification is asked. */
static void wycheproof_case(const json_t *test, const char *key)
{
    struct triple t = {0};
    size_t number = (size_t)json_integer_value(json_object_get(test, "tcId"));
    bool expected = strcmp(text(test, "result"), "valid") == 0;
    unhex(t.key.b, 32, key);
    t.message_len = unhex(t.message, MAX_MESSAGE, text(test, "msg"));
    if (strlen(text(test, "sig")) != 128) {
        CHECK(!expected, "wycheproof %zu: valid, but not 64 bytes", number);
        return;
    }
    unhex(t.signature.b, 64, text(test, "sig"));
    enum rt_ed25519_result result = judge(&t, "wycheproof", number);
    CHECK((result == RT_ED25519_VALID) == expected, "wycheproof %zu: result %d", number, result);
}

static void wycheproof(const json_t *root)
{
    size_t i, j, num_tests = 0;
    json_t *group, *test;
    json_array_foreach(json_object_get(root, "testGroups"), i, group)
    {
        const char *key = text(json_object_get(group, "publicKey"), "pk");
        json_array_foreach(json_object_get(group, "tests"), j, test)
        {
            wycheproof_case(test, key);
            num_tests++;
        }
    }
    CHECK(num_tests == 151, "wycheproof: %zu tests", num_tests);
}

/* docs/ed25519.md explains the rows. */
static void speccheck(const json_t *root)
{
    static const enum rt_ed25519_result expected[] = {
        RT_ED25519_R_SMALL_ORDER, RT_ED25519_KEY_SMALL_ORDER, RT_ED25519_R_SMALL_ORDER,
        RT_ED25519_VALID,         RT_ED25519_MISMATCH,        RT_ED25519_MISMATCH,
        RT_ED25519_S_NOT_BELOW_L, RT_ED25519_S_NOT_BELOW_L,   RT_ED25519_R_SMALL_ORDER,
        RT_ED25519_R_SMALL_ORDER, RT_ED25519_KEY_SMALL_ORDER, RT_ED25519_KEY_SMALL_ORDER,
    };
    /* Which rows a family accepts, row 0 the lowest bit, as ed25519-speccheck found: OpenSSL, BoringSSL, Go,
     * Dalek; ref10, ed25519-donna; TweetNaCl, python-ed25519; Zebra. */
    static const struct {
        enum rt_ed25519_family family;
        uint32_t rows;
    } accepted[] = {{RT_ED25519_PLAIN, 0x80f},
                    {RT_ED25519_LONG_S, 0x84f},
                    {RT_ED25519_ANY_S, 0x8cf},
                    {RT_ED25519_COFACTORED, 0xe3f}};
    size_t i;
    json_t *test;
    CHECK(json_array_size(root) == 12, "speccheck: %zu rows", json_array_size(root));
    json_array_foreach(root, i, test)
    {
        struct triple t = {0};
        t.message_len = unhex(t.message, MAX_MESSAGE, text(test, "message"));
        unhex(t.key.b, 32, text(test, "pub_key"));
        unhex(t.signature.b, 64, text(test, "signature"));
        enum rt_ed25519_result result = judge(&t, "speccheck", i);
        CHECK(i >= 12 || result == expected[i], "speccheck %zu: result %d", i, result);
        for (size_t j = 0; j < 4; j++) {
            bool accepts = (families_of(&t) & accepted[j].family) != 0;
            CHECK(accepts == (accepted[j].rows >> i & 1), "speccheck %zu: family %d", i, accepted[j].family);
        }
    }
}

static bool has_flag(const json_t *test, const char *flag)
{
    size_t i;
    json_t *found;
    json_array_foreach(json_object_get(test, "flags"), i, found)
    {
        if (strcmp(json_string_value(found), flag) == 0) {
            return true;
        }
    }
    return false;
}

/* S is below L in all of these. The plain equation leaves no residue and compares R as bytes. Where k was
 * made of points encoded anew, no family accepts, but for keys of small order: those take any k up to the
 * cofactor, and one in eight without it. */
static void cctv_families(const json_t *test, const struct triple *t, size_t number)
{
    uint32_t families = families_of(t);
    bool residue = has_flag(test, "low_order_residue") || has_flag(test, "non_canonical_R");
    uint32_t expected = residue ? (uint32_t)RT_ED25519_COFACTORED : EVERY_FAMILY;
    if (has_flag(test, "reencoded_k")) {
        bool any_k = has_flag(test, "low_order_A");
        expected = !any_k ? 0 : families == EVERY_FAMILY ? families : (uint32_t)RT_ED25519_COFACTORED;
    }
    CHECK(families == expected, "cctv %zu: families %x, not %x", number, families, expected);
}

static void cctv(const json_t *root)
{
    /* The numbers of what libsodium 1.0.18 accepts. */
    static const uint16_t accepted[] = {7,   29,  50,  117, 139, 161, 182, 249, 305, 411, 425,
                                        438, 465, 473, 481, 489, 497, 511, 525, 538, 565, 573,
                                        581, 589, 597, 611, 625, 638, 665, 673, 681, 689, 697,
                                        711, 725, 738, 765, 773, 781, 789, 797, 832, 899};
    size_t i, next = 0;
    json_t *test;
    CHECK(json_array_size(root) == 914, "cctv: %zu vectors", json_array_size(root));
    json_array_foreach(root, i, test)
    {
        struct triple t = {0};
        const char *message = text(test, "msg");
        t.message_len = strlen(message);
        memcpy(t.message, message, t.message_len < MAX_MESSAGE ? t.message_len : 0);
        unhex(t.key.b, 32, text(test, "key"));
        unhex(t.signature.b, 64, text(test, "sig"));
        bool expected = next < sizeof accepted / sizeof accepted[0] && i == accepted[next];
        enum rt_ed25519_result result = judge(&t, "cctv", i);
        CHECK((result == RT_ED25519_VALID) == expected, "cctv %zu: result %d", i, result);
        cctv_families(test, &t, i);
        next += expected;
    }
    CHECK(next == sizeof accepted / sizeof accepted[0], "cctv: %zu accepted", next);
}

/* False if the file is not there. */
static bool run(const char *directory, const char *name, void (*collection)(const json_t *))
{
    char path[1000];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        printf("skipped: %s is not there\n", path);
        return false;
    }
    json_t *root = json_loadf(file, 0, NULL);
    CHECK(root != NULL, "%s is not JSON", path);
    collection(root);
    json_decref(root);
    fclose(file);
    return true;
}

int main(int argc, char **argv)
{
    const char *directory = argc > 1 ? argv[1] : "../shared/vectors/ed25519";
    CHECK(sodium_init() >= 0, "libsodium does not start");
    engines_prepare();
    num_places = argc > 2 ? 1 : NUM_LANES;
    bool all = run(directory, "wycheproof_ed25519_test.json", wycheproof);
    all = run(directory, "speccheck-cases.json", speccheck) && all;
    all = run(directory, "cctv-ed25519vectors.json", cctv) && all;
    int failed = check_end();
    return failed != 0 || all ? failed : 77;
}
