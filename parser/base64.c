#include "base64.h"

#define NO_DIGIT 64

/* The values of digits, and NO_DIGIT. */
static const uint8_t values[256] = {
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 64, 64, 63, 52, 53, 54, 55,
    56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64, 64, 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
    13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 64, 64, 26, 27, 28, 29, 30, 31, 32,
    33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64};

/*@ assigns \nothing; */
static uint32_t digit(uint8_t c)
{
    return values[c];
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
        if (value >= NO_DIGIT) {
            return rt_fail(err, RT_E_BASE64_CHARACTER, RT_IN_TOP, 0, text.at + i + j);
        }
        *group = *group << 6 | value;
    }
    if ((*group & ((UINT32_C(1) << (8 * padding)) - 1)) != 0) {
        return rt_fail(err, RT_E_BASE64_PADDING, RT_IN_TOP, 0, text.at + i + 3 - padding);
    }
    return true;
}

/* The same of four digits; false if there is anything else among them. */
/*@ requires \valid(group) && rt_readable(text);
    assigns *group; */
static bool take_digits(uint32_t *group, struct rt_bytes text, size_t i)
{
    uint32_t chars;
    if (!rt_bytes_u32(&chars, text, i)) {
        *group = 0;
        return false;
    }
    const uint32_t a = digit((uint8_t)chars), b = digit((uint8_t)(chars >> 8));
    const uint32_t c = digit((uint8_t)(chars >> 16)), d = digit((uint8_t)(chars >> 24));
    *group = a << 18 | b << 12 | c << 6 | d;
    return (a | b | c | d) < NO_DIGIT;
}

/* Decodes the first `num` groups, up to one that has anything but digits; how many it decoded. */
/*@ requires rt_readable(text) && 4 * num <= text.len && \valid(out + (0 .. 3 * num - 1));
    assigns out[0 .. 3 * num - 1];
    ensures \result <= num; */
static size_t decode_digits(uint8_t *out, struct rt_bytes text, size_t num)
{
    size_t i = 0;
    uint32_t group;
    /*@ loop invariant i <= num;
        loop assigns i, group, out[0 .. 3 * num - 1];
        loop variant num - i; */
    while (i < num && take_digits(&group, text, 4 * i)) {
        out[3 * i] = (uint8_t)(group >> 16);
        out[3 * i + 1] = (uint8_t)(group >> 8);
        out[3 * i + 2] = (uint8_t)group;
        i++;
    }
    return i;
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
    const size_t done = text.len == 0 ? 0 : decode_digits(out, text, text.len / 4 - 1);
    size_t at = 3 * done; /* at most RT_BASE64_ROOM(text.len) - padding <= cap */
    /*@ loop invariant i <= text.len && i % 4 == 0;
        loop invariant at == i / 4 * 3 - (i == text.len ? padding : 0);
        loop assigns i, at, out[0 .. cap - 1], *err;
        loop variant text.len - i; */
    for (size_t i = 4 * done; i < text.len; i += 4) {
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
