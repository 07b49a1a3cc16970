/* The server around `respond`: what its threads share. */
#ifndef ROUGHPROOF_TOOLS_SERVE_H
#define ROUGHPROOF_TOOLS_SERVE_H

#include "tools/clock.h"
#include "tools/misbehave.h"
#include "tools/online.h"
#include "tools/ratelimit.h"
#include "tools/signer.h"

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

/* The keys that there are, and those in use. */
struct keyring {
    struct signer signer;
    struct online *online[SERVE_KEYS_MAX]; /* the main thread's; malloc'd, or NULL */
    uint64_t retry_micros;                 /* not before then is a signer asked again that failed */
    bool lost_signer;                      /* what it certified is the last */
    uint64_t warned[SERVE_KEYS_MAX];       /* the end that the log last told of, by identity */

    pthread_rwlock_t lock; /* of what follows: a batch reads it, the main thread replaces it */
    struct respond_identity identities[SERVE_KEYS_MAX]; /* of the long-term keys, one each */
    size_t num;
};

enum transport { TRANSPORT_UDP, TRANSPORT_TCP, NUM_TRANSPORTS };

/* Rows of the version table, and room for more of them. */
#define SERVE_VERSIONS 32

/* Batches are counted by the power of two that they fit into: up to RESPOND_BATCH_MAX. */
#define SERVE_BATCH_CLASSES 11

/* Of one thread, which alone writes them; others read them now and then. Cache lines of their own. */
struct counters {
    _Alignas(128) atomic_ullong outcome[NUM_TRANSPORTS][RESPOND_NUM_OUTCOMES];
    atomic_ullong version[NUM_TRANSPORTS][SERVE_VERSIONS]; /* answered, by row */
    atomic_ullong batches[SERVE_BATCH_CLASSES];            /* of up to 1, 2, 4, ... requests */
    atomic_ullong batched;                                 /* requests in all of them */
    atomic_ullong greased;                                 /* replies that --grease made wrong */
    atomic_ullong unsent;                                  /* replies that the kernel did not take */
    atomic_ullong limited;                                 /* requests over the rate limit */
    atomic_ullong silent; /* requests while the clock or the keys were no good */
    atomic_ullong connections, refused, timed_out, violations; /* TCP */
};

/* Of --misbehave and --grease, with rates as in misbehave_happens; 0: never. */
struct misconduct_options {
    enum misbehaviour mode;
    uint64_t rate;
    uint64_t grease;
};

struct misconduct;

struct serve {
    struct clock_options clock;
    uint32_t batch;    /* most requests that share a signature */
    uint32_t rate;     /* replies a second to an address prefix; 0: no limit */
    uint32_t tcp_max;  /* connections */
    uint32_t tcp_idle; /* seconds */

    struct misconduct *misconduct; /* NULL: honest */
    struct keyring keyring;
    struct ratelimit ratelimit;
    _Atomic(uint64_t) radius_micros; /* of the clock, as last asked */
    atomic_bool silent;              /* the clock cannot be vouched for */
    pthread_barrier_t gate;          /* which opens when the process has given up its rights */
    atomic_bool stop;
    int wake;          /* an eventfd that becomes readable with `stop`, and stays so */
    bool keep_sockets; /* they are systemd's: the next server goes on with what waits in them */

    int tcp[SERVE_SOCKETS_MAX];
    size_t num_tcp;
    struct counters *counters; /* one for each thread */
    size_t num_threads;
};

/* Answers a batch, and counts: what is to be sent is in the items then. All came over `transport`. */
void serve_answer(struct serve *serve, struct counters *counters, enum transport transport,
                  struct respond_item *items, size_t num, struct respond_room *room);

static inline void count(atomic_ullong *counter, unsigned long long more)
{
    /* Only one thread writes: no need for an atomic addition. */
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more,
                          memory_order_relaxed);
}

/* What a thread is given. */
struct serve_thread {
    struct serve *serve;
    struct counters *counters;
    void *room;                 /* from serve_udp_new or serve_tcp_new; the thread frees it */
    int udp[SERVE_SOCKETS_MAX]; /* its own, sharing ports with those of other threads */
    size_t num_udp;
};

/* A thread's memory, so that none is taken later; NULL if there is none. */
void *serve_udp_new(void);
void *serve_tcp_new(const struct serve *serve);

/* The threads' bodies: they wait at the gate, and work until `stop`. */
void *serve_udp(void *thread);
void *serve_tcp(void *thread);

#endif
