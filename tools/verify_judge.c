/* Exchange by exchange, and the input as a whole. */
#include "tools/verify.h"

#include "tools/source.h"

#include <stdlib.h>
#include <string.h>

struct verify_pass *verify_pass_new(struct verify *verify, const char *path, struct rt_chain *chain)
{
    struct verify_pass *pass = calloc(1, sizeof *pass);
    if (pass == NULL) {
        (void)file_complain(path, "out of memory");
        return NULL;
    }
    pass->verify = verify;
    pass->path = path;
    pass->diagnoses = true;
    rt_judge_begin(&pass->judge, &verify->keys.trust, &verify->options.policy, chain);
    return pass;
}

/* The judge looks back at the response before, which readers overwrite. */
static struct rt_bytes keep_response(struct verify_pass *pass, struct rt_bytes response)
{
    uint8_t *kept = pass->response[pass->num_judged % 2];
    memcpy(kept, response.data, response.len); /* parser/report.h: at most RT_PACKET_MAX */
    return rt_bytes_from(kept, response.len);
}

static struct rt_bytes rebased(struct rt_bytes in)
{
    return rt_bytes_from(in.data, in.len);
}

/* Of what was judged, unless there is nothing to explain. */
static void diagnose(struct verify_pass *pass, const struct rt_exchange *x)
{
    const struct rt_judgement *j = &pass->judgement;
    bool broken = j->linkage == RT_LINK_BROKEN;
    const struct rt_question question = {.response = x->response,
                                         .request = x->request,
                                         .nonce =
                                             j->made_nonce.len > 0 ? rt_hash_bytes(&j->made_nonce) : x->nonce,
                                         .key = j->has_key ? &j->key : NULL};
    const struct rt_diagnosis_context context = {.requests = pass->requests,
                                                 .num_requests = pass->num_requests,
                                                 .trust = &pass->verify->keys.trust,
                                                 .previous = pass->shown.previous,
                                                 .rand = broken ? x->rand : (struct rt_bytes){NULL, 0, 0}};
    if (pass->diagnoses && (j->verdict.kind != RT_VERDICT_VALID || broken)) {
        rt_diagnose(&pass->found, &j->verdict, &question, &context);
        pass->shown.diagnoses = &pass->found;
    }
}

static void judge(struct verify_pass *pass, struct rt_exchange x)
{
    const struct verify_options *options = &pass->verify->options;
    x.response = keep_response(pass, x.response);
    x.request = rebased(x.request);
    if (x.request.len == 0 && x.nonce.len == 0) {
        x.nonce = rt_bytes_from(options->nonce, options->nonce_len);
    }
    rt_judge_next(&pass->judgement, &pass->judge, &x);
    diagnose(pass, &x);
}

static enum exit_status worth_of(const struct rt_judgement *j)
{
    return j->verdict.kind != RT_VERDICT_VALID  ? EXIT_BAD
           : j->standing == RT_STANDING_TRUSTED ? EXIT_GOOD
                                                : EXIT_EMBEDDED;
}

enum exit_status verify_next(struct verify_pass *pass, const struct source_exchange *exchange)
{
    bool refused = exchange->error.code != RT_OK;
    pass->shown = (struct rt_case){.source = rt_bytes_from(pass->path, strlen(pass->path)),
                                   .index = exchange->x.index,
                                   .id = exchange->x.id,
                                   .names = pass->verify->keys.names,
                                   .remarks = &exchange->remarks,
                                   .previous = pass->judge.previous,
                                   .rand = exchange->x.rand};
    if (refused) {
        pass->shown.refusal = &exchange->error;
        rt_judge_refuse(&pass->judge);
    } else {
        judge(pass, exchange->x);
        pass->shown.judgement = &pass->judgement;
    }
    pass->num_judged++;
    return refused ? EXIT_BAD : worth_of(&pass->judgement);
}

/* A request that nobody answered is no evidence of anything, but worth a word. */
static bool is_unanswered(const struct source_exchange *exchange)
{
    return exchange->error.code == RT_E_REPORT_MEMBER && exchange->x.request.len > 0;
}

static size_t count(struct source *source)
{
    struct source_exchange exchange;
    size_t num = 0;
    while (source_next(&exchange, source)) {
        num += is_unanswered(&exchange) ? 0 : 1;
    }
    source_rewind(source);
    return num;
}

static void say_unanswered(const char *path, size_t index)
{
    char why[80];
    struct rt_text text = rt_text_into(why, sizeof why - 1);
    rt_text_string(&text, "exchange ");
    rt_text_uint(&text, index + 1);
    rt_text_string(&text, ": a request that nobody answered");
    why[rt_text_len(&text)] = '\0';
    (void)file_complain(path, why);
}

/* Exchanges that nothing is said to link. */
static enum exit_status verify_each(struct verify *verify, struct source *source)
{
    enum exit_status status = EXIT_GOOD;
    struct source_exchange exchange;
    size_t num = count(source);
    enum rt_detail detail = num == 1 ? RT_DETAIL_FULL : RT_DETAIL_BRIEF;
    struct verify_pass *pass = verify_pass_new(verify, source->path, NULL);
    while (pass != NULL && source_next(&exchange, source)) {
        if (is_unanswered(&exchange)) {
            say_unanswered(source->path, exchange.x.index);
            continue;
        }
        status = exit_worse(status, verify_next(pass, &exchange));
        verify_show_case(&verify->view, &pass->shown, source->path, num > 1 ? exchange.file : "",
                         num > 1 ? exchange.x.index + 1 : 0, detail);
    }
    if (num == 0) {
        (void)file_complain(source->path, "no response");
    }
    status = pass == NULL ? EXIT_IO : num == 0 ? exit_worse(status, EXIT_BAD) : status;
    free(pass);
    return status;
}

enum exit_status verify_source(struct verify *verify, struct source *source)
{
    bool report = source->kind == SOURCE_REPORT && source->report.format != RT_REPORT_NDJSON;
    if (source->kind == SOURCE_LIST || source->odd) {
        (void)file_complain(source->path,
                            source->odd ? "text that is neither hex nor base64, nor a report that is known"
                                        : "a server list, which has no exchanges");
        return EXIT_BAD;
    }
    if (report || source->num_listed > 0 || verify->has_document) {
        return verify_chain(verify, source);
    }
    source->report.max = source->beginning.max = VERIFY_LINE_MAX; /* lines of NDJSON stand each for itself */
    return verify_each(verify, source);
}

/* What was to be a report or a list, and is neither. */
static enum exit_status show_refused(struct verify *verify, const char *path, const struct rt_error *err)
{
    struct rt_case refused = {
        .source = rt_bytes_from(path, strlen(path)), .names = verify->keys.names, .refusal = err};
    verify_show_case(&verify->view, &refused, path, "", 0, RT_DETAIL_LINE);
    return EXIT_BAD;
}

enum exit_status verify_file(struct verify *verify, struct file *file, const char *path)
{
    struct source source;
    struct rt_error err;
    enum exit_status status;
    enum source_failure failure = source_open(&source, &err, file, path, &verify->options.source);
    if (failure == SOURCE_OPENED) {
        status = verify_source(verify, &source);
    } else {
        status = failure == SOURCE_REFUSED ? show_refused(verify, path, &err)
                                           : source_complain(path, failure, &err);
    }
    source_close(&source);
    return status;
}
