#include "tools/ratelimit.h"

#include <netinet/in.h>
#include <sodium.h>
#include <time.h>

#define SECOND UINT64_C(1000000000)

void ratelimit_init(struct ratelimit *limit)
{
    memset(limit, 0, sizeof *limit);
    randombytes_buf(&limit->seed, sizeof limit->seed);
}

uint64_t ratelimit_now(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

/* The prefix as a number, mixed. */
static uint64_t prefix_of(const struct sockaddr *from)
{
    uint8_t prefix[8] = {0};
    if (from->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, from, sizeof v4);
        memcpy(prefix, &v4.sin_addr, 3);
    } else if (from->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, from, sizeof v6);
        bool mapped = IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr);
        memcpy(prefix, (const uint8_t *)&v6.sin6_addr + (mapped ? 12 : 0), mapped ? 3 : 7);
    }
    uint64_t out;
    memcpy(&out, prefix, sizeof out);
    return out;
}

/* Finalizer of splitmix64: enough to spread prefixes that an attacker cannot see collide. */
static size_t bucket_of(uint64_t seed, uint64_t prefix)
{
    uint64_t x = prefix ^ seed;
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((x ^ x >> 31) % RATELIMIT_BUCKETS);
}

bool ratelimit_take(struct ratelimit *limit, uint32_t rate, uint64_t now, const struct sockaddr *from)
{
    atomic_ullong *bucket = &limit->full_at[bucket_of(limit->seed, prefix_of(from))];
    unsigned long long full_at = atomic_load_explicit(bucket, memory_order_relaxed), later;
    do {
        later = (full_at > now ? full_at : now) + SECOND / rate;
        if (later - now > SECOND) {
            return false;
        }
    } while (!atomic_compare_exchange_weak_explicit(bucket, &full_at, later, memory_order_relaxed,
                                                    memory_order_relaxed));
    return true;
}

bool ratelimit_is_same(const struct sockaddr *a, const struct sockaddr *b)
{
    return a->sa_family == b->sa_family && prefix_of(a) == prefix_of(b);
}
