/* Whether two verdicts say the same. */
#ifndef ROUGHPROOF_TESTS_VERIFY_VERDICTS_H
#define ROUGHPROOF_TESTS_VERIFY_VERDICTS_H

#include "verify/response.h"

static inline bool same_error(const struct rt_error *a, const struct rt_error *b)
{
    return a->code == b->code && a->place == b->place && a->tag == b->tag && a->offset == b->offset;
}

static inline bool same_remarks(const struct rt_remarks *a, const struct rt_remarks *b)
{
    bool same = a->num == b->num;
    for (size_t i = 0; same && i < a->num && i < RT_NUM_REMARKS; i++) {
        same = a->item[i].code == b->item[i].code && a->item[i].place == b->item[i].place &&
               a->item[i].tag == b->item[i].tag && a->item[i].offset == b->item[i].offset;
    }
    return same;
}

static inline bool same_verdict(const struct rt_verdict *a, const struct rt_verdict *b)
{
    bool same =
        a->kind == b->kind && a->culprit == b->culprit && a->is_evidence == b->is_evidence &&
        a->response.version == b->response.version && a->request.version == b->request.version &&
        rt_bytes_equal(a->nonce, b->nonce) && memcmp(&a->midpoint, &b->midpoint, sizeof a->midpoint) == 0 &&
        memcmp(&a->interval, &b->interval, sizeof a->interval) == 0 &&
        same_remarks(&a->remarks, &b->remarks) && same_remarks(&a->request_remarks, &b->request_remarks);
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        same = same && a->check[i].outcome == b->check[i].outcome &&
               a->check[i].subject == b->check[i].subject &&
               same_error(&a->check[i].error, &b->check[i].error);
    }
    return same;
}

#endif
