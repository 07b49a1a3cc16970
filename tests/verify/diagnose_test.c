/* Each diagnosis from an exchange that was signed or bent just so; and nothing from one that is valid. The
 * last check is that no diagnosis of the list is missing. */
#include "signer.h"
#include "verify/diagnose.h"

static bool produced[RT_NUM_DIAGNOSES];

/* "check/slug" or "check/slug/number", one after the other. */
static void list(char out[1000], const struct rt_diagnoses *found)
{
    struct rt_text text = rt_text_into(out, 999);
    for (size_t i = 0; i < found->num; i++) {
        const struct rt_diagnosis *d = &found->item[i];
        rt_text_string(&text, i == 0 ? "" : " ");
        rt_text_string(&text, d->subject == RT_OF_REQUEST ? "request/" : "");
        rt_text_string(&text, rt_diagnosis_check_name(d->check));
        rt_text_string(&text, "/");
        rt_text_string(&text, rt_diagnosis_info(d->code)->slug);
        if (strchr(rt_diagnosis_info(d->code)->text, '@') != NULL) {
            rt_text_string(&text, "/");
            rt_text_uint(&text, d->number);
        }
    }
    out[rt_text_len(&text)] = '\0';
}

static void check_texts(const struct rt_diagnoses *found)
{
    for (size_t i = 0; i < found->num; i++) {
        char sentence[400];
        struct rt_text text = rt_text_into(sentence, sizeof sentence);
        rt_diagnosis_text(&text, &found->item[i]);
        CHECK(text.pos < sizeof sentence && memchr(sentence, '@', text.pos) == NULL, "%.*s", (int)text.pos,
              sentence);
        produced[found->item[i].code] = true;
    }
}

static struct rt_diagnoses diagnose(const struct rt_question *question, const struct rt_policy *policy,
                                    const struct rt_diagnosis_context *context)
{
    static struct rt_verdict verdict, before;
    struct rt_diagnoses found;
    rt_verify(&verdict, question, policy);
    memcpy(&before, &verdict, sizeof before);
    rt_diagnose(&found, &verdict, question, context);
    CHECK(memcmp(&before, &verdict, sizeof before) == 0, "the verdict was changed");
    CHECK(found.num_verifications <= RT_DIAGNOSE_VERIFICATIONS_MAX, "%u verifications",
          found.num_verifications);
    check_texts(&found);
    return found;
}

static void expect_in(const char *name, const struct rt_question *question, const struct rt_policy *policy,
                      const struct rt_diagnosis_context *context, const char *want)
{
    char got[1000];
    struct rt_diagnoses found = diagnose(question, policy, context);
    list(got, &found);
    CHECK_STR(name, got, want);
}

static const struct rt_policy strict;
static const struct rt_diagnosis_context nothing;

static void expect(const char *name, const struct rt_question *question, const char *want)
{
    expect_in(name, question, &strict, &nothing, want);
}

static struct rt_bytes cut(struct rt_bytes in, size_t tail)
{
    return rt_bytes_from(in.data, in.len - tail);
}

static struct rt_bytes literal(const char *s)
{
    return rt_bytes_from(s, strlen(s) + 1);
}

#define DASHES   literal("RoughTime v1 delegation signature--")
#define PLAIN    literal("RoughTime v1 delegation signature")
#define RFC      literal("Roughtime v1 delegation signature")
#define RESPONSE literal("RoughTime v1 response signature")

static const struct {
    size_t row;
    uint32_t code;
} versions[] = {{ROW_GOOGLE, 0},      {ROW_00, 0},          {ROW_01, 0x80000001}, {ROW_02, 0x80000002},
                {ROW_03, 0x80000003}, {ROW_05, 0x80000005}, {ROW_07, 0x80000007}, {ROW_08, 0x80000008},
                {ROW_10, 0x8000000a}, {ROW_11, 0x8000000b}, {ROW_12, 0x8000000c}, {ROW_14, 0x8000000c},
                {ROW_RFC, 1},         {ROW_SQUAT_US, 1},    {ROW_SQUAT_S, 1}};

/* The exchanges that all others are bent from are valid, and of those nothing is said. */
static void test_valid(void)
{
    static struct exchange e;
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        struct rt_verdict verdict;
        exchange_plan(&e, versions[i].row, versions[i].code);
        e.recipe.depth = 3;
        e.recipe.index = 5;
        if (versions[i].row == ROW_01 || versions[i].row == ROW_02) {
            set(&e.plan.part[RT_IN_SREP], RT_ID_NONC, e.leaf, e.leaf_len);
        }
        exchange_finish(&e);
        rt_verify(&verdict, &e.question, &strict);
        CHECK(verdict.kind == RT_VERDICT_VALID, "row %zu: %s, %s", versions[i].row,
              rt_verdict_name(verdict.kind), rt_error_info(verdict.check[verdict.culprit].error.code)->slug);
        expect("valid", &e.question, "");
    }
}

static void test_contexts(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    e.recipe.delegation_context = PLAIN;
    e.recipe.response_context = RESPONSE;
    exchange_finish(&e);
    expect("drafts' spelling", &e.question, "signature/context-draft delegation/context-draft");
    exchange_plan(&e, ROW_14, 0x8000000c);
    e.recipe.delegation_context = RFC;
    exchange_finish(&e);
    expect("RFC's spelling", &e.question, "delegation/context-rfc");
    exchange_plan(&e, ROW_07, 0x80000007);
    e.recipe.delegation_context = DASHES;
    exchange_finish(&e);
    expect("dashes", &e.question, "delegation/context-dashes");
    exchange_plan(&e, ROW_11, 0x8000000b);
    e.recipe.delegation_context = PLAIN;
    exchange_finish(&e);
    expect("no dashes", &e.question, "delegation/context-no-dashes");
    exchange_plan(&e, ROW_RFC, 1);
    e.recipe.delegation_context = DASHES;
    exchange_finish(&e);
    expect("both", &e.question, "delegation/context-draft delegation/context-dashes");
}

/* roughtime_cpp: contexts without NUL, another hash, another unit. */
static void test_roughtime_cpp(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_11, 0x8000000b);
    e.recipe.delegation_context = cut(DASHES, 1);
    e.recipe.response_context = cut(RESPONSE, 1);
    e.recipe.hash = RT_HASH_SHA512_256;
    exchange_finish(&e);
    expect("0b", &e.question, "signature/context-no-nul delegation/context-no-nul merkle/hash-other/3");
    exchange_plan(&e, ROW_14, 0x8000000e);
    e.recipe.delegation_context = cut(PLAIN, 1);
    e.recipe.response_context = cut(RESPONSE, 1);
    e.recipe.hash = RT_HASH_SHA512_256;
    exchange_finish(&e);
    expect("0e", &e.question,
           "structure/version-like/2147483660 signature/context-no-nul delegation/context-no-nul "
           "merkle/hash-other/3");
}

/* L, little-endian. */
static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

/* Adds L so many times to the S of a signature in the plan. */
static void lengthen(struct parts *holder, unsigned times)
{
    uint8_t *s = holder->value[RT_ID_SIG] + 32;
    for (unsigned t = 0; t < times; t++) {
        unsigned carry = 0;
        for (size_t i = 0; i < 32; i++) {
            carry += s[i] + order[i];
            s[i] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

/* Signs with R = [r]B + `extra` under any key A = [a]B; S = r + k a. */
static void sign_oddly(struct parts *holder, struct rt_bytes context, const struct parts *value,
                       const uint8_t a[32], const uint8_t key[32], const uint8_t *extra)
{
    static const uint8_t r[32] = {7};
    uint8_t hashed[64 + SIGNED_MAX], hash[64], k[32], product[32], signature[64];
    crypto_scalarmult_ed25519_base_noclamp(signature, r);
    if (extra != NULL) {
        CHECK(crypto_core_ed25519_add(signature, signature, extra) == 0, "no sum");
    }
    memcpy(hashed, signature, 32);
    memcpy(hashed + 32, key, 32);
    size_t len = 64 + signed_bytes(hashed + 64, context, value);
    crypto_hash_sha512(hash, hashed, len);
    crypto_core_ed25519_scalar_reduce(k, hash);
    crypto_core_ed25519_scalar_mul(product, k, a);
    crypto_core_ed25519_scalar_add(signature + 32, product, r);
    set(holder, RT_ID_SIG, signature, sizeof signature);
}

/* Signatures on which verifiers differ: a signer must go out of its way to make them. */
static void test_families(void)
{
    static struct exchange e;
    static const uint8_t neutral[32] = {1}, zero[32] = {0};
    /* -1, 0: of order 2. */
    uint8_t order2[32], scalar[64];
    memset(order2, 0xff, sizeof order2);
    order2[0] = 0xec;
    order2[31] = 0x7f;
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    lengthen(&e.plan.part[RT_IN_TOP], 1);
    exchange_encode(&e);
    expect("S + L", &e.question, "signature/signature-long-s");
    lengthen(&e.plan.part[RT_IN_TOP], 1);
    exchange_encode(&e);
    expect("S + 2 L", &e.question, "signature/signature-any-s");
    exchange_sign(&e);
    memcpy(e.recipe.root.public_key.b, neutral, 32);
    sign_oddly(&e.plan.part[RT_IN_CERT], e.recipe.delegation_context, &e.plan.part[RT_IN_DELE], zero, neutral,
               NULL);
    exchange_encode(&e);
    expect("small key", &e.question, "delegation/signature-plain");
    e.recipe.root = signer_from(1);
    crypto_hash_sha512(scalar, e.recipe.root.seed, 32);
    scalar[0] &= 0xf8;
    scalar[31] = (scalar[31] & 0x7f) | 0x40;
    memset(scalar + 32, 0, 32);
    crypto_core_ed25519_scalar_reduce(scalar, scalar);
    sign_oddly(&e.plan.part[RT_IN_CERT], e.recipe.delegation_context, &e.plan.part[RT_IN_DELE], scalar,
               e.recipe.root.public_key.b, order2);
    exchange_encode(&e);
    expect("mixed R", &e.question, "delegation/signature-cofactored");
}

static void test_keys(void)
{
    static struct exchange e;
    static struct rt_trusted_key keys[40];
    const struct rt_trust trust = {.keys = keys, .num_keys = 40};
    const struct rt_diagnosis_context context = {.trust = &trust};
    struct rt_hash srv;
    struct rt_key key;
    for (uint8_t i = 0; i < 40; i++) {
        keys[i].key = signer_from((uint8_t)(100 + i)).public_key;
    }
    exchange_plan(&e, ROW_RFC, 1);
    rt_srv_from_key(&srv, &e.recipe.root.public_key);
    set(&e.request_plan.part[RT_IN_TOP], RT_ID_SRV, srv.b, srv.len);
    exchange_request(&e);
    exchange_finish(&e);
    e.question.key = NULL;
    expect_in("no trusted key fits", &e.question, &strict, &context, "");
    keys[3].key = e.recipe.root.public_key;
    expect_in("no key", &e.question, &strict, &context, "delegation/key-asked/3 delegation/key-other/3");
    e.question.key = &keys[0].key;
    expect_in("another key", &e.question, &strict, &context, "delegation/key-asked/3 delegation/key-other/3");
    e.question.key = &e.recipe.online.public_key;
    expect("delegated", &e.question, "delegation/key-delegated");
    memcpy(key.b, srv.b, sizeof key.b);
    e.question.key = &key;
    expect("srv", &e.question, "delegation/key-is-srv");
    e.question.key = &keys[0].key;
    expect("a key that nobody knows", &e.question, "delegation/key-wrong");
    /* All of them at most, and no more. */
    memset(keys, 0, sizeof keys);
    for (uint8_t i = 0; i < 40; i++) {
        keys[i].key = signer_from((uint8_t)(100 + i)).public_key;
    }
    e.question.key = &keys[39].key;
    e.response[RT_FRAME_LEN + 8 * 7] ^= 1;
    struct rt_diagnoses found = diagnose(&e.question, &strict, &context);
    CHECK_EQ("every key", found.num_verifications, 3 + 5 + 2 + 1 + RT_DIAGNOSE_KEYS_MAX);
}

static void test_long_term(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    memcpy(e.recipe.online.secret, e.recipe.root.secret, sizeof e.recipe.root.secret);
    exchange_finish(&e);
    expect("SREP by the long-term key", &e.question, "signature/signed-by-long-term");
    e.question.key = NULL;
    expect("and that one unknown", &e.question, "signature/grease");
}

/* CERT of a reply of Cloudflare's in 2018, under the key that a list misprints. */
static const char cloudflare_cert[] =
    "02000000400000005349470044454c456f5cfdccc9771f7a284de66e905524b0432c807c5c47"
    "805946691c293944a89337ab110e9ad95513b7395c7c6578aacd4e87e8db9a8438eac8299769"
    "82b2080d0300000020000000280000005055424b4d494e544d4158541308af99abbcaa4775ee"
    "0094dc86aacb124b238a9843ed717ebd3c525e32f60760661f10b676050060c6f62dca760500";

static void test_misprint(void)
{
    static struct exchange e;
    struct rt_key key;
    uint8_t cert[152];
    exchange_plan(&e, ROW_GOOGLE, 0);
    exchange_finish(&e);
    CHECK(check_hex(cert, sizeof cert, cloudflare_cert), "CERT");
    CHECK(check_hex(key.b, 32, "803eb78528f749c4bec2e39e1abb9b5e5ab7e4dd5ce4b6f2fd2f93ecc3533f1a"), "key");
    memcpy(e.response + offset_of_message(&e.plan, RT_IN_CERT), cert, sizeof cert);
    e.question.key = &key;
    expect("misprinted key", &e.question, "delegation/key-misprinted");
}

static void test_merkle(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    set_leaf(&e, e.request + RT_FRAME_LEN, e.request_len - RT_FRAME_LEN);
    exchange_finish(&e);
    expect("message as leaf", &e.question, "merkle/leaf-other/2");
    set_leaf(&e, e.request_plan.part[RT_IN_TOP].value[RT_ID_NONC], 32);
    exchange_finish(&e);
    expect("nonce as leaf", &e.question, "merkle/leaf-other/3");
    exchange_request(&e);
    e.recipe.depth = 4;
    e.recipe.index = 5;
    e.recipe.order = RT_MERKLE_NODE_FIRST;
    exchange_finish(&e);
    expect("node first", &e.question, "merkle/order-node-first");
    e.recipe.order = RT_MERKLE_HASH_FIRST;
    e.recipe.index = 0x80000015;
    exchange_finish(&e);
    expect("leftover", &e.question, "merkle/index-ignored");
    e.recipe.index = 5;
    exchange_finish(&e);
    e.question.request = rt_bytes_from(e.request + RT_FRAME_LEN, e.request_len - RT_FRAME_LEN);
    expect("header taken off", &e.question, "merkle/leaf-other/1");
    exchange_plan(&e, ROW_07, 0x80000007);
    e.recipe.hash = RT_HASH_SHA512_FIRST32;
    exchange_finish(&e);
    expect("hash", &e.question, "merkle/hash-other/2");
    exchange_plan(&e, ROW_11, 0x8000000b);
    set_leaf(&e, e.request, e.request_len);
    exchange_finish(&e);
    expect("packet as leaf", &e.question, "merkle/leaf-other/0");
}

/* Responses and requests of one set, mixed up. */
static void test_sets(void)
{
    static struct exchange e, other;
    struct rt_bytes requests[3];
    const struct rt_diagnosis_context context = {.requests = requests, .num_requests = 3};
    exchange_plan(&other, ROW_RFC, 1);
    set_fill(&other.request_plan.part[RT_IN_TOP], RT_ID_NONC, 0x77, 32);
    exchange_request(&other);
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    requests[0] = rt_bytes_from("no request", 10);
    requests[1] = rt_bytes_from(other.request, other.request_len);
    requests[2] = e.question.request;
    e.question.request = requests[1];
    expect_in("another request", &e.question, &strict, &context, "merkle/request-other/2");
    e.question.request = rt_bytes_from(NULL, 0);
    expect_in("no request", &e.question, &strict, &context, "merkle/request-other/2");
    exchange_plan(&e, ROW_11, 0x8000000b);
    exchange_finish(&e);
    set_fill(&e.request_plan.part[RT_IN_TOP], RT_ID_NONC, 0x77, 32);
    e.request_len = build(e.request, &e.request_plan);
    expect("an answer to another", &e.question, "merkle/answers-other");
    exchange_plan(&e, ROW_RFC, 1);
    set_fill(&e.plan.part[RT_IN_TOP], RT_ID_NONC, 0x77, 32);
    exchange_finish(&e);
    expect("nonce changed", &e.question, "nonce/nonce-changed");
}

static void test_versions(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_14, 0x8000000f);
    exchange_finish(&e);
    expect("0f", &e.question, "structure/version-as/2147483660");
    exchange_plan(&e, ROW_11, 0x80000010);
    exchange_finish(&e);
    expect("0b in disguise", &e.question, "structure/version-as/2147483659");
    exchange_plan(&e, ROW_14, 0x90000001);
    set_fill(&e.plan.part[RT_IN_TOP], RT_ID_SIG, 0x51, 2420);
    exchange_encode(&e);
    expect("ML-DSA-44", &e.question, "structure/version-mldsa");
    exchange_plan(&e, ROW_RFC, 1);
    set_u32(&e.request_plan.part[RT_IN_TOP], RT_ID_VER, 0x8000000c);
    exchange_request(&e);
    exchange_finish(&e);
    expect("fallback", &e.question, "version/version-fallback");
    static const uint8_t both[8] = {1, 0, 0, 0, 0x0c, 0, 0, 0x80};
    set(&e.plan.part[RT_IN_SREP], RT_ID_VERS, both, 8);
    exchange_finish(&e);
    expect("not offered, though it could have", &e.question, "version/grease");
}

static void test_times(void)
{
    static struct exchange e;
    const struct rt_policy policy = {.limit_radius = true, .max_radius_micros = 10 * 1000000};
    exchange_plan(&e, ROW_11, 0x8000000b);
    set_u64(&e.plan.part[RT_IN_SREP], RT_ID_MIDP, raw_time(RT_UNIT_MICROSECONDS, 1));
    exchange_finish(&e);
    expect("unit of MIDP", &e.question, "window/unit-other/2");
    set_u64(&e.plan.part[RT_IN_SREP], RT_ID_MIDP, raw_time(RT_UNIT_MICROSECONDS, 48));
    exchange_finish(&e);
    expect("late in any unit", &e.question, "window/unit-like/2");
    set_u64(&e.plan.part[RT_IN_SREP], RT_ID_MIDP, raw_time(RT_UNIT_MJD, 1));
    set_u64(&e.plan.part[RT_IN_DELE], RT_ID_MINT, raw_time(RT_UNIT_MJD, 0));
    set_u64(&e.plan.part[RT_IN_DELE], RT_ID_MAXT, raw_time(RT_UNIT_MJD, 2));
    exchange_finish(&e);
    expect("MJD, and all else well", &e.question, "");
    e.response[RT_FRAME_LEN + 8 * 7] ^= 1;
    expect("MJD, and a changed signature", &e.question, "window/unit-like/3");
    exchange_plan(&e, ROW_11, 0x8000000b);
    set_u32(&e.plan.part[RT_IN_SREP], RT_ID_RADI, 1000000);
    exchange_finish(&e);
    expect_in("radius", &e.question, &policy, &nothing, "radius/radius-microseconds");
    set_u32(&e.plan.part[RT_IN_SREP], RT_ID_RADI, UINT32_MAX);
    exchange_finish(&e);
    expect_in("unsynchronised", &e.question, &policy, &nothing, "");
}

/* What RFC 10049 7 tells servers to do, once in a while. */
static void test_grease(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    e.response[RT_FRAME_LEN + 8 * 7] ^= 1;
    expect("changed signature", &e.question, "signature/grease");
    exchange_plan(&e, ROW_RFC, 1);
    drop(&e.plan.part[RT_IN_TOP], RT_ID_PATH);
    exchange_sign(&e);
    expect("missing tag", &e.question, "structure/grease");
    exchange_plan(&e, ROW_03, 0x80000003);
    exchange_finish(&e);
    e.response[RT_FRAME_LEN + 8 * 7] ^= 1;
    expect("not before draft 10", &e.question, "");
}

static const char magic[] = "ROUGHTIM";

/* The response as it would be after `bytes` were put before or behind it. */
static struct rt_bytes wrapped(const struct exchange *e, const void *before, size_t num_before,
                               const void *behind, size_t num_behind)
{
    static uint8_t out[2 * MESSAGE_MAX];
    memcpy(out, before, num_before);
    memcpy(out + num_before, e->response, e->response_len);
    memcpy(out + num_before + e->response_len, behind, num_behind);
    return rt_bytes_from(out, num_before + e->response_len + num_behind);
}

static void expect_response(const char *name, const struct exchange *e, struct rt_bytes response,
                            const char *want)
{
    struct rt_question question = e->question;
    question.response = response;
    expect(name, &question, want);
}

static void test_frames(void)
{
    static struct exchange e;
    static const uint8_t zeros[64] = {0};
    uint8_t changed[MESSAGE_MAX];
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    expect_response("padding behind", &e, wrapped(&e, "", 0, zeros, 64),
                    "structure/padding-outside structure/tail-ignored");
    expect_response("rubbish behind", &e, wrapped(&e, "", 0, "abcd", 4), "structure/tail-ignored");
    expect_response("twice", &e, wrapped(&e, "", 0, e.response, e.response_len),
                    "structure/packets-several structure/tail-ignored");
    expect_response("a capture", &e, wrapped(&e, zeros, 42, "", 0), "structure/begins-later/42");
    struct rt_bytes response = wrapped(&e, "", 0, "", 0);
    memcpy(changed, response.data, response.len);
    memcpy(changed, "MITHGUOR", 8);
    expect_response("magic", &e, rt_bytes_from(changed, response.len), "structure/header-ignored");
    memcpy(changed, magic, 8);
    rt_encode_u32(changed + 8, (uint32_t)response.len);
    expect_response("length", &e, rt_bytes_from(changed, response.len),
                    "structure/length-of-packet structure/header-ignored");
    expect_response("cut off", &e, rt_bytes_from(response.data, response.len - 4), "");
    exchange_plan(&e, ROW_GOOGLE, 0);
    e.plan.framed = true;
    exchange_finish(&e);
    expect("superfluous header", &e.question, "structure/header-ignored");
    e.plan.framed = false;
    exchange_finish(&e);
    uint8_t prefix[4];
    rt_encode_u32(prefix, (uint32_t)e.response_len);
    expect_response("draft 00 over TCP", &e, wrapped(&e, prefix, 4, "", 0), "structure/length-prefix");
    exchange_plan(&e, ROW_RFC, 1);
    e.recipe.depth = 25;
    exchange_finish(&e);
    expect_response("cut", &e, rt_bytes_from(e.response, 1024), "structure/cut-at-buffer/1024");
}

/* Both packets with the same fault: both are read otherwise. */
static void test_both_frames(void)
{
    static struct exchange e;
    uint8_t request[MESSAGE_MAX + 42] = {0};
    uint8_t other[MESSAGE_MAX + 42] = {0};
    exchange_plan(&e, ROW_RFC, 1);
    e.recipe.delegation_context = PLAIN;
    exchange_finish(&e);
    memcpy(request + 42, e.request, e.request_len);
    memcpy(other + 42, e.response, e.response_len);
    e.question.request = rt_bytes_from(request, e.request_len + 42);
    expect("request alone", &e.question, "request/structure/begins-later/42 delegation/context-draft");
    e.question.response = rt_bytes_from(other, e.response_len + 42);
    expect("both", &e.question,
           "structure/begins-later/42 request/structure/begins-later/42 delegation/context-draft");
}

static void test_places(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    struct rt_question swapped = e.question;
    swapped.request = e.question.response;
    swapped.response = e.question.request;
    expect("swapped", &swapped, "structure/exchange-swapped");
    expect_response("a request", &e, e.question.request, "structure/kind-other/1");
    const struct parts *srep = &e.plan.part[RT_IN_TOP];
    expect_response("SREP alone", &e, rt_bytes_from(srep->value[RT_ID_SREP], srep->len[RT_ID_SREP]),
                    "structure/kind-other/3");
    struct rt_question reply = e.question;
    reply.request = e.question.response;
    expect("a response as request", &reply, "request/structure/kind-other/2");
    expect_response("hex", &e, rt_bytes_from("524f5547 48544\n494d94", 20), "structure/text-hex");
    expect_response("base64", &e, rt_bytes_from("Uk9VR0hUSU2UAQAAA==", 19), "structure/text-base64");
    expect_response("JSON", &e, rt_bytes_from(" {\"responses\":[]}", 17), "structure/text-json");
    expect_response("none of them", &e, rt_bytes_from("Uk9VR0h?SU2UAQAAA==", 19), "");
    expect_response("blank", &e, rt_bytes_from("            ", 12), "");
}

/* Swaps the tags number `i` and `i + 1` of the message at `m`, and nothing else. */
static void swap_tags(uint8_t *m, size_t i)
{
    uint8_t four[4];
    uint8_t *tag = m + 4 * m[0] + 4 * i;
    memcpy(four, tag, 4);
    memcpy(tag, tag + 4, 4);
    memcpy(tag + 4, four, 4);
}

static void test_tags(void)
{
    static struct exchange e;
    exchange_plan(&e, ROW_RFC, 1);
    exchange_finish(&e);
    rt_encode_u32(e.response + RT_FRAME_LEN, UINT32_C(7) << 24);
    expect("number of tags", &e.question, "structure/numbers-swapped");
    exchange_finish(&e);
    static struct parts cert;
    struct rt_encoder encoder;
    uint8_t unsorted[256];
    cert = e.plan.part[RT_IN_CERT];
    rt_encode_begin(&encoder, unsorted, sizeof unsorted, 2);
    rt_encode_add(&encoder, RT_TAG_DELE, rt_bytes_from(cert.value[RT_ID_DELE], cert.len[RT_ID_DELE]));
    rt_encode_add(&encoder, RT_TAG_SIG, rt_bytes_from(cert.value[RT_ID_SIG], cert.len[RT_ID_SIG]));
    e.plan.part[RT_IN_CERT].seen = 0;
    set(&e.plan.part[RT_IN_TOP], RT_ID_CERT, unsorted, rt_encode_end(&encoder));
    exchange_encode(&e);
    expect("sorted as letters", &e.question, "structure/tags-swapped");
    e.plan.part[RT_IN_CERT] = cert;
    exchange_finish(&e);
    swap_tags(e.response + RT_FRAME_LEN, 3);
    expect("not sorted at all", &e.question, "");
    exchange_finish(&e);
    memcpy(e.response + RT_FRAME_LEN + 4 * 7 + 4, "HONC", 4);
    expect("HONC", &e.question, "structure/tag-misprinted/1129205576");
    exchange_request(&e);
    exchange_finish(&e);
    memcpy(e.request + RT_FRAME_LEN + 4 * 4 + 4 * 3, "zzzz", 4);
    expect("zzzz", &e.question, "request/structure/tag-misprinted/2054847098");
    memcpy(e.request + RT_FRAME_LEN + 4 * 4 + 4 * 3, "PAD\xff", 4);
    expect("PAD", &e.question, "request/structure/tag-of-other-version");
    exchange_plan(&e, ROW_05, 0x80000005);
    drop(&e.plan.part[RT_IN_TOP], RT_ID_NONC);
    set_fill(&e.plan.part[RT_IN_SREP], RT_ID_NONC, 0x4e, 32);
    exchange_finish(&e);
    expect("NONC in SREP", &e.question, "structure/tag-elsewhere/1");
}

/* Links whose rand does not make the nonce by the version's rule. */
static void expect_link(const char *name, size_t row, uint32_t code, enum rt_hash_kind kind,
                        const struct rt_bytes *parts, size_t num_parts, const char *want)
{
    static struct exchange e, before;
    const uint8_t rand[32] = {9, 8, 7};
    struct rt_hash nonce;
    exchange_plan(&before, row, code);
    exchange_finish(&before);
    const struct rt_diagnosis_context context = {.previous = before.question.response,
                                                 .rand = rt_bytes_from(rand, 32)};
    exchange_plan(&e, row, code);
    rt_hash_parts(&nonce, kind, parts, num_parts);
    set(&e.request_plan.part[RT_IN_TOP], RT_ID_NONC, nonce.b, rt_version_row(row)->nonce_len);
    set(&e.plan.part[RT_IN_TOP], RT_ID_NONC, nonce.b, rt_version_row(row)->nonce_len);
    exchange_request(&e);
    exchange_finish(&e);
    expect_in(name, &e.question, &strict, &context, want);
}

static void test_links(void)
{
    static struct exchange first;
    const uint8_t rand_bytes[32] = {9, 8, 7};
    struct rt_hash inner, inner_256;
    exchange_plan(&first, ROW_RFC, 1);
    exchange_finish(&first);
    const struct rt_bytes response = first.question.response, rand = rt_bytes_from(rand_bytes, 32);
    const struct rt_bytes message = rt_bytes_after(response, RT_FRAME_LEN);
    rt_hash_parts(&inner, RT_HASH_SHA512, &response, 1);
    rt_hash_parts(&inner_256, RT_HASH_SHA512_256, &response, 1);
    const struct rt_bytes own[] = {response, rand}, headless[] = {message, rand},
                          reversed[] = {rand, response}, twice[] = {rt_hash_bytes(&inner), rand},
                          twice_256[] = {rt_hash_bytes(&inner_256), rand}, unrelated[] = {rand, rand};
#define LINK(name, kind, parts, want)                                                                        \
    expect_link(name, ROW_RFC, 1, kind, parts, sizeof parts / sizeof parts[0], want)
    LINK("the rule", RT_HASH_SHA512, own, "");
    LINK("Google's", RT_HASH_SHA512, twice, "link/link-double");
    LINK("headless", RT_HASH_SHA512, headless, "link/link-no-header");
    LINK("reversed", RT_HASH_SHA512, reversed, "link/link-reversed");
    LINK("draft 02", RT_HASH_SHA512_256, twice_256, "link/link-double link/link-hash/3");
    LINK("another hash", RT_HASH_SHA512_256, own, "link/link-hash/3");
    LINK("nothing", RT_HASH_SHA512, unrelated, "");
    expect_link("rand alone", ROW_RFC, 1, RT_HASH_SHA512, &rand, 1, "link/link-no-response");
#undef LINK
    exchange_plan(&first, ROW_03, 0x80000003);
    exchange_finish(&first);
    expect_link("single hash", ROW_03, 0x80000003, RT_HASH_SHA512,
                (const struct rt_bytes[]){first.question.response, rand}, 2, "link/link-single");
    const struct rt_diagnosis_context context = {.previous = response,
                                                 .rand = rt_bytes_from(first.leaf, first.leaf_len)};
    expect_in("rand is the nonce", &first.question, &strict, &context, "link/link-is-rand");
}

int main(void)
{
    CHECK(sodium_init() >= 0, "libsodium does not start");
    test_valid();
    test_contexts();
    test_roughtime_cpp();
    test_families();
    test_keys();
    test_long_term();
    test_misprint();
    test_merkle();
    test_sets();
    test_versions();
    test_times();
    test_grease();
    test_frames();
    test_both_frames();
    test_places();
    test_tags();
    test_links();
    for (unsigned i = 0; i < RT_NUM_DIAGNOSES; i++) {
        CHECK(produced[i], "%s was never produced", rt_diagnosis_info((enum rt_diagnosis_code)i)->slug);
    }
    return check_done("diagnose");
}
