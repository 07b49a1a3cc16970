#include "tools/clock.h"

#include <errno.h>
#include <sys/timex.h>
#include <time.h>

#define MICROS UINT64_C(1000000)

const char *clock_state_name(enum clock_state state)
{
    static const char *const names[] = {"synchronised", "unsynchronised", "forbidden"};
    return names[state <= CLOCK_FORBIDDEN ? state : CLOCK_FORBIDDEN];
}

/* The kernel repeats or skips the second, and servers upstream may smear it: within a day of it the clock may
 * be a second off in either direction without anybody being at fault (RFC 10049 5.2.5). */
static bool leap_is_near(int state)
{
    return state == TIME_INS || state == TIME_DEL || state == TIME_OOP || state == TIME_WAIT;
}

void clock_ask(struct clock_quality *out, const struct clock_options *options)
{
    struct timex kernel = {.modes = 0};
    *out = (struct clock_quality){CLOCK_SYNCHRONISED, options->radius_micros};
    if (options->fixed || options->trust_system) {
        return;
    }
    int state = adjtimex(&kernel);
    if (state < 0) {
        out->state = errno == EPERM || errno == ENOSYS ? CLOCK_FORBIDDEN : CLOCK_UNSYNCHRONISED;
        return;
    }
    uint64_t error = kernel.maxerror > 0 ? (uint64_t)kernel.maxerror : 0;
    error += leap_is_near(state) ? MICROS : 0;
    out->state =
        (kernel.status & STA_UNSYNC) != 0 || state == TIME_ERROR ? CLOCK_UNSYNCHRONISED : CLOCK_SYNCHRONISED;
    out->radius_micros = error > options->radius_micros ? error : options->radius_micros;
}

void clock_now(struct respond_clock *out, const struct clock_options *options,
               const struct clock_quality *quality)
{
    struct timespec now = {0, 0};
    out->radius_micros = quality->radius_micros;
    if (options->fixed) {
        out->unix_micros = options->fixed_micros;
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t micros = now.tv_sec < 0 ? 0 : (uint64_t)now.tv_sec * MICROS + (uint64_t)now.tv_nsec / 1000;
    uint64_t back = options->offset_micros < 0 ? 0 - (uint64_t)options->offset_micros : 0;
    out->unix_micros = options->offset_micros >= 0 ? micros + (uint64_t)options->offset_micros
                       : micros > back             ? micros - back
                                                   : 0;
}
