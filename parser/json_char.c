/* The one place that knows escapes: checking, comparing and decoding all read through rt_json_take_char. */
#include "json_char.h"

#include "base16.h"
#include "utf8.h"

#define EVERY(byte) ((byte)*UINT64_C(0x0101010101010101))

/* Whether one of eight bytes is none that stands for itself: above 0x7f, below 0x20, '"' or '\\'. Each term
 * has the highest bit of such a byte, or of one above such a byte. */
static bool has_special(uint64_t bytes)
{
    const uint64_t quote = bytes ^ EVERY('"'), backslash = bytes ^ EVERY('\\');
    const uint64_t below = (bytes - EVERY(0x20)) | (quote - EVERY(1)) | (backslash - EVERY(1));
    return ((bytes | below) & EVERY(0x80)) != 0;
}

static bool is_plain(uint8_t c)
{
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

size_t rt_json_after_plain(struct rt_bytes in, size_t pos)
{
    uint64_t bytes;
    while (rt_bytes_u64(&bytes, in, pos) && !has_special(bytes)) {
        pos += 8;
    }
    while (is_plain(rt_json_byte(in, pos))) {
        pos++;
    }
    return pos;
}

/* \uXXXX at `pos`. */
static bool take_unit(uint32_t *out, struct rt_bytes in, size_t pos)
{
    *out = 0;
    if (rt_json_byte(in, pos) != '\\' || rt_json_byte(in, pos + 1) != 'u') {
        return false;
    }
    for (size_t i = pos + 2; i < pos + 6; i++) {
        unsigned v = rt_base16_digit(rt_json_byte(in, i));
        if (v > 15) {
            return false;
        }
        *out = *out << 4 | v;
    }
    return true;
}

/* A \u escape, or the two of a surrogate pair. */
static enum rt_code take_unicode(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    uint32_t low;
    if (!take_unit(out, in, *pos)) {
        return RT_E_JSON_ESCAPE;
    }
    if (*out < 0xd800 || *out > 0xdfff) {
        *pos += 6;
        return RT_OK;
    }
    if (*out > 0xdbff || !take_unit(&low, in, *pos + 6) || low < 0xdc00 || low > 0xdfff) {
        return RT_E_JSON_SURROGATE;
    }
    *out = 0x10000 + ((*out - 0xd800) << 10 | (low - 0xdc00));
    *pos += 12;
    return RT_OK;
}

static enum rt_code take_escape(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint8_t c = rt_json_byte(in, *pos + 1);
    if (c == 'u') {
        return take_unicode(out, in, pos);
    }
    for (size_t i = 0; i < sizeof from - 1; i++) {
        if (c == (uint8_t)from[i]) {
            *out = (uint8_t)to[i];
            *pos += 2;
            return RT_OK;
        }
    }
    return RT_E_JSON_ESCAPE;
}

enum rt_code rt_json_take_char(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    uint8_t c;
    *out = 0;
    if (!rt_bytes_u8(&c, in, *pos)) {
        return RT_E_JSON_TRUNCATED;
    }
    if (c == '\\') {
        return take_escape(out, in, pos);
    }
    if (c >= 0x80) {
        return rt_utf8_next(out, in, pos) ? RT_OK : RT_E_JSON_UTF8;
    }
    *out = c == '"' ? RT_JSON_STRING_END : c;
    *pos += c < 0x20 ? 0 : 1;
    return c < 0x20 ? RT_E_JSON_CONTROL : RT_OK;
}

uint32_t rt_json_next_char(struct rt_bytes in, size_t *pos)
{
    uint32_t c;
    return rt_json_take_char(&c, in, pos) == RT_OK ? c : RT_JSON_STRING_END;
}

bool rt_json_same_string(struct rt_bytes in, size_t a, size_t b)
{
    uint32_t c;
    do {
        c = rt_json_next_char(in, &a);
        if (c != rt_json_next_char(in, &b)) {
            return false;
        }
    } while (c != RT_JSON_STRING_END);
    return true;
}
