/* Time as Roughtime carries it: three units, one type that loses nothing of any of them, and intervals. */
#ifndef ROUGHPROOF_PARSER_TIME_H
#define ROUGHPROOF_PARSER_TIME_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What MIDP, MINT and MAXT count. RADI is in seconds with the first, in microseconds with the others. */
enum rt_unit {
    RT_UNIT_UNKNOWN,
    RT_UNIT_SECONDS,      /* since 1970, days of 86400 s (draft 08 on, RFC 10049 4.1.4) */
    RT_UNIT_MICROSECONDS, /* since 1970 (Google) */
    RT_UNIT_MJD, /* Modified Julian Date in the high 24 bits, microseconds of the day below (00-07) */
};

#define RT_DAY_MICROS      UINT64_C(86400000000)
#define RT_LEAP_DAY_MICROS UINT64_C(86401000000)

/* A point in time: days since 1970-01-01 and microseconds of that day. A day that ends in a leap second runs
 * to 86 400 999 999; a hostile MJD may claim up to 2^40 - 1, which is kept as it is.
 * Order is that of (day, micros). */
struct rt_time {
    int64_t day;
    uint64_t micros;
};

/* The open interval (low, high) in which a server claims the true time lay. */
struct rt_interval {
    struct rt_time low;
    struct rt_time high;
};

/*@ // What a raw value can be, moved by fewer than 2^35 times 2^64 microseconds.
    predicate rt_time_near(struct rt_time t) = -0x4000000000000000 <= t.day <= 0x4000000000000000;

    predicate rt_before(struct rt_time a, struct rt_time b) =
      a.day < b.day || (a.day == b.day && a.micros < b.micros); */

/* `raw` read in `unit`; day 0 for RT_UNIT_UNKNOWN. Every raw value has its own time in its unit. */
/*@ assigns \nothing;
    ensures -40587 <= \result.day < 0x1000000000000; */
struct rt_time rt_time_from_raw(uint64_t raw, enum rt_unit unit);

/* Midnight of a Modified Julian Date, as LEAP lists them. */
/*@ assigns \nothing;
    ensures -40587 <= \result.day < 0x100000000; */
struct rt_time rt_time_from_mjd(uint32_t days);

/* RADI in microseconds: below 2^32 * 10^6, so it fits. 0 for RT_UNIT_UNKNOWN. */
/*@ assigns \nothing;
    ensures \result <= 0xffffffff * 1000000; */
uint64_t rt_time_radius_micros(uint32_t radi, enum rt_unit unit);

/* `t` later or earlier by any number of microseconds: no overflow for times that came from a raw value,
 * however often. Days have 86400 s, but the day of `t` has 86401 when `t` lies in its leap second. */
/*@ requires rt_time_near(t);
    assigns \nothing;
    ensures !rt_before(\result, t) && \result.day <= t.day + 0x10000000; */
struct rt_time rt_time_add(struct rt_time t, uint64_t micros);
/*@ requires rt_time_near(t);
    assigns \nothing;
    ensures !rt_before(t, \result) && \result.day >= t.day - 0x10000000; */
struct rt_time rt_time_sub(struct rt_time t, uint64_t micros);

/* Negative, 0 or positive as `a` is before, at or after `b`. */
/*@ assigns \nothing;
    ensures \result < 0 <==> rt_before(a, b);
    ensures \result > 0 <==> rt_before(b, a);
    ensures \result == 0 <==> a.day == b.day && a.micros == b.micros; */
int rt_time_compare(struct rt_time a, struct rt_time b);

/* (midpoint - radius, midpoint + radius). */
/*@ requires rt_time_near(midpoint);
    assigns \nothing;
    ensures !rt_before(midpoint, \result.low) && !rt_before(\result.high, midpoint); */
struct rt_interval rt_interval_from(struct rt_time midpoint, uint64_t radius_micros);

/* `raw` lies in the range of times that `unit` had for human purposes: seconds below 10^11, microseconds in
 * [10^14, 10^16), MJD in [40587, 200000) days with a day of at most 86 401 000 000. The three ranges are
 * disjoint, so a time relabelled with another unit is never plausible. */
/*@ assigns \nothing; */
bool rt_time_is_plausible(uint64_t raw, enum rt_unit unit);

/* The unit in which `raw` is plausible, RT_UNIT_UNKNOWN if none. A hint for people, never for verification.
 */
/*@ assigns \nothing; */
enum rt_unit rt_time_guess_unit(uint64_t raw);

/* Room for rt_time_format: sign, 16 digits of year, "-12-31T23:59:60.123456Z" and the NUL, with room left. */
#define RT_TIME_TEXT_MAX 48

/* ISO 8601: "2026-03-16T19:12:51Z", with ".123456" if the microseconds are not zero and with second 60 in a
 * leap second. Years beyond 9999 or before 0 carry a sign. A microsecond of the day of 86 401 000 000 or more
 * names no time of day: then "2026-03-16+99999999999us". */
void rt_time_format(char out[RT_TIME_TEXT_MAX], struct rt_time t);

/* The date alone. */
void rt_time_format_date(char out[RT_TIME_TEXT_MAX], struct rt_time t);

#ifdef __cplusplus
}
#endif

#endif
