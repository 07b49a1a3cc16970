/* Below draft 12 nobody signs the version, and so nobody the unit: an honest exchange whose version number
 * was written over may still verify, but must never tell another time, contradict anyone, or be contradicted.
 */
#include "session.h"
#include "tests/check.h"

static struct session s;
static size_t num_other_unit, num_same_time;

static bool same_text(const char *a, const char *b, size_t len)
{
    return memcmp(a, b, len) == 0;
}

/* The signatures of one are good under the other, and so is the tree. */
static bool shares(const struct rt_version *a, const struct rt_version *b)
{
    return a->delegation_context_len == b->delegation_context_len &&
           same_text(a->delegation_context, b->delegation_context, sizeof a->delegation_context) &&
           same_text(a->response_context, b->response_context, sizeof a->response_context) &&
           a->hash == b->hash && a->leaf == b->leaf && a->nonce_len == b->nonce_len &&
           (b->srep.need & ~a->srep.need) == 0 && (b->response.need & ~a->response.need) == 0;
}

/* Makes an honest exchange of a row and relabels it; to be linked to by the next one. */
static void make(size_t row, unsigned server, uint32_t code)
{
    session_make(&s, session_wish(row, server, NOON, 5));
    CHECK(relabel_both(&s.made[(s.num + 1) % 2], code), "relabelled");
    session_judge(&s);
}

/* The one that is relabelled between two honest ones, which come of the same moment. */
static void check_order(const char *name, size_t row, uint32_t code)
{
    bool trusted;
    session_begin(&s, 3);
    session_next(&s, session_wish(ROW_RFC, 0, NOON, 5));
    make(row, 1, code);
    session_next(&s, session_wish(ROW_RFC, 2, NOON, 5));
    CHECK(rt_judge_conclude(&trusted, &s.judge) != RT_CONCLUSION_MALFEASANCE, "%s as %x", name,
          (unsigned)code);
    CHECK(s.chain.num_violations == 0 && s.chain.num_conflicting == 0, "%s: blame", name);
    for (size_t i = 0; i < 3; i++) {
        struct rt_interval tight = s.links[i].tight;
        CHECK(!s.links[i].counts || rt_time_compare(tight.low, tight.high) < 0, "%s: link %zu", name, i);
    }
}

static void check_time(const struct rt_version *own, const struct rt_interval *honest)
{
    const struct rt_verdict *v = &s.judgement.verdict;
    const struct rt_version *now = v->response.version;
    bool fits = now != NULL && !now->squatted && shares(own, now) && shares(now, own);
    if (fits && now->unit != own->unit) {
        num_other_unit++;
        CHECK_EQ(own->name, v->kind, RT_VERDICT_VALID);
        CHECK(!v->is_evidence && !s.links[0].counts, "%s as %s", own->name, now->name);
    } else if (fits) {
        num_same_time++;
        CHECK_EQ(own->name, v->kind, RT_VERDICT_VALID);
        CHECK(v->is_evidence, "%s as %s", own->name, now->name);
    }
    if (v->kind == RT_VERDICT_VALID && v->is_evidence) {
        CHECK(rt_time_compare(v->interval.low, honest->low) == 0 &&
                  rt_time_compare(v->interval.high, honest->high) == 0,
              "%s: another time", own->name);
    }
    CHECK(now == NULL || !now->squatted || !v->is_evidence, "%s: squatted evidence", own->name);
}

static void check_pair(size_t row, uint32_t code)
{
    const struct rt_version *own = rt_version_row(row);
    session_begin(&s, 1);
    session_next(&s, session_wish(row, 0, NOON, 5));
    CHECK_EQ(own->name, s.judgement.verdict.kind, RT_VERDICT_VALID);
    struct rt_interval honest = s.judgement.verdict.interval;
    session_begin(&s, 1);
    make(row, 0, code);
    check_time(own, &honest);
    check_order(own->name, row, code);
}

/* The attack that makes all of this necessary. */
static void check_draft05(void)
{
    session_begin(&s, 2);
    make(ROW_05, 0, 0x80000008);
    const struct rt_verdict *v = &s.judgement.verdict;
    CHECK(v->kind == RT_VERDICT_VALID && v->response.version == rt_version_row(ROW_08), "draft 05 as 08");
    CHECK(v->midpoint.day > INT64_C(1) << 36, "would be in the far future: day %lld",
          (long long)v->midpoint.day);
    CHECK(!v->is_evidence && !s.links[0].counts, "draft 05 as 08");
    session_next(&s, session_wish(ROW_RFC, 1, NOON, 5));
    bool trusted;
    CHECK_EQ("draft 05 as 08", rt_judge_conclude(&trusted, &s.judge), RT_CONCLUSION_VALID);
}

int main(void)
{
    check_draft05();
    for (size_t row = ROW_01; row < NUM_ROWS; row++) {
        bool inside = (rt_version_row(row)->srep.need & RT_BIT(VER)) != 0;
        for (uint32_t code = 0; code <= 16 && !inside; code++) {
            check_pair(row, code == 0 ? RT_VERSION_RFC10049 : 0x80000000 + code);
        }
    }
    /* drafts 05-06 as each of 08 to 11, and each row of these as 05 and 06 */
    CHECK_EQ("all", num_other_unit, 4 + 3 * 2);
    CHECK(num_same_time > 0, "none of the same unit");
    return check_done("relabel");
}
