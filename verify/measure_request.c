/* Which request comes next: the order of servers, the combination that is tried, the nonce. */
#include "measure_parts.h"
#include "nonce.h"

#include "../parser/encode.h"

void rt_measure_draw(struct rt_measure *m, uint8_t *out, size_t len)
{
    static const char label[] = "roughproof measure";
    uint8_t number[8];
    struct rt_hash hash;
    rt_encode_u64(number, m->draws++);
    const struct rt_bytes parts[] = {rt_bytes_from(label, sizeof label),
                                     rt_bytes_from(m->entropy, sizeof m->entropy),
                                     rt_bytes_from(number, sizeof number)};
    rt_hash_parts(&hash, RT_HASH_SHA512, parts, 3);
    memcpy(out, hash.b, len);
}

static uint64_t draw_number(struct rt_measure *m)
{
    uint8_t bytes[8];
    uint64_t number;
    rt_measure_draw(m, bytes, sizeof bytes);
    (void)!rt_bytes_u64(&number, rt_bytes_from(bytes, sizeof bytes), 0);
    return number;
}

/* Fisher and Yates's shuffle; 64 bits modulo a number of servers favour none by as much as could be seen. */
void rt_measure_order(struct rt_measure *m)
{
    struct rt_measure_peer *peers = m->memory.peers;
    size_t num = m->plan.num_servers;
    for (size_t i = 0; i < num; i++) {
        peers[i].pick = i;
    }
    for (size_t i = 0; m->plan.want < num && i + 1 < num; i++) {
        size_t other = i + (size_t)(draw_number(m) % (num - i));
        size_t pick = peers[i].pick;
        peers[i].pick = peers[other].pick;
        peers[other].pick = pick;
    }
}

/* A document's hash fills only nonces of its own length. */
bool rt_measure_usable(const struct rt_measure *m, const struct rt_measure_server *server,
                       enum rt_protocol transport, const struct rt_offer *offer)
{
    size_t num = transport == RT_PROTOCOL_UDP ? server->num_udp : server->num_tcp;
    bool stamps = m->plan.document != NULL && m->num_records == 0;
    return num > 0 && (transport == RT_PROTOCOL_UDP || offer->version->framed) &&
           (!stamps || offer->version->nonce_len == sizeof m->plan.document->b);
}

static size_t num_addresses(const struct rt_measure *m, enum rt_protocol transport)
{
    const struct rt_measure_server *server = rt_measure_asked(m);
    return transport == RT_PROTOCOL_UDP ? server->num_udp : server->num_tcp;
}

static bool is_usable(const struct rt_measure *m, enum rt_protocol transport, size_t offer)
{
    const struct rt_measure_server *server = rt_measure_asked(m);
    return rt_measure_usable(m, server, transport, &server->offers[offer]);
}

/* By the combination that was answered before. */
static bool is_known(const struct rt_measure *m, enum rt_protocol transport)
{
    const struct rt_measure_peer *peer = rt_measure_peer_of(m);
    return peer->known && peer->transport == transport;
}

size_t rt_measure_combinations(const struct rt_measure *m, enum rt_protocol transport)
{
    const struct rt_measure_server *server = rt_measure_asked(m);
    size_t num = 0;
    for (size_t i = 0; i < server->num_offers; i++) {
        num += is_usable(m, transport, i) ? 1 : 0;
    }
    return is_known(m, transport) ? 1 : num * server->num_keys * num_addresses(m, transport);
}

static size_t nth_offer(const struct rt_measure *m, size_t n)
{
    for (size_t i = 0, before = 0; i < rt_measure_asked(m)->num_offers; i++) {
        if (is_usable(m, m->transport, i) && before++ == n) {
            return i;
        }
    }
    return 0; /* unreachable: n is below their number */
}

static bool is_current(const struct rt_measure *m, const struct rt_trusted_key *key)
{
    struct rt_error err;
    const struct rt_trust trust = {.grace_micros = m->plan.grace_micros};
    return m->plan.wall == NULL || rt_trust_period(&err, &trust, key, *m->plan.wall);
}

/* Of the keys that are valid now, and then of the others. */
static size_t nth_key(const struct rt_measure *m, size_t n)
{
    const struct rt_measure_server *server = rt_measure_asked(m);
    for (size_t i = 0, before = 0; i < 2 * server->num_keys; i++) {
        size_t key = i % server->num_keys;
        if (is_current(m, &server->keys[key]) == (i < server->num_keys) && before++ == n) {
            return key;
        }
    }
    return 0; /* unreachable, likewise */
}

/* Addresses change first, since one of them may lead nowhere, and offers last. */
void rt_measure_choose(struct rt_measure *m)
{
    const struct rt_measure_peer *peer = rt_measure_peer_of(m);
    if (is_known(m, m->transport)) {
        m->address = peer->address;
        m->key = peer->key;
        m->offer = peer->offer;
        return;
    }
    size_t addresses = num_addresses(m, m->transport), keys = rt_measure_asked(m)->num_keys;
    size_t n = m->round % rt_measure_combinations(m, m->transport);
    m->address = n % addresses;
    m->key = nth_key(m, n / addresses % keys);
    m->offer = nth_offer(m, n / addresses / keys);
}

/* The document's hash, or its salted hash: what rt_document_check accepts. */
static void stamp_nonce(struct rt_measure *m)
{
    const struct rt_sha256 *document = m->plan.document;
    struct rt_sha256_stream stream;
    struct rt_sha256 salted;
    m->rand_len = 0;
    memcpy(m->nonce, document->b, sizeof document->b);
    if (m->plan.blind) {
        m->rand_len = 32;
        rt_measure_draw(m, m->rand, m->rand_len);
        rt_sha256_begin(&stream);
        rt_sha256_add(&stream, rt_bytes_from(m->rand, m->rand_len));
        rt_sha256_add(&stream, rt_bytes_from(document->b, sizeof document->b));
        rt_sha256_end(&salted, &stream);
        memcpy(m->nonce, salted.b, sizeof salted.b);
    }
}

static void first_nonce(struct rt_measure *m)
{
    if (m->plan.document != NULL) {
        stamp_nonce(m);
        return;
    }
    m->rand_len = 0;
    rt_measure_draw(m, m->nonce, m->nonce_len);
}

static void chained_nonce(struct rt_measure *m, const struct rt_version *version)
{
    struct rt_hash nonce;
    m->rand_len = rt_nonce_rand_len(version);
    rt_measure_draw(m, m->rand, m->rand_len);
    (void)!rt_nonce_chain(&nonce, version, m->memory.records[m->num_records - 1].response,
                          rt_bytes_from(m->rand, m->rand_len));
    memcpy(m->nonce, nonce.b, m->nonce_len);
}

void rt_measure_make(struct rt_measure *m)
{
    const struct rt_offer *offer = &rt_measure_asked(m)->offers[m->offer];
    struct rt_hash srv;
    rt_srv_from_key(&srv, &rt_measure_key(m)->key);
    m->nonce_len = offer->version->nonce_len;
    if (m->num_records == 0) {
        first_nonce(m);
    } else {
        chained_nonce(m, offer->version);
    }
    bool takes_srv = (offer->version->request.may & RT_BIT(SRV)) != 0;
    const struct rt_request_plan plan = {offer, rt_bytes_from(m->nonce, m->nonce_len),
                                         rt_bytes_from(srv.b, takes_srv ? srv.len : 0), RT_REQUEST_SIZE};
    m->request_len = rt_request_encode(rt_measure_request_room(m), RT_MEASURE_REQUEST_MAX, &plan);
    m->stream_len = 0;
    m->serial++;
}
