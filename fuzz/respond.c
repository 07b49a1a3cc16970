/* respond, on any bytes: alone over UDP and TCP, and in a batch with sound requests, under one key and under
 * two. There is no reply, or one that the verifier accepts under the key that was asked for, states the
 * clock's time, and over UDP is no larger than the request; a batch changes neither whether it is answered
 * nor the replies of others. Maximum length 4096. */
#include "tools/respond.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "parser/encode.h"
#include "verify/response.h"

#include <sodium.h>

#define NOW    (UINT64_C(1773685571) * 1000000 + 250000)
#define BEFORE (NOW - UINT64_C(1000000000000))
#define AFTER  (NOW + UINT64_C(1000000000000))
#define RADIUS 3000000
#define BATCH  5

static struct respond_room room;
static struct respond_identity identities[2];
static struct rt_key keys[2];
static uint8_t secrets[2][RESPOND_NUM_FAMILIES][64];
static uint8_t sound[1024];
static uint8_t replies[BATCH][RESPOND_REPLY_MAX];
static struct respond_item items[BATCH];
static const struct respond_clock noon = {NOW, RADIUS};

static void make_identity(int which)
{
    uint8_t seed[32] = {(uint8_t)(which + 1)}, secret[64], online[32];
    struct rt_hash srv;
    INVARIANT(crypto_sign_seed_keypair(keys[which].b, secret, seed) == 0);
    rt_srv_from_key(&srv, &keys[which]);
    memcpy(identities[which].srv, srv.b, 32);
    identities[which].from_micros = BEFORE;
    identities[which].until_micros = AFTER;
    for (int i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        struct respond_online *out = &identities[which].online[i];
        seed[1] = (uint8_t)(i + 1);
        crypto_sign_seed_keypair(online, secrets[which][i], seed);
        out->secret = secrets[which][i];
        INVARIANT(respond_certify(out->cert, (enum respond_family)i, secret, online, BEFORE, AFTER));
    }
}

/* One of RFC 10049 that asks for the first key. */
static void make_sound(void)
{
    static const uint8_t zeros[1024];
    uint8_t version[4];
    struct rt_encoder e;
    rt_encode_u32(version, RT_VERSION_RFC10049);
    rt_encode_begin(&e, sound + RT_FRAME_LEN, sizeof sound - RT_FRAME_LEN, 5);
    rt_encode_add(&e, RT_TAG_VER, rt_bytes_from(version, 4));
    rt_encode_add(&e, RT_TAG_SRV, rt_bytes_from(identities[0].srv, 32));
    rt_encode_add(&e, RT_TAG_NONC, rt_bytes_from(zeros, 32));
    rt_encode_add(&e, RT_TAG_TYPE, rt_bytes_from(zeros, 4));
    rt_encode_add(&e, RT_TAG_ZZZZ, rt_bytes_from(zeros, 1024 - 12 - 40 - 72));
    size_t len = rt_encode_end(&e);
    INVARIANT(len == sizeof sound - RT_FRAME_LEN && rt_encode_frame(sound, RT_FRAME_LEN, len));
}

static void begin(void)
{
    static bool begun;
    if (!begun) {
        INVARIANT(sodium_init() >= 0);
        make_identity(0);
        make_identity(1);
        make_sound();
        begun = true;
    }
}

/* The key that a request asks for; the first if it asks for none. */
static const struct rt_key *key_of(const struct respond_item *item)
{
    struct rt_bytes srv = item->parsed.srv;
    return rt_bytes_equal(srv, rt_bytes_from(identities[1].srv, 32)) ? &keys[1] : &keys[0];
}

static void check_item(const struct respond_item *item)
{
    static const struct rt_policy strict = {false, 0, false, 0};
    struct rt_verdict v;
    INVARIANT((item->outcome == RESPOND_ANSWERED) == (item->reply_len > 0));
    INVARIANT(item->outcome < RESPOND_NUM_OUTCOMES && item->reply_len <= RESPOND_REPLY_MAX);
    if (item->reply_len == 0) {
        return;
    }
    const struct rt_question question = {
        rt_bytes_from(item->reply, item->reply_len), item->request, {NULL, 0, 0}, key_of(item)};
    INVARIANT(item->stream || item->reply_len <= item->request.len);
    INVARIANT(item->stream || item->request.len >= RESPOND_REQUEST_MIN);
    rt_verify(&v, &question, &strict);
    INVARIANT(v.kind == RT_VERDICT_VALID && v.is_evidence);
    struct rt_interval clock = rt_interval_from(rt_time_from_raw(NOW, RT_UNIT_MICROSECONDS), RADIUS - 1);
    INVARIANT(rt_time_compare(v.interval.low, clock.low) <= 0);
    INVARIANT(rt_time_compare(v.interval.high, clock.high) >= 0);
}

static enum respond_outcome alone(struct rt_bytes in, bool stream, size_t num_identities)
{
    items[0] = (struct respond_item){.request = in, .stream = stream, .reply = replies[0]};
    respond(items, 1, identities, num_identities, &noon, &room);
    check_item(&items[0]);
    return items[0].outcome;
}

static void among_others(struct rt_bytes in, bool stream, size_t num_identities,
                         enum respond_outcome expected)
{
    for (size_t i = 0; i < BATCH; i++) {
        bool mine = i % 2 == 0;
        items[i] = (struct respond_item){
            .request = mine ? in : rt_bytes_from(sound, sizeof sound), .stream = stream, .reply = replies[i]};
    }
    respond(items, BATCH, identities, num_identities, &noon, &room);
    for (size_t i = 0; i < BATCH; i++) {
        check_item(&items[i]);
        enum respond_outcome outcome = items[i].outcome;
        INVARIANT(outcome == (i % 2 != 0 ? RESPOND_ANSWERED : expected));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    begin();
    for (size_t i = 0; i < 4; i++) {
        bool stream = i % 2 != 0;
        size_t num_identities = 1 + i / 2;
        among_others(in, stream, num_identities, alone(in, stream, num_identities));
    }
    return 0;
}
