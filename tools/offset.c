#include "tools/offset.h"

#include <inttypes.h>
#include <stdio.h>

#define LIMIT (INT64_C(1) << 62)

static int64_t cut_off(int64_t micros)
{
    return micros > LIMIT ? LIMIT : micros < -LIMIT ? -LIMIT : micros;
}

struct offset offset_of(const struct rt_reading *reading)
{
    if (!reading->has_offset) {
        return (struct offset){-LIMIT, LIMIT};
    }
    return (struct offset){cut_off(reading->offset_low), cut_off(reading->offset_high)};
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
    uint64_t seconds = size / 1000000, millis = size % 1000000 / 1000;
    if (seconds < 60) {
        snprintf(out, OFFSET_TEXT_MAX, "%c%" PRIu64 ".%03" PRIu64 " s", sign, seconds, millis);
    } else if (seconds < 100 * UINT64_C(86400)) {
        snprintf(out, OFFSET_TEXT_MAX, "%c%" PRIu64 ".%" PRIu64 " s (%" PRIu64 ":%02u:%02u)", sign, seconds,
                 millis / 100, seconds / 3600, (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
    } else {
        snprintf(out, OFFSET_TEXT_MAX, "%c%" PRIu64 " s (%" PRIu64 " days)", sign, seconds, seconds / 86400);
    }
}
