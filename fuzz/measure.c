/* rt_measure_* driven by bytes: plans, and then what happens - time, packets of any bytes, responses signed
 * with test keys and right or wrong in every way, connections that break. What it accepts is valid by
 * rt_verify for the request that was sent, under the server's key and in its period, and follows the response
 * before; requests are well formed, and to one server a second apart; steps say the same twice, and wait for
 * later; it ends; all of it is the same the second time. Honest servers never lied, and the reading has the
 * true time. Maximum length 512. */
#include "verify/measure.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "tests/verify/sign.h"
#include "verify/judge.h"

#define SERVERS_MAX 5
#define RECORDS_MAX 12
#define TAPE_MAX    512
#define STEPS_MAX   4000
#define NOON_MICROS UINT64_C(1790856000000000)

/* Bytes to describe something by; zeros at the end. */
struct tape {
    struct rt_bytes left;
};

static uint8_t next(struct tape *tape)
{
    uint8_t byte = 0;
    (void)!rt_bytes_u8(&byte, tape->left, 0);
    tape->left = rt_bytes_after(tape->left, 1);
    return byte;
}

/* From nothing to hours. */
static uint64_t next_micros(struct tape *tape)
{
    uint8_t byte = next(tape);
    return ((uint64_t)next(tape) << (byte % 25)) + byte;
}

/* A measurement, its memory, and what happens around it. */
struct client {
    struct tape tape;
    struct rt_trusted_key keys[SERVERS_MAX][2];
    struct rt_offer offers[SERVERS_MAX][RT_MEASURE_OFFERS_MAX];
    struct rt_measure_server servers[SERVERS_MAX];
    unsigned number[SERVERS_MAX]; /* of the first key */
    struct rt_policy policy;
    struct rt_sha256 document;
    struct rt_time wall;
    struct rt_measure_plan plan;
    struct rt_measure_peer peers[SERVERS_MAX];
    struct rt_measure_record records[RECORDS_MAX];
    struct rt_link links[RECORDS_MAX];
    struct rt_chain_server chain_servers[RECORDS_MAX];
    uint8_t room[RT_MEASURE_ROOM(RECORDS_MAX)];
    struct rt_measure m;
    uint64_t now;
    bool lied;
    uint8_t request[RT_MEASURE_REQUEST_MAX]; /* as it was last to be sent */
    size_t request_len;
    uint64_t sent[SERVERS_MAX]; /* by number of key: when, and whether at all */
    bool has_sent[SERVERS_MAX];
    struct made made;
    uint64_t trace; /* of all that came out */
};

static void hash_into_trace(struct client *c, uint64_t value)
{
    c->trace = (c->trace ^ value) * UINT64_C(0x100000001b3);
}

static struct rt_time true_time(const struct client *c)
{
    return rt_time_from_raw(NOON_MICROS + c->now, RT_UNIT_MICROSECONDS);
}

static void read_server(struct client *c, size_t i)
{
    static const uint32_t codes[] = {1, 0x80000003, 0x80000007, 0x8000000c};
    uint8_t flags = next(&c->tape), more = next(&c->tape);
    enum rt_server_version version = (enum rt_server_version)(flags >> 2 & 3);
    size_t num = rt_measure_offers(c->offers[i], version, codes[flags >> 4 & 3]);
    c->number[i] = (unsigned)(i + (flags & 1)) % SERVERS_MAX; /* two entries may share a key */
    c->keys[i][0] = (struct rt_trusted_key){.key = sign_key(c->number[i])};
    c->keys[i][1] = (struct rt_trusted_key){.key = sign_key(100 + c->number[i])};
    if ((flags & 2) != 0) {
        c->keys[i][0].until = (struct rt_date){true, rt_time_add(true_time(c), next_micros(&c->tape))};
    }
    c->servers[i] = (struct rt_measure_server){c->keys[i], 1u + (more >> 6 & 1), c->offers[i], num,
                                               more % 3,   more / 3 % 3};
    c->servers[i].num_udp += more == 0 ? 1 : 0; /* zeros are a plan that works */
}

static void read_plan(struct client *c)
{
    static const uint32_t bases[] = {0, 1001, 2000, UINT32_MAX};
    struct tape *t = &c->tape;
    uint8_t flags = next(t), num = next(t);
    c->plan = (struct rt_measure_plan){.servers = c->servers,
                                       .num_servers = 1u + num % SERVERS_MAX,
                                       .want = num / SERVERS_MAX % SERVERS_MAX,
                                       .passes = num / 25 % 3,
                                       .retries = flags >> 6,
                                       .backoff_permille = bases[flags >> 4 & 3],
                                       .policy = &c->policy};
    c->policy.limit_radius = (flags & 1) != 0;
    c->policy.max_radius_micros = 60000000;
    c->wall = true_time(c);
    c->plan.wall = (flags & 2) != 0 ? &c->wall : NULL;
    c->plan.document = (flags & 4) != 0 ? &c->document : NULL;
    c->plan.blind = (flags & 8) != 0;
    if ((flags & 0x30) == 0x30) {
        c->plan.timeout = next_micros(t);
        c->plan.max_delay = next_micros(t);
        c->plan.not_before = next_micros(t);
    }
    for (size_t i = 0; i < c->plan.num_servers; i++) {
        read_server(c, i);
    }
}

/* The request is one of the server's offers, and follows the newest record. */
static void check_request(struct client *c, const struct rt_measure_step *step)
{
    const struct rt_measure_server *server = &c->servers[step->server];
    struct rt_request request;
    struct rt_error err;
    struct rt_hash srv;
    INVARIANT(rt_request_parse(&request, &err, step->packet, RT_FORM_ANY));
    INVARIANT(request.message.bytes.len == RT_REQUEST_SIZE);
    INVARIANT(request.framed || step->transport == RT_PROTOCOL_UDP);
    INVARIANT(step->address < (step->transport == RT_PROTOCOL_UDP ? server->num_udp : server->num_tcp));
    if ((request.version->request.may & RT_BIT(SRV)) != 0) {
        rt_srv_from_key(&srv, &server->keys[c->m.key].key);
        INVARIANT(rt_bytes_equal(rt_hash_bytes(&srv), request.srv));
    }
    if (c->m.num_records > 0) {
        INVARIANT(rt_link_check(request.version->chain_rule, c->records[c->m.num_records - 1].response,
                                rt_bytes_from(c->m.rand, c->m.rand_len), request.nonce) == RT_LINK_PROVED);
    }
    memcpy(c->request, step->packet.data, step->packet.len);
    c->request_len = step->packet.len;
}

static void get_step(struct client *c, struct rt_measure_step *step)
{
    struct rt_measure_step again;
    rt_measure_step(step, &c->m, c->now);
    rt_measure_step(&again, &c->m, c->now);
    INVARIANT(step->action == again.action && step->serial == again.serial && step->until == again.until &&
              step->server == again.server && step->address == again.address);
    INVARIANT(step->action == RT_STEP_DONE || step->until > c->now || c->m.plan.timeout == 0);
    if (step->action == RT_STEP_SEND) {
        check_request(c, step);
    }
    hash_into_trace(c, (uint64_t)step->action << 32 | step->serial);
    hash_into_trace(c, step->until);
}

/* To one server, requests are a second apart. */
static void check_gap(struct client *c, size_t server)
{
    unsigned number = c->number[server];
    INVARIANT(!c->has_sent[number] || c->now - c->sent[number] >= 1000000);
    c->has_sent[number] = true;
    c->sent[number] = c->now;
}

static void check_record(struct client *c)
{
    const struct rt_measure_record *r = &c->records[c->m.num_records - 1];
    const struct rt_measure_server *server = &c->servers[r->server];
    const struct rt_trust trust = {.grace_micros = 0};
    const struct rt_question question = {
        .response = r->response, .request = r->request, .key = &server->keys[r->key].key};
    struct rt_verdict v;
    struct rt_error err;
    rt_verify(&v, &question, &c->policy);
    INVARIANT(v.kind == RT_VERDICT_VALID && v.is_evidence == r->counts);
    INVARIANT(rt_trust_period(&err, &trust, &server->keys[r->key], v.midpoint));
    INVARIANT(rt_bytes_equal(r->request, rt_bytes_from(c->request, c->request_len)));
    INVARIANT(r->sent <= r->received && r->slow == (r->received - r->sent > c->m.plan.max_delay));
    if (c->m.num_records > 1) {
        INVARIANT(rt_link_check(v.response.version->chain_rule, c->records[c->m.num_records - 2].response,
                                rt_bytes_from(r->rand, r->rand_len), v.nonce) == RT_LINK_PROVED);
        INVARIANT(memcmp(r->rand, c->records[c->m.num_records - 2].rand, 32) != 0);
    }
}

/* A connection is given up for what anybody might send over UDP. */
static void check_ended(const struct client *c, enum rt_protocol transport, enum rt_heard heard)
{
    bool ends = heard >= RT_HEARD_DENIED || (transport == RT_PROTOCOL_TCP && heard >= RT_HEARD_JUNK);
    INVARIANT(heard == RT_HEARD_NOTHING || ends == (c->m.state != RT_MEASURE_AWAITING));
}

static enum rt_heard deliver(struct client *c, struct rt_bytes bytes)
{
    struct rt_refusal refusal;
    size_t before = c->m.num_records;
    enum rt_protocol transport = c->m.transport;
    enum rt_heard heard = rt_measure_receive(&refusal, &c->m, bytes, c->now);
    INVARIANT(c->m.num_records == before + (heard == RT_HEARD_ACCEPTED ? 1 : 0));
    INVARIANT((rt_error_info(refusal.error.code)->slug[0] != '\0') == (refusal.heard != RT_HEARD_NOTHING));
    INVARIANT(refusal.heard == (heard >= RT_HEARD_OTHER && heard <= RT_HEARD_DENIED ? heard : 0));
    hash_into_trace(c, (uint64_t)heard << 32 | (uint32_t)refusal.error.code);
    if (heard == RT_HEARD_ACCEPTED) {
        check_record(c);
    }
    check_ended(c, transport, heard);
    return heard;
}

static size_t row_of(const struct rt_version *version)
{
    size_t row = 0;
    while (rt_version_row(row) != version) {
        row++;
    }
    return row;
}

/* The response of an honest server to the request that was last to be sent, right now. */
static struct wish honest(struct client *c, const struct rt_request *request, size_t server)
{
    enum rt_unit unit = request->version->unit;
    uint64_t seconds = (NOON_MICROS + c->now) / 1000000;
    struct wish wish = {.row = row_of(request->version), .code = request->code};
    wish.server = c->number[server] + (c->m.key == 1 ? 100 : 0);
    wish.midpoint = unit == RT_UNIT_SECONDS ? seconds
                    : unit == RT_UNIT_MICROSECONDS
                        ? seconds * 1000000
                        : (seconds / 86400 + 40587) << 40 | seconds % 86400 * 1000000;
    wish.radius = unit == RT_UNIT_SECONDS ? 3 : 3000000;
    memcpy(wish.nonce, request->nonce.data, request->nonce.len);
    return wish;
}

/* Wrong in one way, which the signatures cover. */
static void twist(struct client *c, struct wish *wish)
{
    uint8_t how = next(&c->tape), what = next(&c->tape);
    c->lied = true;
    if (how % 5 == 0) {
        wish->midpoint += (uint64_t)what << how / 5;
    } else if (how % 5 == 1) {
        wish->midpoint -= (uint64_t)what << how / 5;
    } else if (how % 5 == 2) {
        wish->radius = (uint32_t)what << how / 5 % 32;
    } else if (how % 5 == 3) {
        wish->nonce[what % 64] ^= 1;
    } else {
        wish->row = what % NUM_ROWS;
        wish->code = 0;
    }
}

/* What an honest server answers is taken, whatever came before it. */
static void deliver_good(struct client *c, struct rt_bytes response, bool clean)
{
    bool awaited = c->m.state == RT_MEASURE_AWAITING && clean;
    bool in_period = !c->servers[c->m.server].keys[c->m.key].until.there;
    enum rt_heard heard = deliver(c, response);
    INVARIANT(!awaited || !in_period || heard == RT_HEARD_ACCEPTED);
}

/* A response to an earlier request is known for what it is. */
static void deliver_other(struct client *c, bool clean)
{
    struct rt_bytes response = c->records[0].response;
    bool awaited = c->m.state == RT_MEASURE_AWAITING && clean;
    bool takes = c->m.transport == RT_PROTOCOL_UDP || rt_frame_begins(response);
    enum rt_heard heard = deliver(c, response);
    INVARIANT(!awaited || !takes || heard == RT_HEARD_OTHER);
}

/* 1: signed otherwise; 2: a bit flipped; 3: cut; 4: after another packet, which may be the request. */
static void respond(struct client *c, size_t server, uint8_t how)
{
    struct rt_request request;
    struct rt_error err;
    if (c->request_len == 0 ||
        !rt_request_parse(&request, &err, rt_bytes_from(c->request, c->request_len), RT_FORM_ANY)) {
        return;
    }
    struct wish wish = honest(c, &request, server);
    if (how % 5 == 1) {
        twist(c, &wish);
    }
    memcpy(c->made.request, c->request, c->request_len);
    c->made.request_len = c->request_len;
    sign_answer(&c->made, &wish);
    struct rt_bytes response = made_response(&c->made);
    bool clean = c->m.stream_len == 0;
    if (how % 5 == 2) {
        size_t at = ((size_t)next(&c->tape) << 8 | next(&c->tape)) % response.len;
        c->made.response[at] ^= (uint8_t)(1 + how / 5);
    } else if (how % 5 == 3) {
        response.len = response.len * next(&c->tape) / 256;
    } else if (how % 5 == 4 && how >= 128 && c->m.num_records > 0) {
        deliver_other(c, clean);
    } else if (how % 5 == 4) {
        (void)deliver(c, made_request(&c->made));
    }
    if (how >= 250) {
        (void)deliver(c, rt_bytes_from(response.data, response.len / 2));
        (void)deliver(c, rt_bytes_after(response, response.len / 2));
    } else if (how % 5 == 0 || how % 5 == 4) {
        deliver_good(c, response, clean);
    } else {
        (void)deliver(c, response);
    }
}

static void deliver_any(struct client *c)
{
    struct rt_bytes bytes;
    size_t len = next(&c->tape);
    if (rt_bytes_sub(&bytes, c->tape.left, 0, len)) {
        c->tape.left = rt_bytes_after(c->tape.left, len);
        (void)deliver(c, bytes);
    }
}

static void get_sent(struct client *c, const struct rt_measure_step *step)
{
    rt_measure_sent(&c->m, c->now);
    if (step->action == RT_STEP_SEND) {
        check_gap(c, step->server);
    }
}

/* What happens next. Zeros are a measurement without mishap, and time that goes by where nothing else does.
 */
static void happen(struct client *c, const struct rt_measure_step *step)
{
    uint8_t what = next(&c->tape);
    if (what == 0) {
        if (step->action == RT_STEP_SEND) {
            get_sent(c, step);
            c->now += 1000;
            respond(c, step->server, 0);
        } else {
            c->now = step->until;
        }
    } else if (what < 64) {
        c->now += next_micros(&c->tape);
    } else if (what < 96) {
        rt_measure_failed(&c->m, what % 2 == 0 ? RT_ATTEMPT_CLOSED : RT_ATTEMPT_UNREACHABLE, c->now);
    } else if (what < 128) {
        get_sent(c, step);
    } else if (what < 160) {
        deliver_any(c);
    } else if (what == 160) {
        rt_measure_stop(&c->m);
    } else if (what == 161) {
        struct rt_measure_step early;
        rt_measure_step(&early, &c->m, c->now / 2);
    } else {
        respond(c, step->server, next(&c->tape));
    }
}

/* The same evidence, judged as anybody else would. */
static bool judge_sees_malfeasance(const struct client *c)
{
    static struct rt_link links[RECORDS_MAX];
    static struct rt_chain_server servers[RECORDS_MAX];
    struct rt_chain chain;
    struct rt_judge judge;
    struct rt_judgement j;
    struct rt_exchange x;
    bool trusted;
    const struct rt_trust trust = {.trust_embedded = true};
    rt_chain_begin(&chain, links, RECORDS_MAX, servers, RECORDS_MAX);
    rt_judge_begin(&judge, &trust, &c->policy, &chain);
    for (size_t i = 0; rt_measure_exchange(&x, &c->m, i); i++) {
        rt_judge_next(&j, &judge, &x);
        INVARIANT(j.verdict.kind == RT_VERDICT_VALID);
        INVARIANT(j.linkage == (i == 0 ? RT_LINK_FIRST : RT_LINK_PROVED));
    }
    return rt_judge_conclude(&trusted, &judge) == RT_CONCLUSION_MALFEASANCE;
}

static void check_result(struct client *c)
{
    struct rt_measure_result result;
    const struct rt_time wall = true_time(c);
    rt_measure_conclude(&result, &c->m, c->now, &wall);
    INVARIANT((result.conclusion == RT_MEASUREMENT_MALFEASANCE) == judge_sees_malfeasance(c));
    INVARIANT(result.conclusion != RT_MEASUREMENT_GOOD ||
              (result.reading.has_time && result.num_servers >= c->m.plan.want && result.num_slow == 0));
    INVARIANT(result.reading.has_offset == result.reading.has_time);
    if (!c->lied) {
        INVARIANT(result.conclusion != RT_MEASUREMENT_MALFEASANCE &&
                  result.conclusion != RT_MEASUREMENT_DISJOINT);
        INVARIANT(!result.reading.has_time ||
                  (result.reading.offset_low <= 0 && result.reading.offset_high >= 0));
    }
    hash_into_trace(c, (uint64_t)result.conclusion);
    hash_into_trace(c, (uint64_t)result.reading.offset_low);
}

static uint64_t measure(struct tape tape)
{
    static const uint8_t entropy[32] = {7};
    static struct client c;
    struct rt_measure_step step;
    size_t steps = 0;
    memset(&c, 0, sizeof c);
    c.tape = tape;
    read_plan(&c);
    const struct rt_measure_memory memory = {c.peers,     c.records, c.links,      c.chain_servers,
                                             RECORDS_MAX, c.room,    sizeof c.room};
    bool ready = rt_measure_begin(&c.m, &c.plan, &memory, entropy, c.now) == RT_MEASURE_READY;
    get_step(&c, &step);
    INVARIANT(ready || step.action == RT_STEP_DONE);
    for (; step.action != RT_STEP_DONE; get_step(&c, &step)) {
        INVARIANT(steps++ < STEPS_MAX);
        happen(&c, &step);
    }
    check_result(&c);
    return c.trace;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct tape tape = {rt_bytes_from(data, size < TAPE_MAX ? size : TAPE_MAX)};
    uint64_t trace = measure(tape);
    INVARIANT(size % 8 != 0 || measure(tape) == trace); /* signing takes time */
    return 0;
}
