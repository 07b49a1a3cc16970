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
    pass->turns = 1;
    rt_judge_begin(&pass->judge, &verify->keys.trust, &verify->options.policy, chain);
    return pass;
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

/* Exchanges that nothing is said to link. */

static void fill_each(struct verify_pass *pass, struct verify_block *block)
{
    struct source *source = pass->context;
    struct source_exchange exchange;
    while (verify_block_takes(block) && !block->unanswered && source_next(&exchange, source)) {
        block->unanswered = is_unanswered(&exchange);
        block->unanswered_index = exchange.x.index;
        if (!block->unanswered) {
            verify_block_add(block, &exchange);
        }
    }
}

static void show_each(const struct verify_pass *pass, struct verify_view *view, struct rt_case *shown,
                      const struct verify_item *item)
{
    const bool alone = pass->total == 1;
    verify_show_case(view, shown, pass->path, alone ? "" : item->exchange.file, alone ? 0 : shown->index + 1,
                     alone ? RT_DETAIL_FULL : RT_DETAIL_BRIEF);
}

static struct verify_pass *end_each(struct verify_pass *pass, enum exit_status *status)
{
    if (pass->total == 0) {
        (void)file_complain(pass->path, "no response");
        *status = exit_worse(*status, EXIT_BAD);
    }
    free(pass);
    return NULL;
}

static struct verify_pass *each_begin(struct verify *verify, struct source *source)
{
    struct verify_pass *pass = verify_pass_new(verify, source->path, NULL);
    if (pass != NULL) {
        pass->context = source;
        pass->fill = fill_each;
        pass->show = show_each;
        pass->end = end_each;
        pass->total = count(source);
    }
    return pass;
}

struct verify_pass *verify_source_begin(enum exit_status *status, struct verify *verify,
                                        struct source *source)
{
    bool report = source->kind == SOURCE_REPORT && source->report.format != RT_REPORT_NDJSON;
    if (source->kind == SOURCE_LIST || source->odd) {
        (void)file_complain(source->path,
                            source->odd ? "text that is neither hex nor base64, nor a report that is known"
                                        : "a server list, which has no exchanges");
        *status = EXIT_BAD;
        return NULL;
    }
    *status = EXIT_IO;
    if (report || source->num_listed > 0 || verify->has_document) {
        return verify_chain_begin(verify, source);
    }
    source->report.max = source->beginning.max = VERIFY_LINE_MAX; /* lines of NDJSON stand each for itself */
    return each_begin(verify, source);
}

/* What was to be a report or a list, and is neither. */
static enum exit_status show_refused(struct verify *verify, const char *path, const struct rt_error *err)
{
    struct rt_case refused = {
        .source = rt_bytes_from(path, strlen(path)), .names = verify->keys.names, .refusal = err};
    if (verify->summary != NULL) {
        summary_add_refused(verify->summary, err->code);
    } else {
        verify_show_case(&verify->view, &refused, path, "", 0, RT_DETAIL_LINE);
    }
    return EXIT_BAD;
}

struct verify_pass *verify_file_begin(enum exit_status *status, struct verify *verify, struct source *source,
                                      struct file *file, const char *path)
{
    struct rt_error err;
    enum source_failure failure = source_open(source, &err, file, path, &verify->options.source);
    if (failure == SOURCE_OPENED) {
        return verify_source_begin(status, verify, source);
    }
    *status =
        failure == SOURCE_REFUSED ? show_refused(verify, path, &err) : source_complain(path, failure, &err);
    return NULL;
}
