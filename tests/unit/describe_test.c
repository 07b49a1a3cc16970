/* The account of any bytes: the walk covers every byte, broken or not; texts are safe and windows agree. */
#include "parser/describe.h"
#include "tests/check.h"
#include "tests/unit/build.h"

#include <stdlib.h>

static uint8_t packet[MESSAGE_MAX + 64];
static struct plan plan;

/* Every byte is in an item, every item in the input, and each message ends. Number of items. */
static unsigned check_walk(const char *name, const struct rt_description *d)
{
    static uint8_t seen[MESSAGE_MAX + 64];
    struct rt_walk walk;
    struct rt_item item;
    unsigned num = 0, open = 0;
    memset(seen, 0, sizeof seen);
    rt_walk_begin(&walk, d);
    while (rt_walk_next(&item, &walk) && num < 4000) {
        num++;
        size_t from = item.bytes.len > 0 ? item.bytes.at - d->input.at : 0;
        bool inside = item.bytes.len <= d->input.len && from <= d->input.len - item.bytes.len;
        CHECK(inside, "%s: item %u: %zu bytes at %zu", name, num, item.bytes.len, item.bytes.at);
        CHECK(item.bytes.len == 0 || item.bytes.data == d->input.data + from, "%s: item %u: place", name,
              num);
        if (item.kind == RT_ITEM_MESSAGE) {
            open++;
        } else if (item.kind == RT_ITEM_END) {
            CHECK(open > 0, "%s: an end too many", name);
            open--;
        } else if (inside && item.bytes.len > 0) {
            memset(seen + from, 1, item.bytes.len);
        }
        CHECK(item.depth == (item.kind == RT_ITEM_MESSAGE ? open - 1
                             : item.kind == RT_ITEM_END   ? open + 1
                                                          : open),
              "%s: item %u: depth %u of %u", name, num, item.depth, open);
    }
    CHECK(num < 4000 && open == 0, "%s: %u items, %u still open", name, num, open);
    CHECK(!rt_walk_next(&item, &walk) && item.kind == RT_ITEM_END, "%s: it goes on", name);
    const uint8_t *hole = d->input.len > 0 ? memchr(seen, 0, d->input.len) : NULL;
    CHECK(hole == NULL, "%s: byte %zu of %zu is in no item", name, hole == NULL ? 0 : (size_t)(hole - seen),
          d->input.len);
    return num;
}

static bool is_safe(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return true;
}

/* One object: braces and brackets match outside strings. */
static bool is_balanced(const char *text, size_t len)
{
    char open[64];
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < len; i++) {
        char c = text[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (depth == sizeof open) {
                return false;
            }
            open[depth++] = c == '{' ? '}' : ']';
        } else if ((c == '}' || c == ']') &&
                   (depth == 0 || open[--depth] != c || (depth == 0 && i + 1 != len))) {
            return false;
        }
    }
    return depth == 0 && !quoted && len > 0;
}

/* Title, meanings, error, remarks and JSON: printable ASCII, and not endless. */
static void check_texts(const char *name, const struct rt_description *d)
{
    static char out[1 << 16];
    struct rt_walk walk;
    struct rt_item item;
    struct rt_text text = rt_text_into(out, sizeof out);
    rt_describe_title(&text, d);
    rt_error_text(&text, &d->error);
    for (size_t i = 0; i < d->remarks.num; i++) {
        rt_remark_text(&text, &d->remarks.item[i]);
    }
    rt_walk_begin(&walk, d);
    while (rt_walk_next(&item, &walk)) {
        rt_item_meaning(&text, d, &item);
    }
    CHECK(!rt_text_overflows(&text) && is_safe(out, rt_text_len(&text)), "%s: texts", name);
    text = rt_text_into(out, sizeof out);
    rt_describe_json(&text, d, rt_bytes_from("a\xff\x1b", 3), 7);
    CHECK(!rt_text_overflows(&text) && is_safe(out, rt_text_len(&text)), "%s: JSON", name);
    CHECK(is_balanced(out, rt_text_len(&text)), "%s: JSON is not one object: %.*s", name,
          (int)rt_text_len(&text), out);
}

static unsigned check_account(const char *name, struct rt_bytes in, enum rt_form form)
{
    struct rt_description d;
    rt_describe(&d, in, form);
    CHECK(d.input.data == in.data && d.input.len == in.len, "%s: input", name);
    CHECK(d.error.code != RT_UNCHECKED, "%s: unchecked", name);
    CHECK(d.error.code == RT_OK || d.remarks.num == 0, "%s: remarks beside an error", name);
    check_texts(name, &d);
    return check_walk(name, &d);
}

/* Each version, whole, cut after every byte, and with bytes behind. */
static void check_packet(const char *name, size_t len)
{
    struct rt_description d;
    rt_describe(&d, rt_bytes_from(packet, len), RT_FORM_ANY);
    CHECK(d.error.code == RT_OK, "%s: %s", name, rt_error_info(d.error.code)->slug);
    for (size_t cut = 0; cut <= len; cut += cut < 450 ? 1 : 50) {
        uint8_t *exact = malloc(cut > 0 ? cut : 1);
        if (exact == NULL) {
            exit(1);
        }
        memcpy(exact, packet, cut);
        check_account(name, rt_bytes_from(exact, cut), RT_FORM_ANY);
        free(exact);
    }
    for (size_t extra = 1; extra < 20; extra++) {
        check_account(name, rt_bytes_from(packet, len + extra), RT_FORM_ANY);
    }
    check_account(name, rt_bytes_from(packet, len), RT_FORM_MESSAGE);
    check_account(name, rt_bytes_from(packet, len), RT_FORM_PACKET);
    check_account(name, (struct rt_bytes){packet, len, 12345}, RT_FORM_ANY);
}

static void versions(void)
{
    for (size_t row = 0; row < NUM_ROWS; row++) {
        const struct rt_version *v = rt_version_row(row);
        memset(packet, 0, sizeof packet);
        plan_response(&plan, row, v->first_code);
        check_packet(v->name, build(packet, &plan));
        memset(packet, 0, sizeof packet);
        plan_request(&plan, row, v->first_code);
        check_packet(v->name, build(packet, &plan));
    }
}

/* The nested messages alone, and the empty one. */
static void parts(void)
{
    plan_response(&plan, ROW_RFC, 1);
    for (enum rt_place place = RT_IN_SREP; place <= RT_IN_DELE; place++) {
        memset(packet, 0, sizeof packet);
        build(packet, &plan);
        check_packet(place == RT_IN_SREP   ? "SREP"
                     : place == RT_IN_CERT ? "CERT"
                                           : "DELE",
                     encode(packet, MESSAGE_MAX, &plan.part[place]));
    }
    memset(packet, 0, sizeof packet);
    check_packet("no tags", 4);
}

/* Every byte of a response changed in turn, and random bytes behind a header. */
static void mutations(void)
{
    static const uint8_t values[] = {0x00, 0x01, 0x04, 0x7f, 0x80, 0xff};
    uint64_t state = 5;
    memset(packet, 0, sizeof packet);
    plan_response(&plan, ROW_RFC, 1);
    size_t len = build(packet, &plan);
    for (size_t i = 0; i < len; i++) {
        uint8_t before = packet[i];
        for (size_t j = 0; j < sizeof values; j++) {
            packet[i] = values[j];
            check_account("mutation", rt_bytes_from(packet, len), RT_FORM_ANY);
        }
        packet[i] = before;
    }
    for (unsigned n = 0; n < 3000; n++) {
        size_t random_len = (size_t)(check_random(&state) % 200);
        check_random_bytes(&state, packet, random_len);
        if (n % 2 == 0 && random_len > 20) {
            memcpy(packet, "ROUGHTIM", 8);
        }
        rt_encode_u32(packet + (n % 2 == 0 ? 12 : 0), (uint32_t)(check_random(&state) % 8));
        check_account("random", rt_bytes_from(packet, random_len), (enum rt_form)(n % 3));
    }
}

/* Behind a broken header there is a message all the same: as long as it says, or as there are bytes. */
static void salvage(void)
{
    static const struct {
        const char *name;
        size_t at;
        const char *bytes;
        int more; /* bytes behind, or cut */
        enum rt_code code;
        size_t body;
        enum rt_kind kind;
    } rows[] = {
        {"whole", 0, "R", 0, RT_OK, 404, RT_KIND_RESPONSE},
        {"magic", 7, "N", 0, RT_E_PACKET_MAGIC, 404, RT_KIND_RESPONSE},
        {"truncated", 0, "R", -4, RT_E_PACKET_TRUNCATED, 400, RT_KIND_RESPONSE},
        {"trailing", 0, "R", 4, RT_E_PACKET_TRAILING, 404, RT_KIND_RESPONSE},
        {"longer than it is", 8, "\xff", 0, RT_E_PACKET_TRUNCATED, 404, RT_KIND_RESPONSE},
        {"swapped", 0, "MITHGUOR", 0, RT_E_PACKET_SWAPPED, 404, RT_KIND_RESPONSE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_description d;
        memset(packet, 0, sizeof packet);
        plan_response(&plan, ROW_RFC, 1);
        size_t len = build(packet, &plan);
        memcpy(packet + rows[i].at, rows[i].bytes, strlen(rows[i].bytes));
        size_t size = rows[i].more < 0 ? len - (size_t)-rows[i].more : len + (size_t)rows[i].more;
        rt_describe(&d, rt_bytes_from(packet, size), RT_FORM_ANY);
        CHECK_EQ(rows[i].name, d.error.code, rows[i].code);
        CHECK_EQ(rows[i].name, d.body.len, rows[i].body);
        CHECK_EQ(rows[i].name, d.identity.kind, rows[i].kind);
        CHECK(d.framed && d.body.at == 12, "%s: message at %zu", rows[i].name, d.body.at);
        check_walk(rows[i].name, &d);
    }
}

/* The JSON seen through windows of every size, call by call. */
static void windows(void)
{
    static const size_t caps[] = {1, 2, 3, 7, 64, 1000, 4096};
    static char whole[8192], pieces[8192];
    struct rt_description d;
    memset(packet, 0, sizeof packet);
    plan_response(&plan, ROW_07, 0x80000007);
    set_u32(&plan.part[RT_IN_SREP], RT_ID_DTAI, 37);
    set_fill(&plan.part[RT_IN_SREP], RT_ID_LEAP, 0, 0);
    size_t len = build(packet, &plan);
    struct rt_bytes source = rt_bytes_from("x.bin", 5);
    rt_describe(&d, rt_bytes_from(packet, len), RT_FORM_ANY);
    struct rt_text text = rt_text_into(whole, sizeof whole);
    rt_describe_json(&text, &d, source, 0);
    size_t total = rt_text_len(&text);
    CHECK(!rt_text_overflows(&text) && total == text.pos, "%zu characters", total);
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        size_t at = 0;
        do {
            text = (struct rt_text){pieces + at, caps[i], at, 0};
            rt_describe_json(&text, &d, source, 0);
            at += rt_text_len(&text);
        } while (rt_text_overflows(&text));
        CHECK(at == total && memcmp(whole, pieces, total) == 0, "pieces of %zu", caps[i]);
    }
}

static void texts(void)
{
    static const struct {
        struct rt_error err;
        const char *text;
    } rows[] = {
        {{RT_E_TAG_ORDER, RT_IN_TOP, 0, 0x1c},
         "offset 0x1c: tag-order: tags are not in strictly ascending order (RFC 10049 4.2)"},
        {{RT_E_TAG_DUPLICATE, RT_IN_DELE, RT_TAG_PUBK, 0},
         "offset 0x0: tag-duplicate: CERT.DELE.PUBK: a tag appears more than once (RFC 10049 4.2)"},
        {{RT_E_RADIUS_ZERO, RT_IN_SREP, RT_TAG_RADI, SIZE_MAX & 0xffffffff},
         "offset 0xffffffff: radius-zero: SREP.RADI: the radius is zero (RFC 10049 5.2.5)"},
        {{RT_E_MESSAGE_EMPTY, RT_IN_CERT, 0, 0x100},
         "offset 0x100: message-empty: CERT: a message holds one or more tags (RFC 10049 4)"},
    };
    char out[200] = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_text text = rt_text_into(out, sizeof out - 1);
        rt_error_text(&text, &rows[i].err);
        out[rt_text_len(&text)] = '\0';
        CHECK_STR("error", out, rows[i].text);
    }
    struct rt_description d;
    plan_request(&plan, ROW_RFC, 1);
    rt_describe(&d, rt_bytes_from(packet, build(packet, &plan)), RT_FORM_ANY);
    struct rt_text text = rt_text_into(out, sizeof out - 1);
    rt_describe_title(&text, &d);
    out[rt_text_len(&text)] = '\0';
    CHECK_STR("title", out, "request of RFC 10049, packet of 1036 bytes");
}

int main(void)
{
    versions();
    parts();
    mutations();
    salvage();
    windows();
    texts();
    return check_done("describe");
}
