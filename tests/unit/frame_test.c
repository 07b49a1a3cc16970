/* The packet header: each error at its offset, and the cutting of streams. */
#include "parser/frame.h"
#include "tests/check.h"

#define MAGIC "524f55474854494d"

/* Bytes and what comes of them as one packet, at an offset of 64 in something larger. */
static const struct {
    const char *name;
    const char *hex;
    enum rt_code code;
    size_t offset;
    bool begins;
} packets[] = {
    {"nothing", "", RT_E_PACKET_SHORT, 0, false},
    {"one byte", "52", RT_E_PACKET_SHORT, 1, false},
    {"ROU", "524f55", RT_E_PACKET_SHORT, 3, false},
    {"ROUG", "524f5547", RT_E_PACKET_SHORT, 4, true},
    {"magic alone", MAGIC, RT_E_PACKET_SHORT, 8, true},
    {"eleven bytes", MAGIC "040000", RT_E_PACKET_SHORT, 11, true},
    {"other first byte", "53", RT_E_PACKET_MAGIC, 0, false},
    {"other last byte", "524f55474854494e0000000000", RT_E_PACKET_MAGIC, 0, true},
    {"lower case", "726f75676874696d0400000000000000", RT_E_PACKET_MAGIC, 0, false},
    {"MITHGUOR", "4d49544847554f520400000000000000", RT_E_PACKET_SWAPPED, 0, true},
    {"MITHGUOR alone", "4d49544847554f52", RT_E_PACKET_SWAPPED, 0, true},
    {"MITHGUO", "4d49544847554f", RT_E_PACKET_MAGIC, 0, true},
    {"big-endian length", MAGIC "0000000400000000", RT_E_PACKET_LENGTH_SWAPPED, 8, true},
    {"one byte too few", MAGIC "04000000000000", RT_E_PACKET_TRUNCATED, 8, true},
    {"no message", MAGIC "04000000", RT_E_PACKET_TRUNCATED, 8, true},
    {"one byte too many", MAGIC "040000000000000000", RT_E_PACKET_TRAILING, 16, true},
    {"trailing behind nothing", MAGIC "0000000000", RT_E_PACKET_TRAILING, 12, true},
    {"unaligned", MAGIC "050000000000000000", RT_E_PACKET_UNALIGNED, 8, true},
    {"unaligned and truncated", MAGIC "0600000000000000", RT_E_PACKET_TRUNCATED, 8, true},
    {"unaligned and trailing", MAGIC "0300000000000000", RT_E_PACKET_TRAILING, 15, true},
    {"65524, more than fits", MAGIC "f4ff000000000000", RT_E_PACKET_TOO_LONG, 8, true},
    {"65523, the most", MAGIC "f3ff000000000000", RT_E_PACKET_TRUNCATED, 8, true},
    {"2^32 - 1", MAGIC "ffffffff00000000", RT_E_PACKET_TOO_LONG, 8, true},
    {"2^32 - 4", MAGIC "fcffffff00000000", RT_E_PACKET_TOO_LONG, 8, true},
    {"2^31", MAGIC "0000008000000000", RT_E_PACKET_TOO_LONG, 8, true},
    {"empty message", MAGIC "00000000", RT_OK, 0, true},
    {"four bytes", MAGIC "0400000000000000", RT_OK, 0, true},
    {"palindrome of a length", MAGIC "0000000000000000", RT_E_PACKET_TRAILING, 12, true},
};

static void check_error(const char *name, const struct rt_error *err, enum rt_code code, size_t offset)
{
    CHECK_EQ(name, err->code, code);
    CHECK_EQ(name, err->offset, offset);
    CHECK(err->place == RT_IN_TOP && err->tag == 0, "%s: place %d, tag 0x%x", name, (int)err->place,
          (unsigned)err->tag);
}

static void check_parse(size_t i)
{
    uint8_t b[64];
    size_t len = strlen(packets[i].hex) / 2;
    const char *name = packets[i].name;
    struct rt_error err;
    struct rt_bytes message;
    bool framed, ok = packets[i].code == RT_OK;
    CHECK(check_hex(b, len, packets[i].hex), "%s: the table", name);
    struct rt_bytes in = {b, len, 64};
    size_t offset = ok ? 0 : 64 + packets[i].offset;
    CHECK(rt_frame_parse(&message, &err, in) == ok, "%s: verdict", name);
    check_error(name, &err, packets[i].code, offset);
    CHECK(ok ? message.data == b + 12 && message.len == len - 12 && message.at == 76 : message.len == 0,
          "%s: %zu bytes at %zu", name, message.len, message.at);
    CHECK_EQ(name, rt_frame_begins(in), packets[i].begins);
    CHECK(rt_frame_open(&message, &framed, &err, in, RT_FORM_PACKET) == ok && framed, "%s: as packet", name);
    check_error(name, &err, packets[i].code, offset);
    CHECK(rt_frame_open(&message, &framed, &err, in, RT_FORM_MESSAGE) && !framed, "%s: as message", name);
    CHECK(err.code == RT_OK && message.len == len && message.at == 64, "%s: all of it", name);
    bool any = rt_frame_open(&message, &framed, &err, in, RT_FORM_ANY);
    CHECK(framed == packets[i].begins && any == (ok || !packets[i].begins), "%s: as it looks", name);
    CHECK_EQ(name, err.code, packets[i].begins ? packets[i].code : RT_OK);
}

/* What follows the first packet of a stream is not looked at. */
static void check_split(size_t i)
{
    uint8_t b[64];
    size_t len = strlen(packets[i].hex) / 2;
    const char *name = packets[i].name;
    struct rt_error err;
    struct rt_bytes packet, rest;
    CHECK(check_hex(b, len, packets[i].hex), "%s: the table", name);
    struct rt_bytes in = {b, len, 64};
    bool trails = packets[i].code == RT_E_PACKET_TRAILING && packets[i].offset % 4 == 0;
    bool ok = packets[i].code == RT_OK || trails;
    CHECK(rt_frame_split(&packet, &rest, &err, in) == ok, "%s: split", name);
    if (ok) {
        size_t cut = trails ? packets[i].offset : len;
        CHECK(packet.data == b && packet.len == cut && packet.at == 64, "%s: packet of %zu", name,
              packet.len);
        CHECK(rest.len == len - cut && rest.at == 64 + cut, "%s: rest of %zu", name, rest.len);
        check_error(name, &err, RT_OK, 0);
    } else {
        bool unaligned = packets[i].code == RT_E_PACKET_TRAILING;
        CHECK(packet.data == b && packet.len == len && rest.len == 0, "%s: all of it is broken", name);
        check_error(name, &err, unaligned ? RT_E_PACKET_UNALIGNED : packets[i].code,
                    64 + (unaligned ? 8 : packets[i].offset));
    }
}

/* Three packets in a row and a broken one. */
static void stream(void)
{
    static const char hex[] =
        MAGIC "0400000011111111" MAGIC "00000000" MAGIC "080000002222222233333333" MAGIC;
    static const size_t lens[] = {16, 12, 20};
    uint8_t b[sizeof hex / 2] = {0};
    struct rt_bytes packet, message, rest = rt_bytes_from(b, sizeof b);
    struct rt_error err;
    size_t at = 0;
    CHECK(check_hex(b, sizeof b, hex), "the stream");
    for (size_t i = 0; i < 3; i++) {
        CHECK(rt_frame_split(&packet, &rest, &err, rest), "packet %zu", i);
        CHECK(packet.at == at && packet.len == lens[i], "packet %zu: %zu at %zu", i, packet.len, packet.at);
        CHECK(rt_frame_parse(&message, &err, packet) && message.at == at + 12, "message %zu", i);
        at += lens[i];
    }
    CHECK(!rt_frame_split(&packet, &rest, &err, rest) && packet.at == at && packet.len == 8,
          "the broken one");
    check_error("the broken one", &err, RT_E_PACKET_SHORT, at + 8);
    CHECK(!rt_frame_split(&packet, &rest, &err, rt_bytes_from(NULL, 0)) && err.code == RT_E_PACKET_SHORT,
          "nothing at all");
}

/* The longest that are read. */
static void longest(void)
{
    static uint8_t b[RT_PACKET_MAX + 12];
    struct rt_bytes message;
    struct rt_error err;
    bool framed;
    memcpy(b, "ROUGHTIM\xf0\xff\0\0", 12); /* 65520 + 12 = 65532 */
    CHECK(rt_frame_parse(&message, &err, rt_bytes_from(b, 65532)) && message.len == 65520, "longest packet");
    CHECK(!rt_frame_parse(&message, &err, rt_bytes_from(b, 65533)), "a byte behind it");
    check_error("trailing", &err, RT_E_PACKET_TRAILING, 65532);
    memcpy(b + 8, "\xf4\xff\0\0", 4);
    CHECK(!rt_frame_parse(&message, &err, rt_bytes_from(b, 65536)) && message.len == 0, "65536");
    check_error("too long", &err, RT_E_PACKET_TOO_LONG, 8);
    CHECK(rt_frame_open(&message, &framed, &err, rt_bytes_from(b, RT_PACKET_MAX), RT_FORM_MESSAGE) &&
              message.len == RT_PACKET_MAX,
          "longest bare message");
    CHECK(!rt_frame_open(&message, &framed, &err, rt_bytes_from(b, RT_PACKET_MAX + 1), RT_FORM_MESSAGE) &&
              message.len == 0 && !framed,
          "one byte more");
    check_error("too long", &err, RT_E_PACKET_TOO_LONG, 0);
}

int main(void)
{
    for (size_t i = 0; i < sizeof packets / sizeof packets[0]; i++) {
        check_parse(i);
        check_split(i);
    }
    stream();
    longest();
    return check_done("frame");
}
