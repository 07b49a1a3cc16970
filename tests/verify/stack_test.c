/* How much stack the verifier takes, on a thread whose stack was painted before: what the headers say, and no
 * more for long inputs than for short ones. */
#include "simulate.h"
#include "tests/check.h"

#include <pthread.h>
#include <stdlib.h>

#define STACK ((size_t)1 << 20)
#define PAINT 0xa5

/* Stated in verify/response.h, judge.h, chain.h and measure.h. Without optimisation every variable has a
 * place of its own, and sanitizers put room between them. */
#define VERIFY_MAX  9000
#define JUDGE_MAX   9500
#define CHAIN_MAX   500
#define RECEIVE_MAX 14000
#if defined(__SANITIZE_ADDRESS__)
#define FACTOR 20
#elif defined(__OPTIMIZE__)
#define FACTOR 1
#else
#define FACTOR 4
#endif

static struct session s;
static struct rt_verdict verdict;
static struct rt_question question;

static void *do_nothing(void *unused)
{
    return unused;
}

static void *do_verify(void *unused)
{
    rt_verify(&verdict, &question, &s.policy);
    return unused;
}

static void *do_judge(void *unused)
{
    session_judge(&s);
    return unused;
}

static struct world w;
static struct rt_measure waiting;
static enum rt_heard heard;

/* A client that waits for the reply, which comes again and again. */
static void *do_receive(void *unused)
{
    w.m = waiting;
    heard = rt_measure_receive(NULL, &w.m, rt_bytes_from(w.queue[0].bytes, w.queue[0].len), w.now);
    return unused;
}

static void *do_conclude(void *unused)
{
    uint32_t mask = 0;
    rt_chain_conclude(&s.chain);
    while (rt_chain_suspects_next(&mask, &s.chain)) {
    }
    return unused;
}

/* Octets of the stack, which grows downwards, that were written to. */
static size_t depth(void *(*run)(void *))
{
    pthread_attr_t attributes;
    pthread_t thread;
    size_t left = 0;
    uint8_t *stack = aligned_alloc(4096, STACK);
    CHECK(stack != NULL, "memory");
    memset(stack, PAINT, STACK);
    pthread_attr_init(&attributes);
    CHECK(pthread_attr_setstack(&attributes, stack, STACK) == 0, "stack");
    CHECK(pthread_create(&thread, &attributes, run, NULL) == 0, "thread");
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
    while (left < STACK && stack[left] == PAINT) {
        left++;
    }
    free(stack);
    return STACK - left;
}

static size_t depth_of(const char *name, void *(*run)(void *), size_t most)
{
    run(NULL); /* once before, for what the loader does at the first call of a function */
    size_t all = depth(run), thread = depth(do_nothing);
    size_t used = all > thread ? all - thread : 0; /* what starts a thread may go deeper than what it runs */
    printf("%s: %zu bytes\n", name, used);
    CHECK(used <= most * FACTOR, "%s takes %zu, more than %zu", name, used, most);
    return used;
}

/* As many unknown tags as a packet has room for, without regard to signatures. */
static size_t make_long(uint8_t *out, struct rt_bytes response)
{
    static uint8_t value[2048];
    struct rt_encoder encoder;
    struct rt_message message;
    struct rt_error err;
    struct rt_field field;
    CHECK(rt_message_parse(&message, &err, rt_bytes_after(response, RT_FRAME_LEN), RT_IN_TOP), "parsed");
    rt_encode_begin(&encoder, out + RT_FRAME_LEN, RT_PACKET_MAX - RT_FRAME_LEN, message.num_tags + 25);
    for (uint32_t i = 0; rt_message_at(&field, &message, i); i++) {
        rt_encode_add(&encoder, field.tag, field.value);
    }
    for (uint32_t i = 0; i < 25; i++) { /* "AZZZ" to "YZZZ" */
        rt_encode_add(&encoder, UINT32_C(0x5a5a5a41) + i, rt_bytes_from(value, sizeof value));
    }
    size_t len = rt_encode_end(&encoder);
    CHECK(rt_encode_frame(out, RT_PACKET_MAX, len), "framed");
    return len + RT_FRAME_LEN;
}

static void test_verify(void)
{
    static uint8_t packet[RT_PACKET_MAX];
    struct rt_key key = sign_key(0);
    session_begin(&s, 3);
    session_make(&s, session_wish(ROW_RFC, 0, NOON, 5));
    question = (struct rt_question){s.exchange.response, s.exchange.request, {NULL, 0, 0}, &key};
    size_t usual = depth_of("rt_verify", do_verify, VERIFY_MAX);
    CHECK_EQ("verified", verdict.kind, RT_VERDICT_VALID);
    question.response = rt_bytes_from(packet, make_long(packet, s.exchange.response));
    size_t for_long = depth_of("rt_verify of a long packet", do_verify, VERIFY_MAX);
    CHECK(for_long <= usual + 1024, "%zu, and for a long packet %zu", usual, for_long);
}

static void test_judge(void)
{
    session_begin(&s, 3);
    session_make(&s, session_wish(ROW_RFC, 2, NOON, 5)); /* without a key: all are tried */
    size_t usual = depth_of("rt_judge_next", do_judge, JUDGE_MAX);
    CHECK_EQ("judged", s.judgement.verdict.kind, RT_VERDICT_VALID);
    session_make(&s, session_wish(ROW_GOOGLE, 1, NOON, 5));
    s.exchange.request.len = 0;
    CHECK(depth_of("rt_judge_next, nonce made", do_judge, JUDGE_MAX) <= usual + 1024, "nonce made");
    CHECK_EQ("the first time", s.links[2].linkage, RT_LINK_PROVED); /* each is judged twice */
}

static void test_conclude(void)
{
    session_begin(&s, SESSION_MAX);
    for (unsigned i = 0; i < SESSION_MAX; i++) {
        session_next(&s, session_wish(ROW_RFC, i % 16, NOON - 100 * i, 5));
    }
    depth_of("rt_chain_conclude", do_conclude, CHAIN_MAX);
    CHECK(s.chain.more_violations && s.chain.num_conflicting == 16, "violations");
}

static void test_receive(void)
{
    world_begin(&w, 3);
    CHECK_EQ("measure", world_start(&w), RT_MEASURE_READY);
    CHECK(world_step(&w), "sent");
    waiting = w.m;
    depth_of("rt_measure_receive", do_receive, RECEIVE_MAX);
    CHECK_EQ("received", heard, RT_HEARD_ACCEPTED);
}

int main(void)
{
    test_verify();
    test_judge();
    test_receive();
    test_conclude();
    return check_done("stack");
}
