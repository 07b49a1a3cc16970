/* rt_time_*: raw values keep their order, adding and subtracting undo each other, texts are printable, and a
 * time is plausible in one unit at most. Maximum length 24: two raw times and a radius. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_unit(uint64_t a, uint64_t b, uint64_t radius, enum rt_unit unit)
{
    struct rt_time ta = rt_time_from_raw(a, unit), tb = rt_time_from_raw(b, unit);
    char text[RT_TIME_TEXT_MAX];
    int order = rt_time_compare(ta, tb);
    INVARIANT(order == (a < b ? -1 : a > b));
    INVARIANT(rt_time_compare(tb, ta) == -order);
    struct rt_interval interval = rt_interval_from(ta, radius);
    INVARIANT(rt_time_compare(interval.low, ta) <= 0 && rt_time_compare(ta, interval.high) <= 0);
    if (ta.micros < RT_DAY_MICROS) {
        INVARIANT(rt_time_compare(rt_time_add(interval.low, radius), ta) == 0);
        INVARIANT(rt_time_compare(rt_time_sub(interval.high, radius), ta) == 0);
    }
    rt_time_format(text, ta);
    for (const char *c = text; *c != '\0'; c++) {
        INVARIANT(*c > 0x20 && *c < 0x7f);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum rt_unit units[] = {RT_UNIT_SECONDS, RT_UNIT_MICROSECONDS, RT_UNIT_MJD};
    struct rt_bytes in = rt_bytes_from(data, size);
    uint64_t a, b, radius;
    unsigned plausible = 0;
    bool whole = rt_bytes_u64(&a, in, 0);
    whole = rt_bytes_u64(&b, in, 8) && whole;
    whole = rt_bytes_u64(&radius, in, 16) && whole;
    for (size_t i = 0; whole && i < 3; i++) {
        check_unit(a, b, radius, units[i]);
        plausible += rt_time_is_plausible(a, units[i]) ? 1 : 0;
        INVARIANT(!rt_time_is_plausible(a, units[i]) || rt_time_guess_unit(a) == units[i]);
    }
    INVARIANT(plausible <= 1);
    return 0;
}
