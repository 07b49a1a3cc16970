/* The custom mutator, on a report and a packet: what it makes of JSON is JSON and of packets packets, most of
 * the time; an edited response that was signed anew verifies; results follow from the seed and lie within
 * their room. Arguments: the report, the packet. */
#include "fuzz/mutator.h"
#include "parser/frame.h"
#include "parser/message.h"
#include "parser/report.h"
#include "tests/check.h"
#include "tests/containers/files.h"

#ifdef ROUGHPROOF_SIGNS
#include "tests/verify/sign.h"
#endif

#define SEEDS 1000

static uint8_t out[MUTATOR_MAX], again[MUTATOR_MAX];

/* In place of the engine's: one byte changes. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
    if (size > 0 && max_size > 0) {
        data[size / 2] ^= 1;
    }
    return size;
}

/* Responses in a report that verify under the key beside them, if that is the test key. */
static size_t count_signed(struct rt_bytes in)
{
    size_t num = 0;
#ifdef ROUGHPROOF_SIGNS
    static uint8_t room[RT_EXCHANGE_ROOM];
    struct rt_report report;
    struct rt_exchange x;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    struct rt_verdict v;
    const struct rt_policy policy = {0};
    const struct rt_key key = sign_key(0);
    if (!rt_report_open(&report, &err, &remarks, in, in.len)) {
        return 0;
    }
    for (bool more = true; more;) {
        more = rt_report_next(&x, &err, &remarks, &report, room, sizeof room);
        if (more && rt_bytes_equal(x.public_key, rt_bytes_from(key.b, sizeof key.b))) {
            const struct rt_question question = {x.response, x.request, x.nonce, &key};
            rt_verify(&v, &question, &policy);
            num += v.kind == RT_VERDICT_VALID ? 1 : 0;
        }
    }
#else
    (void)in;
#endif
    return num;
}

static void check_report_file(struct rt_bytes in)
{
    size_t num_made = 0, num_json = 0, num_signed = 0;
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        uint32_t state = seed, same = seed, small = seed;
        struct rt_json json;
        struct rt_error err;
        size_t len = mutator_json(out, sizeof out, in, NULL, &state);
        CHECK(mutator_json(again, sizeof again, in, NULL, &same) == len && memcmp(out, again, len) == 0,
              "seed %u: not the same twice", seed);
        CHECK(mutator_json(again, len / 2, in, NULL, &small) <= len / 2, "seed %u: too long", seed);
        struct rt_bytes made = rt_bytes_from(out, len);
        num_made += len > 0 ? 1 : 0;
        bool is_json = len > 0 && rt_json_parse(&json, &err, made, len);
        num_json += is_json || (len > 0 && err.code == RT_E_JSON_DUPLICATE_KEY) ? 1 : 0;
        num_signed += len > 0 && count_signed(made) > 0 ? 1 : 0;
    }
    CHECK(num_made > SEEDS * 3 / 4, "%zu of %u were edited", num_made, SEEDS);
    CHECK(num_json > num_made * 9 / 10, "%zu of %zu are JSON", num_json, num_made);
#ifdef ROUGHPROOF_SIGNS
    CHECK(num_signed > 0, "%zu were signed anew and verify", num_signed);
#endif
    printf("%zu edited, %zu of them JSON, %zu signed anew and valid\n", num_made, num_json, num_signed);
}

static void check_packet_file(struct rt_bytes in)
{
    size_t num_made = 0, num_packets = 0;
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
        uint32_t state = seed;
        struct rt_bytes body;
        struct rt_message message;
        struct rt_error err;
        bool framed;
        size_t len = mutator_packet(out, sizeof out, in, NULL, &state);
        bool is_packet = rt_frame_open(&body, &framed, &err, rt_bytes_from(out, len), RT_FORM_ANY) &&
                         rt_message_parse(&message, &err, body, RT_IN_TOP);
        num_made += len > 0 ? 1 : 0;
        num_packets += len > 0 && is_packet ? 1 : 0;
    }
    CHECK(num_made > SEEDS * 3 / 4, "%zu of %u were edited", num_made, SEEDS);
    CHECK(num_packets > num_made * 9 / 10, "%zu of %zu are packets", num_packets, num_made);
}

int main(int argc, char **argv)
{
    struct rt_bytes report = argc > 2 ? file_read_path(argv[1]) : rt_bytes_from(NULL, 0);
    struct rt_bytes packet = argc > 2 ? file_read_path(argv[2]) : rt_bytes_from(NULL, 0);
    CHECK(report.len > 0 && packet.len > 0, "usage: mutator_test REPORT PACKET");
    if (report.len > 0 && packet.len > 0) {
        check_report_file(report);
        check_packet_file(packet);
    }
    free((void *)(uintptr_t)report.data);
    free((void *)(uintptr_t)packet.data);
    return check_done("mutator_test");
}
