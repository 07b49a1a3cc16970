#include "tools/offset.h"

#include <inttypes.h>
#include <stdio.h>

#define LIMIT  (INT64_C(1) << 62)
#define MICROS INT64_C(1000000)

struct offset offset_any(void)
{
    return (struct offset){-LIMIT, LIMIT};
}

/* In microseconds since 1970. 2^62 of them are 53375995 days and some. */
static int64_t micros_of(struct rt_time time)
{
    static const int64_t days = LIMIT / (int64_t)RT_DAY_MICROS - 1;
    uint64_t rest = time.micros < 2 * RT_DAY_MICROS ? time.micros : 2 * RT_DAY_MICROS;
    return time.day > days    ? LIMIT
           : time.day < -days ? -LIMIT
                              : time.day * (int64_t)RT_DAY_MICROS + (int64_t)rest;
}

static int64_t cut_off(int64_t micros)
{
    return micros > LIMIT ? LIMIT : micros < -LIMIT ? -LIMIT : micros;
}

/* Both are in [-2^62, 2^62]: no overflow. */
static int64_t minus(int64_t a, int64_t b)
{
    return cut_off(a - cut_off(b));
}

struct offset offset_of(const struct rt_interval *stated, int64_t sent, int64_t received)
{
    return (struct offset){minus(micros_of(stated->low), received), minus(micros_of(stated->high), sent)};
}

struct offset offset_meet(struct offset a, struct offset b)
{
    return (struct offset){a.low > b.low ? a.low : b.low, a.high < b.high ? a.high : b.high};
}

unsigned offset_column(int64_t micros, struct offset all, unsigned width)
{
    double span = (double)all.high - (double)all.low;
    double at = span > 0 ? ((double)micros - (double)all.low) / span * (double)(width - 1) + 0.5 : 0;
    return at <= 0 ? 0 : at >= (double)(width - 1) ? width - 1 : (unsigned)at;
}

void offset_text(char out[OFFSET_TEXT_MAX], int64_t micros)
{
    char sign = micros < 0 ? '-' : '+';
    uint64_t size = micros < 0 ? (uint64_t)-micros : (uint64_t)micros;
    uint64_t seconds = size / MICROS, millis = size % MICROS / 1000;
    if (seconds < 60) {
        snprintf(out, OFFSET_TEXT_MAX, "%c%" PRIu64 ".%03" PRIu64 " s", sign, seconds, millis);
    } else if (seconds < 100 * UINT64_C(86400)) {
        snprintf(out, OFFSET_TEXT_MAX, "%c%" PRIu64 ".%" PRIu64 " s (%" PRIu64 ":%02u:%02u)", sign, seconds,
                 millis / 100, seconds / 3600, (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
    } else {
        snprintf(out, OFFSET_TEXT_MAX, "%c%" PRIu64 " s (%" PRIu64 " days)", sign, seconds, seconds / 86400);
    }
}
