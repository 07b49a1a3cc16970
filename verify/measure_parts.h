/* What the files of measure share: one for each subject. */
#ifndef ROUGHPROOF_VERIFY_MEASURE_PARTS_H
#define ROUGHPROOF_VERIFY_MEASURE_PARTS_H

#include "measure.h"

/* `a` later by `b`, or the end of time. */
static inline uint64_t rt_measure_later(uint64_t a, uint64_t b)
{
    return b > UINT64_MAX - a ? UINT64_MAX : a + b;
}

static inline uint64_t rt_measure_max(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* A clock that goes back stands still. */
static inline void rt_measure_clock(struct rt_measure *m, uint64_t now)
{
    m->now = rt_measure_max(m->now, now);
}

static inline struct rt_measure_peer *rt_measure_peer_of(const struct rt_measure *m)
{
    return &m->memory.peers[m->server];
}

static inline const struct rt_measure_server *rt_measure_asked(const struct rt_measure *m)
{
    return &m->plan.servers[m->server];
}

static inline const struct rt_trusted_key *rt_measure_key(const struct rt_measure *m)
{
    return &rt_measure_asked(m)->keys[m->key];
}

/* The newest request, and behind it the place of its response. */
static inline uint8_t *rt_measure_request_room(const struct rt_measure *m)
{
    return m->memory.room + RT_MEASURE_ROOM(m->num_records);
}

static inline uint8_t *rt_measure_response_room(const struct rt_measure *m)
{
    return rt_measure_request_room(m) + RT_MEASURE_REQUEST_MAX;
}

/* Random bytes, 64 at most. */
void rt_measure_draw(struct rt_measure *m, uint8_t *out, size_t len);

/* Puts all servers into the order of asking. */
void rt_measure_order(struct rt_measure *m);

/* The offer can be sent to the server over this transport, as the newest request would be. */
bool rt_measure_usable(const struct rt_measure *m, const struct rt_measure_server *server,
                       enum rt_protocol transport, const struct rt_offer *offer);

/* How many combinations there are to try with the server that is being asked; and the choice of that for
 * round m->round over m->transport, of which there is one at least. */
size_t rt_measure_combinations(const struct rt_measure *m, enum rt_protocol transport);
void rt_measure_choose(struct rt_measure *m);

/* Writes the newest request. */
void rt_measure_make(struct rt_measure *m);

/* Since when the server that is being asked may be sent a request again. */
uint64_t rt_measure_earliest(const struct rt_measure *m);

/* The interval that follows one of `interval` after a failure (RFC 10049 5). */
uint64_t rt_measure_backoff(const struct rt_measure *m, uint64_t interval);

/* Ends the attempt, and begins the pause before the next one, or the next turn. */
void rt_measure_end_attempt(struct rt_measure *m, enum rt_attempt_failure failure);

/* The server has answered, or is given up. */
void rt_measure_next_turn(struct rt_measure *m);

/* Begins the turn of the server at place m->turn, or of the first one after it that is to be asked. */
void rt_measure_begin_turn(struct rt_measure *m);

#endif
