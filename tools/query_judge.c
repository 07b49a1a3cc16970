#include "tools/query_judge.h"

#include "tools/query_clock.h"
#include "tools/report_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Puts a copy of `in` at *to, and moves that on. */
static struct rt_bytes copied(uint8_t **to, struct rt_bytes in)
{
    struct rt_bytes out = rt_bytes_from(*to, in.len);
    if (in.len > 0) {
        memcpy(*to, in.data, in.len);
    }
    *to += in.len;
    return out;
}

static bool grow(struct query_chain *chain)
{
    size_t room = chain->room == 0 ? 16 : 2 * chain->room;
    struct query_exchange *item = realloc(chain->item, room * sizeof *item);
    if (item != NULL) {
        chain->item = item;
        chain->room = room;
    }
    return item != NULL;
}

bool query_chain_add(struct query_chain *chain, const struct query_exchange *exchange)
{
    uint8_t *to = malloc(exchange->request.len + exchange->response.len + exchange->rand.len + 1);
    if (to == NULL || (chain->num == chain->room && !grow(chain))) {
        free(to);
        return false;
    }
    struct query_exchange *added = &chain->item[chain->num++];
    *added = *exchange;
    added->request = copied(&to, exchange->request); /* first: its address is that of the memory */
    added->response = copied(&to, exchange->response);
    added->rand = copied(&to, exchange->rand);
    return true;
}

void query_chain_free(struct query_chain *chain)
{
    for (size_t i = 0; i < chain->num; i++) {
        free((void *)(uintptr_t)chain->item[i].request.data);
    }
    free(chain->item);
    *chain = (struct query_chain){NULL, 0, 0};
}

static struct rt_exchange as_entry(const struct query_chain *chain, size_t index)
{
    const struct query_exchange *e = &chain->item[index];
    return (struct rt_exchange){.index = index,
                                .request = e->request,
                                .response = e->response,
                                .rand = e->rand,
                                .public_key = rt_bytes_from(e->key.b, sizeof e->key.b)};
}

bool query_chain_report(struct file *out, const struct query_chain *chain)
{
    char *text = NULL;
    size_t len = 0;
    *out = (struct file){NULL, 0};
    FILE *stream = open_memstream(&text, &len);
    if (stream == NULL) {
        return false;
    }
    fputs(REPORT_BEGIN, stream);
    for (size_t i = 0; i < chain->num; i++) {
        struct rt_exchange x = as_entry(chain, i);
        fputs(i > 0 ? REPORT_SEPARATOR : "\n", stream);
        report_put_exchange(stream, &x, false);
    }
    fputs("\n" REPORT_END, stream);
    bool failed = ferror(stream) != 0;
    failed = fclose(stream) != 0 || failed;
    *out = (struct file){(uint8_t *)text, len};
    if (failed) {
        file_free(out);
    }
    return !failed;
}

/* The row of an exchange that is valid. */
static void add_row(struct query_judgement *j, const struct query_exchange *e, const struct rt_judgement *of)
{
    const struct rt_verdict *v = &of->verdict;
    int64_t sent = query_clock_real(e->sent), received = query_clock_real(e->received);
    j->rows[j->num_rows++] = (struct query_row){
        .name = e->name,
        .server = e->server,
        .via = e->via,
        .version = v->response.version,
        .midpoint = v->midpoint,
        .radius_micros = rt_time_radius_micros(v->response.radius, v->response.version->unit),
        .rtt_micros = e->received - e->sent,
        .offset = offset_of(&v->interval, sent, received),
    };
}

static void judge_all(struct query_judgement *j, const struct query_chain *chain,
                      const struct rt_sha256 *document)
{
    struct rt_judgement one;
    for (size_t i = 0; i < chain->num; i++) {
        struct rt_exchange x = as_entry(chain, i);
        rt_judge_next(&one, &j->judge, &x);
        if (i == 0 && document != NULL) {
            rt_document_check(&j->document, document, one.verdict.nonce, x.rand);
            j->evidence.document = &j->document;
        }
        if (one.verdict.kind == RT_VERDICT_VALID && one.verdict.is_evidence) {
            add_row(j, &chain->item[i], &one);
        }
    }
    j->evidence.conclusion = rt_judge_conclude(&j->evidence.trusted, &j->judge);
}

bool query_judge(struct query_judgement *out, const struct query_chain *chain, const struct rt_names *names,
                 const struct rt_policy *policy, const char *path, const struct rt_sha256 *document)
{
    size_t num = chain->num;
    struct rt_link *links = calloc(num + 1, sizeof *links);
    struct rt_chain_server *servers = calloc(num + 1, sizeof *servers);
    *out = (struct query_judgement){.rows = calloc(num + 1, sizeof *out->rows)};
    rt_chain_begin(&out->chain, links, num, servers, num);
    rt_judge_begin(&out->judge, names->trust, policy, &out->chain);
    out->evidence = (struct rt_evidence){.source = rt_bytes_from(path, strlen(path)),
                                         .format = rt_report_format_name(RT_REPORT_RFC),
                                         .names = *names,
                                         .judge = &out->judge};
    if (links == NULL || servers == NULL || out->rows == NULL) {
        return false;
    }
    judge_all(out, chain, document);
    return true;
}

void query_judgement_free(struct query_judgement *judgement)
{
    free(judgement->chain.links);
    free(judgement->chain.servers);
    free(judgement->rows);
}
