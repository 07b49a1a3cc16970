#include "measure_parts.h"

#define BACKOFF_INITIAL RT_MEASURE_SECOND /* RFC 10049 5 */
#define BACKOFF_MAX     (86400 * RT_MEASURE_SECOND)
#define BACKOFF_BASE    1500
#define TIMEOUT         (2 * RT_MEASURE_SECOND)
#define GAP             RT_MEASURE_SECOND /* between requests to one server */

static void fill_plan(struct rt_measure *m)
{
    struct rt_measure_plan *p = &m->plan;
    p->want = p->want == 0 ? p->num_servers : p->want;
    p->passes = p->passes == 0 ? 2 : p->passes;
    p->backoff_permille = p->backoff_permille == 0 ? BACKOFF_BASE : p->backoff_permille;
    p->timeout = p->timeout == 0 ? TIMEOUT : p->timeout;
    p->max_delay = p->max_delay == 0 ? p->timeout : p->max_delay;
    if (p->policy != NULL) {
        m->policy = *p->policy;
    }
}

/* Whichever version answers, the nonces of its chain are made as those of the one that was expected. */
static bool is_homogeneous(const struct rt_offer *offer)
{
    uint32_t code;
    for (size_t at = 0; at < offer->list_len; at += 4) {
        const struct rt_version *row =
            rt_version_choose(&code, rt_bytes_from(offer->list + at, 4), offer->has_type);
        if (row != NULL && row->chain_rule != offer->version->chain_rule) {
            return false;
        }
    }
    return true;
}

static bool can_encode(const struct rt_offer *offer)
{
    static const uint8_t nonce[64];
    const struct rt_request_plan plan = {offer, rt_bytes_from(nonce, offer->version->nonce_len),
                                         (struct rt_bytes){NULL, 0, 0}, RT_REQUEST_SIZE};
    return rt_request_plan_check(&plan) == RT_PLAN_OK;
}

static enum rt_measure_fault offers_fault(const struct rt_measure *m, const struct rt_measure_server *server)
{
    bool stamps = false, goes = false;
    for (size_t i = 0; i < server->num_offers; i++) {
        const struct rt_offer *offer = &server->offers[i];
        if (offer->version == NULL || !is_homogeneous(offer) || !can_encode(offer)) {
            return RT_MEASURE_OFFER;
        }
        stamps =
            stamps || m->plan.document == NULL || offer->version->nonce_len == sizeof m->plan.document->b;
        goes = goes || rt_measure_usable(m, server, RT_PROTOCOL_UDP, offer) ||
               rt_measure_usable(m, server, RT_PROTOCOL_TCP, offer);
    }
    return !stamps ? RT_MEASURE_OFFER : goes ? RT_MEASURE_READY : RT_MEASURE_NO_ADDRESS;
}

static enum rt_measure_fault servers_fault(const struct rt_measure *m)
{
    enum rt_measure_fault fault = RT_MEASURE_READY;
    for (size_t i = 0; i < m->plan.num_servers && fault == RT_MEASURE_READY; i++) {
        const struct rt_measure_server *server = &m->plan.servers[i];
        fault = server->num_keys == 0 ? RT_MEASURE_NO_KEY : offers_fault(m, server);
    }
    return fault;
}

static bool fits_memory(const struct rt_measure *m)
{
    const struct rt_measure_memory *memory = &m->memory;
    return m->plan.want <= memory->cap / m->plan.passes &&
           memory->cap <= memory->room_len / RT_MEASURE_ROOM(1);
}

static enum rt_measure_fault fault_of(const struct rt_measure *m)
{
    return m->plan.num_servers == 0 || m->plan.want > m->plan.num_servers ? RT_MEASURE_NO_SERVER
           : m->plan.backoff_permille <= 1000                             ? RT_MEASURE_BACKOFF
           : !fits_memory(m)                                              ? RT_MEASURE_MEMORY
                                                                          : servers_fault(m);
}

enum rt_measure_fault rt_measure_begin(struct rt_measure *m, const struct rt_measure_plan *plan,
                                       const struct rt_measure_memory *memory, const uint8_t entropy[32],
                                       uint64_t now)
{
    memset(m, 0, sizeof *m);
    m->plan = *plan;
    m->memory = *memory;
    m->now = now;
    memcpy(m->entropy, entropy, sizeof m->entropy);
    fill_plan(m);
    rt_chain_begin(&m->chain, memory->links, memory->cap, memory->servers, memory->cap);
    enum rt_measure_fault fault = fault_of(m);
    if (fault == RT_MEASURE_READY) {
        memset(memory->peers, 0, plan->num_servers * sizeof *memory->peers);
        rt_measure_order(m);
        rt_measure_begin_turn(m);
    }
    return fault;
}

/* Turns. */

static bool is_to_be_asked(const struct rt_measure *m)
{
    return m->pass == 0 || m->memory.peers[m->memory.peers[m->turn].pick].num_records > 0;
}

static bool is_pass_over(const struct rt_measure *m)
{
    return m->turn == m->plan.num_servers || (m->pass == 0 && m->num_answered == m->plan.want);
}

static void start_turn(struct rt_measure *m)
{
    m->server = m->memory.peers[m->turn].pick;
    m->attempt = 0;
    m->round = 0;
    m->transport = RT_PROTOCOL_UDP;
    if (rt_measure_peer_of(m)->known) {
        m->transport = rt_measure_peer_of(m)->transport;
    } else if (rt_measure_combinations(m, RT_PROTOCOL_UDP) == 0) {
        m->transport = RT_PROTOCOL_TCP;
    }
    rt_measure_choose(m);
    m->state = RT_MEASURE_PAUSED;
    m->until = rt_measure_earliest(m);
}

void rt_measure_begin_turn(struct rt_measure *m)
{
    m->state = RT_MEASURE_DONE;
    while (m->pass < m->plan.passes) {
        if (is_pass_over(m)) {
            m->pass++;
            m->turn = 0;
        } else if (is_to_be_asked(m)) {
            start_turn(m);
            return;
        } else {
            m->turn++;
        }
    }
}

void rt_measure_next_turn(struct rt_measure *m)
{
    m->turn++;
    rt_measure_begin_turn(m);
}

/* Pauses. */

static bool share_key(const struct rt_measure_server *a, const struct rt_measure_server *b)
{
    for (size_t i = 0; i < a->num_keys * b->num_keys; i++) {
        const struct rt_key *one = &a->keys[i / b->num_keys].key, *other = &b->keys[i % b->num_keys].key;
        if (memcmp(one->b, other->b, sizeof one->b) == 0) {
            return true;
        }
    }
    return false;
}

uint64_t rt_measure_earliest(const struct rt_measure *m)
{
    uint64_t when = m->plan.not_before;
    for (size_t i = 0; i < m->plan.num_servers; i++) {
        const struct rt_measure_peer *peer = &m->memory.peers[i];
        if (!peer->has_sent || !share_key(&m->plan.servers[i], rt_measure_asked(m))) {
            continue;
        }
        uint64_t pause = i == m->server ? rt_measure_max(GAP, peer->interval) : GAP;
        when = rt_measure_max(when, rt_measure_later(peer->sent_at, pause));
    }
    return when;
}

uint64_t rt_measure_backoff(const struct rt_measure *m, uint64_t interval)
{
    if (interval == 0) {
        return BACKOFF_INITIAL;
    }
    return interval >= BACKOFF_MAX * 1000 / m->plan.backoff_permille
               ? BACKOFF_MAX
               : interval * m->plan.backoff_permille / 1000;
}

/* Attempts. */

static bool is_last_of_transport(const struct rt_measure *m)
{
    size_t first = rt_measure_combinations(m, m->transport), made = m->round + 1;
    return made >= first && made - first >= m->plan.retries;
}

/* TCP follows UDP (RFC 10049 5). */
static bool has_fallback(const struct rt_measure *m)
{
    return m->transport == RT_PROTOCOL_UDP && rt_measure_combinations(m, RT_PROTOCOL_TCP) > 0;
}

/* What could not even be sent over UDP burdens nobody: the next address need not wait. A connection that was
 * not made counts like a request (RFC 10049 5), and so does a second round. */
static bool is_free(const struct rt_measure *m)
{
    return m->state == RT_MEASURE_SENDING && m->transport == RT_PROTOCOL_UDP &&
           m->round + 1 < rt_measure_combinations(m, m->transport);
}

static void note_failure(struct rt_measure *m, enum rt_attempt_failure failure)
{
    struct rt_measure_peer *peer = rt_measure_peer_of(m);
    peer->last = failure;
    if (is_free(m)) {
        return;
    }
    if (m->state == RT_MEASURE_SENDING) {
        peer->has_sent = true;
        peer->sent_at = m->now;
    }
    peer->interval = failure == RT_ATTEMPT_DENIED ? 0 : rt_measure_backoff(m, peer->interval);
}

void rt_measure_end_attempt(struct rt_measure *m, enum rt_attempt_failure failure)
{
    note_failure(m, failure);
    if (is_last_of_transport(m) && !has_fallback(m)) {
        rt_measure_next_turn(m);
        return;
    }
    m->attempt++;
    if (is_last_of_transport(m)) {
        m->transport = RT_PROTOCOL_TCP;
        m->round = 0;
    } else {
        m->round++;
    }
    rt_measure_choose(m);
    m->state = RT_MEASURE_PAUSED;
    m->until = rt_measure_earliest(m);
}

/* Steps. */

static void begin_attempt(struct rt_measure *m)
{
    rt_measure_make(m);
    rt_measure_peer_of(m)->asked = true;
    m->state = RT_MEASURE_SENDING;
    m->until = rt_measure_later(m->now, m->plan.timeout);
}

static void advance(struct rt_measure *m)
{
    while (m->state != RT_MEASURE_DONE && m->now >= m->until) {
        if (m->state == RT_MEASURE_PAUSED) {
            begin_attempt(m);
            return;
        }
        rt_measure_end_attempt(m,
                               m->state == RT_MEASURE_SENDING ? RT_ATTEMPT_UNREACHABLE : RT_ATTEMPT_SILENT);
    }
}

void rt_measure_step(struct rt_measure_step *out, struct rt_measure *m, uint64_t now)
{
    rt_measure_clock(m, now);
    advance(m);
    *out = (struct rt_measure_step){.serial = m->serial};
    if (m->state == RT_MEASURE_DONE) {
        return;
    }
    out->action = m->state == RT_MEASURE_SENDING ? RT_STEP_SEND : RT_STEP_WAIT;
    out->awaiting = m->state == RT_MEASURE_AWAITING;
    out->until = m->until;
    out->server = m->server;
    out->pass = m->pass;
    out->attempt = m->attempt;
    out->transport = m->transport;
    out->address = m->address;
    if (m->state == RT_MEASURE_SENDING) {
        out->packet = rt_bytes_from(rt_measure_request_room(m), m->request_len);
    }
}

void rt_measure_sent(struct rt_measure *m, uint64_t now)
{
    struct rt_measure_peer *peer = rt_measure_peer_of(m);
    rt_measure_clock(m, now);
    if (m->state != RT_MEASURE_SENDING) {
        return;
    }
    m->sent = m->now;
    m->state = RT_MEASURE_AWAITING;
    m->until = rt_measure_later(m->now, m->plan.timeout);
    if (!is_last_of_transport(m) || has_fallback(m)) { /* until then, a late reply saves the next request */
        m->until = rt_measure_max(m->until, rt_measure_later(m->now, rt_measure_backoff(m, peer->interval)));
    }
    peer->has_sent = true;
    peer->sent_at = m->now;
    peer->num_sent++;
}

void rt_measure_failed(struct rt_measure *m, enum rt_attempt_failure failure, uint64_t now)
{
    rt_measure_clock(m, now);
    if (m->state == RT_MEASURE_SENDING || m->state == RT_MEASURE_AWAITING) {
        rt_measure_end_attempt(m, failure);
    }
}

void rt_measure_stop(struct rt_measure *m)
{
    m->state = RT_MEASURE_DONE;
}
