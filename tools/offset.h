/* How far this machine's clock is off, as far as servers can tell: intervals, never a number. */
#ifndef ROUGHPROOF_TOOLS_OFFSET_H
#define ROUGHPROOF_TOOLS_OFFSET_H

#include "verify/measure.h"

/* The true time minus this clock's lies between: in microseconds, both cut off at 2^62. Empty if low > high.
 */
struct offset {
    int64_t low, high;
};

/* That of a reading; everything, without one. */
struct offset offset_of(const struct rt_reading *reading);

/* What both allow. */
struct offset offset_meet(struct offset a, struct offset b);

static inline bool offset_is_empty(struct offset o)
{
    return o.low > o.high;
}

/* Where `micros` is on a scale of `width` columns from all.low to all.high: 0 to width - 1. */
unsigned offset_column(int64_t micros, struct offset all, unsigned width);

#define OFFSET_TEXT_MAX 48

/* "+0.012 s", "-86393.1 s (23:59:53)", "+8640000 s (100 days)". */
void offset_text(char out[OFFSET_TEXT_MAX], int64_t micros);

#endif
