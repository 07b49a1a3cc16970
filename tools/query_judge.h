/* The exchanges of a measurement, judged as `roughproof verify` would judge the report that is made of them:
 * what query says of them and what verify says later cannot differ. */
#ifndef ROUGHPROOF_TOOLS_QUERY_JUDGE_H
#define ROUGHPROOF_TOOLS_QUERY_JUDGE_H

#include "tools/io.h"
#include "verify/explain.h"
#include "verify/measure.h"

/* The report of RFC 10049 8.4.1. False without memory, `out` then being empty. Free it with file_free. */
RT_MUST_CHECK bool query_report(struct file *out, const struct rt_measure *m);

/* What they prove. Evidence points into it, so it must stay where it is. */
struct query_judgement {
    struct rt_judge judge;
    struct rt_chain chain;
    struct rt_evidence evidence;
    struct rt_document document;
};

/* Judges the records. `path` is what to call the report; `document`, or NULL, the hash of what was stamped.
 * False without memory. Free in any case. */
RT_MUST_CHECK bool query_judge(struct query_judgement *out, const struct rt_measure *m,
                               const struct rt_names *names, const char *path,
                               const struct rt_sha256 *document);

void query_judgement_free(struct query_judgement *judgement);

#endif
