/* Messages: each error of structure and of tags at its offset and place, and many tags. */
#include "parser/encode.h"
#include "parser/message.h"
#include "parser/tag.h"
#include "tests/check.h"

#include <stdlib.h>

/* Offset of the message in something larger. */
enum { AT = 1000 };

/* A message as words, of which only the first `len` bytes are there. */
static const struct structure {
    const char *name;
    uint32_t words[12];
    size_t len;
    enum rt_code code;
    size_t offset;
} structures[] = {
    {"nothing", {0}, 0, RT_E_MESSAGE_SHORT, 0},
    {"three bytes", {1}, 3, RT_E_MESSAGE_SHORT, 0},
    {"no tags", {0}, 4, RT_OK, 0},
    {"no tags, bytes behind", {0, 0}, 8, RT_E_MESSAGE_EMPTY, 0},
    {"no tags, one byte behind", {0, 0}, 5, RT_E_MESSAGE_EMPTY, 0},
    {"one tag without room", {1}, 4, RT_E_HEADER_TRUNCATED, 0},
    {"one tag, one byte short", {1, RT_TAG_NONC}, 7, RT_E_HEADER_TRUNCATED, 0},
    {"one tag, empty value", {1, RT_TAG_NONC}, 8, RT_OK, 0},
    {"one tag, a value", {1, RT_TAG_NONC, 7}, 12, RT_OK, 0},
    {"one tag, a value of 1 byte", {1, RT_TAG_NONC, 7}, 9, RT_E_MESSAGE_UNALIGNED, 8},
    {"one tag, a value of 7 bytes", {1, RT_TAG_NONC, 7, 7}, 15, RT_E_MESSAGE_UNALIGNED, 12},
    {"two tags, short header", {2, 0, RT_TAG_SIG, RT_TAG_VER}, 15, RT_E_HEADER_TRUNCATED, 0},
    {"two tags, empty values", {2, 0, RT_TAG_SIG, RT_TAG_VER}, 16, RT_OK, 0},
    {"offset 1", {2, 1, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_UNALIGNED, 4},
    {"offset 2", {2, 2, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_UNALIGNED, 4},
    {"offset 3", {2, 3, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_UNALIGNED, 4},
    {"offset at the end", {2, 4, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_OK, 0},
    {"offset beyond the end", {2, 8, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_RANGE, 4},
    {"offset at the end of the bytes", {2, 20, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_RANGE, 4},
    {"offset 2^32 - 4", {2, 0xfffffffc, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_RANGE, 4},
    {"offset 2^32 - 1", {2, 0xffffffff, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_UNALIGNED, 4},
    {"offset 2^31", {2, 0x80000000, RT_TAG_SIG, RT_TAG_VER, 0}, 20, RT_E_OFFSET_RANGE, 4},
    {"equal offsets", {3, 4, 4, RT_TAG_SIG, RT_TAG_VER, RT_TAG_SRV, 0}, 28, RT_OK, 0},
    {"descending offsets", {3, 4, 0, RT_TAG_SIG, RT_TAG_VER, RT_TAG_SRV, 0}, 28, RT_E_OFFSET_ORDER, 8},
    {"descending by 4", {3, 8, 4, RT_TAG_SIG, RT_TAG_VER, RT_TAG_SRV, 0, 0}, 32, RT_E_OFFSET_ORDER, 8},
    {"last offset unaligned",
     {3, 4, 6, RT_TAG_SIG, RT_TAG_VER, RT_TAG_SRV, 0, 0},
     32,
     RT_E_OFFSET_UNALIGNED,
     8},
    {"last offset beyond", {3, 4, 12, RT_TAG_SIG, RT_TAG_VER, RT_TAG_SRV, 0, 0}, 32, RT_E_OFFSET_RANGE, 8},
    {"offset before length", {2, 1, RT_TAG_SIG, RT_TAG_VER, 0}, 18, RT_E_OFFSET_UNALIGNED, 4},
    {"length after offsets", {2, 0, RT_TAG_SIG, RT_TAG_VER, 0}, 18, RT_E_MESSAGE_UNALIGNED, 16},
    {"offset beyond a broken word", {2, 4, RT_TAG_SIG, RT_TAG_VER, 0}, 18, RT_E_OFFSET_RANGE, 4},
    {"N = 2^29: 8 N wraps to 0", {0x20000000, 0, 0, 0}, 16, RT_E_HEADER_TRUNCATED, 0},
    {"N = 2^29 + 1: 8 N wraps to 8", {0x20000001, RT_TAG_NONC, 0, 0}, 16, RT_E_HEADER_TRUNCATED, 0},
    {"N = 2^29 + 2: 8 N wraps to 16", {0x20000002, 0, RT_TAG_SIG, RT_TAG_VER}, 16, RT_E_HEADER_TRUNCATED, 0},
    {"N = 2^30 + 1", {0x40000001, RT_TAG_NONC}, 8, RT_E_HEADER_TRUNCATED, 0},
    {"N = 2^31 + 1", {0x80000001, RT_TAG_NONC}, 8, RT_E_HEADER_TRUNCATED, 0},
    {"N = 2^32 - 1", {0xffffffff, RT_TAG_NONC, 0, 0}, 16, RT_E_HEADER_TRUNCATED, 0},
    {"big-endian N", {0x01000000, RT_TAG_NONC}, 8, RT_E_HEADER_TRUNCATED, 0},
};

/* Fields of sound messages, and what each set of rules says of them: ascending, any order; formed too. */
static const struct {
    const char *name;
    uint32_t num;
    uint32_t tags[5];
    enum rt_code ascending, any, formed;
    uint32_t at_ascending, at_any, at_formed; /* index of the tag */
} orders[] = {
    {"one", 1, {RT_TAG_SIG}, RT_OK, RT_OK, RT_OK, 0, 0, 0},
    {"the tag 0", 1, {0}, RT_OK, RT_OK, RT_E_TAG_FORM, 0, 0, 0},
    {"ascending", 3, {RT_TAG_SIG, RT_TAG_VER, RT_TAG_NONC}, RT_OK, RT_OK, RT_OK, 0, 0, 0},
    {"first two swapped",
     3,
     {RT_TAG_VER, RT_TAG_SIG, RT_TAG_NONC},
     RT_E_TAG_ORDER,
     RT_OK,
     RT_E_TAG_ORDER,
     1,
     0,
     1},
    {"last two swapped",
     3,
     {RT_TAG_SIG, RT_TAG_NONC, RT_TAG_VER},
     RT_E_TAG_ORDER,
     RT_OK,
     RT_E_TAG_ORDER,
     2,
     0,
     2},
    {"twice",
     2,
     {RT_TAG_SIG, RT_TAG_SIG},
     RT_E_TAG_DUPLICATE,
     RT_E_TAG_DUPLICATE,
     RT_E_TAG_DUPLICATE,
     1,
     1,
     1},
    {"twice at the end",
     3,
     {RT_TAG_SIG, RT_TAG_VER, RT_TAG_VER},
     RT_E_TAG_DUPLICATE,
     RT_E_TAG_DUPLICATE,
     RT_E_TAG_DUPLICATE,
     2,
     2,
     2},
    {"twice, apart",
     3,
     {RT_TAG_SIG, RT_TAG_VER, RT_TAG_SIG},
     RT_E_TAG_ORDER,
     RT_E_TAG_DUPLICATE,
     RT_E_TAG_ORDER,
     2,
     2,
     2},
    {"twice, unsorted",
     4,
     {RT_TAG_NONC, RT_TAG_SIG, RT_TAG_VER, RT_TAG_NONC},
     RT_E_TAG_ORDER,
     RT_E_TAG_DUPLICATE,
     RT_E_TAG_ORDER,
     1,
     3,
     1},
    {"sorted as text, not as numbers",
     2,
     {RT_TAG_DELE, RT_TAG_NONC},
     RT_E_TAG_ORDER,
     RT_OK,
     RT_E_TAG_ORDER,
     1,
     0,
     1},
    {"unsigned order", 2, {RT_TAG_ZZZZ, RT_TAG_PADG}, RT_OK, RT_OK, RT_E_TAG_FORM, 0, 0, 1},
    {"ill-formed first", 2, {RT_TAG_DUT1, RT_TAG_NONC}, RT_OK, RT_OK, RT_E_TAG_FORM, 0, 0, 0},
    {"order before form",
     3,
     {RT_TAG_DUT1, RT_TAG_NONC, RT_TAG_SIG},
     RT_E_TAG_ORDER,
     RT_OK,
     RT_E_TAG_ORDER,
     2,
     0,
     2},
    {"unknown, well formed", 2, {0x45535247, 0x585a5a5a}, RT_OK, RT_OK, RT_OK, 0, 0, 0},
};

/* In memory of exactly that size, so that a sanitizer sees a byte too many. */
static struct rt_bytes words_to_bytes(uint8_t **owner, const uint32_t *words, size_t len)
{
    uint8_t b[64];
    for (size_t i = 0; i < 12; i++) {
        rt_encode_u32(b + 4 * i, words[i]);
    }
    *owner = malloc(len > 0 ? len : 1);
    if (*owner == NULL) {
        exit(1);
    }
    memcpy(*owner, b, len);
    return (struct rt_bytes){*owner, len, AT};
}

static void check_error(const char *name, const struct rt_error *err, enum rt_code code, uint32_t tag,
                        size_t offset, enum rt_place place)
{
    bool ok = code == RT_OK;
    CHECK_EQ(name, err->code, code);
    CHECK_EQ(name, err->offset, ok ? 0 : offset);
    CHECK_EQ(name, err->tag, ok ? 0 : tag);
    CHECK_EQ(name, err->place, ok ? RT_IN_TOP : place);
}

static void check_structure(const struct structure *row)
{
    uint8_t *owner;
    struct rt_bytes in = words_to_bytes(&owner, row->words, row->len);
    for (enum rt_place place = RT_IN_TOP; place <= RT_IN_DELE; place++) {
        struct rt_message message;
        struct rt_error err;
        CHECK(rt_message_parse(&message, &err, in, place) == (row->code == RT_OK), "%s", row->name);
        check_error(row->name, &err, row->code, 0, AT + row->offset, place);
        CHECK_EQ(row->name, message.num_tags, row->code == RT_OK ? row->words[0] : 0);
        CHECK_EQ(row->name, message.place, place);
    }
    free(owner);
}

/* A message of `num` tags, number i with `i % 3` words of value. */
static size_t many(uint8_t *out, size_t cap, uint32_t num, const uint32_t *tags)
{
    static const uint8_t value[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, num);
    for (uint32_t i = 0; i < num; i++) {
        rt_encode_add(&encoder, tags[i], rt_bytes_from(value, i % 3 * 4));
    }
    return rt_encode_end(&encoder);
}

static void check_rules(const char *name, const struct rt_message *message, struct rt_message_rules rules,
                        enum rt_code code, uint32_t index, const uint32_t *tags)
{
    struct rt_error err;
    CHECK(rt_message_check(&err, message, rules) == (code == RT_OK), "%s", name);
    check_error(name, &err, code, tags[index], AT + (size_t)4 * message->num_tags + 4 * index, RT_IN_SREP);
}

static void check_order(size_t i)
{
    uint8_t b[128];
    const char *name = orders[i].name;
    const uint32_t *tags = orders[i].tags;
    struct rt_bytes in = {b, many(b, sizeof b, orders[i].num, tags), AT};
    struct rt_message message;
    struct rt_error err;
    CHECK(rt_message_parse(&message, &err, in, RT_IN_SREP), "%s: structure", name);
    static const struct rt_message_rules ascending = {true, false, false}, any = {false, false, false};
    static const struct rt_message_rules formed = {true, true, false}, google = {true, false, true};
    check_rules(name, &message, ascending, orders[i].ascending, orders[i].at_ascending, tags);
    check_rules(name, &message, google, orders[i].ascending, orders[i].at_ascending, tags);
    check_rules(name, &message, any, orders[i].any, orders[i].at_any, tags);
    check_rules(name, &message, formed, orders[i].formed, orders[i].at_formed, tags);
    CHECK_EQ(name, rt_message_ascends(&message), orders[i].ascending == RT_OK);
}

static void check_empty(void)
{
    static const uint8_t zeros[4] = {0};
    struct rt_message message;
    struct rt_error err;
    struct rt_field field;
    struct rt_bytes value;
    CHECK(rt_message_parse(&message, &err, (struct rt_bytes){zeros, 4, AT}, RT_IN_CERT), "structure");
    CHECK(rt_message_check(&err, &message, (struct rt_message_rules){true, false, true}), "Google allows it");
    CHECK(!rt_message_check(&err, &message, (struct rt_message_rules){true, true, false}), "nobody else");
    check_error("empty", &err, RT_E_MESSAGE_EMPTY, 0, AT, RT_IN_CERT);
    CHECK(!rt_message_at(&field, &message, 0) && field.tag == 0 && field.value.len == 0, "no field");
    CHECK(!rt_message_find(&value, &message, RT_TAG_SIG) && value.len == 0, "no value");
    CHECK(!rt_message_find(&value, &message, 0) && value.len == 0, "no value of tag 0");
    message = (struct rt_message){0};
    CHECK(!rt_message_at(&field, &message, 0) && !rt_message_find(&value, &message, 0), "a zeroed view");
    CHECK(rt_message_ascends(&message), "a zeroed view ascends");
}

/* Every field of a message by index and by tag; nothing beyond. */
static void check_fields(const struct rt_message *message, const uint32_t *tags, uint32_t step)
{
    struct rt_field field;
    struct rt_bytes value;
    size_t at = AT + (size_t)8 * message->num_tags;
    for (uint32_t i = 0; i < message->num_tags; i++) {
        CHECK(rt_message_at(&field, message, i) && field.tag == tags[i], "field %u", (unsigned)i);
        CHECK(field.value.len == i % 3 * 4 && field.value.at == at, "value %u: %zu at %zu", (unsigned)i,
              field.value.len, field.value.at);
        CHECK_EQ("tag at", rt_message_tag_at(message, i), AT + (size_t)4 * message->num_tags + (size_t)4 * i);
        if (i % step == 0 || i + 1 == message->num_tags) {
            CHECK(rt_message_find(&value, message, tags[i]) && value.at == at && value.len == i % 3 * 4,
                  "find %u", (unsigned)i);
        }
        at += field.value.len;
    }
    CHECK_EQ("end", at, AT + message->bytes.len);
    CHECK(!rt_message_at(&field, message, message->num_tags) && field.tag == 0 && field.value.len == 0,
          "past");
    CHECK(!rt_message_at(&field, message, UINT32_MAX) && field.value.len == 0, "far past");
    CHECK(!rt_message_find(&value, message, UINT32_MAX) && value.data == NULL && value.len == 0,
          "no such tag");
}

static void check_many(uint32_t num)
{
    static uint32_t tags[8001];
    size_t size = (size_t)16 * num + 4;
    uint8_t *b = malloc(size);
    struct rt_message message;
    struct rt_error err;
    if (b == NULL) {
        exit(1);
    }
    for (uint32_t i = 0; i < num; i++) {
        tags[i] = 0x100 + i * 0x10001;
    }
    size_t len = many(b, size, num, tags);
    CHECK(rt_message_parse(&message, &err, (struct rt_bytes){b, len, AT}, RT_IN_TOP), "%u tags",
          (unsigned)num);
    CHECK(rt_message_ascends(&message), "%u tags ascend", (unsigned)num);
    check_fields(&message, tags, num < 300 ? 1 : 97);
    free(b);
}

/* Descending tags of which the last repeats the first: found, and nothing before it is called a repetition.
 */
static void check_late_duplicate(uint32_t num)
{
    static uint32_t tags[8001];
    static uint8_t b[8001 * 16];
    static const struct rt_message_rules any = {false, false, false};
    struct rt_message message;
    struct rt_error err;
    for (uint32_t i = 0; i < num; i++) {
        tags[i] = 0x40000000 - i;
    }
    CHECK(rt_message_parse(&message, &err, (struct rt_bytes){b, many(b, sizeof b, num, tags), AT},
                           RT_IN_SREP) &&
              rt_message_check(&err, &message, any),
          "%u descending tags", (unsigned)num);
    tags[num - 1] = tags[0];
    CHECK(
        rt_message_parse(&message, &err, (struct rt_bytes){b, many(b, sizeof b, num, tags), AT}, RT_IN_SREP),
        "%u tags", (unsigned)num);
    check_rules("late duplicate", &message, any, RT_E_TAG_DUPLICATE, num - 1, tags);
}

int main(void)
{
    for (size_t i = 0; i < sizeof structures / sizeof structures[0]; i++) {
        check_structure(&structures[i]);
    }
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        check_order(i);
    }
    check_empty();
    for (uint32_t num = 1; num <= 40; num++) {
        check_many(num);
    }
    check_many(1000);
    check_many(8000);
    check_late_duplicate(3);
    check_late_duplicate(2000);
    CHECK_EQ("header", rt_message_header_len(0), 4);
    CHECK_EQ("header", rt_message_header_len(1), 8);
    CHECK_EQ("header", rt_message_header_len(0x20000001), UINT64_C(0x100000008));
    CHECK_EQ("header", rt_message_header_len(UINT32_MAX), UINT64_C(0x7fffffff8));
    return check_done("message");
}
