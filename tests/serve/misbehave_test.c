/* Every misbehaviour, in every version and size of batch, against the verifier: the error is the one that the
 * list names, and each that it names occurs; grease and spoilt replies never state a wrong time under the
 * server's keys, lies do; and `respond` answers the same before and after. An argument multiplies the number
 * of greased replies. */
#include "tests/check.h"
#include "tests/serve/scene.h"

#include <stdlib.h>

#define BATCH        64
#define NUM_VERDICTS 2

static uint8_t requests[BATCH][1100], replies[BATCH][RESPOND_REPLY_MAX];
static struct respond_item items[BATCH];
static struct misbehave_plan plan;
static struct misbehave_dice dice = {1};
static unsigned occurred[NUM_MISBEHAVIOURS][NUM_VERDICTS], could[NUM_MISBEHAVIOURS];

/* The key that answers the items. */
static const struct rt_key *answer(const struct rt_version *row, uint32_t code, size_t num, bool stream)
{
    bool has_srv = (row->request.may & RT_BIT(SRV)) != 0;
    const uint8_t *srv = has_srv ? scene_identity[SCENE_GOOD][1].srv : NULL;
    for (size_t i = 0; i < num; i++) {
        size_t len = scene_request(requests[i], sizeof requests[i], row, code, srv, (uint32_t)i);
        CHECK(len > 0, "%s: no request", row->name);
        items[i] = (struct respond_item){
            .request = rt_bytes_from(requests[i], len), .stream = stream, .reply = replies[i]};
    }
    respond(items, num, scene_identity[SCENE_GOOD], has_srv ? 2 : 1, &scene_clock, &scene_room);
    return &scene_key[has_srv ? 1 : 0];
}

static struct misbehave_scene scene_for(const struct rt_version *row)
{
    return scene_of((row->request.may & RT_BIT(SRV)) != 0 ? 2 : 1);
}

/* Which of the verdicts a version has, where there are two: the second. (Drafts 12 and 13 share their form
 * with no other number.) */
static bool is_second(enum misbehaviour mode, const struct rt_version *row)
{
    bool type = (row->response.need & RT_BIT(TYPE)) != 0, modern = (row->srep.need & RT_BIT(VERS)) != 0;
    bool echoes = ((row->response.need | row->srep.need) & RT_BIT(NONC)) != 0;
    return mode == MISBEHAVE_version_other                             ? modern && !type
           : mode == MISBEHAVE_wrong_nonce                             ? !echoes
           : mode == MISBEHAVE_unsorted                                ? !row->rules.ascending
           : mode == MISBEHAVE_truncated || mode == MISBEHAVE_trailing ? !row->framed
                                                                       : false;
}

static bool cannot_be(enum misbehaviour mode, const struct rt_version *row)
{
    return !row->framed && (mode == MISBEHAVE_version_other || mode == MISBEHAVE_length_huge);
}

static void expect(char out[32], enum misbehaviour mode, const struct rt_version *row)
{
    const char *from = misbehaviour_info(mode)->verdict;
    unsigned index = is_second(mode, row) ? 1 : 0;
    from = index == 0 ? from : strchr(from, ' ') + 1;
    occurred[mode][index]++;
    snprintf(out, 32, "%.*s", (int)strcspn(from, ","), from);
}

/* What the client has in the end: the last packet, which over TCP comes in pieces. */
static struct rt_bytes outcome(const struct respond_item *item)
{
    static uint8_t stream[MISBEHAVE_REPLY_MAX];
    size_t len = 0;
    if (!item->stream || plan.num == 0) {
        return plan.num == 0 ? rt_bytes_from(NULL, 0) : plan.packet[plan.num - 1].bytes;
    }
    for (size_t i = 0; i < plan.num; i++) {
        struct rt_bytes more = plan.packet[i].bytes;
        len = rt_bytes_starts(more, "ROUGHTIM", 8) ? 0 : len;
        memcpy(stream + len, more.data, more.len);
        len += more.len;
    }
    return rt_bytes_from(stream, len);
}

static void check_sound(const struct respond_item *item, enum misbehaviour mode, const struct rt_key *key)
{
    const char *name = misbehaviour_info(mode)->name;
    bool lies = misbehaviour_info(mode)->kind == MISBEHAVIOUR_LIE, lied = false;
    for (size_t i = 0; i < plan.num; i++) {
        struct rt_bytes bytes = plan.packet[i].bytes;
        CHECK(item->stream || bytes.len <= item->request.len || mode == MISBEHAVE_oversized, "%s: grows",
              name);
        CHECK(i == 0 || plan.packet[i].delay_ms >= plan.packet[i - 1].delay_ms, "%s: in order", name);
        lied = lied || !scene_verdict_is_true(bytes, item->request, item->parsed.nonce, key, 0) ||
               !scene_signs_no_lie(bytes);
    }
    CHECK(lied == lies, "%s in %s: %s", name, item->parsed.version->name, lied ? "lies" : "does not lie");
}

static void check_item(const struct respond_item *item, enum misbehaviour mode, const struct rt_key *key)
{
    char want[32];
    const struct rt_version *row = item->parsed.version;
    const struct misbehave_scene scene = scene_for(row);
    const char *name = misbehaviour_info(mode)->name;
    bool done = misbehave(&plan, mode, item, &scene, &dice);
    CHECK(done != cannot_be(mode, row), "%s in %s: %d", name, row->name, done);
    check_sound(item, done ? mode : MISBEHAVE_duplicated, key);
    expect(want, done ? mode : MISBEHAVE_duplicated, row);
    could[mode] += done ? 1 : 0;
    struct rt_bytes got = outcome(item);
    if (strcmp(want, "timeout") == 0) {
        CHECK(plan.num == 0 || plan.packet[plan.num - 1].delay_ms >= 20000, "%s: soon", name);
        CHECK(plan.num == 0 || strcmp(scene_verdict(got, item->request, key), "none") == 0, "%s", name);
        return;
    }
    char place[80];
    snprintf(place, sizeof place, "%s in %s", name, row->name);
    CHECK_STR(place, scene_verdict(got, item->request, key), want);
}

static void check_batch(const struct rt_version *row, uint32_t code, size_t num, bool stream)
{
    static uint8_t before[BATCH][RESPOND_REPLY_MAX];
    const struct rt_key *key = answer(row, code, num, stream);
    memcpy(before, replies, sizeof before);
    for (unsigned mode = 0; mode < NUM_MISBEHAVIOURS; mode++) {
        for (size_t i = 0; i < num; i++) {
            check_item(&items[i], (enum misbehaviour)mode, key);
        }
    }
    (void)answer(row, code, num, stream);
    CHECK(memcmp(before, replies, sizeof before) == 0, "%s: respond stays honest", row->name);
}

static void every_version(void (*check)(const struct rt_version *row, uint32_t code))
{
    const struct rt_version *row;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        for (uint32_t code = row->first_code; !row->squatted && code <= row->last_code; code++) {
            check(row, code);
        }
    }
}

static void every_mode(const struct rt_version *row, uint32_t code)
{
    check_batch(row, code, 1, false);
    check_batch(row, code, 7, false);
    if (row->framed) {
        check_batch(row, code, 3, true);
    }
}

static void every_verdict(void)
{
    for (unsigned mode = 0; mode < NUM_MISBEHAVIOURS; mode++) {
        const struct misbehaviour_info *info = misbehaviour_info((enum misbehaviour)mode);
        bool two = strchr(info->verdict, ',') != NULL;
        CHECK(could[mode] > 0 && occurred[mode][0] > 0 && (occurred[mode][1] > 0) == two, "%s", info->name);
        CHECK_EQ(info->name, misbehaviour_find(info->name), mode);
    }
    CHECK_EQ("none", misbehaviour_find("none"), NUM_MISBEHAVIOURS);
}

/* All versions are offered: what the server was not offered is then a number that nobody knows. */
static void all_offered(void)
{
    struct rt_offer offer = {0};
    const struct rt_version *row;
    uint8_t nonce[32] = {1};
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        if (row->framed && !row->squatted && row->nonce_len == 32) {
            for (uint32_t code = row->first_code; code <= row->last_code; code++) {
                CHECK_EQ(row->name, rt_offer_add(&offer, row, code), RT_OFFER_TAKEN);
            }
        }
    }
    struct rt_request_plan ask = {.offer = &offer, .nonce = rt_bytes_from(nonce, 32), .size = 1024};
    size_t len = rt_request_encode(requests[0], sizeof requests[0], &ask);
    items[0] = (struct respond_item){.request = rt_bytes_from(requests[0], len), .reply = replies[0]};
    respond(items, 1, scene_identity[SCENE_GOOD], 1, &scene_clock, &scene_room);
    const struct misbehave_scene scene = scene_of(1);
    CHECK(misbehave(&plan, MISBEHAVE_version_other, &items[0], &scene, &dice), "all offered");
    CHECK_STR("all offered", scene_verdict(plan.packet[0].bytes, items[0].request, &scene_key[0]),
              "version-unknown");
}

static void without_keys(void)
{
    struct misbehave_scene scene = scene_of(1);
    scene.num_expired = scene.num_future = 0;
    (void)answer(rt_version_row(0), 0, 1, false);
    CHECK(!misbehave(&plan, MISBEHAVE_expired_delegation, &items[0], &scene, &dice), "no keys");
    CHECK(plan.num == 1 && plan.packet[0].bytes.data == items[0].reply, "honest");
    CHECK(!misbehave(&plan, MISBEHAVE_future_delegation, &items[0], &scene, &dice), "no keys");
    items[0].reply_len = 0;
    CHECK(!misbehave(&plan, MISBEHAVE_duplicated, &items[0], &scene, &dice) && plan.num == 0, "unanswered");
}

static unsigned rounds = 1;
static size_t greased, refused, valid;

/* Every reply is greased, and judged under every policy in turn. */
static void check_grease(const struct rt_version *row, uint32_t code)
{
    static const uint32_t treat[] = {0,          1,          0x80000001, 0x80000002, 0x80000003,
                                     0x80000005, 0x80000007, 0x80000008, 0x8000000a, 0x8000000c};
    const struct misbehave_scene scene = scene_for(row);
    for (unsigned round = 0; round < 4 * rounds; round++) {
        const struct rt_key *key = answer(row, code, BATCH, false);
        greased += misbehave_grease(items, BATCH, MISBEHAVE_ALWAYS, &scene, &dice);
        for (size_t i = 0; i < BATCH; i++) {
            struct rt_bytes reply = rt_bytes_from(items[i].reply, items[i].reply_len);
            uint32_t treat_as = treat[(round + i) % (sizeof treat / sizeof treat[0])];
            bool good = strcmp(scene_verdict(reply, items[i].request, key), "none") == 0;
            valid += good ? 1 : 0;
            refused += good ? 0 : 1;
            CHECK(reply.len > 0 && reply.len <= items[i].request.len, "%s: %zu", row->name, reply.len);
            CHECK(scene_verdict_is_true(reply, items[i].request, items[i].parsed.nonce, key, treat_as),
                  "%s: a wrong time verifies", row->name);
            CHECK(scene_signs_no_lie(reply), "%s: a wrong time is signed", row->name);
        }
    }
}

static void grease_rate(void)
{
    size_t num = 0;
    struct misbehave_scene scene = scene_of(1);
    for (int i = 0; i < 200; i++) {
        (void)answer(rt_version_row(0), 0, BATCH, false);
        num += misbehave_grease(items, BATCH, MISBEHAVE_ALWAYS / 20, &scene, &dice);
    }
    CHECK(num > 380 && num < 640, "%zu of 12800, a twentieth less some that cannot be", num);
    (void)answer(rt_version_row(0), 0, BATCH, false);
    CHECK_EQ("never", misbehave_grease(items, BATCH, 0, &scene, &dice), 0);
}

static void rates(void)
{
    static const struct {
        const char *word;
        bool ok;
        uint64_t rate;
    } rows[] = {{"0", true, 0},
                {"1", true, MISBEHAVE_ALWAYS},
                {"100%", true, MISBEHAVE_ALWAYS},
                {"0.5", true, MISBEHAVE_ALWAYS / 2},
                {".25", true, MISBEHAVE_ALWAYS / 4},
                {"25%", true, MISBEHAVE_ALWAYS / 4},
                {"0.001", true, 4294967},
                {"0.1%", true, 4294967},
                {"1.000000001", false, 0},
                {"101%", false, 0},
                {"2", false, 0},
                {"", false, 0},
                {".", false, 0},
                {"%", false, 0},
                {"-1", false, 0},
                {"1e-3", false, 0},
                {"0.1.2", false, 0},
                {"1%%", false, 0},
                {"0.0000000001", false, 0},
                {"99999999999999999999999", false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t rate;
        CHECK(misbehave_rate(&rate, rows[i].word) == rows[i].ok, "%s", rows[i].word);
        CHECK_EQ(rows[i].word, rate, rows[i].rate);
    }
}

int main(int argc, char **argv)
{
    rounds = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
    if (sodium_init() < 0 || !scene_make()) {
        return 2;
    }
    every_version(every_mode);
    every_verdict();
    all_offered();
    without_keys();
    every_version(check_grease);
    CHECK(greased > 1000 && refused > greased / 2 && valid > greased / 8, "%zu: %zu, %zu", greased, refused,
          valid);
    printf("%zu greased replies, %zu of them refused\n", greased, refused);
    grease_rate();
    rates();
    return check_done("misbehave");
}
