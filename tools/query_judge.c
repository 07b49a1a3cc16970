#include "tools/query_judge.h"

#include "tools/report_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_records(FILE *stream, const struct rt_measure *m)
{
    struct rt_exchange x;
    fputs(REPORT_BEGIN, stream);
    for (size_t i = 0; rt_measure_exchange(&x, m, i); i++) {
        fputs(i > 0 ? REPORT_SEPARATOR : "\n", stream);
        report_put_exchange(stream, &x, false);
    }
    fputs("\n" REPORT_END, stream);
}

bool query_report(struct file *out, const struct rt_measure *m)
{
    char *text = NULL;
    size_t len = 0;
    *out = (struct file){NULL, 0};
    FILE *stream = open_memstream(&text, &len);
    if (stream == NULL) {
        return false;
    }
    put_records(stream, m);
    bool failed = ferror(stream) != 0;
    failed = fclose(stream) != 0 || failed;
    *out = (struct file){(uint8_t *)text, len};
    if (failed) {
        file_free(out);
    }
    return !failed;
}

static void judge_all(struct query_judgement *j, const struct rt_measure *m, const struct rt_sha256 *document)
{
    struct rt_judgement one;
    struct rt_exchange x;
    for (size_t i = 0; rt_measure_exchange(&x, m, i); i++) {
        rt_judge_next(&one, &j->judge, &x);
        if (i == 0 && document != NULL) {
            rt_document_check(&j->document, document, one.verdict.nonce, x.rand);
            j->evidence.document = &j->document;
        }
    }
    j->evidence.conclusion = rt_judge_conclude(&j->evidence.trusted, &j->judge);
}

bool query_judge(struct query_judgement *out, const struct rt_measure *m, const struct rt_names *names,
                 const char *path, const struct rt_sha256 *document)
{
    size_t num = m->num_records;
    struct rt_link *links = calloc(num + 1, sizeof *links);
    struct rt_chain_server *servers = calloc(num + 1, sizeof *servers);
    *out = (struct query_judgement){.evidence.names = *names};
    rt_chain_begin(&out->chain, links, num, servers, num);
    rt_judge_begin(&out->judge, names->trust, &m->policy, &out->chain);
    out->evidence.source = rt_bytes_from(path, strlen(path));
    out->evidence.format = rt_report_format_name(RT_REPORT_RFC);
    out->evidence.judge = &out->judge;
    if (links != NULL && servers != NULL) {
        judge_all(out, m, document);
    }
    return links != NULL && servers != NULL;
}

void query_judgement_free(struct query_judgement *judgement)
{
    free(judgement->chain.links);
    free(judgement->chain.servers);
}
