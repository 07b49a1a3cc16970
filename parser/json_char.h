/* The characters of JSON texts: what json_check.c and json.c share, and nobody else needs. */
#ifndef ROUGHPROOF_PARSER_JSON_CHAR_H
#define ROUGHPROOF_PARSER_JSON_CHAR_H

#include "error.h"

/* Stands for the closing quote: no code point. */
#define RT_JSON_STRING_END UINT32_C(0xffffffff)

static inline bool rt_json_is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static inline bool rt_json_is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The byte at `pos`; at the end 0, which JSON allows nowhere. */
static inline uint8_t rt_json_byte(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    return rt_bytes_u8(&c, in, pos) ? c : 0;
}

static inline size_t rt_json_after_space(struct rt_bytes in, size_t pos)
{
    while (rt_json_is_space(rt_json_byte(in, pos))) {
        pos++;
    }
    return pos;
}

/* Behind the characters from `pos` on that stand for themselves in a string: ASCII but quotes, backslashes
 * and controls. */
size_t rt_json_after_plain(struct rt_bytes in, size_t pos);

/* The character at `pos` inside a string, escapes undone, or RT_JSON_STRING_END; `pos` goes behind it. RT_OK,
 * or what is wrong; `pos` then stays before it. */
enum rt_code rt_json_take_char(uint32_t *out, struct rt_bytes in, size_t *pos);

/* For strings that were checked: the end when there are no more. */
uint32_t rt_json_next_char(struct rt_bytes in, size_t *pos);

/* Two strings, each from behind its opening quote. */
bool rt_json_same_string(struct rt_bytes in, size_t a, size_t b);

#endif
