#include "text.h"

#include "utf8.h"

size_t rt_text_len(const struct rt_text *text)
{
    if (text->pos <= text->from) {
        return 0;
    }
    size_t behind = text->pos - text->from;
    return behind < text->cap ? behind : text->cap;
}

bool rt_text_overflows(const struct rt_text *text)
{
    return text->pos > text->from && text->pos - text->from > text->cap;
}

bool rt_text_advance(struct rt_text *text)
{
    if (!rt_text_overflows(text)) {
        return false;
    }
    *text = (struct rt_text){text->out, text->cap, text->from + text->cap, 0};
    return true;
}

void rt_text_string(struct rt_text *text, const char *s)
{
    struct rt_text copy = *text; /* stays in registers, as no stored character could change it */
    for (; *s != '\0'; s++) {
        rt_text_char(&copy, *s);
    }
    *text = copy;
}

void rt_text_uint(struct rt_text *text, uint64_t v)
{
    rt_text_uint_padded(text, v, 1);
}

void rt_text_uint_padded(struct rt_text *text, uint64_t v, unsigned digits)
{
    char reversed[20]; /* 2^64 - 1 has 20 digits */
    unsigned len = 0;
    do {
        reversed[len++] = (char)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    for (unsigned i = len; i < digits; i++) {
        rt_text_char(text, '0');
    }
    while (len > 0) {
        rt_text_char(text, reversed[--len]);
    }
}

static char hex_digit(uint32_t v)
{
    return "0123456789abcdef"[v & 15];
}

void rt_text_code(struct rt_text *text, uint32_t v)
{
    rt_text_string(text, "0x");
    for (unsigned shift = 32; shift > 0; shift -= 4) {
        rt_text_char(text, hex_digit(v >> (shift - 4)));
    }
}

void rt_text_hex(struct rt_text *text, struct rt_bytes bytes)
{
    uint8_t b;
    for (size_t i = 0; rt_bytes_u8(&b, bytes, i); i++) {
        rt_text_char(text, hex_digit(b >> 4));
        rt_text_char(text, hex_digit(b));
    }
}

static char base64_digit(uint32_t v)
{
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[v & 63];
}

void rt_text_base64(struct rt_text *text, struct rt_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint8_t b[3];
        unsigned num = 0;
        for (unsigned j = 0; j < 3; j++) {
            num += rt_bytes_u8(&b[j], bytes, i + j) ? 1 : 0;
        }
        uint32_t group = (uint32_t)b[0] << 16 | (uint32_t)b[1] << 8 | b[2];
        rt_text_char(text, base64_digit(group >> 18));
        rt_text_char(text, base64_digit(group >> 12));
        rt_text_char(text, num > 1 ? base64_digit(group >> 6) : '=');
        rt_text_char(text, num > 2 ? base64_digit(group) : '=');
    }
}

/* The code point at *i; 0xfffd, and one byte on, for what is no UTF-8. */
static uint32_t next_code_point(struct rt_bytes in, size_t *i)
{
    uint32_t v;
    if (rt_utf8_next(&v, in, i)) {
        return v;
    }
    (*i)++;
    return 0xfffd;
}

static void json_escape(struct rt_text *text, uint32_t unit)
{
    rt_text_string(text, "\\u");
    for (unsigned shift = 16; shift > 0; shift -= 4) {
        rt_text_char(text, hex_digit(unit >> (shift - 4)));
    }
}

static void json_char(struct rt_text *text, uint32_t v)
{
    if (v == '"' || v == '\\') {
        rt_text_char(text, '\\');
        rt_text_char(text, (char)v);
    } else if (v >= 0x20 && v < 0x7f) {
        rt_text_char(text, (char)v);
    } else if (v < 0x10000) {
        json_escape(text, v);
    } else { /* a surrogate pair */
        json_escape(text, 0xd800 + ((v - 0x10000) >> 10));
        json_escape(text, 0xdc00 + ((v - 0x10000) & 0x3ff));
    }
}

void rt_text_json(struct rt_text *text, struct rt_bytes bytes)
{
    rt_text_char(text, '"');
    for (size_t i = 0; i < bytes.len;) {
        json_char(text, next_code_point(bytes, &i));
    }
    rt_text_char(text, '"');
}

void rt_text_json_uint(struct rt_text *text, uint64_t v)
{
    bool exact = v < UINT64_C(1) << 53;
    if (!exact) {
        rt_text_char(text, '"');
    }
    rt_text_uint(text, v);
    if (!exact) {
        rt_text_char(text, '"');
    }
}
