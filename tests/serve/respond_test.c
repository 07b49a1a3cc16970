/* Replies of the responder, for every version and size of batch, against the verifier. */
#include "parser/encode.h"
#include "tests/check.h"
#include "tools/respond.h"
#include "verify/response.h"

#include <sodium.h>

#define FROM  (UINT64_C(1700000000) * 1000000)
#define NOW   (UINT64_C(1773685571) * 1000000 + 250000)
#define UNTIL (UINT64_C(1800000000) * 1000000)

static struct respond_room room;
static uint8_t requests[RESPOND_BATCH_MAX][1100];
static uint8_t replies[RESPOND_BATCH_MAX][RESPOND_REPLY_MAX];
static struct respond_item items[RESPOND_BATCH_MAX];
static uint8_t online_secrets[2][RESPOND_NUM_FAMILIES][64];
static struct respond_identity identities[2];
static struct rt_key keys[2];
static const struct respond_clock noon = {NOW, 3000000};

static void make_identity(int which)
{
    uint8_t seed[32] = {(uint8_t)(which + 1)}, secret[64];
    struct rt_hash srv;
    crypto_sign_seed_keypair(keys[which].b, secret, seed);
    rt_srv_from_key(&srv, &keys[which]);
    memcpy(identities[which].srv, srv.b, 32);
    identities[which].from_micros = FROM;
    identities[which].until_micros = UNTIL;
    for (int i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        uint8_t public_key[32];
        struct respond_online *online = &identities[which].online[i];
        seed[1] = (uint8_t)(i + 1);
        crypto_sign_seed_keypair(public_key, online_secrets[which][i], seed);
        online->secret = online_secrets[which][i];
        CHECK(respond_certify(online->cert, (enum respond_family)i, secret, public_key, FROM, UNTIL),
              "certified");
    }
}

/* A request of the row, with `srv` unless NULL, whose nonce tells its number. */
static struct rt_bytes make_request(uint8_t out[1100], const struct rt_version *row, uint32_t code,
                                    const uint8_t *srv, uint32_t number)
{
    uint8_t version[4], nonce[64] = {(uint8_t)number, (uint8_t)(number >> 8), 7};
    static const uint8_t zeros[1100];
    struct rt_encoder e;
    bool type = (row->request.need & RT_BIT(TYPE)) != 0, ver = (row->request.need & RT_BIT(VER)) != 0;
    size_t frame = row->framed ? 12 : 0, nonce_len = row->nonce_len;
    bool pad_first = (row->request.may & RT_BIT(PAD)) != 0, google = (row->request.may & RT_BIT(PADG)) != 0;
    uint32_t tags = 2u + (type ? 1u : 0u) + (ver ? 1u : 0u) + (srv != NULL ? 1u : 0u);
    size_t used = 8 * tags + nonce_len + (ver ? 4u : 0u) + (type ? 4u : 0u) + (srv != NULL ? 32u : 0u);
    struct rt_bytes padding = rt_bytes_from(zeros, 1024 - used);
    rt_encode_u32(version, code);
    rt_encode_begin(&e, out + frame, 1100 - frame, tags);
    if (pad_first) {
        rt_encode_add(&e, RT_TAG_PAD, padding);
    }
    if (ver) {
        rt_encode_add(&e, RT_TAG_VER, rt_bytes_from(version, 4));
    }
    if (srv != NULL) {
        rt_encode_add(&e, RT_TAG_SRV, rt_bytes_from(srv, 32));
    }
    rt_encode_add(&e, RT_TAG_NONC, rt_bytes_from(nonce, nonce_len));
    if (type) {
        rt_encode_add(&e, RT_TAG_TYPE, rt_bytes_from(zeros, 4));
    }
    if (!pad_first) {
        rt_encode_add(&e, google ? RT_TAG_PADG : RT_TAG_ZZZZ, padding);
    }
    size_t len = rt_encode_end(&e);
    CHECK(len == 1024 && (frame == 0 || rt_encode_frame(out, 12, len)), "%s: %zu bytes", row->name, len);
    return rt_bytes_from(out, frame + len);
}

static void check_reply(const struct respond_item *item, const struct rt_key *key, const char *name)
{
    struct rt_verdict verdict;
    struct rt_policy strict = {false, 0, false, 0};
    struct rt_question question = {
        rt_bytes_from(item->reply, item->reply_len), item->request, {NULL, 0, 0}, key};
    CHECK(item->outcome == RESPOND_ANSWERED, "%s: %s", name, respond_outcome_name(item->outcome));
    CHECK(item->reply_len <= item->request.len, "%s: %zu bytes", name, item->reply_len);
    rt_verify(&verdict, &question, &strict);
    CHECK_STR(name, rt_verdict_name(verdict.kind), "valid");
    bool bare = verdict.response.version->last_code == RT_VERSION_DRAFT12 &&
                (verdict.response.version->response.need & RT_BIT(TYPE)) == 0;
    CHECK(verdict.remarks.num == (bare ? 1 : 0), "%s: no remarks but that of TYPE", name);
    struct rt_time now = rt_time_from_raw(NOW, RT_UNIT_MICROSECONDS);
    struct rt_interval within = rt_interval_from(now, 3000000 - 1);
    CHECK(rt_time_compare(verdict.interval.low, within.low) <= 0 &&
              rt_time_compare(verdict.interval.high, within.high) >= 0,
          "%s: the interval covers the clock's", name);
}

static void batch_of(const struct rt_version *row, uint32_t code, size_t num)
{
    const uint8_t *srv = (row->request.may & RT_BIT(SRV)) != 0 ? identities[1].srv : NULL;
    size_t num_identities = srv != NULL ? 2 : 1;
    for (size_t i = 0; i < num; i++) {
        items[i] = (struct respond_item){.request = make_request(requests[i], row, code, srv, (uint32_t)i),
                                         .reply = replies[i]};
    }
    respond(items, num, identities, num_identities, &noon, &room);
    for (size_t i = 0; i < num; i++) {
        check_reply(&items[i], &keys[srv != NULL ? 1 : 0], row->name);
    }
}

static void every_version(void)
{
    static const size_t sizes[] = {1, 2, 3, 7, 64, 100};
    const struct rt_version *row;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        for (uint32_t code = row->first_code; !row->squatted && code <= row->last_code; code++) {
            for (size_t j = 0; j < sizeof sizes / sizeof sizes[0]; j++) {
                batch_of(row, code, sizes[j]);
            }
        }
    }
}

static void all_in_one(void)
{
    size_t num = 0;
    const struct rt_version *row;
    for (uint32_t round = 0; round < 60; round++) {
        for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
            if (!row->squatted) {
                items[num] = (struct respond_item){
                    .request = make_request(requests[num], row, row->first_code, NULL, round),
                    .reply = replies[num]};
                num++;
            }
        }
    }
    respond(items, num, identities, 1, &noon, &room);
    for (size_t i = 0; i < num; i++) {
        check_reply(&items[i], &keys[0], items[i].parsed.version->name);
    }
}

static void full_batch(void)
{
    batch_of(rt_version_row(0), 0, RESPOND_BATCH_MAX);
    const struct rt_version *row = items[0].parsed.version;
    for (size_t i = 0; (row = rt_version_row(i))->first_code != RT_VERSION_RFC10049; i++) {
    }
    batch_of(row, RT_VERSION_RFC10049, RESPOND_BATCH_MAX);
}

static enum respond_outcome outcome_of(struct rt_bytes request, bool stream, size_t num_identities)
{
    items[0] = (struct respond_item){.request = request, .stream = stream, .reply = replies[0]};
    respond(items, 1, identities, num_identities, &noon, &room);
    CHECK((items[0].reply_len == 0) == (items[0].outcome != RESPOND_ANSWERED), "silence");
    return items[0].outcome;
}

static void silence(void)
{
    const struct rt_version *rfc = NULL, *row;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        rfc = !row->squatted && row->first_code == RT_VERSION_RFC10049 ? row : rfc;
    }
    uint8_t other[32] = {1};
    struct rt_bytes good = make_request(requests[0], rfc, 1, NULL, 0);
    CHECK_STR("one key", respond_outcome_name(outcome_of(good, false, 1)), "answered");
    CHECK_STR("two keys", respond_outcome_name(outcome_of(good, false, 2)), "srv-missing");
    CHECK_STR("cut", respond_outcome_name(outcome_of(rt_bytes_from(good.data, 1023), false, 1)), "short");
    CHECK_STR("cut", respond_outcome_name(outcome_of(rt_bytes_from(good.data, 1032), false, 1)), "malformed");
    CHECK_STR("bare", respond_outcome_name(outcome_of(rt_bytes_after(good, 12), false, 1)), "version");
    requests[0][12 + 32 + 4 + 32] = 1; /* TYPE */
    CHECK_STR("TYPE 1", respond_outcome_name(outcome_of(good, false, 1)), "invalid");
    struct rt_bytes asks = make_request(requests[0], rfc, 1, other, 0);
    CHECK_STR("SRV", respond_outcome_name(outcome_of(asks, false, 1)), "srv-unknown");
    struct rt_bytes future = make_request(requests[0], rfc, 2, NULL, 0);
    CHECK_STR("version 2", respond_outcome_name(outcome_of(future, false, 1)), "version");
}

int main(void)
{
    if (sodium_init() < 0) {
        return 2;
    }
    make_identity(0);
    make_identity(1);
    every_version();
    all_in_one();
    full_batch();
    silence();
    return check_done("respond");
}
