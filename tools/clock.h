/* The time that a server may vouch for, and how far it may be off. */
#ifndef ROUGHPROOF_TOOLS_CLOCK_H
#define ROUGHPROOF_TOOLS_CLOCK_H

#include "tools/respond.h"

enum clock_state {
    CLOCK_SYNCHRONISED,
    CLOCK_UNSYNCHRONISED, /* the kernel says so: nobody disciplines it */
    CLOCK_FORBIDDEN,      /* adjtimex(2) may not be asked: a sandbox in the way (ProtectClock= of systemd) */
};

struct clock_options {
    bool fixed;             /* for tests: the time never moves */
    uint64_t fixed_micros;  /* if fixed */
    int64_t offset_micros;  /* for tests: added to the system's time */
    bool trust_system;      /* do not ask whether the clock is synchronised */
    uint64_t radius_micros; /* the least radius; RFC 10049 5.2.5 wants 3 s without leap-second information */
};

/* What adjtimex(2) says, which does not change from one packet to the next: ask once a second. */
struct clock_quality {
    enum clock_state state;
    uint64_t radius_micros; /* the kernel's maximum error, and a second while a leap second is announced or
                             * under way; not below the least radius */
};

void clock_ask(struct clock_quality *out, const struct clock_options *options);

/* The time now, with the radius of `quality`. */
void clock_now(struct respond_clock *out, const struct clock_options *options,
               const struct clock_quality *quality);

/* "synchronised", "unsynchronised", "forbidden". */
const char *clock_state_name(enum clock_state state);

#endif
