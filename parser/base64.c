#include "base64.h"

#define NO_DIGIT 64

/*@ assigns \nothing;
    ensures \result <= NO_DIGIT; */
static uint32_t digit(uint8_t c)
{
    return c >= 'A' && c <= 'Z'   ? (uint32_t)c - 'A'
           : c >= 'a' && c <= 'z' ? (uint32_t)c - 'a' + 26
           : c >= '0' && c <= '9' ? (uint32_t)c - '0' + 52
           : c == '+'             ? 62
           : c == '/'             ? 63
                                  : NO_DIGIT;
}

/* Number of '=' at the end: 0 to 2. */
/*@ requires rt_readable(text) && text.len >= 2;
    assigns \nothing;
    ensures \result <= 2; */
static size_t padding_of(struct rt_bytes text)
{
    uint8_t last, before;
    if (!rt_bytes_u8(&last, text, text.len - 1) || last != '=') {
        return 0;
    }
    return rt_bytes_u8(&before, text, text.len - 2) && before == '=' ? 2 : 1;
}

/* The four characters at `i` as 24 bits, of which the last 8 * `padding` must be zero. */
/*@ requires \valid(group) && \valid(err) && \separated(group, err) && rt_readable(text) && padding <= 2;
    assigns *group, *err; */
static bool decode_group(uint32_t *group, struct rt_error *err, struct rt_bytes text, size_t i,
                         size_t padding)
{
    *group = 0;
    /*@ loop invariant j <= 4;
        loop assigns j, *group;
        loop variant 4 - j; */
    for (size_t j = 0; j < 4; j++) {
        uint8_t c;
        uint32_t value = rt_bytes_u8(&c, text, i + j) ? digit(c) : NO_DIGIT;
        if (j >= 4 - padding) {
            value = 0;
        }
        if (value == NO_DIGIT) {
            return rt_fail(err, RT_E_BASE64_CHARACTER, RT_IN_TOP, 0, text.at + i + j);
        }
        *group = *group << 6 | value;
    }
    if ((*group & ((UINT32_C(1) << (8 * padding)) - 1)) != 0) {
        return rt_fail(err, RT_E_BASE64_PADDING, RT_IN_TOP, 0, text.at + i + 3 - padding);
    }
    return true;
}

bool rt_base64_decode(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_bytes text)
{
    *len = 0;
    if (text.len % 4 != 0) {
        return rt_fail(err, RT_E_BASE64_LENGTH, RT_IN_TOP, 0, text.at + text.len);
    }
    size_t padding = text.len == 0 ? 0 : padding_of(text);
    if (RT_BASE64_ROOM(text.len) - padding > cap) {
        return rt_fail(err, RT_E_BASE64_ROOM, RT_IN_TOP, 0, text.at);
    }
    size_t at = 0; /* at most RT_BASE64_ROOM(text.len) - padding <= cap */
    /*@ loop invariant i <= text.len && i % 4 == 0;
        loop invariant at == i / 4 * 3 - (i == text.len ? padding : 0);
        loop assigns i, at, out[0 .. cap - 1], *err;
        loop variant text.len - i; */
    for (size_t i = 0; i < text.len; i += 4) {
        size_t pad = i + 4 == text.len ? padding : 0;
        uint32_t group;
        if (!decode_group(&group, err, text, i, pad)) {
            return false;
        }
        /*@ loop invariant j <= 3 - pad && at == \at(at, LoopEntry) + j;
            loop assigns j, at, out[0 .. cap - 1];
            loop variant 3 - pad - j; */
        for (size_t j = 0; j < 3 - pad; j++) {
            out[at++] = (uint8_t)(group >> (16 - 8 * j));
        }
    }
    *len = at;
    return rt_succeed(err);
}
