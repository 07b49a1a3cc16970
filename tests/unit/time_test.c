/* Times: units, dates against a calendar kept day by day, leap seconds, arithmetic at its ends. */
#include "parser/time.h"
#include "tests/check.h"

#define US     UINT64_C(1000000)
#define MJD(d) ((uint64_t)(d) << 40)

static void units(void)
{
    static const struct {
        const char *name;
        uint64_t raw;
        enum rt_unit unit;
        int64_t day;
        uint64_t micros;
        const char *text;
    } rows[] = {
        {"epoch", 0, RT_UNIT_SECONDS, 0, 0, "1970-01-01T00:00:00Z"},
        {"last second", 86399, RT_UNIT_SECONDS, 0, 86399 * US, "1970-01-01T23:59:59Z"},
        {"next day", 86400, RT_UNIT_SECONDS, 1, 0, "1970-01-02T00:00:00Z"},
        {"RFC App. B", 1773688371, RT_UNIT_SECONDS, 20528, 69171 * US, "2026-03-16T19:12:51Z"},
        {"2^32", UINT64_C(1) << 32, RT_UNIT_SECONDS, 49710, 23296 * US, "2106-02-07T06:28:16Z"},
        {"2^64 - 1 s", UINT64_MAX, RT_UNIT_SECONDS, INT64_C(213503982334601), 25215 * US,
         "+584554051223-11-09T07:00:15Z"},
        {"one us", 1, RT_UNIT_MICROSECONDS, 0, 1, "1970-01-01T00:00:00.000001Z"},
        {"roughenough", UINT64_C(1693045567088983), RT_UNIT_MICROSECONDS, 19595, UINT64_C(37567088983),
         "2023-08-26T10:26:07.088983Z"},
        {"last us", UINT64_C(86399999999), RT_UNIT_MICROSECONDS, 0, UINT64_C(86399999999),
         "1970-01-01T23:59:59.999999Z"},
        {"no leap second", UINT64_C(86400000000), RT_UNIT_MICROSECONDS, 1, 0, "1970-01-02T00:00:00Z"},
        {"2^64 - 1 us", UINT64_MAX, RT_UNIT_MICROSECONDS, 213503982, UINT64_C(28909551615), NULL},
        {"MJD 0", 0, RT_UNIT_MJD, -40587, 0, "1858-11-17T00:00:00Z"},
        {"MJD of 1970", MJD(40587), RT_UNIT_MJD, 0, 0, "1970-01-01T00:00:00Z"},
        {"MJD and us", MJD(61115) | 1500000, RT_UNIT_MJD, 20528, 1500000, "2026-03-16T00:00:01.500000Z"},
        {"before the leap second", MJD(57753) | UINT64_C(86399999999), RT_UNIT_MJD, 17166,
         UINT64_C(86399999999), "2016-12-31T23:59:59.999999Z"},
        {"leap second", MJD(57753) | UINT64_C(86400000000), RT_UNIT_MJD, 17166, UINT64_C(86400000000),
         "2016-12-31T23:59:60Z"},
        {"end of the leap second", MJD(57753) | UINT64_C(86400999999), RT_UNIT_MJD, 17166,
         UINT64_C(86400999999), "2016-12-31T23:59:60.999999Z"},
        {"no time of day", MJD(57753) | UINT64_C(86401000000), RT_UNIT_MJD, 17166, UINT64_C(86401000000),
         "2016-12-31+86401000000us"},
        {"2^64 - 1 MJD", UINT64_MAX, RT_UNIT_MJD, 16736628, (UINT64_C(1) << 40) - 1,
         "+47793-05-01+1099511627775us"},
        {"unknown", UINT64_MAX, RT_UNIT_UNKNOWN, 0, 0, "1970-01-01T00:00:00Z"},
    };
    char text[RT_TIME_TEXT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_time t = rt_time_from_raw(rows[i].raw, rows[i].unit);
        CHECK_EQ(rows[i].name, t.day, rows[i].day);
        if (rows[i].text != NULL) {
            CHECK_EQ(rows[i].name, t.micros, rows[i].micros);
            rt_time_format(text, t);
            CHECK_STR(rows[i].name, text, rows[i].text);
        }
    }
    struct rt_time last = rt_time_from_raw(UINT64_MAX, RT_UNIT_MICROSECONDS);
    CHECK_EQ("2^64 - 1 us", (uint64_t)last.day * RT_DAY_MICROS + last.micros, UINT64_MAX);
    rt_time_format(text, last);
    CHECK_STR("2^64 - 1 us", text, "+586524-01-19T08:01:49.551615Z");
}

static void dates(void)
{
    static const struct {
        int64_t day;
        const char *text;
    } rows[] = {
        {0, "1970-01-01"},         {-1, "1969-12-31"},       {911, "1972-06-30"},
        {11016, "2000-02-29"},     {-25509, "1900-02-28"},   {-25508, "1900-03-01"},
        {19782, "2024-02-29"},     {47540, "2100-02-28"},    {47541, "2100-03-01"},
        {-135081, "1600-02-29"},   {-719162, "0001-01-01"},  {-719163, "0000-12-31"},
        {-719528, "0000-01-01"},   {-719529, "-0001-12-31"}, {2932896, "9999-12-31"},
        {2932897, "+10000-01-01"}, {-40587, "1858-11-17"},   {-719469, "0000-02-29"},
        {-719468, "0000-03-01"},   {-865625, "-0400-01-01"}, {-865566, "-0400-02-29"},
    };
    char text[RT_TIME_TEXT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rt_time_format_date(text, (struct rt_time){rows[i].day, UINT64_MAX});
        CHECK_STR("date", text, rows[i].text);
    }
}

static unsigned month_len(int year, unsigned month)
{
    static const unsigned char lens[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leap ? 29 : lens[month - 1];
}

/* Every day from the year -30 to the year 2800, counted one by one. */
static void calendar(void)
{
    int year = -30;
    unsigned month = 1, day = 1;
    char text[RT_TIME_TEXT_MAX], expected[32];
    for (int64_t days = -730485; days < 303151; days++) {
        snprintf(expected, sizeof expected, "%s%04d-%02u-%02u", year < 0 ? "-" : "", year < 0 ? -year : year,
                 month, day);
        rt_time_format_date(text, (struct rt_time){days, 0});
        CHECK_STR("calendar", text, expected);
        if (++day > month_len(year, month)) {
            day = 1;
            year += month == 12 ? 1 : 0;
            month = month % 12 + 1;
        }
    }
}

static void formats(void)
{
    static const struct {
        struct rt_time t;
        const char *text;
    } rows[] = {
        {{0, 999999}, "1970-01-01T00:00:00.999999Z"},
        {{0, 100000}, "1970-01-01T00:00:00.100000Z"},
        {{-1, UINT64_C(86399000000)}, "1969-12-31T23:59:59Z"},
        {{0, UINT64_C(43200000000)}, "1970-01-01T12:00:00Z"},
        {{0, UINT64_C(3599000000)}, "1970-01-01T00:59:59Z"},
        {{0, UINT64_C(3600000000)}, "1970-01-01T01:00:00Z"},
        {{0, UINT64_MAX}, "1970-01-01+18446744073709551615us"},
        {{INT64_C(213503982334601), UINT64_MAX}, "+584554051223-11-09+18446744073709551615us"},
    };
    char text[RT_TIME_TEXT_MAX];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rt_time_format(text, rows[i].t);
        CHECK_STR("format", text, rows[i].text);
    }
}

static void check_time(const char *name, struct rt_time got, int64_t day, uint64_t micros)
{
    CHECK(got.day == day && got.micros == micros, "%s: %lld, %llu us", name, (long long)got.day,
          (unsigned long long)got.micros);
}

static void arithmetic(void)
{
    static const struct {
        const char *name;
        struct rt_time t;
        uint64_t micros;
        struct rt_time sum, difference;
    } rows[] = {
        {"nothing", {5, 7}, 0, {5, 7}, {5, 7}},
        {"one", {5, 7}, 1, {5, 8}, {5, 6}},
        {"to midnight", {5, 7}, 7, {5, 14}, {5, 0}},
        {"over midnight", {5, 7}, 8, {5, 15}, {4, RT_DAY_MICROS - 1}},
        {"a day", {5, 7}, RT_DAY_MICROS, {6, 7}, {4, 7}},
        {"last of the day", {5, RT_DAY_MICROS - 1}, 1, {6, 0}, {5, RT_DAY_MICROS - 2}},
        {"a week", {0, 0}, 7 * RT_DAY_MICROS, {7, 0}, {-7, 0}},
        {"a day less one", {0, 0}, RT_DAY_MICROS - 1, {0, RT_DAY_MICROS - 1}, {-1, 1}},
        {"into the leap second", {9, RT_DAY_MICROS}, 1, {9, RT_DAY_MICROS + 1}, {9, RT_DAY_MICROS - 1}},
        {"last of the leap second", {9, RT_LEAP_DAY_MICROS - 1}, 1, {10, 0}, {9, RT_LEAP_DAY_MICROS - 2}},
        {"across the leap second", {9, RT_DAY_MICROS}, 2000000, {10, 1000000}, {9, RT_DAY_MICROS - 2000000}},
        {"2^64 - 1",
         {0, 0},
         UINT64_MAX,
         {213503982, UINT64_C(28909551615)},
         {-213503983, UINT64_C(57490448385)}},
        {"2^64 - 1 from the end",
         {0, RT_DAY_MICROS - 1},
         UINT64_MAX,
         {213503983, UINT64_C(28909551614)},
         {-213503982, UINT64_C(57490448384)}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rt_time sum = rt_time_add(rows[i].t, rows[i].micros);
        struct rt_time difference = rt_time_sub(rows[i].t, rows[i].micros);
        check_time(rows[i].name, sum, rows[i].sum.day, rows[i].sum.micros);
        check_time(rows[i].name, difference, rows[i].difference.day, rows[i].difference.micros);
        struct rt_interval interval = rt_interval_from(rows[i].t, rows[i].micros);
        check_time(rows[i].name, interval.low, difference.day, difference.micros);
        check_time(rows[i].name, interval.high, sum.day, sum.micros);
    }
}

/* Over every pair of ends: later is not earlier, and nothing overflows (the sanitizers watch). */
static void extremes(void)
{
    static const uint64_t raws[] = {0,
                                    1,
                                    86399,
                                    86400,
                                    UINT64_C(1) << 40,
                                    MJD(40587) | UINT64_C(86400999999),
                                    (UINT64_C(1) << 40) - 1,
                                    UINT64_C(1) << 63,
                                    UINT64_MAX - 1,
                                    UINT64_MAX};
    enum { NUM = sizeof raws / sizeof raws[0] };
    char text[RT_TIME_TEXT_MAX];
    for (enum rt_unit unit = RT_UNIT_UNKNOWN; unit <= RT_UNIT_MJD; unit++) {
        for (size_t i = 0; i < NUM * NUM; i++) {
            struct rt_time t = rt_time_from_raw(raws[i / NUM], unit);
            uint64_t micros = raws[i % NUM];
            struct rt_interval open = rt_interval_from(t, micros);
            int sign = micros == 0 ? 0 : 1;
            CHECK(rt_time_compare(open.high, t) == sign && rt_time_compare(t, open.low) == sign,
                  "order of %zu", i);
            for (unsigned again = 0; again < 1000; again++) {
                struct rt_interval wider = {rt_time_sub(open.low, UINT64_MAX),
                                            rt_time_add(open.high, UINT64_MAX)};
                CHECK(rt_time_compare(wider.low, open.low) < 0 && rt_time_compare(wider.high, open.high) > 0,
                      "order of %zu, again", i);
                open = wider;
            }
            rt_time_format(text, open.low);
            CHECK(strlen(text) < RT_TIME_TEXT_MAX, "length of the text");
        }
    }
    CHECK_EQ("radius", rt_time_radius_micros(UINT32_MAX, RT_UNIT_SECONDS), UINT64_C(4294967295000000));
    CHECK_EQ("radius", rt_time_radius_micros(UINT32_MAX, RT_UNIT_MICROSECONDS), UINT32_MAX);
    CHECK_EQ("radius", rt_time_radius_micros(UINT32_MAX, RT_UNIT_MJD), UINT32_MAX);
    CHECK_EQ("radius", rt_time_radius_micros(UINT32_MAX, RT_UNIT_UNKNOWN), 0);
    CHECK_EQ("radius", rt_time_radius_micros(3, RT_UNIT_SECONDS), 3000000);
}

/* The whole order, from a list that ascends. */
static void compare(void)
{
    static const struct rt_time ascending[] = {
        {INT64_MIN, 0},
        {-2, RT_LEAP_DAY_MICROS},
        {-1, 0},
        {-1, 1},
        {0, 0},
        {0, RT_DAY_MICROS - 1},
        {0, RT_DAY_MICROS},
        {0, RT_LEAP_DAY_MICROS - 1},
        {0, UINT64_MAX},
        {1, 0},
        {INT64_MAX, UINT64_MAX},
    };
    int num = (int)(sizeof ascending / sizeof ascending[0]);
    for (int i = 0; i < num; i++) {
        for (int j = 0; j < num; j++) {
            int sign = rt_time_compare(ascending[i], ascending[j]);
            CHECK(i < j ? sign < 0 : i > j ? sign > 0 : sign == 0, "%d and %d: %d", i, j, sign);
        }
    }
}

static void plausible(void)
{
    static const struct {
        uint64_t raw;
        enum rt_unit unit; /* the only one in which it is plausible */
    } rows[] = {
        {0, RT_UNIT_SECONDS},
        {UINT64_C(99999999999), RT_UNIT_SECONDS},
        {UINT64_C(100000000000), RT_UNIT_UNKNOWN},
        {UINT64_C(99999999999999), RT_UNIT_UNKNOWN},
        {UINT64_C(100000000000000), RT_UNIT_MICROSECONDS},
        {UINT64_C(9999999999999999), RT_UNIT_MICROSECONDS},
        {UINT64_C(10000000000000000), RT_UNIT_UNKNOWN},
        {MJD(40587) - 1, RT_UNIT_UNKNOWN},
        {MJD(40587), RT_UNIT_MJD},
        {MJD(40587) | UINT64_C(86400999999), RT_UNIT_MJD},
        {MJD(40587) | UINT64_C(86401000000), RT_UNIT_MJD},
        {MJD(40587) | UINT64_C(86401000001), RT_UNIT_UNKNOWN},
        {MJD(199999) | UINT64_C(86401000000), RT_UNIT_MJD},
        {MJD(199999) | UINT64_C(86401000001), RT_UNIT_UNKNOWN},
        {MJD(200000), RT_UNIT_UNKNOWN},
        {MJD(200000) - 1, RT_UNIT_UNKNOWN},
        {UINT64_MAX, RT_UNIT_UNKNOWN},
        {UINT64_C(1) << 63, RT_UNIT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK_EQ("guess", rt_time_guess_unit(rows[i].raw), rows[i].unit);
        for (enum rt_unit unit = RT_UNIT_UNKNOWN; unit <= RT_UNIT_MJD; unit++) {
            bool expected = unit == rows[i].unit && unit != RT_UNIT_UNKNOWN;
            CHECK(rt_time_is_plausible(rows[i].raw, unit) == expected, "row %zu, unit %d", i, (int)unit);
        }
    }
}

int main(void)
{
    units();
    dates();
    calendar();
    formats();
    arithmetic();
    extremes();
    compare();
    plausible();
    return check_done("time");
}
