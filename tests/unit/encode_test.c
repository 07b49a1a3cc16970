/* The encoder: known bytes, every buffer that is too small, misuse, and random messages there and back. */
#include "parser/encode.h"
#include "parser/message.h"
#include "parser/tag.h"
#include "tests/check.h"

#include <stdlib.h>

static const uint8_t value[8] = {1, 2, 3, 4, 5, 6, 7, 8};

static size_t encode_three(uint8_t *out, size_t cap)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, 3);
    rt_encode_add(&encoder, RT_TAG_SIG, rt_bytes_from(value, 4));
    rt_encode_add(&encoder, RT_TAG_VER, rt_bytes_from(NULL, 0));
    rt_encode_add(&encoder, RT_TAG_ZZZZ, rt_bytes_from(value, 8));
    return rt_encode_end(&encoder);
}

/* RFC 10049 4.2 by hand; and every buffer but one large enough is refused, without a byte beyond it. */
static void known(void)
{
    static const char hex[] =
        "03000000"
        "04000000"
        "04000000"
        "53494700"
        "56455200"
        "5a5a5a5a"
        "01020304"
        "0102030405060708";
    uint8_t expected[36];
    CHECK(check_hex(expected, sizeof expected, hex), "the table");
    for (size_t cap = 0; cap <= sizeof expected; cap++) {
        uint8_t *out = malloc(cap + 1); /* the byte more tells whether it was touched */
        if (out == NULL) {
            exit(1);
        }
        out[cap] = 0xa5;
        CHECK_EQ("cap", encode_three(out, cap), cap == sizeof expected ? sizeof expected : 0);
        CHECK_EQ("beyond", out[cap], 0xa5);
        CHECK(cap < sizeof expected || memcmp(out, expected, cap) == 0, "bytes");
        free(out);
    }
}

static size_t encode_num(uint32_t num_tags, uint32_t added)
{
    uint8_t out[256];
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, sizeof out, num_tags);
    for (uint32_t i = 0; i < added; i++) {
        rt_encode_add(&encoder, i, rt_bytes_from(NULL, 0));
    }
    return rt_encode_end(&encoder);
}

static void numbers(void)
{
    for (uint32_t num_tags = 0; num_tags < 10; num_tags++) {
        for (uint32_t added = 0; added < 10; added++) {
            size_t header = num_tags == 0 ? 4 : (size_t)8 * num_tags;
            CHECK_EQ("tags", encode_num(num_tags, added), num_tags == added ? header : 0);
        }
    }
    CHECK_EQ("header beyond the buffer", encode_num(33, 33), 0);
    CHECK_EQ("header that fits exactly", encode_num(32, 32), 256);
    CHECK_EQ("8 * num wraps to 8", encode_num(0x20000001, 1), 0);
    CHECK_EQ("8 * num wraps to 0", encode_num(0x20000000, 0), 0);
    CHECK_EQ("2^32 - 1", encode_num(UINT32_MAX, 0), 0);
}

static void misuse(void)
{
    uint8_t out[64];
    struct rt_encoder encoder;
    for (size_t len = 0; len < 9; len++) {
        memset(out, 0xee, sizeof out);
        rt_encode_begin(&encoder, out, sizeof out, 1);
        uint8_t *room = rt_encode_reserve(&encoder, RT_TAG_NONC, len);
        CHECK(len % 4 == 0 ? room == out + 8 : room == NULL, "reserve %zu", len);
        for (size_t i = 0; room != NULL && i < len; i++) {
            CHECK_EQ("zeroed", room[i], 0);
        }
        CHECK_EQ("end", rt_encode_end(&encoder), len % 4 == 0 ? 8 + len : 0);
    }
    rt_encode_begin(&encoder, out, sizeof out, 2);
    CHECK(rt_encode_reserve(&encoder, RT_TAG_SIG, 3) == NULL, "unaligned");
    CHECK(rt_encode_reserve(&encoder, RT_TAG_SIG, 4) == NULL, "after a failure");
    rt_encode_add(&encoder, RT_TAG_VER, rt_bytes_from(value, 4));
    CHECK_EQ("after a failure", rt_encode_end(&encoder), 0);
    rt_encode_begin(&encoder, out, sizeof out, 1);
    CHECK(rt_encode_reserve(&encoder, RT_TAG_SIG, SIZE_MAX - 3) == NULL, "a length that would wrap");
    rt_encode_begin(&encoder, NULL, 0, 1);
    CHECK(rt_encode_reserve(&encoder, RT_TAG_SIG, 0) == NULL, "no buffer at all");
    CHECK_EQ("no buffer at all", rt_encode_end(&encoder), 0);
}

static void frames(void)
{
    uint8_t out[13];
    for (size_t cap = 0; cap <= 13; cap++) {
        memset(out, 0xa5, sizeof out);
        CHECK(rt_encode_frame(out, cap, 0x01020304) == (cap >= 12), "cap %zu", cap);
        CHECK(out[12] == 0xa5 && (cap >= 12 || out[0] == 0xa5), "cap %zu: written", cap);
    }
    CHECK(memcmp(out, "ROUGHTIM\4\3\2\1", 12) == 0, "the header");
    CHECK(rt_encode_frame(out, 12, UINT32_MAX), "the longest");
#if SIZE_MAX > UINT32_MAX
    CHECK(!rt_encode_frame(out, 12, (size_t)UINT32_MAX + 1), "longer");
#endif
    rt_encode_u32(out, 0x89abcdef);
    CHECK(memcmp(out, "\xef\xcd\xab\x89", 4) == 0, "u32");
    rt_encode_u64(out, UINT64_C(0x0123456789abcdef));
    CHECK(memcmp(out, "\xef\xcd\xab\x89\x67\x45\x23\x01", 8) == 0, "u64");
}

static size_t encode_again(uint8_t *out, size_t cap, const struct rt_message *message)
{
    struct rt_encoder encoder;
    struct rt_field field;
    rt_encode_begin(&encoder, out, cap, message->num_tags);
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        rt_encode_add(&encoder, field.tag, field.value);
    }
    return rt_encode_end(&encoder);
}

/* Whatever random bytes parse, and whatever was encoded, encodes to the same bytes again. */
static void round_trips(void)
{
    uint64_t state = 2;
    for (unsigned n = 0; n < 20000; n++) {
        uint8_t in[128], out[128];
        struct rt_message message;
        struct rt_error err;
        size_t len = (size_t)(check_random(&state) % 33 * 4);
        check_random_bytes(&state, in, sizeof in);
        uint32_t num_tags = (uint32_t)(check_random(&state) % 6), offset = 0;
        rt_encode_u32(in, num_tags);
        for (uint32_t i = 1; i < num_tags; i++) {
            offset += (uint32_t)(check_random(&state) % 4 * 4);
            rt_encode_u32(in + 4 * i, offset);
        }
        if (rt_message_parse(&message, &err, rt_bytes_from(in, len), RT_IN_TOP)) {
            CHECK_EQ("length", encode_again(out, sizeof out, &message), len);
            CHECK(memcmp(in, out, len) == 0, "message %u changed", n);
        }
    }
}

int main(void)
{
    known();
    numbers();
    misuse();
    frames();
    round_trips();
    return check_done("encode");
}
