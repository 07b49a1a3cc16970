#include "json.h"

#include "base64.h"
#include "json_char.h"
#include "utf8.h"

enum rt_json_type rt_json_type(struct rt_json value)
{
    switch (rt_json_byte(value.text, 0)) {
    case 0:
        return RT_JSON_NONE;
    case 'n':
        return RT_JSON_NULL;
    case 'f':
        return RT_JSON_FALSE;
    case 't':
        return RT_JSON_TRUE;
    case '"':
        return RT_JSON_STRING;
    case '[':
        return RT_JSON_ARRAY;
    case '{':
        return RT_JSON_OBJECT;
    default:
        return RT_JSON_NUMBER;
    }
}

/* Behind the string that begins at `pos`. */
static size_t after_string(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    pos = rt_json_after_plain(in, pos + 1);
    while (rt_bytes_u8(&c, in, pos) && c != '"') {
        pos = rt_json_after_plain(in, pos + (c == '\\' ? 2 : 1));
    }
    return pos + 1;
}

static size_t after_container(struct rt_bytes in, size_t pos)
{
    size_t depth = 0;
    uint8_t c;
    while (rt_bytes_u8(&c, in, pos)) {
        if (c == '"') {
            pos = after_string(in, pos);
            continue;
        }
        pos++;
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        if (depth == 0) {
            break;
        }
    }
    return pos;
}

static size_t after_scalar(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    while (rt_bytes_u8(&c, in, pos) && !rt_json_is_space(c) && c != ',' && c != '}' && c != ']') {
        pos++;
    }
    return pos;
}

/* Cuts the value at the beginning off. */
static struct rt_json take_value(struct rt_bytes *rest)
{
    struct rt_json out;
    uint8_t c = rt_json_byte(*rest, 0);
    size_t end = c == '"'               ? after_string(*rest, 0)
                 : c == '{' || c == '[' ? after_container(*rest, 0)
                                        : after_scalar(*rest, 0);
    if (!rt_bytes_sub(&out.text, *rest, 0, end)) {
        out.text = *rest; /* never in a text that was checked */
    }
    *rest = rt_bytes_after(*rest, end);
    return out;
}

struct rt_json_walk rt_json_enter(struct rt_json value)
{
    struct rt_json_walk walk = {{NULL, 0, 0}, rt_json_type(value) == RT_JSON_OBJECT};
    if (walk.object || rt_json_type(value) == RT_JSON_ARRAY) {
        walk.rest = rt_bytes_after(value.text, 1);
        walk.rest.len -= walk.rest.len > 0 ? 1 : 0; /* the closing bracket */
    }
    return walk;
}

static void skip_to_value(struct rt_bytes *rest, uint8_t separator)
{
    size_t pos = rt_json_after_space(*rest, 0);
    if (rt_json_byte(*rest, pos) == separator) {
        pos = rt_json_after_space(*rest, pos + 1);
    }
    *rest = rt_bytes_after(*rest, pos);
}

bool rt_json_next(struct rt_json *key, struct rt_json *value, struct rt_json_walk *walk)
{
    *key = *value = (struct rt_json){{NULL, 0, 0}};
    skip_to_value(&walk->rest, ',');
    if (walk->rest.len == 0) {
        return false;
    }
    if (walk->object) {
        *key = take_value(&walk->rest);
        skip_to_value(&walk->rest, ':');
    }
    *value = take_value(&walk->rest);
    return value->text.len > 0;
}

/* Whether the next character is `wanted`; most are plain, and most are not. */
static bool takes_char(struct rt_bytes in, size_t *pos, uint8_t wanted)
{
    const uint8_t c = rt_json_byte(in, *pos);
    if (c == '\\' || c >= 0x80) {
        return rt_json_next_char(in, pos) == wanted;
    }
    *pos += 1;
    return c == wanted && c != '"';
}

bool rt_json_equals(struct rt_json value, const char *s)
{
    size_t pos = 1;
    if (rt_json_type(value) != RT_JSON_STRING) {
        return false;
    }
    for (; *s != '\0' && takes_char(value.text, &pos, (uint8_t)*s); s++) {
    }
    return *s == '\0' && rt_json_next_char(value.text, &pos) == RT_JSON_STRING_END;
}

void rt_json_pick(struct rt_json *out, const char (*names)[RT_JSON_NAME_MAX], size_t num,
                  struct rt_json object)
{
    struct rt_json_walk walk = rt_json_enter(object);
    struct rt_json key, value;
    for (size_t i = 0; i < num; i++) {
        out[i] = (struct rt_json){{NULL, 0, 0}};
    }
    while (rt_json_next(&key, &value, &walk)) {
        for (size_t i = 0; i < num; i++) {
            if (rt_json_equals(key, names[i])) {
                out[i] = value;
            }
        }
    }
}

/* Reading. */

static bool demand(struct rt_error *err, struct rt_json value, enum rt_json_type type)
{
    return rt_json_type(value) == type || rt_fail(err, RT_E_JSON_TYPE, RT_IN_TOP, 0, value.text.at);
}

bool rt_json_string(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_json value)
{
    size_t pos = 1, used = 0, num;
    uint32_t c;
    *len = 0;
    if (!demand(err, value, RT_JSON_STRING)) {
        return false;
    }
    for (; (c = rt_json_next_char(value.text, &pos)) != RT_JSON_STRING_END; used += num) {
        uint8_t utf8[4];
        num = rt_utf8_put(utf8, c);
        if (num > cap - used) {
            return rt_fail(err, RT_E_JSON_ROOM, RT_IN_TOP, 0, value.text.at);
        }
        memcpy(out + used, utf8, num);
    }
    *len = used;
    return rt_succeed(err);
}

size_t rt_json_octet_at(struct rt_json value, size_t n)
{
    size_t pos = 1, at = 1, num = 0;
    while (num <= n) {
        uint8_t utf8[4];
        at = pos;
        uint32_t c = rt_json_next_char(value.text, &pos);
        if (c == RT_JSON_STRING_END) {
            break;
        }
        num += rt_utf8_put(utf8, c);
    }
    return value.text.at + at;
}

/* Length in octets of a string whose escapes are undone, and how many '=' it ends in, 2 at most. */
static size_t measure(size_t *padding, struct rt_bytes in)
{
    uint8_t utf8[4];
    size_t pos = 1, len = 0;
    uint32_t c;
    *padding = 0;
    while ((c = rt_json_next_char(in, &pos)) != RT_JSON_STRING_END) {
        len += rt_utf8_put(utf8, c);
        *padding = c != '=' ? 0 : *padding < 2 ? *padding + 1 : 2;
    }
    return len;
}

/* The next four characters of a string whose escapes are undone, as a slice of `group`, and where each of
 * them stands. What is no digit becomes 0xff, and so does '=' unless it may be padding. */
static struct rt_bytes take_group(uint8_t group[4], size_t at[4], struct rt_bytes in, size_t *pos, bool last)
{
    for (size_t i = 0; i < 4; i++) {
        at[i] = *pos;
        uint32_t c = rt_json_next_char(in, pos);
        group[i] = (uint8_t)(c < 0x80 && (last || c != '=') ? c : 0xff);
    }
    return rt_bytes_from(group, 4);
}

/* Some writers escape '/' or '=': such a string is decoded group by group, and refused as it would be without
 * escapes. */
static bool decode_escaped(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_bytes in)
{
    size_t padding, pos = 1, used = 0, left = measure(&padding, in);
    if (left % 4 != 0) {
        return rt_fail(err, RT_E_BASE64_LENGTH, RT_IN_TOP, 0, in.at + in.len - 1);
    }
    if (RT_BASE64_ROOM(left) - padding > cap) {
        return rt_fail(err, RT_E_BASE64_ROOM, RT_IN_TOP, 0, in.at + 1);
    }
    for (; left > 0; left -= 4) {
        uint8_t group[4];
        size_t at[4], num;
        struct rt_bytes chars = take_group(group, at, in, &pos, left == 4);
        if (!rt_base64_decode(out + used, &num, err, cap - used, chars)) {
            return rt_fail(err, err->code, RT_IN_TOP, 0, in.at + at[err->offset]);
        }
        used += num;
    }
    *len = used;
    return rt_succeed(err);
}

static bool has_escapes(struct rt_bytes string)
{
    uint8_t c;
    size_t pos = rt_json_after_plain(string, 1);
    while (rt_bytes_u8(&c, string, pos) && c != '\\') {
        pos = rt_json_after_plain(string, pos + 1);
    }
    return pos < string.len;
}

bool rt_json_base64(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_json value)
{
    struct rt_bytes body = {NULL, 0, 0};
    *len = 0;
    if (!demand(err, value, RT_JSON_STRING)) {
        return false;
    }
    if (has_escapes(value.text)) {
        return decode_escaped(out, len, err, cap, value.text);
    }
    return rt_bytes_sub(&body, value.text, 1, value.text.len - 2) &&
           rt_base64_decode(out, len, err, cap, body);
}

bool rt_json_uint(uint64_t *out, struct rt_error *err, struct rt_json value)
{
    *out = 0;
    if (!demand(err, value, RT_JSON_NUMBER)) {
        return false;
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < value.text.len; i++) {
        uint8_t c = rt_json_byte(value.text, i);
        unsigned digit = c >= '0' && c <= '9' ? (unsigned)(c - '0') : 10;
        if (digit > 9 || sum > (UINT64_MAX - digit) / 10) {
            return rt_fail(err, RT_E_JSON_INTEGER, RT_IN_TOP, 0, value.text.at);
        }
        sum = sum * 10 + digit;
    }
    *out = sum;
    return rt_succeed(err);
}

static void echo_unit(struct rt_text *text, uint32_t unit)
{
    rt_text_string(text, "\\u");
    for (unsigned shift = 16; shift > 0; shift -= 4) {
        rt_text_char(text, "0123456789abcdef"[unit >> (shift - 4) & 15]);
    }
}

void rt_json_echo(struct rt_text *text, struct rt_json value)
{
    enum rt_json_type type = rt_json_type(value);
    uint32_t c;
    if (type == RT_JSON_ARRAY || type == RT_JSON_OBJECT) {
        return;
    }
    for (size_t pos = 0; rt_utf8_next(&c, value.text, &pos);) {
        if (c >= 0x10000) { /* a surrogate pair */
            echo_unit(text, 0xd800 + ((c - 0x10000) >> 10));
            echo_unit(text, 0xdc00 + ((c - 0x10000) & 0x3ff));
        } else if (c >= 0x7f) {
            echo_unit(text, c);
        } else {
            rt_text_char(text, (char)c); /* controls are escaped in JSON as it is */
        }
    }
}
