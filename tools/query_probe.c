/* Which versions and transports a server speaks: a request of each, and what came of it. */
#include "tools/json_out.h"
#include "tools/link.h"
#include "tools/query.h"
#include "tools/query_clock.h"
#include "verify/explain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MICROS UINT64_C(1000000)

/* What came of one request. */
enum answer {
    ANSWER_REPLY,
    ANSWER_NONE,   /* in time */
    ANSWER_CLOSED, /* the connection was, or it could not be made, or ICMP says that nobody is there */
    ANSWER_FAILED, /* no request could be made or sent */
};

struct probe {
    struct query *query;
    const struct query_server *server;
    struct link link;
    uint64_t last; /* when the last request went, by query_clock_now; 0 for never */
    bool began;    /* in JSON, that a comma is due */
    size_t num_good, num_replies;
    enum answer answer;
    uint64_t rtt_micros;
    size_t request_len, response_len;
    uint8_t request[2048], response[RT_PACKET_MAX];
    struct rt_judgement judgement;
    struct rt_diagnoses found;
};

/* A version to ask for. */
struct probed {
    const struct rt_version *row;
    uint32_t code;
};

static bool make_request(struct probe *p, const struct probed *version)
{
    uint8_t nonce[64];
    struct rt_hash srv;
    struct rt_offer offer = {.version = NULL};
    bool ok = rt_offer_add(&offer, version->row, version->code) == RT_OFFER_TAKEN &&
              query_draw(p->query, nonce, version->row->nonce_len);
    struct rt_request_plan plan = {
        .offer = &offer, .nonce = rt_bytes_from(nonce, version->row->nonce_len), .size = RT_REQUEST_SIZE};
    if (p->server->num_keys > 0) {
        rt_srv_from_key(&srv, &p->server->keys[0].key);
        plan.srv = rt_hash_bytes(&srv);
        if (rt_request_plan_check(&plan) == RT_PLAN_NO_SRV) {
            plan.srv = (struct rt_bytes){NULL, 0, 0};
        }
    }
    p->request_len = ok ? rt_request_encode(p->request, sizeof p->request, &plan) : 0;
    return p->request_len > 0;
}

/* At most one request a second to a server. The clock is read before a packet is sent: a server on this
 * machine may have answered before the client runs again. */
static void keep_pace(struct probe *p)
{
    uint64_t now = query_clock_now();
    while (p->last != 0 && now < p->last + MICROS && !query_is_interrupted()) {
        link_wait(&p->link, p->last + MICROS - now);
        now = query_clock_now();
    }
    p->last = now;
}

/* A request that comes back, from a service that echoes, is none. */
static bool is_reply(const struct probe *p)
{
    struct rt_request echoed;
    struct rt_error err;
    return p->response_len > 0 &&
           !rt_request_parse(&echoed, &err, rt_bytes_from(p->response, p->response_len), RT_FORM_ANY);
}

/* Takes what came: a datagram, or of a stream what completes a packet, or shows that none will be. */
static bool take_bytes(struct probe *p, struct rt_bytes bytes)
{
    struct rt_bytes packet, rest;
    struct rt_error err;
    bool stream = p->link.protocol == RT_PROTOCOL_TCP;
    size_t used = stream ? p->response_len : 0;
    if (bytes.len == 0 || bytes.len > sizeof p->response - used) {
        return false;
    }
    memcpy(p->response + used, bytes.data, bytes.len);
    p->response_len = used + bytes.len;
    if (!stream) {
        return is_reply(p);
    }
    bool whole = rt_frame_split(&packet, &rest, &err, rt_bytes_from(p->response, p->response_len));
    p->response_len = whole ? packet.len : p->response_len;
    return whole || (err.code != RT_E_PACKET_TRUNCATED && err.code != RT_E_PACKET_SHORT);
}

static enum answer await(struct probe *p, uint64_t sent)
{
    uint64_t until = sent + p->query->options.timeout_micros;
    struct rt_bytes bytes;
    for (uint64_t now = query_clock_now(); now < until && !query_is_interrupted(); now = query_clock_now()) {
        enum link_result result = link_receive(&p->link, &bytes);
        if (result == LINK_BYTES && take_bytes(p, bytes)) {
            p->rtt_micros = query_clock_now() - sent;
            return ANSWER_REPLY;
        }
        if (result == LINK_CLOSED) {
            return ANSWER_CLOSED;
        }
        if (result == LINK_NOTHING) {
            link_wait(&p->link, until - now);
        }
    }
    return ANSWER_NONE;
}

static enum answer ask(struct probe *p, const struct probed *version, const struct endpoint *to)
{
    link_close(&p->link);
    keep_pace(p);
    if (!make_request(p, version)) {
        return ANSWER_FAILED;
    }
    p->response_len = 0;
    if (!link_open(&p->link, to) || !link_connect(&p->link, p->last + p->query->options.timeout_micros) ||
        !link_send(&p->link, rt_bytes_from(p->request, p->request_len))) {
        return ANSWER_CLOSED;
    }
    return await(p, p->last);
}

/* What the reply is worth; `shown` is all that is known of it. */
static void judge(struct probe *p, struct rt_case *shown)
{
    const struct query *q = p->query;
    struct rt_judge judge;
    struct rt_exchange x = {.request = rt_bytes_from(p->request, p->request_len),
                            .response = rt_bytes_from(p->response, p->response_len)};
    if (p->server->num_keys > 0) {
        x.public_key = rt_bytes_from(p->server->keys[0].key.b, sizeof p->server->keys[0].key.b);
    }
    rt_judge_begin(&judge, &q->keys.trust, &q->options.trust.policy, NULL);
    rt_judge_next(&p->judgement, &judge, &x);
    *shown = (struct rt_case){.names = q->keys.names, .judgement = &p->judgement};
    if (p->judgement.verdict.kind != RT_VERDICT_VALID) {
        const struct rt_question question = {.response = x.response,
                                             .request = x.request,
                                             .key = p->judgement.has_key ? &p->judgement.key : NULL};
        const struct rt_diagnosis_context context = {.trust = &q->keys.trust};
        rt_diagnose(&p->found, &p->judgement.verdict, &question, &context);
        shown->diagnoses = &p->found;
    }
    p->num_replies++;
    p->num_good += p->judgement.verdict.kind == RT_VERDICT_VALID ? 1 : 0;
}

/* Text. */

static const char *reason(const struct probe *p)
{
    return p->link.error != 0 ? strerror(p->link.error) : "closed the connection";
}

static void show_reply(const struct probe *p, const struct rt_case *shown)
{
    static char text_room[4096];
    struct rt_statement s = {0};
    bool valid = p->judgement.verdict.kind == RT_VERDICT_VALID;
    while (rt_case_next(&s, shown, valid ? RT_DETAIL_LINE : RT_DETAIL_BRIEF)) {
        struct rt_text text = rt_text_into(text_room, sizeof text_room);
        rt_case_text(&text, shown, &s);
        printf("%s%.*s", s.kind == RT_SAYS_VERDICT ? "" : "\n      ", (int)rt_text_len(&text), text.out);
        if (s.kind == RT_SAYS_VERDICT) {
            printf(", in %" PRIu64 ".%" PRIu64 " ms", p->rtt_micros / 1000, p->rtt_micros / 100 % 10);
        }
    }
    putchar('\n');
}

static void show_text(const struct probe *p, const struct probed *version, const struct endpoint *to,
                      const struct rt_case *shown)
{
    char where[ENDPOINT_TEXT_MAX];
    endpoint_text(where, to);
    printf("  %-14s  %s %s  ", version->row->name, endpoint_protocol(to->protocol), where);
    if (p->answer == ANSWER_REPLY) {
        show_reply(p, shown);
    } else {
        printf("%s\n", p->answer == ANSWER_NONE     ? "no reply"
                       : p->answer == ANSWER_CLOSED ? reason(p)
                                                    : "no request could be made");
    }
}

/* JSON. */

static void show_json(struct probe *p, const struct probed *version, const struct endpoint *to,
                      const struct rt_case *shown)
{
    static const char *const names[] = {"reply", "none", "closed", "failed"};
    static char window[8192];
    char where[ENDPOINT_TEXT_MAX];
    endpoint_text(where, to);
    printf("%s{\"version\":", p->began ? "," : "");
    json_word(stdout, version->row->name);
    printf(",\"transport\":\"%s\",\"address\":\"%s\",\"answer\":\"%s\"",
           to->protocol == RT_PROTOCOL_TCP ? "tcp" : "udp", where, names[p->answer]);
    if (p->answer == ANSWER_CLOSED) {
        fputs(",\"reason\":", stdout);
        json_word(stdout, reason(p));
    } else if (p->answer == ANSWER_REPLY) {
        struct rt_text text = rt_text_into(window, sizeof window);
        printf(",\"rtt_us\":%" PRIu64 ",\"verdict\":", p->rtt_micros);
        do {
            rt_case_json(&text, shown, false);
            fwrite(text.out, 1, rt_text_len(&text), stdout);
        } while (rt_text_advance(&text));
    }
    putchar('}');
    p->began = true;
}

static void try_one(struct probe *p, const struct probed *version, const struct endpoint *to)
{
    struct rt_case shown = {.index = 0};
    p->answer = ask(p, version, to);
    if (query_is_interrupted()) {
        return;
    }
    if (p->answer == ANSWER_REPLY) {
        judge(p, &shown);
    }
    if (p->query->view.json) {
        show_json(p, version, to, &shown);
    } else {
        show_text(p, version, to, &shown);
        fflush(stdout);
    }
}

static void try_addresses(struct probe *p, const struct probed *version, enum rt_protocol protocol,
                          size_t num)
{
    for (size_t i = 0; i < num && !query_is_interrupted(); i++) {
        try_one(p, version, query_server_endpoint(p->server, protocol, i));
    }
}

static bool is_wanted(const struct rt_offer *offer, const struct probed *version)
{
    if (offer->version == NULL && offer->list_len == 0) {
        return true;
    }
    for (size_t at = 0; at < offer->list_len; at += 4) {
        uint32_t code;
        if (rt_bytes_u32(&code, rt_bytes_from(offer->list, offer->list_len), at) && code == version->code) {
            return true;
        }
    }
    return offer->version == version->row;
}

/* Newest first; the squatted forms have no names, and nobody asks for them. */
static void probe_versions(struct probe *p)
{
    size_t num = 0;
    while (rt_version_row(num) != NULL) {
        num++;
    }
    for (; num > 0 && !query_is_interrupted(); num--) {
        struct probed version = {.row = rt_version_row(num - 1)};
        version.code = version.row->first_code;
        if (version.row->squatted || !is_wanted(&p->query->options.offer, &version)) {
            continue;
        }
        try_addresses(p, &version, RT_PROTOCOL_UDP, p->server->num_udp);
        if (version.row->framed) { /* without a header nothing delimits packets in a stream */
            try_addresses(p, &version, RT_PROTOCOL_TCP, p->server->num_tcp);
        }
    }
}

static void show_server(const struct probe *p)
{
    const struct query *q = p->query;
    fputs(q->view.json ? "{\"server\":" : "", stdout);
    servers_put_name(stdout, (const char *)p->server->name.data, p->server->name.len);
    fputs(q->view.json ? ",\"probes\":[" : ":\n", stdout);
}

static void probe_server(struct probe *p)
{
    show_server(p);
    probe_versions(p);
    if (p->query->view.json) {
        puts("]}");
    } else if (p->num_replies == 0 && !query_is_interrupted()) {
        puts("  no reply of any kind: the server is down, a firewall is in between, or it is no server");
    }
}

enum exit_status query_probe(struct query *query)
{
    struct probe *p = malloc(sizeof *p);
    enum exit_status status = p != NULL ? EXIT_GOOD : EXIT_IO;
    for (size_t i = 0; p != NULL && i < query->servers.num && !query_is_interrupted(); i++) {
        struct query_server *server = &query->servers.item[i];
        memset(p, 0, sizeof *p);
        p->query = query;
        p->server = server;
        link_init(&p->link);
        if (query_server_resolve(server, query->options.transport)) {
            probe_server(p);
        }
        link_close(&p->link);
        status = exit_worse(status, p->num_good > 0 ? EXIT_GOOD : EXIT_BAD);
    }
    free(p);
    return status;
}
