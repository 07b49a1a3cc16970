/* Measurements over a simulated network: loss, forgery, grease, fallback, backoff, lies; and what they prove.
 */
#include "simulate.h"
#include "tests/check.h"
#include "verify/document.h"

static struct world w;
static struct rt_measure_result result;

static void check_gaps(const char *name)
{
    for (size_t i = 0; i < w.num_sends; i++) {
        for (size_t j = 0; j < i; j++) {
            bool same = w.server[w.sends[i].server].key == w.server[w.sends[j].server].key;
            CHECK(!same || w.sends[i].when - w.sends[j].when >= 1000000, "%s: %zu and %zu", name, j, i);
        }
    }
}

/* Evidence as it would be read from a report. */
static void check_evidence(const char *name)
{
    static struct session s;
    struct rt_exchange x;
    bool trusted;
    session_begin(&s, SIM_SERVERS);
    for (size_t i = 0; rt_measure_exchange(&x, &w.m, i); i++) {
        rt_judge_next(&s.judgement, &s.judge, &x);
        CHECK_EQ(name, s.judgement.error.code, RT_OK);
        CHECK_EQ(name, s.judgement.linkage, i == 0 ? RT_LINK_FIRST : RT_LINK_PROVED);
        CHECK(i == 0 || x.rand.len >= 32, "%s: no rand", name);
    }
    enum rt_conclusion conclusion = rt_judge_conclude(&trusted, &s.judge);
    CHECK_EQ(name, conclusion == RT_CONCLUSION_MALFEASANCE, result.conclusion == RT_MEASUREMENT_MALFEASANCE);
    CHECK_EQ(name, s.chain.num_violations, w.m.chain.num_violations);
}

static void finish(const char *name, enum rt_measurement conclusion)
{
    size_t steps = 0;
    struct rt_time wall;
    while (world_step(&w) && steps < 10000) {
        steps++;
    }
    CHECK(steps < 10000, "%s: never ends", name);
    wall = world_wall(&w, 0);
    rt_measure_conclude(&result, &w.m, w.now, &wall);
    CHECK_EQ(name, result.conclusion, conclusion);
    check_gaps(name);
    check_evidence(name);
}

static void run(const char *name, enum rt_measurement conclusion)
{
    CHECK_EQ(name, world_start(&w), RT_MEASURE_READY);
    finish(name, conclusion);
}

/* As RFC 10049 5.1 recommends it. */
static void check_request(struct rt_bytes packet)
{
    struct rt_request request;
    struct rt_error err;
    CHECK(rt_request_parse(&request, &err, packet, RT_FORM_PACKET), "no request");
    CHECK_EQ("request", request.message.bytes.len, 1024);
    CHECK_EQ("request", request.srv.len, 32);
    CHECK_EQ("request", request.nonce.len, 32);
    CHECK(request.version == rt_version_row(ROW_RFC), "not RFC 10049 first");
}

static void test_honest(void)
{
    static const int64_t behind = 7000000;
    world_begin(&w, 3);
    run("honest", RT_MEASUREMENT_GOOD);
    CHECK_EQ("honest", w.m.num_records, 6);
    CHECK_EQ("honest", w.num_sends, 6);
    CHECK_EQ("honest", result.num_servers, 3);
    for (size_t i = 0; i < 6; i++) {
        const struct rt_measure_record *r = &w.records[i];
        CHECK_EQ("honest", r->server, i % 3);
        CHECK_EQ("honest", r->pass, i / 3);
        CHECK_EQ("honest", r->received - r->sent, 10000);
        CHECK_EQ("honest", r->code, 1);
        CHECK(r->counts && !r->slow, "record %zu", i);
        check_request(r->request);
    }
    CHECK(result.reading.has_offset && result.reading.offset_low < 0 && result.reading.offset_high > 0,
          "offset %lld to %lld", (long long)result.reading.offset_low, (long long)result.reading.offset_high);
    struct rt_time wall = world_wall(&w, behind);
    rt_measure_conclude(&result, &w.m, w.now, &wall);
    CHECK(result.reading.offset_low < behind && result.reading.offset_high > behind, "not 7 s behind");
    CHECK(result.reading.offset_high - result.reading.offset_low < 12000000,
          "wider than two radii and delays");
    CHECK_EQ("server", rt_measure_server_of(&w.m, &w.keys[2].key), 2);
}

/* 10 s of radius, read at once and an hour later; a clock far away. */
static void test_reading(void)
{
    struct rt_reading reading;
    struct rt_time wall = {0, 0};
    world_begin(&w, 1);
    w.server[0].radius = 10;
    w.server[0].latency = 500000;
    w.plan.passes = 1;
    run("reading", RT_MEASUREMENT_GOOD);
    const struct rt_measure_record *r = &w.records[0];
    rt_measure_read(&reading, &w.m, 0, r->received, NULL);
    CHECK(rt_time_compare(reading.time.low, r->stated.low) == 0, "low");
    CHECK(rt_time_compare(reading.time.high, rt_time_add(r->stated.high, 500000)) == 0, "high");
    CHECK(!reading.has_offset, "no wall clock");
    rt_measure_read(&reading, &w.m, 0, r->received + 3600000000u, &wall);
    CHECK(rt_time_compare(reading.time.low, rt_time_add(r->stated.low, 3600000000u)) == 0, "low later");
    CHECK_EQ("offset", reading.offset_high - reading.offset_low, 20500000);
    CHECK_EQ("offset", reading.offset_low / 1000000, NOON + 3600 - 10);
    wall.day = INT64_MIN;
    rt_measure_read(&reading, &w.m, 0, r->received, &wall);
    CHECK_EQ("saturates", reading.offset_low, INT64_MAX);
    wall.day = INT64_MAX;
    rt_measure_read(&reading, &w.m, 0, r->received, &wall);
    CHECK_EQ("saturates", reading.offset_high, -INT64_MAX);
    rt_measure_read(&reading, &w.m, 1, r->received, &wall);
    CHECK(!reading.has_time, "no such record");
}

/* With a timeout of 2 s, base 1.5 and no TCP, requests are 2, 2, 2.25 and 3.375 s apart. */
static void test_backoff(void)
{
    static const uint64_t want[] = {0, 2000000, 4000000, 6250000, 9625000};
    world_begin(&w, 1);
    w.listed[0].num_tcp = 0;
    w.plan.retries = 4;
    w.plan.passes = 1;
    w.server[0].lose_udp = 4;
    run("backoff", RT_MEASUREMENT_GOOD);
    CHECK_EQ("backoff", w.num_sends, 5);
    for (size_t i = 0; i < 5; i++) {
        CHECK_EQ("backoff", w.sends[i].when, want[i]);
    }
    world_begin(&w, 1);
    w.plan.retries = 200;
    w.plan.backoff_permille = 4000000000u;
    w.server[0].lose_udp = 4;
    w.plan.passes = 1;
    run("ceiling", RT_MEASUREMENT_GOOD);
    CHECK_EQ("ceiling", w.sends[4].when - w.sends[3].when, UINT64_C(86400000000));
}

/* An answer resets the interval; a request is repeated with another nonce; and a late reply is to another. */
static void test_loss(void)
{
    world_begin(&w, 2);
    w.plan.retries = 2;
    w.server[0].lose_udp = 2;
    w.server[1].mischief = MISCHIEF_TWICE;
    run("loss", RT_MEASUREMENT_GOOD);
    CHECK_EQ("loss", w.num_sends, 6);
    CHECK_EQ("loss", w.peers[0].num_sent, 4);
    CHECK_EQ("loss", w.peers[0].interval, 0);
    CHECK_EQ("loss", w.peers[0].num_records, 2);

    world_begin(&w, 1);
    w.listed[0].num_tcp = 0;
    w.plan.retries = 3;
    w.plan.passes = 1;
    w.server[0].latency = 2100000;
    run("late", RT_MEASUREMENT_SLOW);
    CHECK_EQ("late", w.peers[0].num_heard[RT_HEARD_OTHER], 2);
    CHECK_EQ("late", w.num_sends, 3);
    CHECK_EQ("late", result.num_slow, 1);
}

/* What comes before the reply is ignored, and remembered. */
static const struct {
    const char *name;
    enum mischief mischief;
    enum rt_heard heard;
    enum rt_code code;
    bool replaces, over_tcp; /* it is instead of the reply; a connection survives it */
} mischiefs[] = {
    {"junk", MISCHIEF_JUNK, RT_HEARD_JUNK, RT_E_PACKET_TRAILING, false, false},
    {"foreign", MISCHIEF_FOREIGN, RT_HEARD_OTHER, RT_E_NONCE_MISMATCH, false, true},
    {"forged", MISCHIEF_FORGED, RT_HEARD_REFUSED, RT_E_SIGNATURE_MISMATCH, false, false},
    {"echo", MISCHIEF_ECHO, RT_HEARD_REFUSED, RT_E_NOT_RESPONSE, false, false},
    {"unsigned", MISCHIEF_UNSIGNED, RT_HEARD_REFUSED, RT_E_SIGNATURE_MISMATCH, true, false},
    {"lacking", MISCHIEF_LACKING, RT_HEARD_REFUSED, RT_E_TAG_MISSING, true, false},
    {"unoffered", MISCHIEF_UNOFFERED, RT_HEARD_DENIED, RT_E_VERSION_NOT_OFFERED, true, true},
    {"stranger", MISCHIEF_STRANGER, RT_HEARD_REFUSED, RT_E_SIGNATURE_MISMATCH, true, false},
    {"cut", MISCHIEF_CUT, RT_HEARD_JUNK, RT_E_PACKET_TRUNCATED, true, false},
    {"long", MISCHIEF_LONG, RT_HEARD_JUNK, RT_E_PACKET_TOO_LONG, true, false},
};

static void only_rfc(size_t server)
{
    const struct rt_version *v = rt_version_row(ROW_RFC);
    memset(&w.offers[server][0], 0, sizeof w.offers[server][0]);
    CHECK_EQ("offer", rt_offer_add(&w.offers[server][0], v, 1), RT_OFFER_TAKEN);
}

static void begin_mischief(size_t i, bool tcp, unsigned retries)
{
    world_begin(&w, 1);
    only_rfc(0);
    w.listed[0].num_udp = tcp ? 0 : 1;
    w.listed[0].num_tcp = tcp ? 1 : 0;
    w.plan.passes = 1;
    w.plan.retries = retries;
    w.server[0].mischief = mischiefs[i].mischief;
}

static void test_mischief_udp(size_t i)
{
    const char *name = mischiefs[i].name;
    begin_mischief(i, false, 0);
    run(name, mischiefs[i].replaces ? RT_MEASUREMENT_NONE : RT_MEASUREMENT_GOOD);
    CHECK(w.peers[0].num_heard[mischiefs[i].heard] > 0, "%s: not heard", name);
    CHECK_EQ(name, w.peers[0].refusal.heard, mischiefs[i].heard);
    CHECK_EQ(name, w.peers[0].refusal.error.code, mischiefs[i].code);
    CHECK_EQ(name, w.peers[0].last,
             !mischiefs[i].replaces                  ? RT_ATTEMPT_NONE
             : mischiefs[i].heard == RT_HEARD_DENIED ? RT_ATTEMPT_DENIED
                                                     : RT_ATTEMPT_SILENT);
    begin_mischief(i, false, 1);
    w.server[0].num_mischief = 1;
    run(name, RT_MEASUREMENT_GOOD);
    CHECK_EQ(name, w.peers[0].num_sent, mischiefs[i].replaces ? 2 : 1);
}

static void test_mischief_tcp(size_t i, bool trickles)
{
    const char *name = mischiefs[i].name;
    bool ends = mischiefs[i].replaces || !mischiefs[i].over_tcp;
    begin_mischief(i, true, 0);
    w.trickles = trickles;
    run(name, ends ? RT_MEASUREMENT_NONE : RT_MEASUREMENT_GOOD);
    if (mischiefs[i].mischief == MISCHIEF_CUT) {
        CHECK_EQ(name, w.peers[0].last, RT_ATTEMPT_CLOSED);
        return;
    }
    CHECK_EQ(name, w.peers[0].refusal.heard,
             mischiefs[i].mischief == MISCHIEF_JUNK ? RT_HEARD_JUNK : mischiefs[i].heard);
    CHECK_EQ(name, w.peers[0].last,
             !ends                                   ? RT_ATTEMPT_NONE
             : mischiefs[i].heard == RT_HEARD_DENIED ? RT_ATTEMPT_DENIED
                                                     : RT_ATTEMPT_BROKEN);
    begin_mischief(i, true, 1);
    w.server[0].num_mischief = 1;
    w.trickles = trickles;
    run(name, RT_MEASUREMENT_GOOD);
}

static void test_mischief(void)
{
    for (size_t i = 0; i < sizeof mischiefs / sizeof *mischiefs; i++) {
        test_mischief_udp(i);
        test_mischief_tcp(i, false);
        test_mischief_tcp(i, true);
    }
}

static void test_fallback(void)
{
    world_begin(&w, 2);
    w.server[0].lose_udp = 99;
    w.plan.retries = 1;
    w.trickles = true;
    run("fallback", RT_MEASUREMENT_GOOD);
    CHECK_EQ("fallback", w.records[0].transport, RT_PROTOCOL_TCP);
    CHECK_EQ("fallback", w.records[1].transport, RT_PROTOCOL_UDP);
    CHECK_EQ("fallback", w.peers[0].num_sent, 4); /* two over UDP, one over TCP; TCP at once the next time */

    world_begin(&w, 2);
    w.server[0].lose_udp = 99;
    w.server[0].no_tcp = true;
    w.plan.retries = 1;
    run("no connection", RT_MEASUREMENT_INCOMPLETE);
    CHECK_EQ("no connection", w.peers[0].last, RT_ATTEMPT_UNREACHABLE);
    CHECK_EQ("no connection", w.peers[0].num_records, 0);
    CHECK_EQ("no connection", w.m.num_records, 2);
    CHECK_EQ("no connection", result.num_servers, 1);
    CHECK(result.reading.has_time, "one server told the time");
}

/* Of two addresses the first leads nowhere: the second is tried at once, and kept. */
static void test_addresses(void)
{
    world_begin(&w, 1);
    w.listed[0].num_udp = 2;
    w.server[0].no_route = true;
    run("addresses", RT_MEASUREMENT_GOOD);
    CHECK_EQ("addresses", w.num_sends, 2);
    CHECK_EQ("addresses", w.sends[0].when, 0);
    CHECK_EQ("addresses", w.sends[0].address, 1);
    CHECK_EQ("addresses", w.sends[1].address, 1);
}

/* A day ahead or behind, wherever it stands: found out, and the only one suspected. */
static void test_liar(void)
{
    for (size_t liar = 0; liar < 3; liar++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            uint32_t mask = 0;
            world_begin(&w, 3);
            w.server[liar].ahead = sign * 86400;
            run("liar", RT_MEASUREMENT_MALFEASANCE);
            CHECK(!result.reading.has_time, "no time when somebody lies");
            CHECK(rt_chain_suspects_next(&mask, &w.m.chain), "no suspect");
            for (size_t bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
                if ((mask >> bit & 1) != 0) {
                    const struct rt_key *key = &w.chain_servers[w.m.chain.suspect[bit]].key;
                    CHECK_EQ("liar", rt_measure_server_of(&w.m, key), liar);
                }
            }
            CHECK(!rt_chain_suspects_next(&mask, &w.m.chain), "more suspects");
        }
    }
}

/* A wrong time with a broken signature is grease, and no lie. */
static void test_grease(void)
{
    world_begin(&w, 3);
    w.server[1].ahead = 86400;
    w.server[1].mischief = MISCHIEF_UNSIGNED;
    run("grease", RT_MEASUREMENT_INCOMPLETE);
    CHECK_EQ("grease", w.m.chain.num_violations, 0);
    CHECK_EQ("grease", w.peers[1].refusal.error.code, RT_E_SIGNATURE_MISMATCH);
}

static void test_bounds(void)
{
    struct rt_policy policy = {.limit_radius = true, .max_radius_micros = 60000000};
    world_begin(&w, 3);
    w.server[2].latency = 1500000;
    w.plan.max_delay = 1000000;
    run("slow", RT_MEASUREMENT_SLOW);
    CHECK_EQ("slow", result.num_slow, 2);
    CHECK(w.records[2].slow && !w.records[0].slow, "which one is slow");

    world_begin(&w, 3);
    w.server[1].radius = UINT32_MAX;
    w.plan.policy = &policy;
    run("radius", RT_MEASUREMENT_INCOMPLETE);
    CHECK_EQ("radius", w.peers[1].refusal.heard, RT_HEARD_DENIED);
    CHECK_EQ("radius", w.peers[1].refusal.error.code, RT_E_RADIUS_TOO_LARGE);
    CHECK_EQ("radius", w.peers[1].refusal.check, RT_CHECK_RADIUS);

    world_begin(&w, 2); /* nobody lied by the order alone, if the later one is asked later */
    w.server[0].ahead = -100;
    w.plan.passes = 1;
    run("disjoint", RT_MEASUREMENT_DISJOINT);
    CHECK(!result.reading.has_time, "no common time");
}

static void test_periods(void)
{
    struct rt_time wall = world_wall(&w, 0);
    world_begin(&w, 1);
    w.keys[0].until = (struct rt_date){true, rt_time_from_raw(NOON - 60, RT_UNIT_SECONDS)};
    run("expired", RT_MEASUREMENT_NONE);
    CHECK_EQ("expired", w.peers[0].refusal.error.code, RT_E_KEY_EXPIRED);
    CHECK_EQ("expired", w.peers[0].refusal.heard, RT_HEARD_DENIED);
    CHECK_EQ("expired", w.peers[0].interval, 0);
    w.plan.grace_micros = 120000000;
    w.now = 0;
    w.num_sends = 0;
    run("grace", RT_MEASUREMENT_GOOD);

    world_begin(&w, 2); /* the second key is server 0's new one */
    w.plan.num_servers = 1;
    w.keys[0].until = (struct rt_date){true, rt_time_from_raw(NOON - 60, RT_UNIT_SECONDS)};
    w.listed[0].num_keys = 2;
    w.server[0].key = 1;
    wall = world_wall(&w, 0);
    w.plan.wall = &wall;
    run("new key", RT_MEASUREMENT_GOOD);
    CHECK_EQ("new key", w.num_sends, 2);
    CHECK_EQ("new key", w.records[0].key, 1);
    w.plan.wall = NULL;
    w.num_sends = 0;
    run("without a clock", RT_MEASUREMENT_GOOD);
    CHECK_EQ("without a clock", w.num_sends, 3);
}

/* By a clock that is wrong, the key that the server has is an old one: it is tried second. */
static void test_wrong_clock(void)
{
    struct rt_time wall = rt_time_from_raw(NOON + 86400, RT_UNIT_SECONDS);
    world_begin(&w, 2);
    w.plan.num_servers = 1;
    w.keys[0].until = (struct rt_date){true, rt_time_from_raw(NOON + 3600, RT_UNIT_SECONDS)};
    w.listed[0].num_keys = 2;
    w.plan.wall = &wall;
    run("wrong clock", RT_MEASUREMENT_GOOD);
    CHECK_EQ("wrong clock", w.records[0].key, 0);
    CHECK_EQ("wrong clock", w.num_sends, 3);
}

/* Three of six; two of them are dead, and others take their places. */
static void test_draw(void)
{
    unsigned drawn[6] = {0};
    for (unsigned seed = 0; seed < 60; seed++) {
        world_begin(&w, 6);
        w.plan.want = 3;
        w.entropy[0] = (uint8_t)seed;
        run("draw", RT_MEASUREMENT_GOOD);
        CHECK_EQ("draw", w.m.num_records, 6);
        for (size_t i = 0; i < 6; i++) {
            drawn[w.records[i].server]++;
            CHECK_EQ("same order", w.records[i].server, w.records[(i + 3) % 6].server);
        }
    }
    for (size_t i = 0; i < 6; i++) {
        CHECK(drawn[i] > 30 && drawn[i] < 90, "server %zu was drawn %u times of 60", i, drawn[i]);
    }
    world_begin(&w, 6);
    w.plan.want = 3;
    w.server[0].lose_udp = w.server[0].lose_tcp = 99;
    w.server[4].lose_udp = w.server[4].lose_tcp = 99;
    run("replaced", RT_MEASUREMENT_GOOD);
    w.server[1].lose_udp = w.server[1].lose_tcp = 99;
    w.server[2].lose_udp = w.server[2].lose_tcp = 99;
    w.num_sends = 0;
    run("not replaced", RT_MEASUREMENT_INCOMPLETE);
    CHECK_EQ("not replaced", w.m.num_records, 4);
}

/* Every version is reached by a client that knows nothing, and chained. */
static void test_versions(void)
{
    for (size_t row = 0; row <= ROW_RFC; row++) {
        const char *name = rt_version_row(row)->name;
        world_begin(&w, 2);
        for (size_t i = 0; i < 2; i++) {
            w.server[i].rows = UINT32_C(1) << row;
            w.listed[i].num_offers = rt_measure_offers(w.offers[i], RT_SERVER_UNKNOWN, 0);
        }
        if (row == ROW_00 || row == ROW_12) { /* spoken by nobody; offered with TYPE, it is row 14 */
            continue;
        }
        run(name, RT_MEASUREMENT_GOOD);
        CHECK_EQ(name, w.m.num_records, 4);
        CHECK_EQ(name, w.records[3].code,
                 row == ROW_GOOGLE ? 0
                                   : rt_version_row(row)->first_code +
                                         (row == ROW_03 || row == ROW_05 || row == ROW_08 ? 1 : 0));
    }
}

/* Servers of all kinds in one chain. */
static void test_mixed(void)
{
    static const size_t rows[] = {ROW_GOOGLE, ROW_RFC, ROW_07, ROW_11, ROW_03, ROW_14};
    static const enum rt_server_version known[] = {RT_SERVER_GOOGLE, RT_SERVER_IETF};
    world_begin(&w, 6);
    for (size_t i = 0; i < 6; i++) {
        w.server[i].rows = UINT32_C(1) << rows[i];
        w.listed[i].num_offers = rt_measure_offers(w.offers[i], known[rows[i] == ROW_GOOGLE ? 0 : 1], 0);
    }
    run("mixed", RT_MEASUREMENT_GOOD);
    CHECK_EQ("mixed", w.m.num_records, 12);
}

static void test_document(bool blind)
{
    const struct rt_sha256 hash = {{1, 2, 3}};
    struct rt_exchange x;
    struct rt_request request;
    struct rt_error err;
    struct rt_document document;
    world_begin(&w, 2);
    w.plan.document = &hash;
    w.plan.blind = blind;
    w.server[0].lose_udp = w.server[0].lose_tcp = 99;
    w.listed[1].num_offers = rt_measure_offers(w.offers[1], RT_SERVER_UNKNOWN, 0);
    run("document", RT_MEASUREMENT_INCOMPLETE);
    CHECK(rt_measure_exchange(&x, &w.m, 0), "no exchange");
    CHECK(rt_request_parse(&request, &err, x.request, RT_FORM_ANY), "no request");
    rt_document_check(&document, &hash, request.nonce, x.rand);
    CHECK_EQ("document", document.error.code, RT_OK);
    CHECK_EQ("document", document.salted, blind);
    CHECK_EQ("document", w.records[1].server, 1);
}

/* A version and a transport an entry, of a server that speaks two versions and over TCP only one. */
static void test_probe(void)
{
    static const size_t rows[] = {ROW_RFC, ROW_14, ROW_08, ROW_GOOGLE};
    world_begin(&w, 8);
    for (size_t i = 0; i < 8; i++) {
        const struct rt_version *v = rt_version_row(rows[i / 2]);
        w.server[i] = (struct sim_server){.key = 7, .rows = UINT32_C(1) << ROW_RFC | 1 << ROW_08};
        w.keys[i].key = sign_key(7);
        w.listed[i].num_udp = i % 2 == 0 ? 1 : 0;
        w.listed[i].num_tcp = i % 2 == 1 ? 1 : 0;
        memset(&w.offers[i][0], 0, sizeof w.offers[i][0]);
        CHECK_EQ("probe", rt_offer_add(&w.offers[i][0], v, v->first_code), RT_OFFER_TAKEN);
    }
    w.plan.num_servers = 7; /* Google's protocol is not spoken over TCP */
    w.plan.passes = 1;
    w.server[5].lose_tcp = 1;
    run("probe", RT_MEASUREMENT_INCOMPLETE);
    for (size_t i = 0; i < 7; i++) {
        CHECK_EQ("probe", w.peers[i].num_records, i < 2 || i == 4 ? 1 : 0);
        CHECK_EQ("probe", w.peers[i].last, i < 2 || i == 4 ? RT_ATTEMPT_NONE : RT_ATTEMPT_SILENT);
        CHECK_EQ("probe", w.peers[i].num_sent, 1);
    }
}

/* Half a measurement; a clock that jumps; nothing awaited. */
static void test_stop(void)
{
    static const uint8_t junk[4];
    struct rt_measure_step step;
    world_begin(&w, 3);
    w.now = 1000000000;
    w.plan.not_before = 1000500000;
    CHECK_EQ("stop", world_start(&w), RT_MEASURE_READY);
    rt_measure_step(&step, &w.m, w.now);
    CHECK_EQ("not before", step.action, RT_STEP_WAIT);
    CHECK(!step.awaiting && step.until == 1000500000, "not before");
    CHECK_EQ("stop", rt_measure_receive(NULL, &w.m, rt_bytes_from(junk, 4), w.now), RT_HEARD_NOTHING);
    rt_measure_sent(&w.m, w.now);
    rt_measure_failed(&w.m, RT_ATTEMPT_CLOSED, w.now);
    rt_measure_step(&step, &w.m, 1000500000);
    CHECK_EQ("stop", step.action, RT_STEP_SEND);
    rt_measure_step(&step, &w.m, 5); /* the clock stands still */
    CHECK_EQ("stop", step.action, RT_STEP_SEND);
    while (w.m.num_records < 2 && world_step(&w)) {
    }
    rt_measure_stop(&w.m);
    finish("stop", RT_MEASUREMENT_INCOMPLETE);
    CHECK_EQ("stop", w.m.num_records, 2);
    CHECK(result.reading.has_time, "two servers told the time");
}

static void test_deterministic(void)
{
    static uint8_t room[sizeof w.room];
    for (int i = 0; i < 2; i++) {
        world_begin(&w, 4);
        w.plan.want = 3;
        w.entropy[5] = 5;
        w.server[2].lose_udp = 1;
        run("deterministic", RT_MEASUREMENT_GOOD);
        CHECK(i == 0 || memcmp(room, w.room, sizeof room) == 0, "not the same bytes");
        memcpy(room, w.room, sizeof room);
    }
    world_begin(&w, 4);
    w.plan.want = 3;
    w.entropy[5] = 6;
    run("other entropy", RT_MEASUREMENT_GOOD);
    CHECK(memcmp(room, w.room, RT_MEASURE_REQUEST_MAX) != 0, "the same nonce");
}

/* Plans that are refused; each starts from one that is not. */
static void expect_fault(const char *name, enum rt_measure_fault fault)
{
    struct rt_measure_step step;
    CHECK_EQ(name, world_start(&w), fault);
    rt_measure_step(&step, &w.m, 0);
    CHECK_EQ(name, step.action, RT_STEP_DONE);
    rt_measure_conclude(&result, &w.m, 0, NULL);
    CHECK_EQ(name, result.conclusion, RT_MEASUREMENT_NONE);
    world_begin(&w, 2);
}

static void test_faults(void)
{
    static const struct rt_sha256 hash;
    world_begin(&w, 2);
    w.plan.num_servers = 0;
    expect_fault("no server", RT_MEASURE_NO_SERVER);
    w.plan.want = 3;
    expect_fault("too many wanted", RT_MEASURE_NO_SERVER);
    w.listed[1].num_keys = 0;
    expect_fault("no key", RT_MEASURE_NO_KEY);
    w.listed[1].num_udp = w.listed[1].num_tcp = 0;
    expect_fault("no address", RT_MEASURE_NO_ADDRESS);
    w.listed[1].num_udp = 0;
    (void)rt_measure_offers(w.offers[1], RT_SERVER_GOOGLE, 0);
    expect_fault("Google's protocol over TCP", RT_MEASURE_NO_ADDRESS);
    w.listed[1].num_offers = 0;
    expect_fault("no offer", RT_MEASURE_OFFER);
    memset(&w.offers[1][0], 0, sizeof w.offers[1][0]);
    expect_fault("an empty offer", RT_MEASURE_OFFER);
    CHECK_EQ("mixed", rt_offer_add(&w.offers[1][0], rt_version_row(ROW_07), 0x80000007), RT_OFFER_TAKEN);
    expect_fault("mixed rules", RT_MEASURE_OFFER);
    (void)rt_measure_offers(w.offers[1], RT_SERVER_GOOGLE, 0);
    w.plan.document = &hash;
    expect_fault("a document for Google's protocol", RT_MEASURE_OFFER);
    w.plan.backoff_permille = 1000;
    expect_fault("no backoff", RT_MEASURE_BACKOFF);
    w.memory.cap = 3;
    expect_fault("few records", RT_MEASURE_MEMORY);
    w.memory.room_len--;
    expect_fault("little room", RT_MEASURE_MEMORY);
    w.plan.passes = UINT32_MAX;
    expect_fault("many passes", RT_MEASURE_MEMORY);
}

/* Every number that a document defines is offered once. */
static void test_offers(void)
{
    struct rt_offer offers[RT_MEASURE_OFFERS_MAX];
    size_t num = rt_measure_offers(offers, RT_SERVER_UNKNOWN, 0);
    uint32_t code, seen = 0;
    for (size_t i = 0; i < num; i++) {
        for (size_t at = 0; at < offers[i].list_len; at += 4) {
            CHECK(rt_bytes_u32(&code, rt_bytes_from(offers[i].list, offers[i].list_len), at), "code");
            uint32_t bit = UINT32_C(1) << (code == 1 ? 0 : code - 0x80000000);
            CHECK((seen & bit) == 0, "twice: %x", (unsigned)code);
            seen |= bit;
        }
        CHECK(offers[i].list_len <= 4 * 8, "more than some servers read");
    }
    CHECK_EQ("offers", seen, 0x1fff);
    CHECK_EQ("offers", rt_measure_offers(offers, RT_SERVER_GOOGLE, 0), 1);
    CHECK(offers[0].version == rt_version_row(ROW_GOOGLE), "not Google's");
    CHECK_EQ("offers", rt_measure_offers(offers, RT_SERVER_CODE, 0x80000007), 2);
    CHECK(offers[0].version == rt_version_row(ROW_07), "not draft 07 first");
    CHECK_EQ("offers", rt_measure_offers(offers, RT_SERVER_CODE, 0x8000000e), 1);
    CHECK(offers[0].version == rt_version_row(ROW_RFC), "not the RFC first");
}

/* A reason of lower kind does not hide one of a higher. */
static void test_refusal(void)
{
    static const uint8_t junk[4];
    begin_mischief(4, false, 0);
    CHECK_EQ("refusal", world_start(&w), RT_MEASURE_READY);
    while (w.peers[0].num_heard[RT_HEARD_REFUSED] == 0 && world_step(&w)) {
    }
    CHECK_EQ("refusal", rt_measure_receive(&w.refusal, &w.m, rt_bytes_from(junk, 4), w.now), RT_HEARD_JUNK);
    CHECK_EQ("refusal", w.refusal.heard, RT_HEARD_JUNK);
    CHECK_EQ("refusal", w.peers[0].refusal.error.code, RT_E_SIGNATURE_MISMATCH);
    CHECK_EQ("refusal", w.peers[0].num_heard[RT_HEARD_JUNK], 1);
}

static void test_evidence(void)
{
    world_begin(&w, 1);
    w.plan.passes = 1;
    w.server[0].rows = 1 << ROW_08;
    w.server[0].ahead = INT64_C(1) << 40; /* no time that seconds could mean */
    run("implausible", RT_MEASUREMENT_NONE);
    CHECK_EQ("implausible", w.m.num_records, 1);
    CHECK(!w.records[0].counts, "it counts");
    world_begin(&w, 2);
    w.server[0].rows = 1 << ROW_08;
    w.server[0].ahead = INT64_C(1) << 40;
    run("implausible", RT_MEASUREMENT_INCOMPLETE);
    CHECK(result.reading.has_time, "one server told the time");
}

int main(void)
{
    test_honest();
    test_reading();
    test_backoff();
    test_loss();
    test_mischief();
    test_fallback();
    test_addresses();
    test_liar();
    test_grease();
    test_bounds();
    test_periods();
    test_wrong_clock();
    test_draw();
    test_versions();
    test_mixed();
    test_document(false);
    test_document(true);
    test_probe();
    test_stop();
    test_deterministic();
    test_faults();
    test_evidence();
    test_offers();
    test_refusal();
    return check_done("measure");
}
