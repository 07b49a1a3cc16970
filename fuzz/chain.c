/* rt_judge_* on any bytes as a report, and rt_chain_* on links that bytes describe. Of a report: nothing is
 * blamed under keys that nobody trusts; violations are between links of one run that count, and every set of
 * suspects has one of each two; a link that is proved has the nonce that libsodium makes. Of links: all is
 * what brute force finds. Of honest servers whose version numbers somebody wrote over: nobody lied. Maximum
 * length 8192. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "tests/verify/naive.h"
#include "tests/verify/sign.h"
#include "verify/judge.h"

#define LINKS_MAX 24

/* A judge with its memory. */
struct court {
    struct rt_link links[LINKS_MAX];
    struct rt_chain_server servers[LINKS_MAX];
    struct rt_chain chain;
    struct rt_trust trust;
    struct rt_policy policy;
    struct rt_judge judge;
};

static void open_court(struct court *c, bool trusts)
{
    memset(c, 0, sizeof *c);
    c->trust.trust_embedded = trusts;
    c->policy.accept_draft_context = trusts;
    rt_chain_begin(&c->chain, c->links, LINKS_MAX, c->servers, LINKS_MAX);
    rt_judge_begin(&c->judge, &c->trust, &c->policy, &c->chain);
}

static void check_violation(const struct rt_chain *chain, const struct rt_violation *pair)
{
    INVARIANT(pair->earlier < pair->later && pair->later < chain->num_links);
    const struct rt_link *a = &chain->links[pair->earlier], *b = &chain->links[pair->later];
    uint32_t mask = 0;
    INVARIANT(a->counts && b->counts && a->run == b->run);
    INVARIANT(rt_time_compare(a->stated.low, b->stated.high) > 0);
    INVARIANT(rt_time_compare(a->tight.low, a->tight.high) > 0);
    INVARIANT(rt_time_compare(b->tight.low, b->tight.high) > 0);
    INVARIANT(chain->servers[a->server].conflicts && chain->servers[b->server].conflicts);
    INVARIANT(a->server != b->server || chain->servers[a->server].certain);
    while (rt_chain_suspects_next(&mask, chain)) {
        uint32_t bits = UINT32_C(1) << chain->servers[a->server].bit | UINT32_C(1)
                                                                           << chain->servers[b->server].bit;
        INVARIANT((mask & bits) != 0);
    }
}

static void check_chain(const struct rt_chain *chain)
{
    size_t num_links = 0;
    for (size_t i = 0; i < chain->num_violations; i++) {
        check_violation(chain, &chain->violations[i]);
    }
    for (size_t i = 0; i < chain->num_servers; i++) {
        num_links += chain->servers[i].num_links;
    }
    for (size_t i = 0; i < chain->num_links; i++) {
        const struct rt_link *link = &chain->links[i];
        num_links += link->server == RT_NO_SERVER ? 1 : 0;
        INVARIANT(i == 0 ? link->run == 0 : link->run - chain->links[i - 1].run <= 1);
        INVARIANT(i == 0 || link->run != chain->links[i - 1].run || link->linkage == RT_LINK_PROVED);
    }
    INVARIANT(num_links == chain->num_links);
    INVARIANT((chain->num_violations == 0) == (chain->num_conflicting == 0));
}

/* SHA-512 of two parts, by libsodium. */
static void sodium_hash(uint8_t out[64], struct rt_bytes a, struct rt_bytes b)
{
    crypto_hash_sha512_state state;
    crypto_hash_sha512_init(&state);
    crypto_hash_sha512_update(&state, a.data, a.len);
    crypto_hash_sha512_update(&state, b.data, b.len);
    crypto_hash_sha512_final(&state, out);
}

static void check_link(const struct rt_judgement *j, struct rt_bytes previous, struct rt_bytes rand)
{
    uint8_t inner[64], nonce[64];
    if (j->linkage != RT_LINK_PROVED) {
        return;
    }
    bool is_double = j->verdict.response.version->chain_rule == RT_CHAIN_DOUBLE;
    sodium_hash(inner, previous, rt_bytes_from(NULL, 0));
    sodium_hash(nonce, is_double ? rt_bytes_from(inner, 64) : previous, rand);
    INVARIANT(rand.len > 0 && j->verdict.nonce.len >= 32 && j->verdict.nonce.len <= (is_double ? 64u : 32u));
    INVARIANT(rt_bytes_starts(rt_bytes_from(nonce, 64), j->verdict.nonce.data, j->verdict.nonce.len));
}

static void hear(struct court *c, const struct rt_exchange *x, bool read)
{
    struct rt_judgement j;
    struct rt_bytes previous = c->judge.previous;
    if (!read) {
        rt_judge_refuse(&c->judge);
        return;
    }
    rt_judge_next(&j, &c->judge, x);
    check_link(&j, previous, x->rand);
    INVARIANT(j.verdict.kind != RT_VERDICT_UNVERIFIED);
    INVARIANT((j.error.code == RT_OK) == (j.verdict.kind == RT_VERDICT_VALID));
    INVARIANT(j.has_key || j.standing == RT_STANDING_UNKNOWN);
    INVARIANT(c->trust.trust_embedded || !j.trusted);
    INVARIANT(j.linkage != RT_LINK_BROKEN || j.verdict.kind >= RT_VERDICT_INVALID);
}

static void check_report(struct rt_report report, bool trusts)
{
    static uint8_t rooms[2][RT_EXCHANGE_ROOM];
    static struct court c;
    struct rt_remarks remarks = {0};
    struct rt_error err = {.code = RT_UNCHECKED};
    struct rt_exchange x;
    bool trusted;
    size_t num = 0;
    open_court(&c, trusts);
    for (; num <= LINKS_MAX; num++) {
        bool read = rt_report_next(&x, &err, &remarks, &report, rooms[num % 2], sizeof rooms[0]);
        if (!read && err.code == RT_OK) {
            break;
        }
        hear(&c, &x, read);
    }
    enum rt_conclusion conclusion = rt_judge_conclude(&trusted, &c.judge);
    check_chain(&c.chain);
    INVARIANT(c.judge.failed == (num > LINKS_MAX));
    INVARIANT((conclusion == RT_CONCLUSION_NONE) == (num == 0));
    INVARIANT((conclusion == RT_CONCLUSION_MALFEASANCE) == (c.chain.num_violations > 0));
    INVARIANT(trusts || (c.chain.num_violations == 0 && !trusted));
}

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

static uint64_t next_u64(struct tape *tape)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++) {
        v = v << 8 | next(tape);
    }
    return v;
}

/* Zeros are a link that is proved, counts, and is at noon. */
static void read_step(struct step *step, struct tape *tape)
{
    static const enum rt_linkage linkages[] = {RT_LINK_PROVED, RT_LINK_FIRST, RT_LINK_MISSING,
                                               RT_LINK_BROKEN};
    static const enum rt_unit units[] = {RT_UNIT_SECONDS, RT_UNIT_MICROSECONDS, RT_UNIT_MJD};
    static const uint64_t noons[] = {UINT64_C(1790856000), UINT64_C(1790856000000000),
                                     UINT64_C(61314) << 40 | UINT64_C(43200000000)};
    uint8_t who = next(tape), flags = next(tape), what = next(tape);
    *step = (struct step){.server = who % 12 == 11 ? NAIVE_SERVERS_MAX : who % 12,
                          .linkage = linkages[flags % 4],
                          .fails_tree = (flags & 4) != 0,
                          .fails_otherwise = (flags & 8) != 0,
                          .is_no_evidence = (flags & 16) != 0,
                          .is_distrusted = (flags & 32) != 0,
                          .unit = units[what % 3]};
    step->radius = (what & 64) != 0 ? (uint32_t)next_u64(tape) : next(tape);
    step->midpoint = (what & 128) != 0 ? next_u64(tape) : noons[what % 3] + next(tape);
    if (step->unit == RT_UNIT_MJD) {
        step->midpoint =
            step->midpoint >> 40 << 40 | (step->midpoint & UINT64_C(0xffffffffff)) % RT_DAY_MICROS;
    }
}

static void check_steps(struct tape tape)
{
    static struct rt_link links[LINKS_MAX];
    static struct rt_chain_server servers[LINKS_MAX];
    struct rt_chain chain;
    struct step steps[LINKS_MAX];
    size_t num = 0;
    rt_chain_begin(&chain, links, LINKS_MAX, servers, LINKS_MAX);
    for (; num < LINKS_MAX && tape.left.len > 0; num++) {
        read_step(&steps[num], &tape);
        INVARIANT(step_add(&chain, &steps[num]));
    }
    rt_chain_conclude(&chain);
    check_chain(&chain);
    const char *fault = naive_fault(&chain, steps, num);
    if (fault != NULL) {
        fprintf(stderr, "not what brute force finds: %s\n", fault);
        abort();
    }
}

/* A server that is asked at `now` and tells it, off by no more than its radius. */
static struct wish honest(struct tape *tape, uint64_t now)
{
    size_t row = ROW_01 + next(tape) % (ROW_RFC + 1 - ROW_01);
    enum rt_unit unit = rt_version_row(row)->unit;
    uint32_t radius = 1 + next(tape) % 16;
    uint64_t told = now - radius + next(tape) % (2 * radius + 1);
    struct wish wish = {.row = row, .server = next(tape) % 4};
    wish.midpoint = unit == RT_UNIT_SECONDS ? told : (told / 86400 + 40587) << 40 | told % 86400 * 1000000;
    wish.radius = unit == RT_UNIT_SECONDS ? radius : radius * 1000000;
    return wish;
}

/* Makes an exchange that follows `previous`, and writes over its version number: what rule its nonce must
 * keep depends on what becomes of it. */
static void make_relabelled(struct made *made, struct wish *wish, uint32_t code, struct rt_bytes previous,
                            struct rt_bytes rand)
{
    struct rt_response response;
    struct rt_error err;
    struct rt_hash nonce;
    const struct rt_version *v = rt_version_row(wish->row);
    sign_exchange(made, wish);
    (void)relabel_both(made, code);
    bool read = rt_response_parse(&response, &err, made_response(made), RT_FORM_ANY);
    rt_link_nonce(&nonce, read ? response.version->chain_rule : v->chain_rule, previous, rand, v->nonce_len);
    memcpy(wish->nonce, nonce.b, nonce.len);
    sign_exchange(made, wish);
    (void)relabel_both(made, code);
}

static void check_relabelled(struct tape tape)
{
    static struct court c;
    static struct made made[2];
    static const uint8_t rand[64] = {1};
    uint64_t now = UINT64_C(1790856000);
    bool trusted;
    open_court(&c, true);
    for (size_t i = 0; i < 6 && tape.left.len > 0; i++) {
        struct wish wish = honest(&tape, now);
        uint8_t number = next(&tape) % 13;
        struct rt_bytes any_rand = rt_bytes_from(rand, i == 0 ? 0 : next(&tape) % 2 == 0 ? 32 : 64);
        struct rt_key key = sign_key(wish.server);
        make_relabelled(&made[i % 2], &wish, number == 0 ? 1 : UINT32_C(0x80000000) + number,
                        made_response(&made[(i + 1) % 2]), any_rand);
        const struct rt_exchange x = {.request = made_request(&made[i % 2]),
                                      .response = made_response(&made[i % 2]),
                                      .rand = any_rand,
                                      .public_key = rt_bytes_from(key.b, sizeof key.b)};
        hear(&c, &x, true);
        now += next(&tape);
    }
    INVARIANT(rt_judge_conclude(&trusted, &c.judge) != RT_CONCLUSION_MALFEASANCE);
    check_chain(&c.chain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_report report;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    const struct tape tape = {rt_bytes_from(data, size)};
    if (rt_report_open(&report, &err, &remarks, tape.left, size)) {
        check_report(report, false);
        check_report(report, true);
    } else {
        check_steps(tape);
        check_relabelled(tape);
    }
    return 0;
}
