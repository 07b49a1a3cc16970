/* A report or chain: judged once to see what all of it comes to, and once more to show each exchange, since
 * that comes first and memory for all of them might be large. */
#include "tools/verify.h"

#include <stdlib.h>
#include <string.h>

/* The requests that are kept for diagnoses: the one that was meant is near, and each that fails is held
 * against all of them. */
#define REQUESTS_KEPT 64

struct chain {
    struct verify *verify;
    struct source *source;
    struct rt_chain chain, again; /* the second time nothing is concluded */
    struct rt_link *links;
    size_t *exchange; /* of each link */
    struct rt_chain_server *servers;
    size_t num;
    struct rt_bytes request[REQUESTS_KEPT]; /* of the first exchanges; empty where there is none */
    uint8_t *requests;                      /* what they point into */
    size_t requests_len, requests_used;
    struct rt_document document;
    struct rt_evidence evidence;
    struct verify_pass *pass, *second;
};

static size_t request_len(const struct source_exchange *exchange, size_t index)
{
    return exchange->error.code == RT_OK && index < REQUESTS_KEPT ? exchange->x.request.len : 0;
}

static void count(struct chain *c)
{
    struct source_exchange exchange;
    for (; source_next(&exchange, c->source); c->num++) {
        c->requests_len += request_len(&exchange, c->num);
    }
    source_rewind(c->source);
}

/* Readers overwrite what they gave. */
static void keep_request(struct chain *c, const struct source_exchange *exchange, size_t index)
{
    size_t len = request_len(exchange, index);
    if (len > 0 && len <= c->requests_len - c->requests_used) {
        memcpy(c->requests + c->requests_used, exchange->x.request.data, len);
        c->request[index] = rt_bytes_from(c->requests + c->requests_used, len);
        c->requests_used += len;
    }
}

static bool reserve(struct chain *c)
{
    count(c);
    c->requests = malloc(c->requests_len + 1);
    c->links = calloc(2 * c->num + 1, sizeof *c->links);
    c->servers = calloc(2 * c->num + 1, sizeof *c->servers);
    c->exchange = calloc(c->num + 1, sizeof *c->exchange);
    if (c->requests == NULL || c->links == NULL || c->servers == NULL || c->exchange == NULL) {
        return file_complain(c->source->path, "out of memory");
    }
    rt_chain_begin(&c->chain, c->links, c->num, c->servers, c->num);
    rt_chain_begin(&c->again, c->links + c->num, c->num, c->servers + c->num, c->num);
    return true;
}

static void fill(struct verify_pass *pass, struct verify_block *block)
{
    struct chain *c = pass->context;
    struct source_exchange exchange;
    while (verify_block_takes(block) && source_next(&exchange, c->source)) {
        verify_block_add(block, &exchange);
    }
}

/* The stamp is in the first exchange, or nowhere. */
static void check_document(struct chain *c, const struct rt_judged *first)
{
    const struct rt_exchange *x = first->exchange;
    const struct rt_bytes none = {NULL, 0, 0};
    rt_document_check(&c->document, &c->verify->document, x != NULL ? first->judgement.verdict.nonce : none,
                      x != NULL ? x->rand : none);
    c->evidence.document = &c->document;
}

static void settle(struct verify_pass *pass, struct verify_block *block, size_t i)
{
    struct chain *c = pass->context;
    const struct verify_item *item = &block->item[i];
    keep_request(c, &item->exchange, item->exchange.x.index);
    if (item->link != VERIFY_NO_LINK) { /* else it was refused */
        c->exchange[item->link] = item->exchange.x.index;
    }
    if (item->exchange.x.index == 0 && c->verify->has_document) {
        check_document(c, &block->judged[i]);
    }
}

static void show(const struct verify_pass *pass, struct verify_view *view, struct rt_case *shown,
                 const struct verify_item *item)
{
    const struct chain *c = pass->context;
    shown->link = item->link != VERIFY_NO_LINK ? &c->links[item->link] : NULL;
    verify_show_link(view, shown, item->exchange.file, shown->index - c->source->from + 1,
                     c->num == 1 ? RT_DETAIL_FULL : RT_DETAIL_BRIEF);
}

static enum exit_status worth_of(const struct rt_evidence *e)
{
    switch (rt_evidence_conclusion(e)) {
    case RT_CONCLUSION_VALID:
        return e->trusted ? EXIT_GOOD : EXIT_EMBEDDED;
    case RT_CONCLUSION_MALFEASANCE:
        return EXIT_MALFEASANCE;
    case RT_CONCLUSION_NONE:
    case RT_CONCLUSION_INCOMPLETE:
    case RT_CONCLUSION_INVALID:
    case RT_CONCLUSION_MALFORMED:
        break;
    }
    return EXIT_BAD;
}

static void free_chain(struct chain *c)
{
    free(c->pass);
    free(c->second);
    free(c->requests);
    free(c->links);
    free(c->servers);
    free(c->exchange);
    free(c);
}

static struct verify_pass *end(struct verify_pass *pass, enum exit_status *status)
{
    struct chain *c = pass->context;
    *status = *status != EXIT_IO ? worth_of(&c->evidence) : EXIT_IO;
    free_chain(c);
    return NULL;
}

static struct verify_pass *end_second(struct verify_pass *pass, enum exit_status *status)
{
    const struct chain *c = pass->context;
    verify_show_end(&c->verify->view, &c->evidence);
    return end(pass, status);
}

/* Both what comes to a person first and JSON have each exchange after the conclusion. */
static struct verify_pass *conclude(struct verify_pass *pass, enum exit_status *status)
{
    struct chain *c = pass->context;
    c->evidence.conclusion = rt_judge_conclude(&c->evidence.trusted, &pass->judge);
    if (*status != EXIT_IO && c->verify->summary == NULL) {
        verify_show_begin(&c->verify->view, &c->evidence, pass->path);
        source_rewind(c->source);
        return c->second;
    }
    if (*status != EXIT_IO) {
        summary_add_suspects(c->verify->summary, &c->chain);
    }
    return end(pass, status);
}

static struct verify_pass *make_pass(struct chain *c, struct rt_chain *chain)
{
    struct verify_pass *pass = verify_pass_new(c->verify, c->source->path, chain);
    if (pass != NULL) {
        pass->context = c;
        pass->fill = fill;
        pass->total = c->num;
        pass->turns = 2;
    }
    return pass;
}

static bool make_passes(struct chain *c)
{
    c->pass = make_pass(c, &c->chain);
    c->second = make_pass(c, &c->again);
    if (c->pass == NULL || c->second == NULL) {
        return false;
    }
    c->pass->settle = settle;
    c->pass->end = conclude;
    c->pass->diagnoses = false;
    c->second->turn = 1;
    c->second->show = show;
    c->second->end = end_second;
    c->second->requests = c->request;
    c->second->num_requests = c->num < REQUESTS_KEPT ? c->num : REQUESTS_KEPT;
    return true;
}

static void name(struct chain *c)
{
    const char *path = c->source->path;
    c->evidence = (struct rt_evidence){.source = rt_bytes_from(path, strlen(path)),
                                       .format = c->source->format,
                                       .names = c->verify->keys.names,
                                       .judge = &c->pass->judge,
                                       .exchange = c->exchange,
                                       .remarks = &c->source->remarks};
}

struct verify_pass *verify_chain_begin(struct verify *verify, struct source *source)
{
    struct chain *c = calloc(1, sizeof *c);
    if (c == NULL) {
        (void)file_complain(source->path, "out of memory");
        return NULL;
    }
    c->verify = verify;
    c->source = source;
    if (!reserve(c) || !make_passes(c)) {
        free_chain(c);
        return NULL;
    }
    name(c);
    return c->pass;
}
