/* What explanations say of more than usual: more sets of suspects than are told, and the words' own
 * bounds. */
#include "tests/check.h"
#include "verify/explain_words.h"

#define PAIRS 8

static struct rt_trusted_key keys[2 * PAIRS];
static struct rt_link links[2 * PAIRS];
static struct rt_chain_server servers[2 * PAIRS];
static struct rt_chain chain;
static struct rt_judge judge;
static struct rt_policy policy;
static const struct rt_trust trust = {.keys = keys, .num_keys = 2 * PAIRS};
static struct rt_evidence evidence = {.names = {&trust, NULL, 0}, .judge = &judge};

static void add(size_t server, uint64_t second)
{
    struct rt_verdict v = {.kind = RT_VERDICT_VALID, .is_evidence = true};
    v.check[RT_CHECK_MERKLE].outcome = RT_PASSED;
    v.midpoint = rt_time_from_raw(second, RT_UNIT_SECONDS);
    v.interval = rt_interval_from(v.midpoint, 1000000);
    CHECK(rt_chain_add(&chain, &v, &keys[server].key, server == 0 ? RT_LINK_FIRST : RT_LINK_PROVED, true),
          "no room");
    judge.num[RT_VERDICT_VALID]++;
}

/* Pairs of servers, of which one is an hour behind the other: one of each pair may have lied, so there are
 * 2^PAIRS smallest sets. */
static void begin(void)
{
    rt_chain_begin(&chain, links, 2 * PAIRS, servers, 2 * PAIRS);
    rt_judge_begin(&judge, &trust, &policy, &chain);
    for (size_t i = 0; i < 2 * PAIRS; i++) {
        keys[i] = (struct rt_trusted_key){.key = {{(uint8_t)(i + 1)}}, .id = (uint32_t)i};
        add(i, 1790856000 + i / 2 * 86400 + (i % 2 == 0 ? 3600 : 0));
    }
    evidence.conclusion = rt_judge_conclude(&evidence.trusted, &judge);
    CHECK_EQ("pairs", chain.num_violations, PAIRS);
}

static void test_suspects(void)
{
    static char out[8000];
    struct rt_statement s = {0};
    size_t num = 0;
    while (rt_evidence_next(&s, &evidence, RT_DETAIL_FULL)) {
        struct rt_text text = rt_text_into(out, sizeof out - 1);
        rt_evidence_text(&text, &evidence, &s);
        out[rt_text_len(&text)] = '\0';
        num += s.kind == RT_SAYS_SUSPECTS ? 1 : 0;
        if (s.kind == RT_SAYS_SUSPECTS && num == RT_SETS_SAID + 1) {
            CHECK_STR("last", out, "without one of more sets than are told here");
        }
    }
    CHECK_EQ("sets", num, RT_SETS_SAID + 1);
}

/* The line of the verdict is all. */
static void test_line(void)
{
    struct rt_statement s = {0};
    CHECK(rt_evidence_next(&s, &evidence, RT_DETAIL_LINE) && s.kind == RT_SAYS_VERDICT, "no verdict");
    CHECK(!rt_evidence_next(&s, &evidence, RT_DETAIL_LINE), "more than a line");
}

static void test_gap(void)
{
    const struct rt_time early = {.day = 1, .micros = 5}, late = {.day = 2, .micros = 3};
    const struct rt_time days_before[] = {{.day = -3}, {.day = -5}};
    const struct rt_time first = {.day = INT64_MIN}, last = {.day = INT64_MAX};
    CHECK_EQ("forwards", rt_time_gap(early, late), RT_DAY_MICROS - 2);
    CHECK_EQ("before 1970", rt_time_gap(days_before[1], days_before[0]), 2 * RT_DAY_MICROS);
    CHECK_EQ("none", rt_time_gap(late, late), 0);
    CHECK_EQ("backwards", rt_time_gap(late, early), 0);
    CHECK_EQ("too long", rt_time_gap(first, last), UINT64_MAX);
}

/* What is missing is at no offset. */
static void test_missing(void)
{
    static const enum rt_code codes[] = {RT_E_KEY_MISSING, RT_E_REQUEST_MISSING};
    for (size_t i = 0; i < 2; i++) {
        char out[200];
        struct rt_text text = rt_text_into(out, sizeof out - 1);
        const struct rt_error error = {.code = codes[i]};
        rt_say_error(&text, &error, RT_OF_RESPONSE);
        out[rt_text_len(&text)] = '\0';
        CHECK(strstr(out, "offset") == NULL, "%s", out);
        CHECK(strstr(out, rt_error_info(codes[i])->slug) == out, "%s", out);
    }
}

static void test_label(void)
{
    struct rt_statement s;
    rt_statement_set(&s, RT_SAYS_FIELD, 7, "longer than a label may be");
    CHECK_STR("cut", s.label, "longer than");
}

/* Where others like it have had their diagnoses, a case says that it was spared its own. */
static void test_undiagnosed(void)
{
    static char out[20000];
    static const struct rt_trust nobody = {.keys = NULL};
    const struct rt_judgement judgement = {.verdict.kind = RT_VERDICT_INVALID};
    const struct rt_case c = {.names = {&nobody, NULL, 0}, .judgement = &judgement, .undiagnosed = true};
    struct rt_statement s = {0}, last = {0};
    while (rt_case_next(&s, &c, RT_DETAIL_BRIEF)) {
        last = s;
    }
    CHECK_EQ("last", last.kind, RT_SAYS_DIAGNOSIS);
    struct rt_text text = rt_text_into(out, sizeof out - 1);
    rt_case_text(&text, &c, &last);
    out[rt_text_len(&text)] = '\0';
    CHECK_STR("text", out, "not tried: enough failures of this key and error have theirs");
    text = rt_text_into(out, sizeof out - 1);
    rt_case_json(&text, &c, false);
    out[rt_text_len(&text)] = '\0';
    CHECK(strstr(out, "\"undiagnosed\":true") != NULL, "%s", out);
}

int main(void)
{
    test_undiagnosed();
    begin();
    test_suspects();
    test_line();
    test_gap();
    test_missing();
    test_label();
    return check_done("explain");
}
