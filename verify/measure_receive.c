/* What arrives: whether it is the reply, and if not, what it is. */
#include "measure_parts.h"

/* A packet that was received, and what it turned out to be. */
struct hearing {
    struct rt_bytes packet;
    struct rt_verdict verdict;
    struct rt_refusal refusal;
};

/* Whether a packet repeats our nonce; one that is malformed deeper inside may as well. */
enum echo { ECHO_NONE, ECHO_OURS, ECHO_OTHER };

static enum echo echo_of(const struct rt_measure *m, struct rt_bytes packet)
{
    struct rt_message message;
    struct rt_error err;
    struct rt_bytes inside, nonce;
    bool framed;
    if (!rt_frame_open(&inside, &framed, &err, packet, RT_FORM_ANY) ||
        !rt_message_parse(&message, &err, inside, RT_IN_TOP) ||
        !rt_message_find(&nonce, &message, RT_TAG_NONC)) {
        return ECHO_NONE;
    }
    return rt_bytes_equal(nonce, rt_bytes_from(m->nonce, m->nonce_len)) ? ECHO_OURS : ECHO_OTHER;
}

static enum rt_heard refuse(struct hearing *h, enum rt_heard heard, enum rt_check check,
                            const struct rt_finding *finding)
{
    h->refusal.heard = heard;
    h->refusal.check = check;
    h->refusal.subject = finding->subject;
    h->refusal.error = finding->error;
    return heard;
}

static enum rt_heard refuse_for(struct hearing *h, enum rt_heard heard, enum rt_check check,
                                enum rt_code code, uint32_t tag)
{
    struct rt_finding finding = {.outcome = RT_FAILED};
    (void)rt_fail(&finding.error, code, RT_IN_TOP, tag, 0);
    return refuse(h, heard, check, &finding);
}

/* The reply to somebody else's request, or to an earlier one of ours: no signature is worth the trouble. */
static enum rt_heard hear_other(const struct rt_measure *m, struct hearing *h)
{
    struct rt_response response;
    struct rt_finding finding = {.outcome = RT_FAILED};
    if (!rt_response_parse_as(&response, &finding.error, h->packet, RT_FORM_ANY, m->policy.treat_as)) {
        return refuse(h, RT_HEARD_JUNK, RT_CHECK_STRUCTURE, &finding);
    }
    h->refusal.code = response.code;
    return refuse_for(h, RT_HEARD_OTHER, RT_CHECK_NONCE, RT_E_NONCE_MISMATCH, RT_TAG_NONC);
}

/* Of an invalid response: whether the server signed it for our request. */
static bool is_signed(const struct rt_verdict *v)
{
    return v->check[RT_CHECK_DELEGATION].outcome == RT_PASSED &&
           v->check[RT_CHECK_MERKLE].outcome == RT_PASSED &&
           v->check[RT_CHECK_SIGNATURE].outcome == RT_PASSED;
}

/* Without a nonce of ours in it, the tree alone tells whether it is to us. */
static enum rt_heard hear_invalid(struct hearing *h, enum echo echo)
{
    const struct rt_verdict *v = &h->verdict;
    const struct rt_finding *merkle = &v->check[RT_CHECK_MERKLE];
    const struct rt_finding *culprit = &v->check[v->culprit];
    if (is_signed(v)) {
        return refuse(h, RT_HEARD_DENIED, v->culprit, culprit);
    }
    if (echo == ECHO_NONE && v->check[RT_CHECK_STRUCTURE].outcome == RT_FAILED) {
        return refuse(h, RT_HEARD_JUNK, v->culprit, culprit);
    }
    if (echo == ECHO_NONE && merkle->outcome == RT_FAILED) {
        return refuse(h, RT_HEARD_OTHER, RT_CHECK_MERKLE, merkle);
    }
    return refuse(h, RT_HEARD_REFUSED, v->culprit, culprit);
}

static enum rt_linkage linkage(const struct rt_measure *m, const struct rt_verdict *v)
{
    if (m->num_records == 0) {
        return RT_LINK_FIRST;
    }
    return rt_link_check(v->response.version->chain_rule, m->memory.records[m->num_records - 1].response,
                         rt_bytes_from(m->rand, m->rand_len), v->nonce);
}

/* A valid response must also be under a key of its time, and follow the one before. */
static enum rt_heard hear_valid(const struct rt_measure *m, struct hearing *h)
{
    struct rt_finding period = {.outcome = RT_FAILED};
    const struct rt_trust trust = {.grace_micros = m->plan.grace_micros};
    if (!rt_trust_period(&period.error, &trust, rt_measure_key(m), h->verdict.midpoint)) {
        return refuse(h, RT_HEARD_DENIED, RT_CHECK_DELEGATION, &period);
    }
    enum rt_linkage link = linkage(m, &h->verdict);
    if (link != RT_LINK_FIRST && link != RT_LINK_PROVED) {
        return refuse_for(h, RT_HEARD_DENIED, RT_CHECK_NONCE, RT_E_LINK_BROKEN, RT_TAG_NONC);
    }
    return RT_HEARD_ACCEPTED;
}

/* A packet of a stream that will never be whole, since there is no room for it. */
static bool is_too_long(struct rt_bytes stream)
{
    uint32_t len;
    return rt_bytes_u32(&len, stream, RT_FRAME_LEN - 4) && len > RT_MEASURE_RESPONSE_MAX - RT_FRAME_LEN;
}

static enum rt_heard hear(const struct rt_measure *m, struct hearing *h)
{
    if (h->packet.len > RT_MEASURE_RESPONSE_MAX ||
        (m->transport == RT_PROTOCOL_TCP && is_too_long(h->packet))) {
        return refuse_for(h, RT_HEARD_JUNK, RT_CHECK_STRUCTURE, RT_E_PACKET_TOO_LONG, 0);
    }
    enum echo echo = echo_of(m, h->packet);
    if (echo == ECHO_OTHER) {
        return hear_other(m, h);
    }
    const struct rt_question question = {.response = h->packet,
                                         .request = rt_bytes_from(rt_measure_request_room(m), m->request_len),
                                         .key = &rt_measure_key(m)->key};
    rt_verify(&h->verdict, &question, &m->policy);
    h->refusal.code = h->verdict.response.code;
    return h->verdict.kind == RT_VERDICT_VALID ? hear_valid(m, h) : hear_invalid(h, echo);
}

static void fill_record(const struct rt_measure *m, struct rt_measure_record *r, const struct hearing *h)
{
    const struct rt_verdict *v = &h->verdict;
    *r = (struct rt_measure_record){.server = m->server,
                                    .pass = m->pass,
                                    .transport = m->transport,
                                    .address = m->address,
                                    .key = m->key,
                                    .offer = m->offer,
                                    .rand_len = m->rand_len,
                                    .sent = m->sent,
                                    .received = m->now,
                                    .slow = m->now - m->sent > m->plan.max_delay,
                                    .counts = v->is_evidence,
                                    .code = v->response.code,
                                    .midpoint = v->midpoint,
                                    .stated = v->interval};
    memcpy(r->rand, m->rand, m->rand_len);
    memmove(rt_measure_response_room(m), h->packet.data, h->packet.len);
    r->request = rt_bytes_from(rt_measure_request_room(m), m->request_len);
    r->response = rt_bytes_from(rt_measure_response_room(m), h->packet.len);
}

static void accept(struct rt_measure *m, const struct hearing *h)
{
    struct rt_measure_peer *peer = rt_measure_peer_of(m);
    fill_record(m, &m->memory.records[m->num_records], h);
    /* There is a link for each record: it fits. */
    (void)!rt_chain_add(&m->chain, &h->verdict, &rt_measure_key(m)->key, linkage(m, &h->verdict), true);
    m->num_records++;
    m->num_answered += m->pass == 0 ? 1 : 0;
    peer->num_records++;
    peer->last = RT_ATTEMPT_NONE;
    peer->interval = 0;
    peer->known = true;
    peer->transport = m->transport;
    peer->address = m->address;
    peer->key = m->key;
    peer->offer = m->offer;
    rt_measure_next_turn(m);
}

/* What is heard to be junk or to be refused may come from anybody over UDP. A connection that it comes over
 * is out of step (RFC 10049 5). */
static void answer(struct rt_measure *m, const struct hearing *h, enum rt_heard heard)
{
    if (heard == RT_HEARD_ACCEPTED) {
        accept(m, h);
    } else if (heard == RT_HEARD_DENIED) {
        rt_measure_end_attempt(m, RT_ATTEMPT_DENIED);
    } else if (m->transport == RT_PROTOCOL_TCP && heard >= RT_HEARD_JUNK) {
        rt_measure_end_attempt(m, RT_ATTEMPT_BROKEN);
    }
}

static enum rt_heard receive_packet(struct rt_refusal *refusal, struct rt_measure *m, struct rt_bytes packet)
{
    struct hearing h;
    struct rt_measure_peer *peer = rt_measure_peer_of(m);
    memset(&h.refusal, 0, sizeof h.refusal);
    h.packet = packet;
    enum rt_heard heard = hear(m, &h);
    peer->num_heard[heard]++;
    if (heard == RT_HEARD_ACCEPTED) {
        h.refusal = (struct rt_refusal){.heard = RT_HEARD_NOTHING};
    } else if (heard >= peer->refusal.heard) {
        peer->refusal = h.refusal;
    }
    *refusal = h.refusal;
    answer(m, &h, heard);
    return heard;
}

/* Moves as much of `rest` as there is room for behind what came of the stream before. */
static void take_piece(struct rt_measure *m, struct rt_bytes *rest)
{
    size_t left = RT_MEASURE_RESPONSE_MAX - m->stream_len;
    size_t len = rest->len < left ? rest->len : left;
    if (len > 0) {
        memcpy(rt_measure_response_room(m) + m->stream_len, rest->data, len);
    }
    m->stream_len += len;
    *rest = rt_bytes_after(*rest, len);
}

/* The first packet of what came of the stream; all of it if no packet can be cut off and none ever will.
 * False if more has to come. */
static bool cut_packet(struct rt_bytes *packet, const struct rt_measure *m)
{
    struct rt_bytes rest;
    struct rt_error err;
    const struct rt_bytes stream = rt_bytes_from(rt_measure_response_room(m), m->stream_len);
    if (rt_frame_split(packet, &rest, &err, stream)) {
        return true;
    }
    bool grows = err.code == RT_E_PACKET_SHORT || err.code == RT_E_PACKET_TRUNCATED;
    return !grows || is_too_long(stream);
}

/* Whatever ends the attempt ends the stream as well. */
static enum rt_heard receive_cut(struct rt_refusal *refusal, struct rt_measure *m, struct rt_bytes packet)
{
    size_t len = packet.len;
    enum rt_heard heard = receive_packet(refusal, m, packet);
    if (m->state == RT_MEASURE_AWAITING) {
        m->stream_len -= len;
        memmove(rt_measure_response_room(m), rt_measure_response_room(m) + len, m->stream_len);
    }
    return heard;
}

static enum rt_heard receive_stream(struct rt_refusal *refusal, struct rt_measure *m, struct rt_bytes piece)
{
    enum rt_heard highest = RT_HEARD_PART;
    struct rt_refusal one;
    struct rt_bytes packet;
    while (m->state == RT_MEASURE_AWAITING) {
        take_piece(m, &piece);
        if (!cut_packet(&packet, m)) {
            break;
        }
        enum rt_heard heard = receive_cut(&one, m, packet);
        if (heard >= highest) {
            highest = heard;
            *refusal = one;
        }
    }
    return highest;
}

enum rt_heard rt_measure_receive(struct rt_refusal *refusal, struct rt_measure *m, struct rt_bytes bytes,
                                 uint64_t now)
{
    struct rt_refusal unwanted;
    struct rt_refusal *out = refusal != NULL ? refusal : &unwanted;
    *out = (struct rt_refusal){.heard = RT_HEARD_NOTHING};
    rt_measure_clock(m, now);
    if (m->state != RT_MEASURE_AWAITING) {
        return RT_HEARD_NOTHING;
    }
    return m->transport == RT_PROTOCOL_UDP ? receive_packet(out, m, bytes) : receive_stream(out, m, bytes);
}
