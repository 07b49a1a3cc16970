/* A client's measurement (RFC 10049 5, 8.2) as a state machine without any input or output: servers, entropy
 * and the time go in; requests to send, moments to wait for and what all of it proves come out.
 *
 *     rt_measure_begin(&m, &plan, &memory, entropy, now)
 *     for (;;) {
 *         rt_measure_step(&step, &m, now)
 *         RT_STEP_SEND: send step.packet, over TCP on a new connection; then rt_measure_sent(&m, now),
 *                       or rt_measure_failed(&m, why, now)
 *         RT_STEP_WAIT: sleep until step.until, or until something arrives: rt_measure_receive(..., now)
 *         RT_STEP_DONE: leave
 *     }
 *     rt_measure_conclude(&result, &m, now, &wall)
 *
 * Servers are asked one after the other, each request's nonce being made from the response before, and then
 * all that answered once more in the same order. A server is asked over UDP, and over TCP if it does not
 * answer; after a failure with exponential backoff, which only a properly signed response resets; and never
 * more often than once a second. While a reply is awaited, only one that is signed by the server and commits
 * to our request ends the waiting: others may come from anybody, and are counted and remembered.
 *
 * `now` is a monotonic clock in microseconds, from any origin; one that goes back is taken for standing
 * still. Nothing here reads a clock or makes a random number: equal inputs give equal outputs. */
#ifndef ROUGHPROOF_VERIFY_MEASURE_H
#define ROUGHPROOF_VERIFY_MEASURE_H

#include "../parser/report.h"
#include "../parser/request_encode.h"
#include "chain.h"
#include "document.h"
#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RT_MEASURE_SECOND UINT64_C(1000000)

/* A server, as a list's entry has it. The addresses themselves are the caller's business: here they are
 * numbers below num_udp or num_tcp. A server that is listed with UDP addresses alone may be given as many for
 * TCP, the same ones. Offers, keys and addresses are tried in their order until one combination is answered,
 * and in the next pass that one is used. */
struct rt_measure_server {
    const struct rt_trusted_key *keys; /* one at least; those that are valid by the wall clock come first, if
                                        * it is given. `id` is not looked at */
    size_t num_keys;
    const struct rt_offer *offers; /* what a request offers, one at least: see rt_measure_offers. The versions
                                    * of one offer must share their rule for chained nonces */
    size_t num_offers;
    size_t num_udp, num_tcp; /* one at least; versions without packet header go over UDP alone */
};

/* What to do. Where it says so, zero means the usual. All that is pointed to stays the caller's, unchanged
 * until the machine is no longer used. */
struct rt_measure_plan {
    const struct rt_measure_server *servers;
    size_t num_servers;
    size_t want;      /* servers to measure with, drawn at random, others taking the place of those that do
                       * not answer; 0 or num_servers: all of them, in the order of the array */
    unsigned passes;  /* how often each is asked; 0: twice (8.2) */
    unsigned retries; /* how often a request is made again on each transport, beside one for every
                       * combination of offer, key and address */
    uint32_t backoff_permille;        /* base of the backoff; 0: 1500; above 1000 */
    uint64_t timeout;                 /* for a reply, and for making TCP connections; 0: two seconds */
    uint64_t max_delay;               /* between request and response (8.2); 0: the timeout */
    uint64_t not_before;              /* the first request goes out then */
    const struct rt_time *wall;       /* the local clock at the beginning, if it is to choose keys, or NULL */
    const struct rt_policy *policy;   /* NULL: the strict one */
    uint64_t grace_micros;            /* by which the periods of keys are extended */
    const struct rt_sha256 *document; /* hash of a document: it makes the nonce of the chain's first request,
                                       * for which offers of longer nonces are passed over; or NULL */
    bool blind;                       /* the document's hash is hidden behind a random salt */
};

/* The most bytes of a request and of a response. Servers must not answer with more than they were sent (9.7);
 * the latter has room for some that do. */
#define RT_MEASURE_REQUEST_MAX  (RT_REQUEST_SIZE + RT_FRAME_LEN)
#define RT_MEASURE_RESPONSE_MAX 4096

/* Room that `num` exchanges need. */
#define RT_MEASURE_ROOM(num) ((num) * (size_t)(RT_MEASURE_REQUEST_MAX + RT_MEASURE_RESPONSE_MAX))

struct rt_measure_peer;
struct rt_measure_record;

/* The caller's memory, to be kept until the results were read; nothing in it needs to be initialised. */
struct rt_measure_memory {
    struct rt_measure_peer *peers;     /* num_servers of them: what came of each */
    struct rt_measure_record *records; /* `cap` of each: exchanges, */
    struct rt_link *links;             /* what the chain makes of them, */
    struct rt_chain_server *servers;   /* and of whom they are */
    size_t cap;                        /* want * passes, or num_servers * passes, at least */
    uint8_t *room;
    size_t room_len; /* RT_MEASURE_ROOM(cap) at least */
};

/* What bytes that arrived turned out to be: the higher, the more they say. */
enum rt_heard {
    RT_HEARD_NOTHING = 0, /* not looked at, since no reply was awaited */
    RT_HEARD_PART,        /* of a TCP stream: no whole packet yet */
    RT_HEARD_OTHER,       /* a response to another request */
    RT_HEARD_JUNK,        /* nothing that repeats our nonce */
    RT_HEARD_REFUSED,     /* repeats our nonce, but is malformed or not properly signed: from anybody */
    RT_HEARD_DENIED,      /* properly signed, for our request, and yet invalid or against our policy */
    RT_HEARD_ACCEPTED,    /* valid: it is the newest record */
};

/* Why a response was not taken. */
struct rt_refusal {
    enum rt_heard heard;     /* other, junk, refused or denied; nothing if none was refused */
    enum rt_check check;     /* that failed; structure for what is no response; for key-*, delegation */
    enum rt_subject subject; /* in what the error's offset counts */
    struct rt_error error;   /* as rt_verify has it; nonce-mismatch or root-mismatch of other ones,
                              * packet-too-long over RT_MEASURE_RESPONSE_MAX; key-expired, key-not-yet-valid */
    uint32_t code;           /* the version that it states, if it could be read and states one; else 0 */
};

/* How an attempt ended that brought no exchange. */
enum rt_attempt_failure {
    RT_ATTEMPT_NONE = 0,
    RT_ATTEMPT_SILENT,      /* no acceptable reply in time */
    RT_ATTEMPT_UNREACHABLE, /* not sent, or no connection made */
    RT_ATTEMPT_CLOSED,      /* the connection was closed before the reply, or an error message came */
    RT_ATTEMPT_DENIED,      /* for what the refusal says */
    RT_ATTEMPT_BROKEN,      /* over a connection came what the refusal says: to be closed */
};

/* What came of a server, at its index in the plan. */
struct rt_measure_peer {
    bool asked;                                /* a request to it was made */
    size_t num_records;                        /* exchanges with it: as many as passes, if all went well */
    uint32_t num_sent;                         /* requests, those that were made again included */
    uint32_t num_heard[RT_HEARD_ACCEPTED + 1]; /* packets by kind */
    struct rt_refusal refusal;                 /* the newest one of the highest kind */
    enum rt_attempt_failure last;              /* of its last attempt; none if that was answered */
    /* The machine's own: */
    size_t pick; /* of all servers in the order of asking, the one at this place */
    bool has_sent, known;
    enum rt_protocol transport; /* the combination that was answered, if `known` */
    size_t address, key, offer;
    uint64_t sent_at, interval; /* since when, and how long it must be left alone */
};

/* An exchange with a valid response. */
struct rt_measure_record {
    size_t server; /* index in the plan */
    unsigned pass; /* from 0 */
    enum rt_protocol transport;
    size_t address, key, offer;        /* indices in the server's */
    struct rt_bytes request, response; /* within the memory's room */
    uint8_t rand[64];                  /* made the nonce from the response before, or salted the document */
    size_t rand_len;                   /* 0 for the first request, unless salted */
    uint64_t sent, received;           /* `now` at both */
    bool slow;                         /* the delay is above the maximum */
    bool counts;                       /* its time is evidence (is_evidence of its verdict) */
    uint32_t code;                     /* its version, 0 without number */
    struct rt_time midpoint;
    struct rt_interval stated;
};

enum rt_measure_state { RT_MEASURE_DONE = 0, RT_MEASURE_PAUSED, RT_MEASURE_SENDING, RT_MEASURE_AWAITING };

/* The machine: to be read, never written. May be moved. */
struct rt_measure {
    struct rt_measure_plan plan; /* zeros replaced by the usual */
    struct rt_measure_memory memory;
    struct rt_policy policy;
    size_t num_records;
    size_t num_answered;   /* servers with a record of the first pass */
    struct rt_chain chain; /* a link for each record; concluded by rt_measure_conclude */
    enum rt_measure_state state;
    unsigned pass;
    size_t turn;     /* place in the order of asking */
    size_t server;   /* that is being asked */
    uint32_t serial; /* requests made so far */
    /* The request that is being sent or answered: */
    enum rt_protocol transport;
    size_t attempt, address, key, offer;
    uint64_t sent, until;
    size_t request_len, stream_len;
    uint8_t nonce[64], rand[64];
    size_t nonce_len, rand_len;
    /* Its own: */
    size_t round; /* attempts over this transport in this turn */
    uint64_t now, draws;
    uint8_t entropy[32];
};

/* What is wrong with a plan. */
enum rt_measure_fault {
    RT_MEASURE_UNCHECKED = 0,
    RT_MEASURE_READY,
    RT_MEASURE_NO_SERVER,  /* none, or fewer than wanted */
    RT_MEASURE_NO_KEY,     /* a server has none */
    RT_MEASURE_NO_ADDRESS, /* a server has none, or none that one of its offers can be sent to */
    RT_MEASURE_OFFER,      /* a server has none, one without a version, one whose versions differ in their
                            * rule for chained nonces, or none that can stamp the document */
    RT_MEASURE_BACKOFF,    /* the base is 1 or less */
    RT_MEASURE_MEMORY,     /* too little of it */
};

/* Writes offers for a server, in the order in which to try them, and returns how many: by what its list says
 * of its version, or for RT_SERVER_UNKNOWN all that there are. RFC 10049 and drafts 08-19 share one; Google's
 * protocol, drafts 05-07 and drafts 01-04 make nonces by other rules or of other lengths. */
#define RT_MEASURE_OFFERS_MAX 4
size_t rt_measure_offers(struct rt_offer out[RT_MEASURE_OFFERS_MAX], enum rt_server_version version,
                         uint32_t code);

/* Starts afresh. `entropy` must be unpredictable and never be used again: all that is random is made of it.
 * The plan is copied, not what it points to. Unless ready, the machine is done and has no records. */
RT_MUST_CHECK enum rt_measure_fault rt_measure_begin(struct rt_measure *m, const struct rt_measure_plan *plan,
                                                     const struct rt_measure_memory *memory,
                                                     const uint8_t entropy[32], uint64_t now);

enum rt_measure_action { RT_STEP_DONE = 0, RT_STEP_SEND, RT_STEP_WAIT };

struct rt_measure_step {
    enum rt_measure_action action;
    bool awaiting;   /* of WAIT: for a reply, be it overdue, as opposed to for the moment to send */
    uint32_t serial; /* of the newest request: when it grows, or a reply was accepted or denied, what served
                      * the one before may be closed */
    uint64_t until;  /* later than now. Of SEND: the end of the time for making a connection */
    size_t server;   /* index in the plan: of the newest request, or of the one to come */
    unsigned pass;
    size_t attempt; /* from 0, over all transports, in this turn */
    enum rt_protocol transport;
    size_t address;
    struct rt_bytes packet; /* of SEND: valid until rt_measure_sent or _failed, or until another serial */
};

/* What is to be done at `now`. Replies that are overdue are given up here. At the same time it says the same
 * again, unless another function was called. */
void rt_measure_step(struct rt_measure_step *out, struct rt_measure *m, uint64_t now);

/* The packet of RT_STEP_SEND is handed over at `now`, a moment that must not lie after it left: delays count
 * from it. Ignored when nothing is to be sent. */
void rt_measure_sent(struct rt_measure *m, uint64_t now);

/* It could not be sent, or the connection is gone, or an error message came back (`failure`: unreachable or
 * closed): the attempt is over. Ignored when nothing is being sent or awaited. */
void rt_measure_failed(struct rt_measure *m, enum rt_attempt_failure failure, uint64_t now);

/* Something arrived from where the request went: over UDP one datagram, over TCP the next piece of the
 * stream, of any length and with any number of packets. Says what it was, of several packets the highest
 * kind; and if `refusal` is not NULL, why that was refused (zeroed if it was not). Over TCP junk and refused
 * replies end the attempt, over UDP only denied ones do. What is kept is copied. Takes up to 4 kB of stack
 * more than rt_verify. */
enum rt_heard rt_measure_receive(struct rt_refusal *refusal, struct rt_measure *m, struct rt_bytes bytes,
                                 uint64_t now);

/* Ends it where it stands: what was measured so far can be concluded. */
void rt_measure_stop(struct rt_measure *m);

/* What a measurement proves: the first that applies. */
enum rt_measurement {
    RT_MEASUREMENT_NONE = 0,    /* there is no valid response whose time is evidence */
    RT_MEASUREMENT_MALFEASANCE, /* valid responses contradict their order (8.2): somebody lied */
    RT_MEASUREMENT_INCOMPLETE,  /* a response is missing, of as many servers as wanted in every pass, or is no
                                 * evidence */
    RT_MEASUREMENT_SLOW,        /* a delay is above the maximum */
    RT_MEASUREMENT_DISJOINT,    /* in order, and yet there is no time that all of them allow */
    RT_MEASUREMENT_GOOD,
};

/* True time at one moment, as far as it is known, and so the local clock's error. */
struct rt_reading {
    bool has_time;
    struct rt_interval time; /* open, as servers state it; wider by the delay */
    bool has_offset;
    int64_t offset_low, offset_high; /* microseconds from the wall clock to the ends of `time`, INT64_MAX in
                                      * size at most: both positive if the wall clock is behind */
};

struct rt_measure_result {
    enum rt_measurement conclusion;
    size_t num_servers;        /* that answered in every pass */
    size_t num_slow;           /* records */
    struct rt_reading reading; /* what all records that count allow; no time when they contradict each other
                                * or their order, for then none is to be believed */
};

/* Concludes the chain, and takes a reading at `now`; `wall` is the local clock at the same moment, or NULL.
 * May be called at any time, and again. Whom to suspect: rt_chain_suspects_next on m->chain. */
void rt_measure_conclude(struct rt_measure_result *out, struct rt_measure *m, uint64_t now,
                         const struct rt_time *wall);

/* The reading of record `index` alone, whether it counts or not; zeroed past the end. */
void rt_measure_read(struct rt_reading *out, const struct rt_measure *m, size_t index, uint64_t now,
                     const struct rt_time *wall);

/* Record `index` as evidence for reports: slices into the memory, and the plan's key. False, `out` zeroed,
 * past the end. */
RT_MUST_CHECK bool rt_measure_exchange(struct rt_exchange *out, const struct rt_measure *m, size_t index);

/* The first server of the plan that has this key, such as one of the chain's; num_servers if none has. */
size_t rt_measure_server_of(const struct rt_measure *m, const struct rt_key *key);

/* Probing which versions and transports a server speaks is a measurement as well: one entry for each of them,
 * with one offer, the same key, addresses of that transport alone; one pass. What each peer's `refusal` and
 * `last` say explains it. Equal keys are one server where it matters: no two requests within a second. */

#ifdef __cplusplus
}
#endif

#endif
