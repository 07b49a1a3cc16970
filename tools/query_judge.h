/* The exchanges of a measurement, judged as `roughproof verify` would judge the report that is made of them:
 * what query says of them and what verify says later cannot differ. */
#ifndef ROUGHPROOF_TOOLS_QUERY_JUDGE_H
#define ROUGHPROOF_TOOLS_QUERY_JUDGE_H

#include "tools/io.h"
#include "tools/query_table.h"
#include "verify/explain.h"

/* One exchange. */
struct query_exchange {
    struct rt_bytes request, response, rand; /* the last empty for none */
    struct rt_key key;
    struct rt_bytes name;
    size_t server;
    struct endpoint via;
    uint64_t sent, received; /* by query_clock_now */
};

/* Those of a measurement, in order. They own their bytes. */
struct query_chain {
    struct query_exchange *item;
    size_t num, room;
};

/* Copies the bytes. False, nothing added, without memory. */
RT_MUST_CHECK bool query_chain_add(struct query_chain *chain, const struct query_exchange *exchange);

void query_chain_free(struct query_chain *chain);

/* The report of RFC 10049 8.4.1. False without memory, `out` then being empty. Free it with file_free. */
RT_MUST_CHECK bool query_chain_report(struct file *out, const struct query_chain *chain);

/* What they prove. Evidence points into it, so it must stay where it is. */
struct query_judgement {
    struct rt_judge judge;
    struct rt_chain chain;
    struct rt_evidence evidence;
    struct query_row *rows; /* of those that are valid, and `num_rows` of them */
    size_t num_rows;
    struct rt_document document;
};

/* Judges. `path` is what to call the report; `document`, or NULL, the hash of what was stamped. False without
 * memory. Free in any case. */
RT_MUST_CHECK bool query_judge(struct query_judgement *out, const struct query_chain *chain,
                               const struct rt_names *names, const struct rt_policy *policy, const char *path,
                               const struct rt_sha256 *document);

void query_judgement_free(struct query_judgement *judgement);

#endif
