/* Replies that are not of the usual kinds, and plans at their bounds. */
#include "simulate.h"
#include "tests/check.h"

static struct world w;
static struct rt_measure_step step;

/* One server of this row, whose request is out. */
static void await(size_t row, enum rt_protocol transport)
{
    world_begin(&w, 1);
    (void)rt_measure_offers(w.offers[0], row == ROW_GOOGLE ? RT_SERVER_GOOGLE : RT_SERVER_CODE, 1);
    w.listed[0].num_udp = transport == RT_PROTOCOL_UDP ? 1 : 0;
    CHECK_EQ("ready", world_start(&w), RT_MEASURE_READY);
    rt_measure_step(&step, &w.m, 0);
    CHECK_EQ("send", step.action, RT_STEP_SEND);
    CHECK_EQ("send", step.transport, transport);
    rt_measure_sent(&w.m, 0);
}

static void receive(const char *name, struct rt_bytes bytes, enum rt_heard heard, enum rt_code code)
{
    struct rt_refusal refusal;
    CHECK_EQ(name, rt_measure_receive(&refusal, &w.m, bytes, 1000), heard);
    CHECK_EQ(name, refusal.error.code, code);
}

/* What server `server` of this row signs for somebody else, or for us. */
static void answer(struct made *made, size_t row, unsigned server, bool ours)
{
    struct rt_request request;
    struct rt_error err;
    struct wish wish = session_wish(row, server, NOON, 5);
    CHECK(rt_request_parse(&request, &err, step.packet, RT_FORM_ANY), "no request");
    memset(wish.nonce, 0x77, sizeof wish.nonce);
    if (ours) {
        memcpy(wish.nonce, request.nonce.data, request.nonce.len);
    }
    sign_exchange(made, &wish);
}

/* Google's responses repeat no nonce: the tree tells whom they are for. */
static void test_google(void)
{
    static struct made made;
    await(ROW_GOOGLE, RT_PROTOCOL_UDP);
    answer(&made, ROW_GOOGLE, 0, false);
    receive("for somebody else", made_response(&made), RT_HEARD_OTHER, RT_E_ROOT_MISMATCH);
    answer(&made, ROW_GOOGLE, 7, true);
    receive("by somebody else", made_response(&made), RT_HEARD_REFUSED, RT_E_SIGNATURE_MISMATCH);
    answer(&made, ROW_GOOGLE, 0, true);
    receive("good", made_response(&made), RT_HEARD_ACCEPTED, RT_UNCHECKED);
}

/* It repeats another nonce, and is no response. */
static void test_request(void)
{
    static struct made made;
    await(ROW_RFC, RT_PROTOCOL_UDP);
    answer(&made, ROW_RFC, 0, false);
    receive("a request", made_request(&made), RT_HEARD_JUNK, RT_E_NOT_RESPONSE);
}

/* In one piece more packets than there is room for. */
static void test_piece(void)
{
    static uint8_t piece[RT_MEASURE_RESPONSE_MAX + MESSAGE_MAX];
    static struct made made;
    size_t len = 0;
    await(ROW_RFC, RT_PROTOCOL_TCP);
    answer(&made, ROW_RFC, 0, false);
    for (; len <= RT_MEASURE_RESPONSE_MAX; len += made.response_len) {
        memcpy(piece + len, made.response, made.response_len);
    }
    receive("many packets", rt_bytes_from(piece, len), RT_HEARD_OTHER, RT_E_NONCE_MISMATCH);
    CHECK_EQ("many packets", w.m.stream_len, 0);
}

static void test_bounds(void)
{
    const struct rt_key unknown = {{1, 2, 3}};
    struct rt_offer *offer = &w.offers[0][0];
    await(ROW_RFC, RT_PROTOCOL_UDP);
    CHECK_EQ("a key of nobody", rt_measure_server_of(&w.m, &unknown), 1);
    world_begin(&w, 1);
    w.plan.timeout = UINT64_MAX;
    CHECK_EQ("no end", world_start(&w), RT_MEASURE_READY);
    rt_measure_step(&step, &w.m, 1);
    CHECK_EQ("no end", step.until, UINT64_MAX);
    world_begin(&w, 1);
    rt_encode_u32(offer->list + offer->list_len, UINT32_C(0xfffffffe));
    offer->list_len += 4;
    CHECK_EQ("a number of no version beside others", world_start(&w), RT_MEASURE_READY);
}

int main(void)
{
    CHECK(sodium_init() >= 0, "libsodium does not start");
    test_google();
    test_request();
    test_piece();
    test_bounds();
    return check_done("measure odd");
}
