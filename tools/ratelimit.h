/* How many replies a second an address prefix gets: a /24 of IPv4, a /56 of IPv6. */
#ifndef ROUGHPROOF_TOOLS_RATELIMIT_H
#define ROUGHPROOF_TOOLS_RATELIMIT_H

#include "parser/bytes.h"

#include <sys/socket.h>

/* Prefixes share buckets by hash: memory is bounded, and under a flood from everywhere everybody is limited
 * somewhat. */
#define RATELIMIT_BUCKETS 16384

/* A zeroed one is fresh, all buckets full; `seed` makes collisions unpredictable. */
struct ratelimit {
    uint64_t seed;
    struct {
        uint64_t last; /* microseconds; up to which the bucket was filled */
        uint64_t used; /* parts of a reply (a millionth each) that were taken and not filled up since */
    } bucket[RATELIMIT_BUCKETS];
};

/* Microseconds of a clock that never goes back. */
uint64_t ratelimit_now(void);

/* Takes one of `rate` replies a second; a burst of as many is free. False if there is none left. */
RT_MUST_CHECK bool ratelimit_take(struct ratelimit *limit, unsigned rate, uint64_t now,
                                  const struct sockaddr *from);

#endif
