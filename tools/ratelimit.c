#include "tools/ratelimit.h"

#include <netinet/in.h>
#include <sodium.h>
#include <time.h>

#define REPLY 1000000 /* parts of a reply: one for each microsecond and reply a second */

uint64_t ratelimit_now(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
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

bool ratelimit_take(struct ratelimit *limit, unsigned rate, uint64_t now, const struct sockaddr *from)
{
    while (limit->seed == 0) {
        randombytes_buf(&limit->seed, sizeof limit->seed);
    }
    size_t i = bucket_of(limit->seed, prefix_of(from));
    uint64_t elapsed = now - limit->bucket[i].last; /* huge for a fresh bucket: that is full */
    uint64_t used = limit->bucket[i].used;
    /* rate < 2^32 and an elapsed time above a second fills any bucket, so the product is below 2^52. */
    uint64_t filled = elapsed >= 1000000 ? used : elapsed * rate;
    used = used > filled ? used - filled : 0;
    limit->bucket[i].last = now;
    bool free = used + REPLY <= (uint64_t)rate * REPLY;
    limit->bucket[i].used = free ? used + REPLY : used;
    return free;
}
