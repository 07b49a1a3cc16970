#include "tools/values.h"

#include "parser/base64.h"
#include "parser/timestamp.h"
#include "tools/hex.h"
#include "tools/request_maker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool value_hex(uint8_t *out, size_t *len, size_t cap, const char *word)
{
    size_t at, room = HEX_ROOM(strlen(word));
    uint8_t *decoded = malloc(room);
    bool ok = decoded != NULL && hex_decode(decoded, len, &at, room, rt_bytes_from(word, strlen(word))) &&
              *len > 0 && *len <= cap;
    *len = ok ? *len : 0;
    if (ok) {
        memcpy(out, decoded, *len);
    }
    free(decoded);
    return ok;
}

bool value_key(uint8_t out[32], const char *word)
{
    uint8_t bytes[33];
    size_t len;
    struct rt_error err;
    bool ok = (rt_base64_decode(bytes, &len, &err, sizeof bytes, rt_bytes_from(word, strlen(word))) ||
               value_hex(bytes, &len, sizeof bytes, word)) &&
              len == 32;
    memset(out, 0, 32);
    if (ok) {
        memcpy(out, bytes, 32);
    }
    return ok;
}

/* Digits alone, up to 2^64 - 1; `rest` is what follows them. */
static bool take_number(uint64_t *out, const char **rest, const char *word)
{
    *out = 0;
    *rest = word;
    for (; **rest >= '0' && **rest <= '9'; (*rest)++) {
        uint64_t digit = (uint64_t)(**rest - '0');
        if (*out > (UINT64_MAX - digit) / 10) {
            return false;
        }
        *out = *out * 10 + digit;
    }
    return *rest != word;
}

bool value_duration(uint64_t *micros, const char *word)
{
    static const struct {
        const char *name;
        uint64_t micros;
    } units[] = {{"", 1000000},
                 {"s", 1000000},
                 {"us", 1},
                 {"ms", 1000},
                 {"m", UINT64_C(60000000)},
                 {"h", UINT64_C(3600000000)},
                 {"d", RT_DAY_MICROS},
                 {"w", 7 * RT_DAY_MICROS}};
    const char *unit;
    uint64_t num;
    if (!take_number(&num, &unit, word)) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].name) == 0) {
            bool fits = num <= UINT64_MAX / units[i].micros;
            *micros = fits ? num * units[i].micros : 0;
            return fits;
        }
    }
    return false;
}

bool value_date(struct rt_date *out, const char *word, size_t len)
{
    char text[64];
    const char *rest;
    uint64_t seconds;
    *out = (struct rt_date){.there = len > 0};
    if (len >= sizeof text - 10) {
        return false;
    }
    memcpy(text, word, len);
    text[len] = '\0';
    if (len == 0 || rt_timestamp_parse(&out->time, rt_bytes_from(text, len))) {
        return true;
    }
    if (take_number(&seconds, &rest, text) && *rest == '\0') {
        out->time = rt_time_from_raw(seconds, RT_UNIT_SECONDS);
        return true;
    }
    memcpy(text + len, "T00:00:00Z", 10);
    return rt_timestamp_parse(&out->time, rt_bytes_from(text, len + 10));
}

static bool take_hex_number(uint64_t *out, const char *digits)
{
    size_t len = strspn(digits, "0123456789abcdefABCDEF");
    *out = len > 0 && len <= 8 && digits[len] == '\0' ? strtoull(digits, NULL, 16) : 0;
    return len > 0 && len <= 8 && digits[len] == '\0';
}

bool value_code(uint32_t *out, const char *word)
{
    const char *rest = "";
    uint64_t num;
    bool hex = word[0] == '0' && (word[1] == 'x' || word[1] == 'X');
    bool ok = hex ? take_hex_number(&num, word + 2) : take_number(&num, &rest, word) && *rest == '\0';
    *out = ok && num <= UINT32_MAX ? (uint32_t)num : 0;
    return ok && num <= UINT32_MAX;
}

bool value_version(const struct rt_version **row, uint32_t *code, const char *word)
{
    *row = rt_version_named(code, rt_bytes_from(word, strlen(word)));
    if (*row == NULL && value_code(code, word)) {
        *row = request_version(*code);
        return true;
    }
    return *row != NULL;
}
