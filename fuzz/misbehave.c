/* misbehave in every mode, and misbehave_grease, on the reply to any request, over UDP and TCP: packets lie
 * in the plan and in the order of their delays, over UDP none but the oversized is larger than the request;
 * the verifier says what the list says; and but for the mode that lies, no reply states a wrong time under a
 * key of the server's, nor bears its signature over one. Maximum length 2048. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "tests/serve/scene.h"

static uint8_t reply[RESPOND_REPLY_MAX];
static struct misbehave_plan plan;

static void begin(void)
{
    static bool begun;
    if (!begun) {
        INVARIANT(sodium_init() >= 0 && scene_make());
        begun = true;
    }
}

/* FNV-1a: dice that the input throws. */
static struct misbehave_dice dice_of(const uint8_t *data, size_t size)
{
    struct misbehave_dice dice = {UINT64_C(0xcbf29ce484222325)};
    for (size_t i = 0; i < size; i++) {
        dice.state = (dice.state ^ data[i]) * UINT64_C(0x100000001b3);
    }
    return dice;
}

static bool lies_in(struct rt_bytes bytes, const uint8_t *start, size_t len)
{
    return bytes.data >= start && bytes.data + bytes.len <= start + len;
}

static void check_packet(size_t i, enum misbehaviour mode, const struct respond_item *item)
{
    struct rt_bytes bytes = plan.packet[i].bytes;
    const struct rt_key *key = &scene_key[0];
    INVARIANT(lies_in(bytes, item->reply, item->reply_len) ||
              lies_in(bytes, plan.reply[0], sizeof plan.reply[0]) ||
              lies_in(bytes, plan.reply[1], sizeof plan.reply[1]));
    INVARIANT(i == 0 || plan.packet[i].delay_ms >= plan.packet[i - 1].delay_ms);
    INVARIANT(item->stream || bytes.len <= item->request.len || mode == MISBEHAVE_oversized);
    if (misbehaviour_info(mode)->kind != MISBEHAVIOUR_LIE) {
        INVARIANT(scene_signs_no_lie(bytes));
        INVARIANT(scene_verdict_is_true(bytes, item->request, item->parsed.nonce, key, 0));
    }
}

static void check_mode(enum misbehaviour mode, const struct respond_item *item, struct misbehave_dice *dice)
{
    const struct misbehave_scene scene = scene_of(1);
    const char *verdicts = misbehaviour_info(mode)->verdict;
    bool done = misbehave(&plan, mode, item, &scene, dice);
    INVARIANT(plan.num <= MISBEHAVE_PACKETS_MAX);
    for (size_t i = 0; i < plan.num; i++) {
        check_packet(i, mode, item);
    }
    if (done && strcmp(verdicts, "timeout") != 0) {
        struct rt_bytes last = plan.packet[plan.num - 1].bytes;
        INVARIANT(scene_is_named(verdicts, scene_verdict(last, item->request, &scene_key[0])));
    }
    INVARIANT(done || plan.num == (item->reply_len > 0 ? 1 : 0));
}

static void check_grease(struct respond_item *item, struct misbehave_dice *dice)
{
    const struct misbehave_scene scene = scene_of(1);
    size_t num = misbehave_grease(item, 1, MISBEHAVE_ALWAYS, &scene, dice);
    struct rt_bytes greased = rt_bytes_from(item->reply, item->reply_len);
    INVARIANT(num <= 1 && item->reply_len <= RESPOND_REPLY_MAX);
    INVARIANT(item->stream || item->reply_len <= item->request.len);
    INVARIANT(scene_signs_no_lie(greased));
    INVARIANT(scene_verdict_is_true(greased, item->request, item->parsed.nonce, &scene_key[0], 0x80000008));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    begin();
    struct misbehave_dice dice = dice_of(data, size);
    struct respond_item item = {.request = rt_bytes_from(data, size), .reply = reply};
    item.stream = size < RESPOND_REQUEST_MIN || misbehave_happens(MISBEHAVE_ALWAYS / 2, &dice);
    respond(&item, 1, scene_identity[SCENE_GOOD], 1, &scene_clock, &scene_room);
    for (unsigned mode = 0; mode < NUM_MISBEHAVIOURS; mode++) {
        check_mode((enum misbehaviour)mode, &item, &dice);
    }
    check_grease(&item, &dice);
    return 0;
}
