#include "judge_bulk.h"

#include "judge_parts.h"

/* Asks those that still have no key, which `item` numbers, whether it is this one; those remain that say no.
 */
static size_t try_key(struct rt_judged *items, uint16_t item[RT_BULK_BATCH], size_t num,
                      const struct rt_judge *judge, const struct rt_judge_bulk *with,
                      const struct rt_trusted_key *row)
{
    size_t left = 0;
    for (size_t i = 0; i < num; i++) {
        with->jobs[i].question =
            (struct rt_question){.response = items[item[i]].exchange->response, .key = &row->key};
    }
    rt_bulk_verify(with->bulk, with->room, with->jobs, num, judge->policy);
    for (size_t i = 0; i < num; i++) {
        if (with->jobs[i].verdict.check[RT_CHECK_DELEGATION].outcome == RT_PASSED) {
            rt_judge_take_key(&items[item[i]].judgement, judge, row);
        } else {
            item[left++] = item[i];
        }
    }
    return left;
}

/* Tries the trusted keys for those that tell none, key by key: each is verified with the first that fits. */
static void find_keys(struct rt_judged *items, size_t num, const struct rt_judge *judge,
                      const struct rt_judge_bulk *with)
{
    uint16_t item[RT_BULK_BATCH];
    size_t left = 0;
    for (size_t i = 0; i < num; i++) {
        if (items[i].exchange != NULL && !rt_judge_find_key(&items[i].judgement, judge, items[i].exchange)) {
            item[left++] = (uint16_t)i;
        }
    }
    for (size_t key = 0; left > 0 && key < judge->trust->num_keys; key++) {
        left = try_key(items, item, left, judge, with, &judge->trust->keys[key]);
    }
    for (size_t i = 0; i < left; i++) {
        rt_judge_take_key(&items[item[i]].judgement, judge, rt_judge_only_key(judge));
    }
}

static void verify_bulk(struct rt_judged *items, size_t num, const struct rt_judge *judge,
                        const struct rt_judge_bulk *with)
{
    size_t num_jobs = 0;
    find_keys(items, num, judge, with);
    for (size_t i = 0; i < num; i++) {
        if (items[i].exchange != NULL) {
            with->jobs[num_jobs++].question =
                rt_judge_ask(&items[i].judgement, judge, items[i].exchange, items[i].previous);
        }
    }
    rt_bulk_verify(with->bulk, with->room, with->jobs, num_jobs, judge->policy);
    for (size_t i = 0, job = 0; i < num; i++) {
        if (items[i].exchange != NULL) {
            items[i].judgement.verdict = with->jobs[job++].verdict;
        }
    }
}

void rt_judge_verify(struct rt_judged *items, size_t num, const struct rt_judge *judge,
                     const struct rt_judge_bulk *with)
{
    const bool bulk = RT_JUDGES_IN_BULK && with->bulk != NULL;
    for (size_t i = 0; i < num; i++) {
        memset(&items[i].judgement, 0, sizeof items[i].judgement);
        if (!bulk && items[i].exchange != NULL) {
            rt_judge_verify_one(&items[i].judgement, judge, items[i].exchange, items[i].previous);
        }
    }
    if (bulk) {
        verify_bulk(items, num, judge, with);
    }
}
