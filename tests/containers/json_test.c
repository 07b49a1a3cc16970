/* The JSON reader and base64: the cases of the public suite, where errors point, bounds, walking, reading. */
#include "parser/base64.h"
#include "parser/json.h"
#include "tests/check.h"

#include <stdlib.h>
#include <string.h>

#define MAX 1000000

static struct rt_bytes bytes_of(const char *s)
{
    return rt_bytes_from(s, strlen(s));
}

/* The one value of `s`, which must be sound. */
static struct rt_json json_of(const char *s)
{
    struct rt_json value;
    struct rt_error err;
    CHECK(rt_json_parse(&value, &err, bytes_of(s), MAX), "%s: %s", s, rt_error_info(err.code)->slug);
    return value;
}

static const struct {
    char name[72];
    char text[160];
    size_t len;
    enum rt_code code;
} suite[] = {
#define CASE(name, text, code) {name, text, sizeof text - 1, code},
#include "tests/containers/json_suite.inc"
#undef CASE
};

static void test_suite(void)
{
    for (size_t i = 0; i < sizeof suite / sizeof suite[0]; i++) {
        struct rt_json value;
        struct rt_error err;
        bool ok = rt_json_parse(&value, &err, rt_bytes_from(suite[i].text, suite[i].len), MAX);
        bool may_refuse = suite[i].name[0] != 'y' || err.code == RT_E_JSON_DUPLICATE_KEY;
        CHECK(err.code == suite[i].code, "%s: %s", suite[i].name, rt_error_info(err.code)->slug);
        CHECK(ok ? suite[i].name[0] != 'n' : may_refuse, "%s", suite[i].name);
    }
}

/* n_structure_100000_opening_arrays, n_structure_open_array_object, i_structure_500_nested_arrays. */
static void test_deep_suite(void)
{
    static const char *const opening[] = {"[", "[{\"\":"};
    for (size_t i = 0; i < 2; i++) {
        size_t unit = strlen(opening[i]);
        char *text = malloc(50000 * unit);
        struct rt_json value;
        struct rt_error err;
        for (size_t j = 0; text != NULL && j < 50000; j++) {
            memcpy(text + j * unit, opening[i], unit);
        }
        bool ok = text != NULL && rt_json_parse(&value, &err, rt_bytes_from(text, 50000 * unit), MAX);
        CHECK(!ok && err.code == RT_E_JSON_TOO_DEEP, "%s", opening[i]);
        CHECK(err.offset == (i == 0 ? 16 : 40), "%zu", err.offset);
        free(text);
    }
}

static void test_offsets(void)
{
    static const struct {
        char text[40];
        enum rt_code code;
        size_t offset;
    } rows[] = {
        {"", RT_E_JSON_TRUNCATED, 0},
        {"  ", RT_E_JSON_TRUNCATED, 2},
        {"tru", RT_E_JSON_TRUNCATED, 3},
        {"trux", RT_E_JSON_CHARACTER, 3},
        {"[1,]", RT_E_JSON_CHARACTER, 3},
        {"{\"a\":1,}", RT_E_JSON_CHARACTER, 7},
        {"{\"a\" 1}", RT_E_JSON_CHARACTER, 5},
        {"[1}", RT_E_JSON_CHARACTER, 2},
        {" 1 2", RT_E_JSON_TRAILING, 3},
        {"[012]", RT_E_JSON_NUMBER, 2},
        {"[1.]", RT_E_JSON_NUMBER, 3},
        {"-", RT_E_JSON_TRUNCATED, 1},
        {"[\"ab\xff\"]", RT_E_JSON_UTF8, 4},
        {"\"a\nb\"", RT_E_JSON_CONTROL, 2},
        {"\"ab\\q\"", RT_E_JSON_ESCAPE, 3},
        {"\"\\u12", RT_E_JSON_ESCAPE, 1},
        {"\"a\\ud800\\u0041\"", RT_E_JSON_SURROGATE, 2},
        {"\"a", RT_E_JSON_TRUNCATED, 2},
        {"{\"a\":1, \"b\":2, \"\\u0061\":3}", RT_E_JSON_DUPLICATE_KEY, 15},
        {"{\"\\ud83d\\ude00\":1,\"\xf0\x9f\x98\x80\":2}", RT_E_JSON_DUPLICATE_KEY, 18},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_json value;
        struct rt_error err;
        struct rt_bytes in = bytes_of(rows[i].text);
        in.at = 100;
        CHECK(!rt_json_parse(&value, &err, in, MAX), "%s", rows[i].text);
        CHECK(err.code == rows[i].code && err.offset == rows[i].offset + 100, "%s: %s at %zu", rows[i].text,
              rt_error_info(err.code)->slug, err.offset);
        CHECK(rt_json_type(value) == RT_JSON_NONE, "%s", rows[i].text);
    }
}

static enum rt_code parse_code(const char *s, size_t max)
{
    struct rt_json value;
    struct rt_error err;
    return rt_json_parse(&value, &err, bytes_of(s), max) ? RT_OK : err.code;
}

/* An object of `num` members. */
static void write_object(char *out, unsigned num)
{
    out += sprintf(out, "{");
    for (unsigned i = 0; i < num; i++) {
        out += sprintf(out, "%s\"k%u\":[{},%u]", i == 0 ? "" : ",", i, i);
    }
    sprintf(out, "}");
}

static void test_bounds(void)
{
    char text[2048];
    CHECK(parse_code("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", MAX) == RT_OK, "16 deep");
    CHECK(parse_code("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", MAX) == RT_E_JSON_TOO_DEEP, "17 deep");
    write_object(text, 64);
    CHECK(parse_code(text, MAX) == RT_OK, "64 members");
    write_object(text, 65);
    CHECK(parse_code(text, MAX) == RT_E_JSON_TOO_MANY_MEMBERS, "65 members");
    CHECK(parse_code("[1]", 3) == RT_OK && parse_code("[1]", 2) == RT_E_JSON_TOO_LONG, "length");
    CHECK(parse_code("[{\"a\":1},{\"a\":1},{\"b\":{\"a\":1},\"a\":2}]", MAX) == RT_OK,
          "equal keys in different objects");
}

static void test_walk(void)
{
    struct rt_json key, value, again;
    struct rt_json_walk walk = rt_json_enter(json_of(" { \"a\" : [1, \"]\\\"\" , {}] ,\"b\":2}"));
    struct rt_json_walk start = walk;
    CHECK(rt_json_next(&key, &value, &walk) && rt_json_equals(key, "a"), "first");
    CHECK(value.text.len == 15 && value.text.at == 9, "%zu at %zu", value.text.len, value.text.at);
    struct rt_json_walk inner = rt_json_enter(value);
    static const enum rt_json_type types[] = {RT_JSON_NUMBER, RT_JSON_STRING, RT_JSON_OBJECT};
    for (size_t i = 0; i < 3; i++) {
        CHECK(rt_json_next(&key, &again, &inner) && rt_json_type(again) == types[i], "%zu", i);
        CHECK(rt_json_type(key) == RT_JSON_NONE, "%zu", i);
    }
    CHECK(!rt_json_next(&key, &again, &inner), "end");
    CHECK(rt_json_next(&key, &value, &walk) && rt_json_equals(key, "b"), "second");
    CHECK(!rt_json_next(&key, &value, &walk) && !rt_json_next(&key, &value, &walk), "end");
    CHECK(rt_json_next(&key, &value, &start) && rt_json_equals(key, "a"), "back at the first");
    walk = rt_json_enter(json_of("17"));
    CHECK(!rt_json_next(&key, &value, &walk), "a number has no elements");
}

static void test_pick(void)
{
    static const char names[][RT_JSON_NAME_MAX] = {"b", "nothing", "a/"};
    struct rt_json found[3];
    rt_json_pick(found, names, 3, json_of("{\"a\\u002f\":1,\"c\":{\"b\":3},\"b\":null}"));
    CHECK(rt_json_type(found[0]) == RT_JSON_NULL && rt_json_type(found[1]) == RT_JSON_NONE, "b, nothing");
    CHECK(rt_json_type(found[2]) == RT_JSON_NUMBER, "a/");
    rt_json_pick(found, names, 3, json_of("[\"b\"]"));
    CHECK(rt_json_type(found[0]) == RT_JSON_NONE, "an array has no members");
}

static void test_string(void)
{
    uint8_t out[16];
    size_t len;
    struct rt_error err;
    struct rt_json s = json_of("\"a\\n\\u00e9\\ud83d\\ude00\xe2\x82\xac\\u0000\"");
    CHECK(rt_json_string(out, &len, &err, 12, s) && len == 12, "%zu", len);
    CHECK(memcmp(out, "a\n\xc3\xa9\xf0\x9f\x98\x80\xe2\x82\xac\0", 12) == 0, "bytes");
    CHECK(!rt_json_string(out, &len, &err, 11, s) && err.code == RT_E_JSON_ROOM && len == 0, "room");
    CHECK(!rt_json_string(out, &len, &err, 11, json_of("[]")) && err.code == RT_E_JSON_TYPE, "type");
    CHECK(rt_json_equals(json_of("\"\\u0061b\""), "ab") && !rt_json_equals(json_of("\"ab\""), "a") &&
              !rt_json_equals(json_of("\"a\""), "ab") && !rt_json_equals(json_of("1"), "1") &&
              !rt_json_equals(json_of("\"a\""), "a\""),
          "equals");
}

static void test_uint(void)
{
    static const char *const bad[] = {
        "-1", "-0", "1.0", "1e3", "18446744073709551616", "99999999999999999999"};
    struct rt_error err;
    uint64_t v;
    CHECK(rt_json_uint(&v, &err, json_of("18446744073709551615")) && v == UINT64_MAX, "greatest");
    CHECK(rt_json_uint(&v, &err, json_of("0")) && v == 0, "zero");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!rt_json_uint(&v, &err, json_of(bad[i])) && err.code == RT_E_JSON_INTEGER && v == 0, "%s",
              bad[i]);
    }
    CHECK(!rt_json_uint(&v, &err, json_of("\"1\"")) && err.code == RT_E_JSON_TYPE, "type");
}

static void test_base64(void)
{
    static const struct {
        char text[24];
        char bytes[12];
        size_t len; /* of the bytes, or the offset of the error */
        enum rt_code code;
    } rows[] = {
        {"", "", 0, RT_OK},
        {"Zg==", "f", 1, RT_OK},
        {"Zm8=", "fo", 2, RT_OK},
        {"Zm9v", "foo", 3, RT_OK},
        {"Zm9vYmFy", "foobar", 6, RT_OK},
        {"+/+/", "\xfb\xff\xbf", 3, RT_OK},
        {"Zg=", "", 3, RT_E_BASE64_LENGTH},
        {"Zg", "", 2, RT_E_BASE64_LENGTH},
        {"Zh==", "", 1, RT_E_BASE64_PADDING},
        {"Zm9=", "", 2, RT_E_BASE64_PADDING},
        {"Zg==Zg==", "", 2, RT_E_BASE64_CHARACTER},
        {"Zm=v", "", 2, RT_E_BASE64_CHARACTER},
        {"Z===", "", 1, RT_E_BASE64_CHARACTER},
        {"Zm 9", "", 2, RT_E_BASE64_CHARACTER},
        {"_-AA", "", 0, RT_E_BASE64_CHARACTER},
        {"AAAAAAAAAAAAAAAA", "", 0, RT_E_BASE64_ROOM},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[9];
        size_t len;
        struct rt_error err;
        bool ok = rt_base64_decode(out, &len, &err, sizeof out, bytes_of(rows[i].text));
        CHECK(err.code == rows[i].code, "%s: %s", rows[i].text, rt_error_info(err.code)->slug);
        CHECK((ok ? len : err.offset) == rows[i].len, "%s: %zu", rows[i].text, ok ? len : err.offset);
        CHECK(!ok || memcmp(out, rows[i].bytes, len) == 0, "%s", rows[i].text);
    }
}

/* Base64 whose characters are escaped: offsets are those of the escapes. */
static void test_escaped_base64(void)
{
    static const struct {
        char text[40];
        size_t len;
        enum rt_code code;
    } rows[] = {
        {"\"\\/\\u002b\\/+\"", 3, RT_OK},
        {"\"Zm9vZg\\u003d\\u003d\"", 4, RT_OK},
        {"\"Zg\\u003d\\u003dZg==\"", 3, RT_E_BASE64_CHARACTER},
        {"\"\\/\\/\\/\\n\"", 7, RT_E_BASE64_CHARACTER},
        {"\"\\/\\/\\/\"", 7, RT_E_BASE64_LENGTH},
        {"\"AAAA\\/h==\"", 7, RT_E_BASE64_PADDING},
        {"\"AAAA\\u00e9AA\"", 5, RT_E_BASE64_CHARACTER},
        {"\"AAAA\\u00e9AAA\"", 14, RT_E_BASE64_LENGTH},
        {"\"Zg==Z\\u0067==\"", 3, RT_E_BASE64_CHARACTER},
        {"\"Zh==\\u0067A==\"", 3, RT_E_BASE64_CHARACTER},
        {"\"\\/AAAAAAAAAAA\"", 1, RT_E_BASE64_ROOM},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t out[8];
        size_t len;
        struct rt_error err;
        bool ok = rt_json_base64(out, &len, &err, sizeof out, json_of(rows[i].text));
        CHECK(err.code == rows[i].code, "%s: %s", rows[i].text, rt_error_info(err.code)->slug);
        CHECK((ok ? len : err.offset) == rows[i].len, "%s: %zu", rows[i].text, ok ? len : err.offset);
    }
}

static void test_echo(void)
{
    static const char *const rows[][2] = {
        {" \"a\\n\x7f\xc3\xa9\xf0\x9f\x98\x80\\\"\" ", "\"a\\n\\u007f\\u00e9\\ud83d\\ude00\\\"\""},
        {"-1.5e7", "-1.5e7"},
        {"null", "null"},
        {"[1]", ""},
        {"{}", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[64];
        struct rt_text text = rt_text_into(out, sizeof out);
        rt_json_echo(&text, json_of(rows[i][0]));
        CHECK(rt_text_len(&text) == strlen(rows[i][1]) && memcmp(out, rows[i][1], rt_text_len(&text)) == 0,
              "%.*s", (int)rt_text_len(&text), out);
    }
}

int main(void)
{
    test_suite();
    test_deep_suite();
    test_offsets();
    test_bounds();
    test_walk();
    test_pick();
    test_string();
    test_uint();
    test_base64();
    test_escaped_base64();
    test_echo();
    return check_end();
}
