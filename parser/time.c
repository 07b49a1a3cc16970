#include "time.h"

#include "text.h"

#define MJD_OF_1970 40587

/*@ assigns \nothing;
    ensures 0 <= \result.day < 0x10000000; */
static struct rt_time from_micros(uint64_t micros)
{
    return (struct rt_time){(int64_t)(micros / RT_DAY_MICROS), micros % RT_DAY_MICROS};
}

/*@ assigns \nothing;
    ensures -MJD_OF_1970 <= \result.day < 0x1000000; */
static struct rt_time from_mjd(uint64_t raw)
{
    const uint64_t one = UINT64_C(1) << 40;
    return (struct rt_time){(int64_t)(raw / one) - MJD_OF_1970, raw % one};
}

struct rt_time rt_time_from_raw(uint64_t raw, enum rt_unit unit)
{
    switch (unit) {
    case RT_UNIT_SECONDS:
        return (struct rt_time){(int64_t)(raw / 86400), raw % 86400 * 1000000};
    case RT_UNIT_MICROSECONDS:
        return from_micros(raw);
    case RT_UNIT_MJD:
        return from_mjd(raw);
    case RT_UNIT_UNKNOWN:
        break;
    }
    return (struct rt_time){0, 0};
}

struct rt_time rt_time_from_mjd(uint32_t days)
{
    return (struct rt_time){(int64_t)days - MJD_OF_1970, 0};
}

uint64_t rt_time_radius_micros(uint32_t radi, enum rt_unit unit)
{
    switch (unit) {
    case RT_UNIT_SECONDS:
        return (uint64_t)radi * 1000000;
    case RT_UNIT_MICROSECONDS:
    case RT_UNIT_MJD:
        return radi;
    case RT_UNIT_UNKNOWN:
        break;
    }
    return 0;
}

/*@ assigns \nothing;
    ensures \result == (t.micros >= RT_DAY_MICROS ? RT_LEAP_DAY_MICROS : RT_DAY_MICROS); */
static uint64_t day_len(struct rt_time t)
{
    return t.micros >= RT_DAY_MICROS ? RT_LEAP_DAY_MICROS : RT_DAY_MICROS;
}

/* Raw times lie within 2^48 days of 1970 and 2^64 us are less than 2^28 days: int64 holds 2^35 steps. */
struct rt_time rt_time_add(struct rt_time t, uint64_t micros)
{
    uint64_t left = day_len(t) > t.micros ? day_len(t) - t.micros : 0;
    if (micros == 0 || micros < left) {
        return (struct rt_time){t.day, t.micros + micros};
    }
    uint64_t beyond = micros - left;
    return (struct rt_time){t.day + 1 + (int64_t)(beyond / RT_DAY_MICROS), beyond % RT_DAY_MICROS};
}

struct rt_time rt_time_sub(struct rt_time t, uint64_t micros)
{
    if (micros <= t.micros) {
        return (struct rt_time){t.day, t.micros - micros};
    }
    uint64_t before = micros - t.micros - 1; /* 0: the last microsecond of the day before */
    return (struct rt_time){t.day - 1 - (int64_t)(before / RT_DAY_MICROS),
                            RT_DAY_MICROS - 1 - before % RT_DAY_MICROS};
}

int rt_time_compare(struct rt_time a, struct rt_time b)
{
    if (a.day != b.day) {
        return a.day < b.day ? -1 : 1;
    }
    return a.micros < b.micros ? -1 : a.micros > b.micros;
}

struct rt_interval rt_interval_from(struct rt_time midpoint, uint64_t radius_micros)
{
    return (struct rt_interval){rt_time_sub(midpoint, radius_micros), rt_time_add(midpoint, radius_micros)};
}

bool rt_time_is_plausible(uint64_t raw, enum rt_unit unit)
{
    switch (unit) {
    case RT_UNIT_SECONDS:
        return raw < UINT64_C(100000000000);
    case RT_UNIT_MICROSECONDS:
        return raw >= UINT64_C(100000000000000) && raw < UINT64_C(10000000000000000);
    case RT_UNIT_MJD:
        return raw >> 40 >= MJD_OF_1970 && raw >> 40 < 200000 &&
               (raw & ((UINT64_C(1) << 40) - 1)) <= RT_LEAP_DAY_MICROS;
    case RT_UNIT_UNKNOWN:
        break;
    }
    return false;
}

enum rt_unit rt_time_guess_unit(uint64_t raw)
{
    if (rt_time_is_plausible(raw, RT_UNIT_SECONDS)) {
        return RT_UNIT_SECONDS;
    }
    if (rt_time_is_plausible(raw, RT_UNIT_MICROSECONDS)) {
        return RT_UNIT_MICROSECONDS;
    }
    return rt_time_is_plausible(raw, RT_UNIT_MJD) ? RT_UNIT_MJD : RT_UNIT_UNKNOWN;
}

/* Year, month and day of a day since 1970 in the proleptic Gregorian calendar. Years are counted from March
 * within eras of 400 years or 146097 days, so that the leap day is the last of its year. */
static void civil_from_days(int64_t *year, unsigned *month, unsigned *day, int64_t days)
{
    int64_t shifted = days + 719468; /* since 0000-03-01 */
    int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t of_era = shifted - era * 146097;                                              /* [0, 146096] */
    int64_t of_years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365; /* [0, 399] */
    int64_t of_year = of_era - (365 * of_years + of_years / 4 - of_years / 100);          /* [0, 365] */
    int64_t month_from_march = (5 * of_year + 2) / 153;                                   /* [0, 11] */
    *day = (unsigned)(of_year - (153 * month_from_march + 2) / 5 + 1);                    /* [1, 31] */
    *month = (unsigned)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9); /* [1, 12] */
    *year = of_years + era * 400 + (*month <= 2 ? 1 : 0);
}

static void text_date(struct rt_text *text, int64_t days)
{
    int64_t year;
    unsigned month, day;
    civil_from_days(&year, &month, &day, days);
    if (year < 0 || year > 9999) {
        rt_text_char(text, year < 0 ? '-' : '+');
    }
    rt_text_uint_padded(text, (uint64_t)(year < 0 ? -year : year), 4);
    rt_text_char(text, '-');
    rt_text_uint_padded(text, month, 2);
    rt_text_char(text, '-');
    rt_text_uint_padded(text, day, 2);
}

static void text_time_of_day(struct rt_text *text, uint64_t micros)
{
    bool leap = micros >= RT_DAY_MICROS;
    uint64_t second = leap ? 86399 : micros / 1000000;
    uint64_t fraction = micros % 1000000;
    rt_text_char(text, 'T');
    rt_text_uint_padded(text, second / 3600, 2);
    rt_text_char(text, ':');
    rt_text_uint_padded(text, second / 60 % 60, 2);
    rt_text_char(text, ':');
    rt_text_uint_padded(text, leap ? 60 : second % 60, 2);
    if (fraction != 0) {
        rt_text_char(text, '.');
        rt_text_uint_padded(text, fraction, 6);
    }
    rt_text_char(text, 'Z');
}

void rt_time_format(char out[RT_TIME_TEXT_MAX], struct rt_time t)
{
    struct rt_text text = rt_text_into(out, RT_TIME_TEXT_MAX - 1);
    text_date(&text, t.day);
    if (t.micros < RT_LEAP_DAY_MICROS) {
        text_time_of_day(&text, t.micros);
    } else {
        rt_text_char(&text, '+');
        rt_text_uint(&text, t.micros);
        rt_text_string(&text, "us");
    }
    out[rt_text_len(&text)] = '\0';
}

void rt_time_format_date(char out[RT_TIME_TEXT_MAX], struct rt_time t)
{
    struct rt_text text = rt_text_into(out, RT_TIME_TEXT_MAX - 1);
    text_date(&text, t.day);
    out[rt_text_len(&text)] = '\0';
}
