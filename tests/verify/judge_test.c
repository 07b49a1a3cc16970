/* Judging exchanges in their order: whose key, which nonce, what links them, and what all of it proves. */
#include "session.h"
#include "tests/check.h"
#include "verdicts.h"
#include "verify/judge_bulk.h"

static struct session s;

static struct rt_bulk bulk;
static struct rt_bulk_room room;
static struct rt_bulk_job jobs[RT_BULK_BATCH];
static struct rt_comb combs[2];

/* Among refused entries, in bulk: what it comes to is what the judge finds by itself. */
static void judge_both(const char *name)
{
    struct rt_judged items[3] = {{.exchange = NULL}, {&s.exchange, s.judge.previous, {.has_key = false}}};
    const struct rt_judge_bulk with = {&bulk, &room, jobs};
    const struct rt_judgement *judged = &items[1].judgement;
    rt_judge_verify(items, 3, &s.judge, &with);
    session_judge(&s);
    CHECK(same_verdict(&judged->verdict, &s.judgement.verdict), "%s: another verdict in bulk", name);
    CHECK_EQ(name, judged->has_key, s.judgement.has_key);
    CHECK(judged->row == s.judgement.row && judged->standing == s.judgement.standing, "%s: another key",
          name);
}

static enum rt_conclusion conclude(bool *trusted)
{
    return rt_judge_conclude(trusted, &s.judge);
}

static void expect(const char *name, enum rt_conclusion conclusion, bool trusted)
{
    bool is_trusted;
    CHECK_EQ(name, conclude(&is_trusted), conclusion);
    CHECK_EQ(name, is_trusted, trusted);
}

/* One exchange of every version, and a chain through all of them. */
static void test_versions(void)
{
    session_begin(&s, 3);
    for (size_t row = 0; row < NUM_ROWS; row++) {
        const struct rt_version *v = rt_version_row(row);
        session_next(&s, session_wish(row, (unsigned)row % 3, NOON + row, 5));
        CHECK_EQ(v->name, s.judgement.verdict.kind, RT_VERDICT_VALID);
        CHECK_EQ(v->name, s.judgement.error.code, RT_OK);
        CHECK(s.judgement.verdict.response.version == v, "%s", v->name);
        CHECK_EQ(v->name, s.judgement.linkage, row == 0 ? RT_LINK_FIRST : RT_LINK_PROVED);
        CHECK_EQ(v->name, s.judgement.standing, RT_STANDING_TRUSTED);
        CHECK_EQ(v->name, s.judgement.verdict.is_evidence, !v->squatted);
        CHECK_EQ(v->name, s.links[row].counts, !v->squatted);
    }
    expect("all versions", RT_CONCLUSION_VALID, true);
    CHECK_EQ("all versions", s.chain.num_runs, 1);
    CHECK_EQ("all versions", s.chain.num_servers, 3);
}

/* A server a day ahead in one version, an honest one in another. */
static void test_mixed(void)
{
    for (size_t row = 0; row < NUM_ROWS; row++) {
        for (size_t other = 0; other < NUM_ROWS; other++) {
            bool counts = row < ROW_SQUAT_US && other < ROW_SQUAT_US;
            session_begin(&s, 2);
            session_next(&s, session_wish(row, 0, NOON + 86400, 5));
            session_next(&s, session_wish(other, 1, NOON, 5));
            expect("mixed", counts ? RT_CONCLUSION_MALFEASANCE : RT_CONCLUSION_VALID, true);
        }
    }
}

/* The public key of the exchange, SRV of its request, keys to try, the only key, none. */
static const struct {
    const char *name;
    unsigned num_trusted;
    int claims, asks; /* number of the server, or -1 */
    unsigned signs;
    bool trust_embedded, is_cut; /* no response to be read */
    enum rt_verdict_kind kind;
    enum rt_standing standing;
    enum rt_code code;
    int key;
} keys[] = {
    {"own", 3, 1, -1, 1, false, false, RT_VERDICT_VALID, RT_STANDING_TRUSTED, RT_OK, 1},
    {"own, embedded", 1, 1, -1, 1, false, false, RT_VERDICT_VALID, RT_STANDING_EMBEDDED, RT_OK, 1},
    {"own, embedded and trusted", 1, 1, -1, 1, true, false, RT_VERDICT_VALID, RT_STANDING_TRUSTED, RT_OK, 1},
    {"own, wrong", 3, 1, -1, 2, false, false, RT_VERDICT_INVALID, RT_STANDING_TRUSTED,
     RT_E_SIGNATURE_MISMATCH, 1},
    {"own before SRV", 3, 1, 2, 1, false, false, RT_VERDICT_VALID, RT_STANDING_TRUSTED, RT_OK, 1},
    {"SRV", 3, -1, 2, 2, false, false, RT_VERDICT_VALID, RT_STANDING_TRUSTED, RT_OK, 2},
    {"SRV of another", 3, -1, 1, 2, false, false, RT_VERDICT_INVALID, RT_STANDING_TRUSTED,
     RT_E_SIGNATURE_MISMATCH, 1},
    {"SRV of a stranger", 3, -1, 7, 2, false, false, RT_VERDICT_VALID, RT_STANDING_TRUSTED, RT_OK, 2},
    {"tried", 3, -1, -1, 2, false, false, RT_VERDICT_VALID, RT_STANDING_TRUSTED, RT_OK, 2},
    {"tried in vain", 3, -1, -1, 7, false, false, RT_VERDICT_INCOMPLETE, RT_STANDING_UNKNOWN,
     RT_E_KEY_UNKNOWN, -1},
    {"tried in vain, embedded", 3, -1, -1, 7, true, false, RT_VERDICT_INCOMPLETE, RT_STANDING_UNKNOWN,
     RT_E_KEY_UNKNOWN, -1},
    {"the only one", 1, -1, -1, 7, false, false, RT_VERDICT_INVALID, RT_STANDING_TRUSTED,
     RT_E_SIGNATURE_MISMATCH, 0},
    {"none", 0, -1, -1, 7, false, false, RT_VERDICT_INCOMPLETE, RT_STANDING_UNKNOWN, RT_E_KEY_MISSING, -1},
    {"malformed", 3, -1, -1, 1, false, true, RT_VERDICT_MALFORMED, RT_STANDING_UNKNOWN, RT_E_PACKET_TRUNCATED,
     -1},
};

static void test_keys(void)
{
    rt_bulk_begin(&bulk, &rt_engine_scalar, combs, 2);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct rt_hash srv;
        struct rt_key claimed = sign_key(keys[i].claims < 0 ? 0 : (unsigned)keys[i].claims);
        struct rt_key asked = sign_key(keys[i].asks < 0 ? 0 : (unsigned)keys[i].asks);
        struct rt_key found = sign_key(keys[i].key < 0 ? 0 : (unsigned)keys[i].key);
        session_begin(&s, keys[i].num_trusted);
        s.trust.trust_embedded = keys[i].trust_embedded;
        struct wish wish = session_wish(ROW_RFC, keys[i].signs, NOON, 5);
        rt_srv_from_key(&srv, &asked);
        wish.srv = keys[i].asks < 0 ? NULL : srv.b;
        session_make(&s, wish);
        s.exchange.public_key = rt_bytes_from(claimed.b, keys[i].claims < 0 ? 0 : 32);
        s.exchange.response.len -= keys[i].is_cut ? 4 : 0;
        judge_both(keys[i].name);
        CHECK_EQ(keys[i].name, s.judgement.verdict.kind, keys[i].kind);
        CHECK_EQ(keys[i].name, s.judgement.standing, keys[i].standing);
        CHECK_EQ(keys[i].name, s.judgement.error.code, keys[i].code);
        CHECK_EQ(keys[i].name, s.judgement.has_key, keys[i].key >= 0);
        CHECK(keys[i].key < 0 || memcmp(s.judgement.key.b, found.b, 32) == 0, "%s: key", keys[i].name);
        CHECK_EQ(keys[i].name, s.links[0].server, keys[i].key >= 0 ? 0 : RT_NO_SERVER);
    }
}

/* What the evidence may lack or have wrong in the second of three exchanges, of which the first is a day
 * ahead and the last is not. */
static const struct {
    const char *name;
    size_t row;
    bool without_request, without_rand, without_nonce, other_rand, other_tree, other_signature;
    enum rt_linkage linkage;
    enum rt_verdict_kind kind;
    enum rt_code code;
    enum rt_conclusion conclusion;
} middles[] = {
    {.name = "whole",
     .row = ROW_RFC,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_VALID,
     .code = RT_OK,
     .conclusion = RT_CONCLUSION_MALFEASANCE},
    {.name = "without rand",
     .row = ROW_RFC,
     .without_rand = true,
     .linkage = RT_LINK_MISSING,
     .kind = RT_VERDICT_VALID,
     .code = RT_OK,
     .conclusion = RT_CONCLUSION_VALID},
    {.name = "another rand",
     .row = ROW_RFC,
     .other_rand = true,
     .linkage = RT_LINK_BROKEN,
     .kind = RT_VERDICT_INVALID,
     .code = RT_E_LINK_BROKEN,
     .conclusion = RT_CONCLUSION_INVALID},
    {.name = "without request",
     .row = ROW_RFC,
     .without_request = true,
     .linkage = RT_LINK_MISSING,
     .kind = RT_VERDICT_INCOMPLETE,
     .code = RT_E_REQUEST_MISSING,
     .conclusion = RT_CONCLUSION_INCOMPLETE},
    {.name = "another tree",
     .row = ROW_RFC,
     .other_tree = true,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_INVALID,
     .code = RT_E_ROOT_MISMATCH,
     .conclusion = RT_CONCLUSION_INVALID},
    {.name = "another signature",
     .row = ROW_RFC,
     .other_signature = true,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_INVALID,
     .code = RT_E_SIGNATURE_MISMATCH,
     .conclusion = RT_CONCLUSION_MALFEASANCE},
    {.name = "draft 11, made nonce",
     .row = ROW_11,
     .without_request = true,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_VALID,
     .code = RT_OK,
     .conclusion = RT_CONCLUSION_MALFEASANCE},
    {.name = "draft 11, made otherwise",
     .row = ROW_11,
     .without_request = true,
     .other_rand = true,
     .linkage = RT_LINK_BROKEN,
     .kind = RT_VERDICT_INVALID,
     .code = RT_E_NONCE_MISMATCH,
     .conclusion = RT_CONCLUSION_INVALID},
    {.name = "Google, made nonce",
     .row = ROW_GOOGLE,
     .without_request = true,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_VALID,
     .code = RT_OK,
     .conclusion = RT_CONCLUSION_MALFEASANCE},
    {.name = "Google, made otherwise",
     .row = ROW_GOOGLE,
     .without_request = true,
     .other_rand = true,
     .linkage = RT_LINK_BROKEN,
     .kind = RT_VERDICT_INVALID,
     .code = RT_E_ROOT_MISMATCH,
     .conclusion = RT_CONCLUSION_INVALID},
    {.name = "draft 03, made nonce",
     .row = ROW_03,
     .without_request = true,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_VALID,
     .code = RT_OK,
     .conclusion = RT_CONCLUSION_MALFEASANCE},
    {.name = "draft 05, made nonce",
     .row = ROW_05,
     .without_request = true,
     .linkage = RT_LINK_PROVED,
     .kind = RT_VERDICT_VALID,
     .code = RT_OK,
     .conclusion = RT_CONCLUSION_MALFEASANCE},
    {.name = "nothing but the response",
     .row = ROW_11,
     .without_request = true,
     .without_rand = true,
     .linkage = RT_LINK_MISSING,
     .kind = RT_VERDICT_INCOMPLETE,
     .code = RT_E_REQUEST_MISSING,
     .conclusion = RT_CONCLUSION_INCOMPLETE},
};

static void damage(struct rt_bytes response, uint32_t tag)
{
    struct made *made = &s.made[(s.num + 1) % 2];
    struct rt_message message;
    struct rt_error err;
    struct rt_bytes value;
    struct rt_bytes top = rt_bytes_after(response, RT_FRAME_LEN);
    bool found = rt_message_parse(&message, &err, top, RT_IN_TOP) && rt_message_find(&value, &message, tag);
    CHECK(found, "to be damaged");
    if (found) {
        made->response[value.at] ^= 1;
    }
}

static void test_middles(void)
{
    for (size_t i = 0; i < sizeof middles / sizeof middles[0]; i++) {
        session_begin(&s, 3);
        session_next(&s, session_wish(ROW_RFC, 0, NOON + 86400, 5));
        session_make(&s, session_wish(middles[i].row, 1, NOON + 43200, 5));
        if (middles[i].other_tree || middles[i].other_signature) {
            damage(s.exchange.response, middles[i].other_tree ? RT_TAG_INDX : RT_TAG_SIG);
        }
        s.exchange.request.len = middles[i].without_request ? 0 : s.exchange.request.len;
        s.exchange.rand.len = middles[i].without_rand ? 0 : s.exchange.rand.len;
        s.rand[0] ^= middles[i].other_rand ? 1 : 0;
        session_judge(&s);
        CHECK_EQ(middles[i].name, s.judgement.linkage, middles[i].linkage);
        CHECK_EQ(middles[i].name, s.judgement.verdict.kind, middles[i].kind);
        bool leftover = middles[i].other_tree && s.judgement.error.code == RT_E_INDEX_LEFTOVER;
        CHECK(leftover || s.judgement.error.code == middles[i].code, "%s: %d", middles[i].name,
              (int)s.judgement.error.code);
        session_next(&s, session_wish(ROW_RFC, 2, NOON + 43200, 5));
        CHECK_EQ(middles[i].name, s.judgement.linkage, RT_LINK_PROVED);
        bool trusted = true;
        CHECK_EQ(middles[i].name, conclude(&trusted), middles[i].conclusion);
        CHECK(trusted, "%s: trusted", middles[i].name);
    }
}

/* The nonce of 32 bytes that was deployed under draft 03, as the response repeats it. */
static void test_short_nonce(void)
{
    static struct plan plan;
    struct made *made = &s.made[1];
    struct wish wish = session_wish(ROW_03, 1, NOON, 5);
    struct rt_hash root, nonce;
    session_begin(&s, 2);
    session_next(&s, session_wish(ROW_03, 0, NOON, 5));
    memset(s.rand, 2, sizeof s.rand);
    rt_link_nonce(&nonce, RT_CHAIN_DOUBLE, made_response(&s.made[0]), rt_bytes_from(s.rand, 64), 32);
    plan_response(&plan, ROW_03, 0x80000003);
    plan_srep(&plan, &wish, rt_bytes_from(NULL, 0));
    rt_merkle_leaf(&root, RT_HASH_SHA512_FIRST32, rt_hash_bytes(&nonce));
    set(&plan.part[RT_IN_SREP], RT_ID_ROOT, root.b, root.len);
    set(&plan.part[RT_IN_TOP], RT_ID_NONC, nonce.b, nonce.len);
    sign_plan(&plan, &wish);
    made->response_len = build(made->response, &plan);
    s.exchange = (struct rt_exchange){.response = made_response(made), .rand = rt_bytes_from(s.rand, 64)};
    session_judge(&s);
    CHECK_EQ("short nonce", s.judgement.verdict.kind, RT_VERDICT_VALID);
    CHECK_EQ("short nonce", s.judgement.made_nonce.len, 32);
    CHECK_EQ("short nonce", s.judgement.linkage, RT_LINK_PROVED);
}

static void test_refused(void)
{
    session_begin(&s, 2);
    session_next(&s, session_wish(ROW_RFC, 0, NOON + 86400, 5));
    rt_judge_refuse(&s.judge);
    session_next(&s, session_wish(ROW_RFC, 1, NOON, 5)); /* linked to the one before that */
    CHECK_EQ("refused", s.judgement.linkage, RT_LINK_MISSING);
    CHECK_EQ("refused", s.judgement.error.code, RT_OK);
    expect("refused", RT_CONCLUSION_MALFORMED, true);
    CHECK(s.chain.num_links == 3 && s.chain.num_runs == 3 && !s.links[1].counts, "its place");
    session_begin(&s, 2);
    rt_judge_refuse(&s.judge);
    session_next(&s, session_wish(ROW_RFC, 1, NOON, 5));
    CHECK_EQ("refused first", s.links[0].linkage, RT_LINK_FIRST);
    CHECK_EQ("refused first", s.judgement.linkage, RT_LINK_MISSING);
}

/* A liar whose exchange the memory has no room for must not let order pass. */
static void test_failure(void)
{
    session_begin(&s, 3);
    s.chain.cap_servers = 1;
    session_next(&s, session_wish(ROW_RFC, 0, NOON + 86400, 5));
    session_next(&s, session_wish(ROW_RFC, 1, NOON, 5));
    CHECK(s.judge.failed, "no room");
    session_next(&s, session_wish(ROW_RFC, 0, NOON, 5));
    CHECK_EQ("no room", s.chain.num_links, 1);
    expect("no room", RT_CONCLUSION_VALID, true);
}

static void test_periods(void)
{
    static const struct {
        int64_t from, until;
        enum rt_code code;
    } rows[] = {
        {0, 0, RT_OK}, {-10, 10, RT_OK}, {1, 10, RT_E_KEY_NOT_YET_VALID}, {-10, -1, RT_E_KEY_EXPIRED}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        session_begin(&s, 2);
        s.keys[0].from = (struct rt_date){
            true, rt_time_from_raw((uint64_t)((int64_t)NOON + rows[i].from), RT_UNIT_SECONDS)};
        s.keys[0].until = (struct rt_date){
            true, rt_time_from_raw((uint64_t)((int64_t)NOON + rows[i].until), RT_UNIT_SECONDS)};
        session_next(&s, session_wish(ROW_RFC, 0, NOON, 5));
        CHECK_EQ("period", s.judgement.error.code, rows[i].code);
        CHECK_EQ("period", s.judgement.verdict.kind,
                 rows[i].code == RT_OK ? RT_VERDICT_VALID : RT_VERDICT_INVALID);
        CHECK_EQ("period", s.links[0].counts, rows[i].code == RT_OK);
        CHECK_EQ("period", s.judgement.trusted, rows[i].code == RT_OK);
    }
}

/* Exchanges that are independent of one another. */
static void test_no_chain(void)
{
    session_begin(&s, 2);
    s.judge.chain = NULL;
    session_next(&s, session_wish(ROW_RFC, 0, NOON + 86400, 5));
    session_next(&s, session_wish(ROW_RFC, 1, NOON, 5));
    s.rand[0] ^= 1;
    session_judge(&s);
    CHECK_EQ("no chain", s.judgement.linkage, RT_LINK_FIRST);
    expect("no chain", RT_CONCLUSION_VALID, true);
    rt_judge_begin(&s.judge, &s.trust, &s.policy, NULL);
    expect("nothing", RT_CONCLUSION_NONE, false);
    rt_judge_refuse(&s.judge);
    expect("refused", RT_CONCLUSION_MALFORMED, false);
}

/* Embedded keys lie to each other as they please; beside trusted ones they change nothing. */
static void test_embedded(void)
{
    for (unsigned num_trusted = 0; num_trusted <= 3; num_trusted++) {
        for (unsigned embedded = 0; embedded < 2; embedded++) {
            session_begin(&s, num_trusted);
            s.trust.trust_embedded = embedded != 0;
            for (unsigned i = 0; i < 3; i++) {
                struct rt_key key = sign_key(i);
                session_make(&s, session_wish(ROW_RFC, i, i == 0 ? NOON + 86400 : NOON, 5));
                s.exchange.public_key = rt_bytes_from(key.b, sizeof key.b);
                session_judge(&s);
                CHECK_EQ("embedded", s.judgement.verdict.kind, RT_VERDICT_VALID);
            }
            bool trusted;
            bool lied = num_trusted >= 2 || embedded != 0;
            CHECK_EQ("embedded", conclude(&trusted), lied ? RT_CONCLUSION_MALFEASANCE : RT_CONCLUSION_VALID);
            CHECK_EQ("embedded", trusted, lied);
            CHECK_EQ("embedded", s.chain.num_violations,
                     embedded != 0      ? 2
                     : num_trusted == 0 ? 0
                                        : num_trusted - 1);
        }
    }
}

int main(void)
{
    test_versions();
    test_mixed();
    test_keys();
    test_middles();
    test_short_nonce();
    test_refused();
    test_failure();
    test_periods();
    test_no_chain();
    test_embedded();
    return check_done("judge");
}
