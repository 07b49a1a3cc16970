/* A measurement with its memory, and a network with servers that answer, lose, forge and lie, in simulated
 * time. Includers bring `session_wish`'s notion of time: 0 of the simulated clock is NOON. */
#ifndef ROUGHPROOF_TESTS_VERIFY_SIMULATE_H
#define ROUGHPROOF_TESTS_VERIFY_SIMULATE_H

#include "session.h"
#include "verify/measure.h"

enum { SIM_SERVERS = 8, SIM_RECORDS = 2 * SIM_SERVERS, SIM_QUEUE = 64, SIM_SENDS = 256 };

/* What a server, or somebody on the way, does with a reply. The last six replace it. */
enum mischief {
    MISCHIEF_NONE,
    MISCHIEF_TWICE,     /* it comes twice */
    MISCHIEF_JUNK,      /* bytes that are no message come before it */
    MISCHIEF_FOREIGN,   /* a reply to somebody else comes before it */
    MISCHIEF_FORGED,    /* one with a broken signature comes before it */
    MISCHIEF_ECHO,      /* the request itself comes before it */
    MISCHIEF_UNSIGNED,  /* grease: a broken signature */
    MISCHIEF_LACKING,   /* grease: a mandatory tag is missing */
    MISCHIEF_UNOFFERED, /* grease: properly signed in a version that was not asked for */
    MISCHIEF_LONG,      /* more bytes than are taken */
    MISCHIEF_CUT,       /* half of it, and then nothing; over TCP the connection is closed */
    MISCHIEF_STRANGER,  /* signed under another key */
};

struct sim_server {
    unsigned key;                /* for sign_key */
    uint32_t rows;               /* of versions that it speaks, a mask */
    int64_t ahead;               /* seconds */
    uint32_t radius;             /* seconds; 0: 5 */
    uint64_t latency;            /* micros to answer; 0: 10 ms */
    unsigned lose_udp, lose_tcp; /* requests that are lost */
    bool no_route, no_tcp;       /* of UDP to address 0; of connections */
    enum mischief mischief;
    unsigned num_mischief; /* replies that it befalls; 0: all */
    unsigned num_replies;
};

struct sim_delivery {
    uint64_t when;
    size_t server;
    uint32_t serial;
    enum rt_protocol transport;
    bool closes; /* no bytes, but the end of a connection */
    size_t len;
    uint8_t bytes[RT_MEASURE_RESPONSE_MAX + 4];
};

struct sim_send {
    uint64_t when;
    size_t server, address;
    enum rt_protocol transport;
    uint32_t serial;
};

struct world {
    struct sim_server server[SIM_SERVERS];
    struct rt_offer offers[SIM_SERVERS][RT_MEASURE_OFFERS_MAX];
    struct rt_trusted_key keys[SIM_SERVERS];
    struct rt_measure_server listed[SIM_SERVERS];
    struct rt_measure_plan plan;
    struct rt_measure_peer peers[SIM_SERVERS];
    struct rt_measure_record records[SIM_RECORDS];
    struct rt_link links[SIM_RECORDS];
    struct rt_chain_server chain_servers[SIM_RECORDS];
    uint8_t room[RT_MEASURE_ROOM(SIM_RECORDS)];
    struct rt_measure_memory memory;
    uint8_t entropy[32];
    struct rt_measure m;
    uint64_t now;
    bool trickles; /* TCP delivers a byte at a time */
    struct sim_delivery queue[SIM_QUEUE];
    size_t num_queued;
    struct sim_send sends[SIM_SENDS];
    size_t num_sends;
    struct rt_refusal refusal; /* of the last thing that was received */
};

/* Servers 0 to num - 1: honest, of RFC 10049, over UDP and TCP. */
static inline void world_begin(struct world *w, size_t num)
{
    memset(w, 0, sizeof *w);
    w->plan = (struct rt_measure_plan){.servers = w->listed, .num_servers = num};
    w->memory = (struct rt_measure_memory){.peers = w->peers,
                                           .records = w->records,
                                           .links = w->links,
                                           .servers = w->chain_servers,
                                           .cap = SIM_RECORDS,
                                           .room = w->room,
                                           .room_len = sizeof w->room};
    for (size_t i = 0; i < num; i++) {
        w->server[i] = (struct sim_server){.key = (unsigned)i, .rows = UINT32_C(1) << ROW_RFC};
        w->keys[i].key = sign_key((unsigned)i);
        w->listed[i] = (struct rt_measure_server){&w->keys[i], 1, w->offers[i], 1, 1, 1};
        (void)rt_measure_offers(w->offers[i], RT_SERVER_CODE, 1);
    }
}

static inline struct rt_time world_wall(const struct world *w, int64_t behind)
{
    return rt_time_from_raw(NOON * 1000000 + w->now - (uint64_t)behind, RT_UNIT_MICROSECONDS);
}

/* The greatest row that the server speaks and the request offers, as the RFC ranks them; false if none. */
static inline bool sim_choose(size_t *row, uint32_t *code, const struct sim_server *s,
                              const struct rt_request *request)
{
    struct rt_bytes left = request->versions;
    if (!request->framed) {
        *row = ROW_GOOGLE;
        return request->version == rt_version_row(ROW_GOOGLE) && (s->rows & 1) != 0;
    }
    bool found = false;
    uint32_t one;
    for (; rt_bytes_u32(&one, left, 0); left = rt_bytes_after(left, 4)) {
        uint8_t list[4];
        uint32_t chosen;
        rt_encode_u32(list, one);
        const struct rt_version *v = rt_version_choose(&chosen, rt_bytes_from(list, 4), true);
        for (size_t i = ROW_01; v != NULL && i <= ROW_RFC; i++) {
            if (rt_version_row(i) == v && (s->rows >> i & 1) != 0 && (!found || *code != 1)) {
                *row = i;
                *code = one;
                found = true;
            }
        }
    }
    return found;
}

static inline void sim_queue(struct world *w, const struct sim_send *send, uint64_t when, const void *bytes,
                             size_t len)
{
    struct sim_delivery *d = &w->queue[w->num_queued % SIM_QUEUE];
    w->num_queued += w->num_queued < SIM_QUEUE ? 1 : 0;
    *d = (struct sim_delivery){.when = when,
                               .server = send->server,
                               .serial = send->serial,
                               .transport = send->transport,
                               .closes = bytes == NULL,
                               .len = len};
    if (len > 0) {
        memcpy(d->bytes, bytes, len);
    }
}

static inline bool befalls(const struct sim_server *s)
{
    return s->num_mischief == 0 || s->num_replies < s->num_mischief;
}

/* Flips a bit of the outermost SIG, which is the first value but where VER or PAD is. */
static inline void sim_break(uint8_t *packet, size_t len)
{
    struct rt_message message;
    struct rt_error err;
    struct rt_bytes inside, sig;
    bool framed;
    if (rt_frame_open(&inside, &framed, &err, rt_bytes_from(packet, len), RT_FORM_ANY) &&
        rt_message_parse(&message, &err, inside, RT_IN_TOP) && rt_message_find(&sig, &message, RT_TAG_SIG)) {
        packet[sig.at] ^= 1;
    }
}

static inline void sim_answer(struct world *w, struct made *made, const struct sim_send *send,
                              struct wish wish)
{
    struct sim_server *s = &w->server[send->server];
    enum mischief mischief = befalls(s) ? s->mischief : MISCHIEF_NONE;
    static const uint8_t junk[RT_MEASURE_RESPONSE_MAX + 4] = {"ROUGHTIM"};
    static struct made other;
    uint64_t when = w->now + (s->latency == 0 ? 10000 : s->latency);
    uint8_t nonce[64];
    s->num_replies++;
    sign_answer(made, &wish);
    if (mischief == MISCHIEF_JUNK) {
        sim_queue(w, send, when - 3, junk, 64);
    } else if (mischief == MISCHIEF_FOREIGN) {
        memcpy(nonce, wish.nonce, sizeof nonce);
        memset(wish.nonce, 0x77, sizeof wish.nonce);
        sign_exchange(&other, &wish);
        sim_queue(w, send, when - 3, other.response, other.response_len);
        memcpy(wish.nonce, nonce, sizeof nonce);
    } else if (mischief == MISCHIEF_FORGED) {
        other = *made;
        sim_break(other.response, other.response_len);
        sim_queue(w, send, when - 3, other.response, other.response_len);
    } else if (mischief == MISCHIEF_ECHO) {
        sim_queue(w, send, when - 3, made->request, made->request_len);
    } else if (mischief == MISCHIEF_UNSIGNED) {
        sim_break(made->response, made->response_len);
    } else if (mischief == MISCHIEF_LONG) {
        uint8_t *len = other.response;
        memcpy(other.response, junk, 64);
        rt_encode_u32(len + 8, RT_MEASURE_RESPONSE_MAX);
        sim_queue(w, send, when, other.response, 64);
        if (send->transport == RT_PROTOCOL_UDP) {
            sim_queue(w, send, when, junk, sizeof junk);
        }
        return;
    } else if (mischief == MISCHIEF_CUT) {
        sim_queue(w, send, when, made->response, made->response_len / 2);
        if (send->transport == RT_PROTOCOL_TCP) {
            sim_queue(w, send, when + 1, NULL, 0);
        }
        return;
    }
    sim_queue(w, send, when, made->response, made->response_len);
    if (mischief == MISCHIEF_TWICE) {
        sim_queue(w, send, when + 3, made->response, made->response_len);
    }
}

/* What befalls a reply before it is signed. */
static inline void sim_twist(const struct sim_server *s, struct wish *wish)
{
    if (s->mischief == MISCHIEF_UNOFFERED && befalls(s)) {
        wish->row = wish->row == ROW_14 ? ROW_RFC : ROW_14;
        wish->code = 0;
    } else if (s->mischief == MISCHIEF_STRANGER && befalls(s)) {
        wish->server += 100;
    }
}

/* Signs without the TYPE or NONC that is due. */
static inline void sim_lack(struct made *made, const struct wish *wish)
{
    static struct plan plan;
    plan_response(&plan, wish->row, wish->code);
    plan_srep(&plan, wish, made_request(made));
    drop(&plan.part[RT_IN_SREP], RT_ID_RADI);
    sign_plan(&plan, wish);
    made->response_len = build(made->response, &plan);
}

/* Of requests that ask for another key, servers take no notice (RFC 10049 5.2). */
static inline bool sim_is_meant(const struct sim_server *s, struct rt_bytes srv)
{
    struct rt_hash own;
    struct rt_key key = sign_key(s->key);
    rt_srv_from_key(&own, &key);
    return srv.len == 0 || rt_bytes_equal(srv, rt_bytes_from(own.b, own.len));
}

static inline void sim_request(struct world *w, const struct sim_send *send, struct rt_bytes packet)
{
    static struct made made;
    struct sim_server *s = &w->server[send->server];
    struct rt_request request;
    struct rt_error err;
    size_t row = 0;
    uint32_t code = 0;
    unsigned *lose = send->transport == RT_PROTOCOL_UDP ? &s->lose_udp : &s->lose_tcp;
    if (*lose > 0) {
        (*lose)--;
        return;
    }
    if (!rt_request_parse(&request, &err, packet, RT_FORM_ANY) || !sim_is_meant(s, request.srv) ||
        !sim_choose(&row, &code, s, &request)) {
        return;
    }
    uint64_t seconds = NOON + w->now / 1000000 + (uint64_t)s->ahead;
    struct wish wish = session_wish(row, s->key, seconds, s->radius == 0 ? 5 : s->radius);
    wish.code = code;
    memcpy(wish.nonce, request.nonce.data, request.nonce.len);
    memcpy(made.request, packet.data, packet.len);
    made.request_len = packet.len;
    sim_twist(s, &wish);
    if (s->mischief == MISCHIEF_LACKING && befalls(s)) {
        sim_lack(&made, &wish);
        s->num_replies++;
        sim_queue(w, send, w->now + 10000, made.response, made.response_len);
        return;
    }
    sim_answer(w, &made, send, wish);
}

static inline void sim_send(struct world *w, const struct rt_measure_step *step)
{
    const struct sim_send send = {w->now, step->server, step->address, step->transport, step->serial};
    const struct sim_server *s = &w->server[step->server];
    bool udp = step->transport == RT_PROTOCOL_UDP;
    if (udp ? s->no_route && step->address == 0 : s->no_tcp) {
        rt_measure_failed(&w->m, RT_ATTEMPT_UNREACHABLE, w->now);
        return;
    }
    w->sends[w->num_sends % SIM_SENDS] = send;
    w->num_sends++;
    sim_request(w, &send, step->packet);
    rt_measure_sent(&w->m, w->now);
}

/* Hands over what arrives; what comes over a connection that was closed, or from a server whose turn is over,
 * is lost. */
static inline enum rt_heard sim_deliver(struct world *w, const struct sim_delivery *d,
                                        const struct rt_measure_step *step)
{
    bool udp = d->transport == RT_PROTOCOL_UDP;
    enum rt_heard heard = RT_HEARD_NOTHING;
    if (d->server != step->server || d->transport != step->transport || (!udp && d->serial != step->serial)) {
        return heard;
    }
    if (d->closes) {
        rt_measure_failed(&w->m, RT_ATTEMPT_CLOSED, w->now);
    }
    size_t piece = w->trickles && !udp ? 1 : d->len;
    for (size_t at = 0; at < d->len; at += piece) {
        heard = rt_measure_receive(&w->refusal, &w->m, rt_bytes_from(d->bytes + at, piece), w->now);
    }
    return heard;
}

/* The delivery that comes first, or NULL if nothing does. */
static inline struct sim_delivery *sim_first(struct world *w)
{
    struct sim_delivery *first = NULL;
    for (size_t i = 0; i < w->num_queued; i++) {
        if (first == NULL || w->queue[i].when < first->when) {
            first = &w->queue[i];
        }
    }
    return first;
}

/* Lets time go by until the step is over or something arrives. */
static inline void sim_wait(struct world *w, const struct rt_measure_step *step)
{
    static struct sim_delivery arrived;
    struct sim_delivery *first = sim_first(w);
    if (first == NULL || first->when > step->until) {
        w->now = step->until;
        return;
    }
    arrived = *first;
    *first = w->queue[--w->num_queued];
    w->now = arrived.when > w->now ? arrived.when : w->now;
    (void)sim_deliver(w, &arrived, step);
}

/* One step; false at the end. */
static inline bool world_step(struct world *w)
{
    struct rt_measure_step step;
    rt_measure_step(&step, &w->m, w->now);
    if (step.action == RT_STEP_SEND) {
        sim_send(w, &step);
    } else if (step.action == RT_STEP_WAIT) {
        sim_wait(w, &step);
    }
    return step.action != RT_STEP_DONE;
}

static inline enum rt_measure_fault world_start(struct world *w)
{
    return rt_measure_begin(&w->m, &w->plan, &w->memory, w->entropy, w->now);
}

#endif
