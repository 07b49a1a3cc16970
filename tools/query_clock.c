#include "tools/query_clock.h"

#include <time.h>

#define MICROS INT64_C(1000000)

static int64_t read_clock(clockid_t id)
{
    struct timespec now = {0, 0};
    (void)clock_gettime(id, &now); /* both are there since Linux 2.6.39 */
    return (int64_t)now.tv_sec * MICROS + now.tv_nsec / 1000;
}

uint64_t query_clock_now(void)
{
    return (uint64_t)read_clock(CLOCK_BOOTTIME);
}

int64_t query_clock_real(uint64_t then)
{
    return read_clock(CLOCK_REALTIME) - (int64_t)(query_clock_now() - then);
}
