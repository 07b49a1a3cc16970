#include "tools/verify.h"

#include "tools/source.h"

#include <stdlib.h>
#include <string.h>

/* From so many exchanges on, combs and lanes are worth their beginning. */
#define WORTH_BULK 16

bool verify_block_make(struct verify_block *out, size_t cap)
{
    const bool lines = cap > 1;
    const size_t most = lines ? VERIFY_BLOCK_BYTES : 0;
    *out = (struct verify_block){.cap = cap, .room = most + RT_EXCHANGE_ROOM};
    out->item = calloc(cap, sizeof *out->item);
    out->judged = calloc(cap, sizeof *out->judged);
    out->packets = malloc(out->room);
    out->previous = malloc(RT_PACKET_MAX);
    out->text_room = lines ? VERIFY_BLOCK_ROOM : 0;
    out->text = lines ? malloc(out->text_room) : NULL;
    return out->item != NULL && out->judged != NULL && out->packets != NULL && out->previous != NULL &&
           (!lines || out->text != NULL);
}

void verify_block_free(struct verify_block *block)
{
    free(block->item);
    free(block->judged);
    free(block->packets);
    free(block->previous);
    free(block->text);
}

/* Filling. */

bool verify_block_takes(const struct verify_block *block)
{
    return block->num < block->cap && block->room - block->used >= RT_EXCHANGE_ROOM;
}

/* The same bytes, with offsets that begin at 0, in the block. */
static struct rt_bytes keep(struct verify_block *block, struct rt_bytes in)
{
    uint8_t *to = block->packets + block->used;
    if (in.len == 0) {
        return (struct rt_bytes){NULL, 0, 0};
    }
    memcpy(to, in.data, in.len);
    block->used += in.len;
    return rt_bytes_from(to, in.len);
}

void verify_block_add(struct verify_block *block, const struct source_exchange *exchange)
{
    struct source_exchange *kept = &block->item[block->num++].exchange;
    *kept = *exchange;
    kept->x.response = keep(block, exchange->x.response);
    kept->x.request = keep(block, exchange->x.request);
    kept->x.public_key = keep(block, exchange->x.public_key);
    kept->x.rand = keep(block, exchange->x.rand);
    kept->x.nonce = keep(block, exchange->x.nonce);
}

static struct rt_bytes response_of(const struct verify_item *item)
{
    return item->exchange.error.code == RT_OK ? item->exchange.x.response : (struct rt_bytes){NULL, 0, 0};
}

/* The response before the block, and before the next one. */
static void keep_previous(struct verify_block *block, struct verify_pass *pass)
{
    if (block->num > 0) {
        const struct rt_bytes last = response_of(&block->item[block->num - 1]);
        memcpy(block->previous, pass->previous, pass->previous_len);
        block->previous_len = pass->previous_len;
        memcpy(pass->previous, last.len > 0 ? last.data : block->previous, last.len);
        pass->previous_len = last.len;
    }
}

bool verify_block_fill(struct verify_block *block, struct verify_pass *pass)
{
    block->num = block->used = 0;
    block->lines.len = 0;
    block->unanswered = false;
    block->offset = pass->num_read;
    pass->fill(pass, block);
    pass->num_read += block->num;
    if (pass->judge.chain != NULL) {
        keep_previous(block, pass);
    }
    return block->num > 0 || block->lines.len > 0 || block->unanswered;
}

/* Judging. */

static void read_lines(struct verify_block *block)
{
    struct rt_report report = {
        .format = RT_REPORT_NDJSON, .index = block->first, .max = VERIFY_LINE_MAX, .rest = block->lines};
    while (block->num < block->cap) {
        struct source_exchange *e = &block->item[block->num].exchange;
        e->file = "";
        e->remarks.num = 0;
        if (!rt_report_next(&e->x, &e->error, &e->remarks, &report, block->packets + block->used,
                            RT_EXCHANGE_ROOM) &&
            e->error.code == RT_OK) {
            break;
        }
        block->used +=
            e->x.response.len + e->x.request.len + e->x.public_key.len + e->x.rand.len + e->x.nonce.len;
        block->num++;
    }
}

static void prepare(struct verify_block *block, const struct verify_pass *pass)
{
    const struct verify_options *options = &pass->verify->options;
    struct rt_bytes previous = {NULL, 0, 0};
    if (pass->judge.chain != NULL) {
        previous = rt_bytes_from(block->previous, block->previous_len);
    }
    for (size_t i = 0; i < block->num; i++) {
        struct source_exchange *e = &block->item[i].exchange;
        if (e->x.request.len == 0 && e->x.nonce.len == 0) {
            e->x.nonce = rt_bytes_from(options->nonce, options->nonce_len);
        }
        block->judged[i].exchange = e->error.code == RT_OK ? &e->x : NULL;
        block->judged[i].previous = previous;
        if (pass->judge.chain != NULL) {
            previous = response_of(&block->item[i]);
        }
    }
}

static void close_one(struct verify_item *item, struct rt_judged *judged, struct rt_judge *judge)
{
    const size_t link = judge->chain != NULL ? judge->chain->num_links : 0;
    judge->previous = judged->previous;
    if (judged->exchange != NULL) {
        rt_judge_close(&judged->judgement, judge, judged->exchange);
    } else {
        rt_judge_refuse(judge);
    }
    item->link = judge->chain != NULL && judge->chain->num_links > link ? link : VERIFY_NO_LINK;
}

static void close_all(struct verify_block *block, struct rt_judge *judge)
{
    for (size_t i = 0; i < block->num; i++) {
        block->item[i].undiagnosed = false;
        close_one(&block->item[i], &block->judged[i], judge);
    }
}

void verify_block_judge(struct verify_block *block, const struct verify_pass *pass,
                        struct verify_bench *bench)
{
    if (block->lines.len > 0) {
        read_lines(block);
    }
    prepare(block, pass);
    if (RT_JUDGES_IN_BULK && block->num >= WORTH_BULK && bench->with.bulk == NULL && bench->combs == NULL) {
        verify_bench_begin(bench);
    }
    rt_judge_verify(block->judged, block->num, &pass->judge, &bench->with);
    if (pass->judge.chain == NULL) {
        struct rt_judge judge = pass->judge; /* whose counts nobody asks for */
        close_all(block, &judge);
    }
}

/* Settling. */

/* There is something that a diagnosis could explain. */
static bool is_diagnosed(const struct rt_judged *judged)
{
    return judged->exchange != NULL && (judged->judgement.verdict.kind != RT_VERDICT_VALID ||
                                        judged->judgement.linkage == RT_LINK_BROKEN);
}

static void sum_up(const struct verify_item *item, const struct rt_judged *judged, struct summary *summary)
{
    if (judged->exchange != NULL) {
        summary_add(summary, &judged->judgement);
    } else {
        summary_add_refused(summary, item->exchange.error.code);
    }
}

static bool counts_failures(const struct verify_pass *pass)
{
    return pass->diagnoses && !pass->diagnoses_all && pass->verify->summary == NULL &&
           pass->verify->options.diagnose == DIAGNOSE_FIRST;
}

bool verify_block_matters(const struct verify_block *block, const struct verify_pass *pass)
{
    bool matters = pass->judge.chain != NULL || pass->settle != NULL || pass->verify->summary != NULL;
    for (size_t i = 0; i < block->num && !matters && counts_failures(pass); i++) {
        matters = is_diagnosed(&block->judged[i]);
    }
    return matters;
}

void verify_block_settle(struct verify_block *block, struct verify_pass *pass)
{
    if (pass->judge.chain != NULL) {
        close_all(block, &pass->judge);
    }
    for (size_t i = 0; i < block->num; i++) {
        if (pass->verify->summary != NULL) {
            sum_up(&block->item[i], &block->judged[i], pass->verify->summary);
        }
        if (counts_failures(pass) && is_diagnosed(&block->judged[i])) {
            block->item[i].undiagnosed = !failures_count(&pass->failures, &block->judged[i].judgement);
        }
        if (pass->settle != NULL) {
            pass->settle(pass, block, i);
        }
    }
}

/* Showing. */

static void diagnose(struct rt_diagnoses *found, const struct rt_judged *judged,
                     const struct verify_pass *pass)
{
    const struct rt_judgement *j = &judged->judgement;
    const struct rt_exchange *x = judged->exchange;
    const bool broken = j->linkage == RT_LINK_BROKEN;
    const struct rt_question question = {.response = x->response,
                                         .request = x->request,
                                         .nonce =
                                             j->made_nonce.len > 0 ? rt_hash_bytes(&j->made_nonce) : x->nonce,
                                         .key = j->has_key ? &j->key : NULL};
    const struct rt_diagnosis_context context = {.requests = pass->requests,
                                                 .num_requests = pass->num_requests,
                                                 .trust = &pass->verify->keys.trust,
                                                 .previous = judged->previous,
                                                 .rand = broken ? x->rand : (struct rt_bytes){NULL, 0, 0}};
    rt_diagnose(found, &j->verdict, &question, &context);
}

static enum exit_status worth_of(const struct rt_judged *judged)
{
    const struct rt_judgement *j = &judged->judgement;
    return judged->exchange == NULL              ? EXIT_BAD
           : j->verdict.kind != RT_VERDICT_VALID ? EXIT_BAD
           : j->standing == RT_STANDING_TRUSTED  ? EXIT_GOOD
                                                 : EXIT_EMBEDDED;
}

static void show(const struct verify_item *item, const struct rt_judged *judged,
                 const struct verify_pass *pass, struct verify_bench *bench, struct verify_view *view)
{
    const struct source_exchange *e = &item->exchange;
    struct rt_case shown = {.source = rt_bytes_from(pass->path, strlen(pass->path)),
                            .index = e->x.index,
                            .id = e->x.id,
                            .names = pass->verify->keys.names,
                            .remarks = &e->remarks,
                            .previous = judged->previous,
                            .rand = e->x.rand};
    if (judged->exchange == NULL) {
        shown.refusal = &e->error;
    } else {
        shown.judgement = &judged->judgement;
    }
    shown.undiagnosed = item->undiagnosed;
    if (pass->diagnoses && !item->undiagnosed && is_diagnosed(judged) &&
        pass->verify->options.diagnose != DIAGNOSE_NONE) {
        diagnose(&bench->found, judged, pass);
        shown.diagnoses = &bench->found;
    }
    pass->show(pass, view, &shown, item);
}

enum exit_status verify_block_show(const struct verify_block *block, const struct verify_pass *pass,
                                   struct verify_bench *bench, struct verify_view *view)
{
    enum exit_status status = EXIT_GOOD;
    for (size_t i = 0; i < block->num; i++) {
        status = exit_worse(status, worth_of(&block->judged[i]));
        if (pass->show != NULL && pass->verify->summary == NULL) {
            show(&block->item[i], &block->judged[i], pass, bench, view);
        }
    }
    return status;
}

void verify_say_unanswered(const char *path, size_t index)
{
    char why[80];
    struct rt_text text = rt_text_into(why, sizeof why - 1);
    rt_text_string(&text, "exchange ");
    rt_text_uint(&text, index + 1);
    rt_text_string(&text, ": a request that nobody answered");
    why[rt_text_len(&text)] = '\0';
    (void)file_complain(path, why);
}
