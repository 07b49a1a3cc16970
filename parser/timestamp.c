#include "timestamp.h"

struct cursor {
    struct rt_bytes text;
    size_t pos;
};

static uint8_t peek(const struct cursor *c)
{
    uint8_t b;
    return rt_bytes_u8(&b, c->text, c->pos) ? b : 0;
}

/* One of two characters. */
static bool take(struct cursor *c, uint8_t a, uint8_t b)
{
    bool ok = peek(c) != 0 && (peek(c) == a || peek(c) == b);
    c->pos += ok ? 1 : 0;
    return ok;
}

static bool take_digit(unsigned *out, struct cursor *c)
{
    bool ok = peek(c) >= '0' && peek(c) <= '9';
    *out = ok ? (unsigned)(peek(c) - '0') : 0;
    c->pos += ok ? 1 : 0;
    return ok;
}

/* Just `digits` digits, of a number from `least` to `most`. */
static bool take_number(unsigned *out, struct cursor *c, unsigned digits, unsigned least, unsigned most)
{
    unsigned digit;
    *out = 0;
    for (unsigned i = 0; i < digits; i++) {
        if (!take_digit(&digit, c)) {
            return false;
        }
        *out = *out * 10 + digit;
    }
    return *out >= least && *out <= most;
}

static unsigned month_len(unsigned year, unsigned month)
{
    static const uint8_t lens[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : lens[month - 1];
}

/* Days since 1970: years count from March, so that the leap day is their last (as in time.c). */
static int64_t days_from_civil(unsigned year, unsigned month, unsigned day)
{
    int64_t y = (int64_t)year + 400 - (month <= 2 ? 1 : 0); /* an era more, for year 0 */
    int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return y * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468 - 146097;
}

static bool take_date(int64_t *day, struct cursor *c)
{
    unsigned y, m, d;
    *day = 0;
    if (!take_number(&y, c, 4, 0, 9999) || !take(c, '-', '-') || !take_number(&m, c, 2, 1, 12) ||
        !take(c, '-', '-') || !take_number(&d, c, 2, 1, 31) || d > month_len(y, m)) {
        return false;
    }
    *day = days_from_civil(y, m, d);
    return true;
}

static bool take_fraction(uint64_t *micros, struct cursor *c)
{
    unsigned digit, num = 0;
    *micros = 0;
    if (!take(c, '.', '.')) {
        return true;
    }
    for (; take_digit(&digit, c); num++) {
        *micros = num < 6 ? *micros * 10 + digit : *micros;
    }
    for (unsigned i = num; i < 6; i++) {
        *micros *= 10;
    }
    return num > 0;
}

/* The time of day in microseconds; a leap second lies beyond all others. */
static bool take_time(uint64_t *micros, struct cursor *c)
{
    unsigned h, m, s;
    uint64_t fraction;
    *micros = 0;
    if (!take_number(&h, c, 2, 0, 23) || !take(c, ':', ':') || !take_number(&m, c, 2, 0, 59) ||
        !take(c, ':', ':') || !take_number(&s, c, 2, 0, 60) || !take_fraction(&fraction, c)) {
        return false;
    }
    *micros = ((uint64_t)h * 3600 + m * 60 + s) * 1000000 + fraction;
    return s < 60 || (h == 23 && m == 59);
}

/* Moves `t` from local time to UTC. */
static bool take_offset(struct rt_time *t, struct cursor *c)
{
    unsigned h, m;
    if (take(c, 'Z', 'z')) {
        return true;
    }
    bool minus = peek(c) == '-';
    if (!take(c, '+', '-') || !take_number(&h, c, 2, 0, 23) || !take(c, ':', ':') ||
        !take_number(&m, c, 2, 0, 59)) {
        return false;
    }
    uint64_t micros = ((uint64_t)h * 60 + m) * 60000000;
    bool leap = t->micros >= RT_DAY_MICROS;
    *t = minus ? rt_time_add(*t, micros) : rt_time_sub(*t, micros);
    return !leap || micros == 0;
}

bool rt_timestamp_parse(struct rt_time *out, struct rt_bytes text)
{
    struct cursor c = {text, 0};
    struct rt_time t;
    *out = (struct rt_time){0, 0};
    if (!take_date(&t.day, &c) || !take(&c, 'T', 't') || !take_time(&t.micros, &c) || !take_offset(&t, &c) ||
        c.pos != text.len) {
        return false;
    }
    *out = t;
    return true;
}
