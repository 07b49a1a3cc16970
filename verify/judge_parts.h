/* rt_judge_next in steps, for those who verify many exchanges in between. */
#ifndef ROUGHPROOF_VERIFY_JUDGE_PARTS_H
#define ROUGHPROOF_VERIFY_JUDGE_PARTS_H

#include "judge.h"

/* The key, as far as it takes no verification, into a zeroed judgement. False if there is none so far: then
 * all trusted keys are to be tried, and rt_judge_take_key told of the first under which the delegation
 * verifies, or else of rt_judge_only_key. */
RT_MUST_CHECK bool rt_judge_find_key(struct rt_judgement *out, const struct rt_judge *judge,
                                     const struct rt_exchange *exchange);

/* `row` is of the table of trusted keys, or NULL. */
void rt_judge_take_key(struct rt_judgement *out, const struct rt_judge *judge,
                       const struct rt_trusted_key *row);

/* The trusted key, if there is but one; or NULL. */
const struct rt_trusted_key *rt_judge_only_key(const struct rt_judge *judge);

/* What is to be verified, once the key is known; `previous` is the response before, or empty. The question
 * points into the judgement. */
struct rt_question rt_judge_ask(struct rt_judgement *out, const struct rt_judge *judge,
                                const struct rt_exchange *exchange, struct rt_bytes previous);

/* All of this for one exchange, and its verdict. */
void rt_judge_verify_one(struct rt_judgement *out, const struct rt_judge *judge,
                         const struct rt_exchange *exchange, struct rt_bytes previous);

#endif
