/* The server around `respond`: what its threads share. */
#ifndef ROUGHPROOF_TOOLS_SERVE_H
#define ROUGHPROOF_TOOLS_SERVE_H

#include "tools/clock.h"
#include "tools/online.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define SERVE_KEYS_MAX    16
#define SERVE_SOCKETS_MAX 32
#define SERVE_THREADS_MAX 256

/* A datagram that is longer is read cut off, and so refused as malformed: no request has a use for more, and
 * a reader of draft 00's unsorted tags takes time that grows with the square of the length. */
#define SERVE_REQUEST_MAX 2048

/* The keys in use, replaced as a whole. */
struct keyring {
    struct online *online;               /* one for each long-term key; malloc'd */
    struct respond_identity *identities; /* copies of theirs, in one array; malloc'd */
    size_t num;
};

enum transport { TRANSPORT_UDP, TRANSPORT_TCP, NUM_TRANSPORTS };

/* Rows of the version table, and room for more of them. */
#define SERVE_VERSIONS 32

/* Of one thread, which alone writes them; others read them now and then. Cache lines of their own. */
struct counters {
    _Alignas(128) atomic_ullong outcome[NUM_TRANSPORTS][RESPOND_NUM_OUTCOMES];
    atomic_ullong version[NUM_TRANSPORTS][SERVE_VERSIONS]; /* answered, by row */
    atomic_ullong batches, batch_requests, batch_max;
    atomic_ullong unsent;  /* replies that the kernel did not take */
    atomic_ullong limited; /* requests over the rate limit */
    atomic_ullong silent;  /* requests while the clock or the keys were no good */
    atomic_ullong connections, refused, timed_out, violations; /* TCP */
};

struct serve {
    struct clock_options clock;
    size_t batch;      /* most requests that share a signature */
    unsigned rate;     /* replies a second to an address prefix; 0: no limit */
    unsigned tcp_max;  /* connections */
    unsigned tcp_idle; /* seconds */

    pthread_rwlock_t lock; /* of the keyring: a batch reads it, the main thread replaces it */
    struct keyring keyring;
    _Atomic(uint64_t) radius_micros; /* of the clock, as last asked */
    atomic_bool silent;              /* the clock cannot be vouched for, or the delegations have expired */
    atomic_bool stop;

    int udp[SERVE_SOCKETS_MAX], tcp[SERVE_SOCKETS_MAX];
    size_t num_udp, num_tcp;
    struct counters *counters; /* one for each thread */
    size_t num_threads;
};

/* Answers a batch under the lock, and counts. All `items` came over `transport`. */
void serve_answer(struct serve *serve, struct counters *counters, enum transport transport,
                  struct respond_item *items, size_t num, struct respond_room *room);

static inline void count(atomic_ullong *counter, unsigned long long more)
{
    /* Only one thread writes: no need for an atomic addition. */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more,
                          memory_order_relaxed);
}

/* The threads' bodies, until `stop`. */
struct serve_thread {
    struct serve *serve;
    struct counters *counters;
    int udp[SERVE_SOCKETS_MAX]; /* this thread's own, sharing ports with those of the others */
    size_t num_udp;
};

void *serve_udp(void *thread);
void *serve_tcp(void *thread);

#endif
