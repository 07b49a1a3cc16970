/* The signed exchanges and reports of corpus/verdicts, judged as their options say, against what their files
 * expect: with our own reader of JSON, so that any machine can. Argument: the folder. */
#include "parser/timestamp.h"
#include "tests/check.h"
#include "tests/containers/files.h"
#include "verify/judge.h"

#include <dirent.h>

#define KEYS_MAX  16
#define LINKS_MAX 64

/* The judge and all that it needs. */
struct court {
    struct rt_trusted_key keys[KEYS_MAX];
    struct rt_trust trust;
    struct rt_policy policy;
    struct rt_link links[LINKS_MAX];
    struct rt_chain_server servers[LINKS_MAX];
    struct rt_chain chain;
    struct rt_judge judge;
    struct rt_judgement last;
};

static struct court court;

static struct rt_json member(struct rt_json object, const char *name)
{
    char names[1][RT_JSON_NAME_MAX] = {""};
    struct rt_json value;
    snprintf(names[0], sizeof names[0], "%s", name);
    rt_json_pick(&value, (const char(*)[RT_JSON_NAME_MAX])names, 1, object);
    return value;
}

static struct rt_json parse(struct rt_bytes text, const char *what)
{
    struct rt_json json;
    struct rt_error err;
    CHECK(rt_json_parse(&json, &err, text, text.len), "%s is no JSON", what);
    return json;
}

static uint64_t number(struct rt_json value)
{
    uint64_t v = 0;
    struct rt_error err;
    CHECK(rt_json_uint(&v, &err, value), "no number at %zu", value.text.at);
    return v;
}

static struct rt_date date(struct rt_json value)
{
    struct rt_date out = {.there = rt_json_type(value) == RT_JSON_STRING};
    struct rt_bytes text;
    CHECK(!out.there ||
              (rt_bytes_sub(&text, value.text, 1, value.text.len - 2) && rt_timestamp_parse(&out.time, text)),
          "no time at %zu", value.text.at);
    return out;
}

static void take_options(struct rt_json options)
{
    struct rt_json_walk walk = rt_json_enter(member(options, "trusted"));
    struct rt_json none, entry, radius = member(options, "maxRadiusMicros");
    struct rt_error err;
    size_t len, num = 0;
    for (; rt_json_next(&none, &entry, &walk) && num < KEYS_MAX; num++) {
        struct rt_trusted_key *key = &court.keys[num];
        *key = (struct rt_trusted_key){.id = (uint32_t)num};
        CHECK(rt_json_base64(key->key.b, &len, &err, 32, member(entry, "publicKey")), "no key");
        key->from = date(member(entry, "from"));
        key->until = date(member(entry, "until"));
    }
    court.trust =
        (struct rt_trust){.keys = court.keys,
                          .num_keys = num,
                          .grace_micros = number(member(options, "graceSeconds")) * 1000000,
                          .trust_embedded = rt_json_type(member(options, "trustEmbedded")) == RT_JSON_TRUE};
    court.policy = (struct rt_policy){.accept_draft_context =
                                          rt_json_type(member(options, "acceptDraftContext")) == RT_JSON_TRUE,
                                      .treat_as = (uint32_t)number(member(options, "treatVersionAs")),
                                      .limit_radius = rt_json_type(radius) == RT_JSON_NUMBER};
    court.policy.max_radius_micros = court.policy.limit_radius ? number(radius) : 0;
}

/* Every exchange; how many of them there are. */
static size_t judge(struct rt_bytes text, bool chained)
{
    static uint8_t rooms[2][RT_EXCHANGE_ROOM];
    struct rt_report report;
    struct rt_exchange x;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    size_t num = 0;
    rt_chain_begin(&court.chain, court.links, LINKS_MAX, court.servers, LINKS_MAX);
    rt_judge_begin(&court.judge, &court.trust, &court.policy, chained ? &court.chain : NULL);
    CHECK(rt_report_open(&report, &err, &remarks, text, text.len), "no report");
    for (bool more = true; more; num += more ? 1 : 0) {
        if (rt_report_next(&x, &err, &remarks, &report, rooms[num % 2], sizeof rooms[0])) {
            rt_judge_next(&court.last, &court.judge, &x);
        } else if (err.code != RT_OK) {
            rt_judge_refuse(&court.judge);
        } else {
            more = false;
        }
    }
    return num;
}

/* The error is the first that the judgement has. */
static void check_exchange(const char *path, struct rt_json expected)
{
    struct rt_json error = member(expected, "error");
    const char *slug = rt_error_info(court.last.error.code)->slug;
    CHECK(rt_json_equals(member(expected, "verdict"), rt_verdict_name(court.last.verdict.kind)), "%s: %s",
          path, rt_verdict_name(court.last.verdict.kind));
    bool trusted = court.last.trusted && court.last.verdict.kind == RT_VERDICT_VALID;
    CHECK(trusted == (rt_json_type(member(expected, "trusted")) == RT_JSON_TRUE), "%s", path);
    if (rt_json_type(error) == RT_JSON_OBJECT) {
        CHECK(rt_json_equals(member(error, "slug"), slug), "%s: %s", path, slug);
    } else {
        CHECK(court.last.error.code == RT_OK, "%s: %s", path, slug);
    }
}

static void check_evidence(const char *path, struct rt_json expected)
{
    struct rt_json_walk walk = rt_json_enter(member(expected, "violations"));
    struct rt_json none, pair, links[2];
    bool trusted;
    size_t num = 0;
    (void)rt_judge_conclude(&trusted, &court.judge);
    for (; rt_json_next(&none, &pair, &walk); num++) {
        struct rt_json_walk inner = rt_json_enter(pair);
        const struct rt_violation *found = &court.chain.violations[num];
        CHECK(rt_json_next(&none, &links[0], &inner) && rt_json_next(&none, &links[1], &inner), "%s", path);
        CHECK(num < court.chain.num_violations && number(links[0]) == found->earlier &&
                  number(links[1]) == found->later,
              "%s: violation %zu", path, num);
    }
    CHECK(num == court.chain.num_violations, "%s: %zu violations", path, (size_t)court.chain.num_violations);
}

static struct rt_bytes beside(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return file_read_path(path);
}

static void check_folder(const char *folder)
{
    struct rt_bytes options = beside(folder, "options.json"), expect = beside(folder, "expect.json");
    struct rt_bytes exchange = beside(folder, "exchange.json"), report = beside(folder, "report.json");
    report = report.data == NULL ? beside(folder, "report.txt") : report;
    CHECK(options.len > 0 && expect.len > 0 && (exchange.len > 0 || report.len > 0), "%s", folder);
    take_options(parse(options, folder));
    if (exchange.len > 0) {
        CHECK(judge(exchange, false) == 1, "%s: one exchange", folder);
        check_exchange(folder, parse(expect, folder));
    } else {
        (void)judge(report, true);
        check_evidence(folder, parse(expect, folder));
    }
    free((void *)(uintptr_t)options.data);
    free((void *)(uintptr_t)expect.data);
    free((void *)(uintptr_t)exchange.data);
    free((void *)(uintptr_t)report.data);
}

/* Folders of folders; how many vectors there are. */
static size_t check_all(const char *path, int depth)
{
    char inner[512];
    struct dirent **names;
    size_t found = 0;
    int num = scandir(path, &names, NULL, alphasort);
    CHECK(num >= 0, "%s", path);
    for (int i = 0; i < num; i++) {
        if (names[i]->d_name[0] != '.') {
            int len = snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name);
            CHECK(len > 0 && (size_t)len < sizeof inner, "%s", path);
            if (depth > 0) {
                found += check_all(inner, depth - 1);
            } else {
                check_folder(inner);
                found++;
            }
        }
        free(names[i]);
    }
    if (num >= 0) {
        free(names);
    }
    return found;
}

int main(int argc, char **argv)
{
    size_t num = check_all(argc > 1 ? argv[1] : "corpus/verdicts", 1);
    CHECK(num > 200, "%zu vectors", num);
    return check_done("verdict_files");
}
