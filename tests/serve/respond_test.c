/* Replies of the responder, for every version and size of batch, against the verifier. */
#include "tests/serve/requests.h"

static struct respond_room room;
static uint8_t requests[RESPOND_BATCH_MAX][1100];
static uint8_t replies[RESPOND_BATCH_MAX][RESPOND_REPLY_MAX];
static struct respond_item items[RESPOND_BATCH_MAX];
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

static void outside_of_the_delegation(void)
{
    const struct rt_version *google = rt_version_row(0);
    struct rt_bytes request = make_request(requests[0], google, 0, NULL, 0);
    static const uint64_t edges[] = {FROM - 1, FROM, UNTIL, UNTIL + 1};
    for (size_t i = 0; i < 4; i++) {
        const struct respond_clock clock = {edges[i], 3000000};
        items[0] = (struct respond_item){.request = request, .reply = replies[0]};
        respond(items, 1, identities, 1, &clock, &room);
        CHECK(items[0].outcome == (i == 0 || i == 3 ? RESPOND_UNDELEGATED : RESPOND_ANSWERED), "edge %zu", i);
    }
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
    outside_of_the_delegation();
    return check_done("respond");
}
