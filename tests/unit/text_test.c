/* Text through a window: every window shows its part of the one text; and what each writer writes. */
#include "parser/text.h"
#include "tests/check.h"

/* A bit of everything, 150 characters long or so. */
static void produce(struct rt_text *text)
{
    static const uint8_t bytes[] = {0, 1, 0x7f, 0x80, 0xff, 'a', '"'};
    rt_text_string(text, "one ");
    rt_text_uint(text, UINT64_MAX);
    rt_text_char(text, '|');
    rt_text_uint_padded(text, 7, 12);
    rt_text_code(text, 0x8000000c);
    rt_text_hex(text, rt_bytes_from(bytes, sizeof bytes));
    rt_text_base64(text, rt_bytes_from(bytes, sizeof bytes));
    rt_text_json(text, rt_bytes_from(bytes, sizeof bytes));
    rt_text_json_uint(text, UINT64_MAX);
    rt_text_json_uint(text, 5);
}

static void windows(void)
{
    static const char whole[] =
        "one 18446744073709551615|0000000000070x8000000c00017f80ff6122AAF/gP9hIg==\""
        "\\u0000\\u0001\\u007f\\ufffd\\ufffda\\\"\"\"18446744073709551615\"5";
    size_t len = sizeof whole - 1;
    for (size_t from = 0; from <= len + 2; from++) {
        for (size_t cap = 0; cap <= len + 2; cap++) {
            char out[256];
            memset(out, '#', sizeof out);
            struct rt_text text = {out, cap, from, 0};
            produce(&text);
            size_t left = from < len ? len - from : 0, stored = left < cap ? left : cap;
            CHECK(text.pos == len && rt_text_len(&text) == stored, "%zu, %zu: %zu", from, cap,
                  rt_text_len(&text));
            CHECK(rt_text_overflows(&text) == (left > cap), "%zu, %zu: overflow", from, cap);
            CHECK(stored == 0 || memcmp(out, whole + from, stored) == 0, "%zu, %zu: other text", from, cap);
            CHECK(out[stored] == '#', "%zu, %zu: beyond", from, cap);
        }
    }
    struct rt_text nowhere = rt_text_into(NULL, 0);
    produce(&nowhere);
    CHECK(nowhere.pos == len && rt_text_len(&nowhere) == 0 && rt_text_overflows(&nowhere), "measuring alone");
    struct rt_text far = {NULL, 0, SIZE_MAX, 0};
    produce(&far);
    CHECK(rt_text_len(&far) == 0 && !rt_text_overflows(&far), "a window beyond the end");
}

static void strings(void)
{
    static const struct {
        const char *name;
        const char *bytes;
        size_t len;
        const char *json;
    } rows[] = {
        {"empty", "", 0, "\"\""},
        {"plain", "aZ 09~", 6, "\"aZ 09~\""},
        {"quote and backslash", "\"\\/", 3, "\"\\\"\\\\/\""},
        {"controls", "\0\t\n\r\x1b\x7f", 6, "\"\\u0000\\u0009\\u000a\\u000d\\u001b\\u007f\""},
        {"C1", "\xc2\x80\xc2\x9b", 4, "\"\\u0080\\u009b\""},
        {"two bytes", "\xc3\xa9\xdf\xbf", 4, "\"\\u00e9\\u07ff\""},
        {"three bytes", "\xe0\xa0\x80\xef\xbf\xbf", 6, "\"\\u0800\\uffff\""},
        {"bidi", "\xe2\x80\xae\xe2\x81\xa6\xd8\x9c", 8, "\"\\u202e\\u2066\\u061c\""},
        {"zero width, BOM", "\xe2\x80\x8b\xef\xbb\xbf", 6, "\"\\u200b\\ufeff\""},
        {"line separator", "\xe2\x80\xa8", 3, "\"\\u2028\""},
        {"four bytes", "\xf0\x9f\x98\x80", 4, "\"\\ud83d\\ude00\""},
        {"first of four", "\xf0\x90\x80\x80", 4, "\"\\ud800\\udc00\""},
        {"last of all", "\xf4\x8f\xbf\xbf", 4, "\"\\udbff\\udfff\""},
        {"beyond the last", "\xf4\x90\x80\x80", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"f5 and on", "\xf5\x80\xff", 3, "\"\\ufffd\\ufffd\\ufffd\""},
        {"overlong two", "\xc0\x80\xc1\xbf", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"overlong three", "\xe0\x9f\xbf", 3, "\"\\ufffd\\ufffd\\ufffd\""},
        {"overlong four", "\xf0\x8f\xbf\xbf", 4, "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"overlong quote", "\xc0\xa2\xe0\x80\xa2", 5, "\"\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"surrogates", "\xed\xa0\x80\xed\xbf\xbf", 6, "\"\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\""},
        {"beside surrogates", "\xed\x9f\xbf\xee\x80\x80", 6, "\"\\ud7ff\\ue000\""},
        {"continuation alone", "\x80\xbf", 2, "\"\\ufffd\\ufffd\""},
        {"cut short", "\xe2\x80", 2, "\"\\ufffd\\ufffd\""},
        {"cut by a letter", "\xe2\x80\x41", 3, "\"\\ufffd\\ufffdA\""},
        {"cut by a quote", "\xf0\"", 2, "\"\\ufffd\\\"\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[128] = {0};
        struct rt_text text = rt_text_into(out, sizeof out - 1);
        rt_text_json(&text, rt_bytes_from(rows[i].bytes, rows[i].len));
        CHECK_STR(rows[i].name, out, rows[i].json);
    }
}

/* Whatever the bytes: printable ASCII, one pair of quotes, and no lone backslash. */
static void random_strings(void)
{
    uint64_t state = 3;
    for (unsigned n = 0; n < 20000; n++) {
        uint8_t bytes[12];
        char out[128];
        struct rt_text text = rt_text_into(out, sizeof out);
        check_random_bytes(&state, bytes, sizeof bytes);
        rt_text_json(&text, rt_bytes_from(bytes, sizeof bytes));
        size_t len = rt_text_len(&text);
        bool safe = !rt_text_overflows(&text) && out[0] == '"' && out[len - 1] == '"';
        for (size_t i = 1; safe && i + 1 < len; i++) {
            safe = out[i] >= 0x20 && out[i] < 0x7f && out[i] != '"';
            i += out[i] == '\\' ? 1 : 0;
            safe = safe && i + 1 < len;
        }
        CHECK(safe, "%.*s", (int)len, out);
    }
}

static void numbers(void)
{
    static const struct {
        uint64_t v;
        const char *plain, *json;
    } rows[] = {
        {0, "0", "0"},
        {9, "9", "9"},
        {10, "10", "10"},
        {UINT64_C(9007199254740991), "9007199254740991", "9007199254740991"},
        {UINT64_C(9007199254740992), "9007199254740992", "\"9007199254740992\""},
        {UINT64_C(9007199254740993), "9007199254740993", "\"9007199254740993\""},
        {UINT64_MAX, "18446744073709551615", "\"18446744073709551615\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char plain[32] = {0}, json[32] = {0};
        struct rt_text text = rt_text_into(plain, sizeof plain - 1);
        rt_text_uint(&text, rows[i].v);
        CHECK_STR("uint", plain, rows[i].plain);
        text = rt_text_into(json, sizeof json - 1);
        rt_text_json_uint(&text, rows[i].v);
        CHECK_STR("json", json, rows[i].json);
    }
}

int main(void)
{
    windows();
    strings();
    random_strings();
    numbers();
    return check_done("text");
}
