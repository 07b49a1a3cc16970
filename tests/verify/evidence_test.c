/* Two real files: the original's example of a chain, and the report of RFC 10049 Appendix B. */
#include "tests/check.h"
#include "tests/containers/files.h"
#include "verify/judge.h"

#define LINKS_MAX 16

struct evidence {
    struct rt_link links[LINKS_MAX];
    struct rt_chain_server servers[LINKS_MAX];
    struct rt_trusted_key keys[LINKS_MAX];
    struct rt_chain chain;
    struct rt_judge judge;
    struct rt_judgement judgements[LINKS_MAX];
    size_t num;
};

static struct evidence e;
static uint8_t buffers[2][RT_EXCHANGE_ROOM];

static enum rt_conclusion judge(bool *trusted, struct rt_bytes text, const struct rt_trust *trust,
                                const struct rt_policy *policy)
{
    struct rt_report report;
    struct rt_exchange exchange;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    rt_chain_begin(&e.chain, e.links, LINKS_MAX, e.servers, LINKS_MAX);
    rt_judge_begin(&e.judge, trust, policy, &e.chain);
    CHECK(rt_report_open(&report, &err, &remarks, text, text.len), "opened");
    for (e.num = 0; rt_report_next(&exchange, &err, &remarks, &report, buffers[e.num % 2], RT_EXCHANGE_ROOM);
         e.num++) {
        rt_judge_next(&e.judgements[e.num % LINKS_MAX], &e.judge, &exchange);
    }
    CHECK(err.code == RT_OK && !e.judge.failed, "all read");
    return rt_judge_conclude(trusted, &e.judge);
}

/* Trust in all keys of the chain that was judged last. */
static struct rt_trust trust_all(void)
{
    for (size_t i = 0; i < e.chain.num_servers; i++) {
        e.keys[i] = (struct rt_trusted_key){.key = e.servers[i].key};
    }
    return (struct rt_trust){.keys = e.keys, .num_keys = e.chain.num_servers};
}

static void test_google(struct rt_bytes text)
{
    static const struct rt_policy strict;
    struct rt_trust nobody = {.keys = NULL};
    bool trusted;
    CHECK_EQ("embedded", judge(&trusted, text, &nobody, &strict), RT_CONCLUSION_VALID);
    CHECK(!trusted && e.num == 12 && e.judge.num_untrusted == 12 && e.chain.num_servers == 3, "embedded");
    for (size_t i = 0; i < e.num; i++) {
        const struct rt_judgement *j = &e.judgements[i];
        CHECK(j->verdict.kind == RT_VERDICT_VALID && j->verdict.is_evidence, "link %zu", i);
        CHECK(j->linkage == (i == 0 ? RT_LINK_FIRST : RT_LINK_PROVED), "link %zu", i);
        CHECK(j->standing == RT_STANDING_EMBEDDED && j->error.code == RT_OK, "link %zu", i);
        CHECK(!e.links[i].counts, "link %zu", i);
    }
    struct rt_trust all = trust_all();
    CHECK_EQ("trusted", judge(&trusted, text, &all, &strict), RT_CONCLUSION_VALID);
    CHECK(trusted && e.chain.num_runs == 1 && e.chain.num_violations == 0, "trusted");
    for (size_t i = 0; i < e.num; i++) {
        CHECK(e.links[i].counts && rt_time_compare(e.links[i].tight.low, e.links[i].tight.high) < 0,
              "link %zu", i);
        CHECK(i == 0 || rt_time_compare(e.links[i - 1].tight.low, e.links[i].tight.low) <= 0, "link %zu", i);
    }
}

static void test_appendix_b(struct rt_bytes text)
{
    static const struct rt_policy strict;
    const struct rt_policy lenient = {.accept_draft_context = true};
    struct rt_trust nobody = {.keys = NULL};
    bool trusted;
    uint32_t mask = 0;
    CHECK_EQ("strict", judge(&trusted, text, &nobody, &strict), RT_CONCLUSION_INVALID);
    CHECK(e.num == 3 && e.chain.num_violations == 0 && !trusted, "strict");
    CHECK_EQ("embedded", judge(&trusted, text, &nobody, &lenient), RT_CONCLUSION_VALID);
    CHECK(e.chain.num_violations == 0 && !trusted, "embedded");
    struct rt_trust all = trust_all();
    CHECK_EQ("trusted", judge(&trusted, text, &all, &lenient), RT_CONCLUSION_MALFEASANCE);
    CHECK(trusted && e.chain.num_violations == 2 && !e.chain.more_violations, "two pairs");
    for (size_t i = 0; i < 2; i++) {
        CHECK(e.chain.violations[i].earlier == 0 && e.chain.violations[i].later == i + 1, "pair %zu", i);
    }
    CHECK(rt_chain_suspects_next(&mask, &e.chain) && e.chain.suspect[0] == 0 && mask == 1, "entry 0 alone");
    CHECK(!rt_chain_suspects_next(&mask, &e.chain) && mask == 0, "and nobody else");
    CHECK(!e.servers[0].certain && !e.servers[1].certain, "nobody for certain");
    all.num_keys = 2; /* of the third nobody knows anything */
    CHECK_EQ("two", judge(&trusted, text, &all, &lenient), RT_CONCLUSION_MALFEASANCE);
    CHECK_EQ("two", e.chain.num_violations, 1);
    nobody.trust_embedded = true;
    CHECK_EQ("all embedded", judge(&trusted, text, &nobody, &lenient), RT_CONCLUSION_MALFEASANCE);
    CHECK_EQ("all embedded", e.chain.num_violations, 2);
}

int main(int argc, char **argv)
{
    const char *folder = files_folder(argc, argv);
    struct rt_bytes google = file_read(folder, "google/roughtime-chain.json");
    struct rt_bytes appendix = file_read(folder, "rfc10049-appendix-b-report.json");
    if (google.len == 0 || appendix.len == 0) {
        return 77;
    }
    test_google(google);
    test_appendix_b(appendix);
    free((void *)(uintptr_t)google.data);
    free((void *)(uintptr_t)appendix.data);
    return check_done("evidence");
}
