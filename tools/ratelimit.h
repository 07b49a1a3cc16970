/* How many replies a second an address prefix gets: a /24 of IPv4, a /56 of IPv6. */
#ifndef ROUGHPROOF_TOOLS_RATELIMIT_H
#define ROUGHPROOF_TOOLS_RATELIMIT_H

#include "parser/bytes.h"

#include <stdatomic.h>
#include <sys/socket.h>

/* Prefixes share buckets by hash: memory is bounded, and under a flood from everywhere everybody is limited
 * somewhat. */
#define RATELIMIT_BUCKETS 16384

/* All threads share one. Buckets are of the generic cell rate algorithm: each is the time in nanoseconds at
 * which it will be full again, so that one word says it all. */
struct ratelimit {
    uint64_t seed;
    atomic_ullong full_at[RATELIMIT_BUCKETS];
};

/* All buckets full, and collisions that nobody can foresee. */
void ratelimit_init(struct ratelimit *limit);

/* Nanoseconds of a clock that never goes back. */
uint64_t ratelimit_now(void);

/* Takes one of `rate` replies a second; a burst of as many is free. False if there is none left. `rate` is at
 * most 10^9. */
RT_MUST_CHECK bool ratelimit_take(struct ratelimit *limit, uint32_t rate, uint64_t now,
                                  const struct sockaddr *from);

/* Two addresses are of the same prefix. */
bool ratelimit_is_same(const struct sockaddr *a, const struct sockaddr *b);

#endif
