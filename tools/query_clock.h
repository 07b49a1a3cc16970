/* The clocks of a client: one that counts, and one that may be wrong. */
#ifndef ROUGHPROOF_TOOLS_QUERY_CLOCK_H
#define ROUGHPROOF_TOOLS_QUERY_CLOCK_H

#include <stdint.h>

/* Microseconds since some moment: CLOCK_BOOTTIME, which nobody sets and which counts while the machine
 * sleeps; so all durations are measured with it. */
uint64_t query_clock_now(void);

/* What this machine believes the time to have been when query_clock_now was `then`: microseconds since 1970
 * by CLOCK_REALTIME, as it is set now. */
int64_t query_clock_real(uint64_t then);

#endif
