#include "judge.h"

#include "judge_parts.h"

void rt_judge_begin(struct rt_judge *judge, const struct rt_trust *trust, const struct rt_policy *policy,
                    struct rt_chain *chain)
{
    memset(judge, 0, sizeof *judge);
    judge->trust = trust;
    judge->policy = policy;
    judge->chain = chain;
}

/* The trusted key that the request asks for, or NULL. */
static const struct rt_trusted_key *asked_for(const struct rt_judge *judge, struct rt_bytes request)
{
    struct rt_request parsed;
    struct rt_error err;
    if (request.len == 0 ||
        !rt_request_parse_as(&parsed, &err, request, RT_FORM_ANY, judge->policy->treat_as) ||
        parsed.srv.len == 0) {
        return NULL;
    }
    return rt_trust_find_srv(judge->trust, parsed.srv);
}

/* The first trusted key under which the delegation verifies, or NULL. */
static const struct rt_trusted_key *delegated_by(struct rt_verdict *trial, const struct rt_judge *judge,
                                                 struct rt_bytes response)
{
    const struct rt_trust *trust = judge->trust;
    for (size_t i = 0; i < trust->num_keys; i++) {
        const struct rt_question question = {.response = response, .key = &trust->keys[i].key};
        rt_verify(trial, &question, judge->policy);
        if (trial->check[RT_CHECK_DELEGATION].outcome == RT_PASSED) {
            return &trust->keys[i];
        }
    }
    return NULL;
}

/* All rows of the table have one key. */
static bool is_only_key(const struct rt_trust *trust)
{
    for (size_t i = 1; i < trust->num_keys; i++) {
        if (memcmp(trust->keys[i].key.b, trust->keys[0].key.b, sizeof trust->keys[0].key.b) != 0) {
            return false;
        }
    }
    return trust->num_keys > 0;
}

void rt_judge_take_key(struct rt_judgement *out, const struct rt_judge *judge,
                       const struct rt_trusted_key *row)
{
    if (row != NULL) {
        out->key = row->key;
        out->has_key = true;
    }
    out->row = row;
    out->standing = !out->has_key                                 ? RT_STANDING_UNKNOWN
                    : row != NULL || judge->trust->trust_embedded ? RT_STANDING_TRUSTED
                                                                  : RT_STANDING_EMBEDDED;
}

bool rt_judge_find_key(struct rt_judgement *out, const struct rt_judge *judge,
                       const struct rt_exchange *exchange)
{
    const struct rt_trusted_key *row = NULL;
    if (exchange->public_key.len == sizeof out->key.b) {
        memcpy(out->key.b, exchange->public_key.data, sizeof out->key.b);
        out->has_key = true;
        row = rt_trust_find(judge->trust, &out->key);
    } else {
        row = asked_for(judge, exchange->request);
    }
    rt_judge_take_key(out, judge, row);
    return out->has_key;
}

const struct rt_trusted_key *rt_judge_only_key(const struct rt_judge *judge)
{
    return is_only_key(judge->trust) ? judge->trust->keys : NULL;
}

/* Where neither request nor nonce were kept, but rand was: as long as the one that the response repeats. */
static void make_nonce(struct rt_judgement *out, const struct rt_judge *judge,
                       const struct rt_exchange *exchange, struct rt_bytes previous)
{
    struct rt_response response;
    struct rt_error err;
    if (exchange->request.len > 0 || exchange->nonce.len > 0 || exchange->rand.len == 0 ||
        previous.len == 0 ||
        !rt_response_parse_as(&response, &err, exchange->response, RT_FORM_ANY, judge->policy->treat_as)) {
        return;
    }
    rt_link_nonce(&out->made_nonce, response.version->chain_rule, previous, exchange->rand,
                  response.nonce.len > 0 ? response.nonce.len : response.version->nonce_len);
}

/* A nonce that was made of rand is as good as its place in the tree: one that is not there was not sent. */
static enum rt_linkage linkage_of_made(const struct rt_verdict *v)
{
    enum rt_outcome outcome = v->check[RT_CHECK_MERKLE].outcome;
    return outcome == RT_PASSED ? RT_LINK_PROVED : outcome == RT_FAILED ? RT_LINK_BROKEN : RT_LINK_MISSING;
}

static enum rt_linkage linkage(const struct rt_judgement *judgement, const struct rt_judge *judge,
                               const struct rt_exchange *exchange)
{
    const struct rt_verdict *v = &judgement->verdict;
    if (judge->chain->num_links == 0) {
        return RT_LINK_FIRST;
    }
    if (judge->previous.len == 0 || v->response.version == NULL) {
        return RT_LINK_MISSING;
    }
    if (judgement->made_nonce.len > 0) {
        return linkage_of_made(v);
    }
    return rt_link_check(v->response.version->chain_rule, judge->previous, exchange->rand, v->nonce);
}

/* What the verdict on the exchange alone does not know. */
static void blame(struct rt_judgement *out, const struct rt_error *err)
{
    if (out->error.code == RT_OK) {
        out->error = *err;
    }
    if (out->verdict.kind < RT_VERDICT_INVALID) {
        out->verdict.kind = RT_VERDICT_INVALID;
    }
}

struct rt_question rt_judge_ask(struct rt_judgement *out, const struct rt_judge *judge,
                                const struct rt_exchange *exchange, struct rt_bytes previous)
{
    make_nonce(out, judge, exchange, previous);
    return (struct rt_question){.response = exchange->response,
                                .request = exchange->request,
                                .nonce = out->made_nonce.len > 0 ? rt_hash_bytes(&out->made_nonce)
                                                                 : exchange->nonce,
                                .key = out->has_key ? &out->key : NULL};
}

void rt_judge_verify_one(struct rt_judgement *out, const struct rt_judge *judge,
                         const struct rt_exchange *exchange, struct rt_bytes previous)
{
    if (!rt_judge_find_key(out, judge, exchange)) {
        const struct rt_trusted_key *row = delegated_by(&out->verdict, judge, exchange->response);
        rt_judge_take_key(out, judge, row != NULL ? row : rt_judge_only_key(judge));
    }
    const struct rt_question question = rt_judge_ask(out, judge, exchange, previous);
    rt_verify(&out->verdict, &question, judge->policy);
}

/* Turns what is wrong with the key into the judgement's error. */
static void take_error(struct rt_judgement *out, const struct rt_judge *judge)
{
    const struct rt_verdict *v = &out->verdict;
    out->error = v->kind == RT_VERDICT_VALID ? (struct rt_error){.code = RT_OK} : v->check[v->culprit].error;
    if (out->error.code == RT_E_KEY_MISSING && judge->trust->num_keys > 0) {
        out->error.code = RT_E_KEY_UNKNOWN;
    }
}

static void judge_period(struct rt_judgement *out, const struct rt_judge *judge)
{
    struct rt_error err;
    if (out->row != NULL && out->verdict.kind == RT_VERDICT_VALID &&
        !rt_trust_period(&err, judge->trust, out->row, out->verdict.midpoint)) {
        blame(out, &err);
        out->trusted = false;
    }
}

/* After the first failure nothing more is added: its linkage would be to what is missing. */
static void add_link(struct rt_judge *judge, const struct rt_verdict *verdict, const struct rt_key *key,
                     enum rt_linkage linkage, bool trusted)
{
    judge->failed = judge->failed || !rt_chain_add(judge->chain, verdict, key, linkage, trusted);
}

static void judge_link(struct rt_judgement *out, struct rt_judge *judge, const struct rt_exchange *exchange)
{
    out->linkage = linkage(out, judge, exchange);
    if (out->linkage == RT_LINK_MISSING) {
        rt_remark_add(&out->verdict.remarks, RT_R_LINK_MISSING, RT_IN_TOP, 0, 0);
    }
    add_link(judge, &out->verdict, out->has_key ? &out->key : NULL, out->linkage, out->trusted);
    judge->previous = exchange->response;
}

void rt_judge_close(struct rt_judgement *out, struct rt_judge *judge, const struct rt_exchange *exchange)
{
    static const struct rt_error broken = {.code = RT_E_LINK_BROKEN, .tag = RT_TAG_NONC};
    take_error(out, judge);
    out->trusted = out->standing == RT_STANDING_TRUSTED;
    judge_period(out, judge);
    if (judge->chain != NULL) {
        judge_link(out, judge, exchange);
    }
    if (out->linkage == RT_LINK_BROKEN) {
        judge->num_broken++;
        blame(out, &broken); /* after the chain has it: the exchange itself counts still */
    }
    judge->num_untrusted += out->verdict.kind == RT_VERDICT_VALID && !out->trusted ? 1 : 0;
    judge->num[out->verdict.kind]++;
}

void rt_judge_next(struct rt_judgement *out, struct rt_judge *judge, const struct rt_exchange *exchange)
{
    memset(out, 0, sizeof *out);
    rt_judge_verify_one(out, judge, exchange, judge->previous);
    rt_judge_close(out, judge, exchange);
}

void rt_judge_refuse(struct rt_judge *judge)
{
    static const struct rt_verdict none = {.kind = RT_VERDICT_UNVERIFIED};
    if (judge->chain != NULL) {
        bool first = judge->chain->num_links == 0;
        add_link(judge, &none, NULL, first ? RT_LINK_FIRST : RT_LINK_MISSING, false);
    }
    judge->num[RT_VERDICT_MALFORMED]++;
    judge->previous = (struct rt_bytes){NULL, 0, 0};
}

static enum rt_conclusion gravest(const struct rt_judge *judge)
{
    return judge->num[RT_VERDICT_MALFORMED] > 0    ? RT_CONCLUSION_MALFORMED
           : judge->num[RT_VERDICT_INVALID] > 0    ? RT_CONCLUSION_INVALID
           : judge->num[RT_VERDICT_INCOMPLETE] > 0 ? RT_CONCLUSION_INCOMPLETE
           : judge->num[RT_VERDICT_VALID] > 0      ? RT_CONCLUSION_VALID
                                                   : RT_CONCLUSION_NONE;
}

enum rt_conclusion rt_judge_conclude(bool *trusted, struct rt_judge *judge)
{
    if (judge->chain != NULL) {
        rt_chain_conclude(judge->chain);
    }
    bool violated = judge->chain != NULL && judge->chain->num_violations > 0;
    *trusted = violated || (judge->num[RT_VERDICT_VALID] > 0 && judge->num_untrusted == 0);
    return violated ? RT_CONCLUSION_MALFEASANCE : gravest(judge);
}
