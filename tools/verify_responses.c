/* Responses of one file to requests of another. */
#include "tools/verify.h"

#include "tools/pairs.h"

#include <stdlib.h>

/* All messages of both, and which are the requests'. */
struct set {
    struct verify *verify;
    const char *path;
    struct pairs pairs;
    size_t num_requests, num_responses;
    size_t next_pair, next;    /* and the next exchange */
    struct rt_bytes *requests; /* all of them, of which another one may have been meant */
};

static bool no_memory(const char *path)
{
    return file_complain(path, "out of memory");
}

/* Adds all messages of `in`, of one kind whatever they look like: who verifies them says what is wrong. */
static bool add(struct set *set, size_t *num, const struct input *in, bool is_request)
{
    enum rt_form form = set->verify->options.source.form;
    struct rt_bytes message, rest = rt_bytes_from(in->bytes.data, in->bytes.len);
    for (*num = 0; input_next(&message, &rest, *num == 0, form); (*num)++) {
        if (!pairs_add(&set->pairs, message, "", form)) {
            return no_memory(set->path);
        }
        set->pairs.message[set->pairs.num_messages - 1].is_request = is_request;
    }
    return true;
}

/* One and one belong together, whatever is in them. */
static bool match(struct set *set)
{
    bool ok = set->num_requests != 1 || set->num_responses != 1 || pairs_put(&set->pairs, 0, 1);
    return (ok && pairs_match(&set->pairs, set->verify->options.source.form)) || no_memory(set->path);
}

static struct rt_bytes bytes_of(const struct set *set, size_t message)
{
    return message == PAIRS_NONE ? (struct rt_bytes){NULL, 0, 0} : set->pairs.message[message].bytes;
}

static void take(struct source_exchange *out, const struct set *set, size_t index, struct pair pair)
{
    *out = (struct source_exchange){.file = "", .x.index = index, .error.code = RT_OK};
    out->x.request = bytes_of(set, pair.request);
    out->x.response = bytes_of(set, pair.response);
    if (out->x.request.len > RT_PACKET_MAX || out->x.response.len > RT_PACKET_MAX) {
        out->x = (struct rt_exchange){.index = index};
        (void)rt_fail(&out->error, RT_E_PACKET_TOO_LONG, RT_IN_TOP, 0, RT_PACKET_MAX);
    }
}

/* A request without a response may have been answered in another file. */
static void fill(struct verify_pass *pass, struct verify_block *block)
{
    struct set *set = pass->context;
    while (verify_block_takes(block) && set->next_pair < set->pairs.num_pairs) {
        struct source_exchange exchange;
        const struct pair pair = set->pairs.pair[set->next_pair++];
        if (pair.response != PAIRS_NONE) {
            take(&exchange, set, set->next++, pair);
            verify_block_add(block, &exchange);
        }
    }
}

static void show(const struct verify_pass *pass, struct verify_view *view, struct rt_case *shown,
                 const struct verify_item *item)
{
    const struct set *set = pass->context;
    const bool one = set->num_responses == 1;
    (void)item;
    verify_show_case(view, shown, pass->path, "", one ? 0 : shown->index + 1,
                     one ? RT_DETAIL_FULL : RT_DETAIL_BRIEF);
}

static void free_set(struct set *set)
{
    pairs_free(&set->pairs);
    free(set->requests);
    free(set);
}

static struct verify_pass *end(struct verify_pass *pass, enum exit_status *status)
{
    (void)status;
    free_set(pass->context);
    free(pass);
    return NULL;
}

static bool list_requests(struct set *set)
{
    set->requests = calloc(set->num_requests + 1, sizeof *set->requests);
    for (size_t i = 0; set->requests != NULL && i < set->num_requests; i++) {
        set->requests[i] = bytes_of(set, i);
    }
    return set->requests != NULL || no_memory(set->path);
}

static struct verify_pass *begin(struct set *set)
{
    struct verify_pass *pass = verify_pass_new(set->verify, set->path, NULL);
    if (pass != NULL) {
        pass->context = set;
        pass->fill = fill;
        pass->show = show;
        pass->end = end;
        pass->total = set->num_responses;
        pass->diagnoses_all = true;
        pass->requests = set->requests;
        pass->num_requests = set->num_requests;
    }
    return pass;
}

static bool read_set(struct set *set, const struct input *responses)
{
    return add(set, &set->num_requests, &set->verify->requests, true) &&
           add(set, &set->num_responses, responses, false) && match(set) && list_requests(set);
}

struct verify_pass *verify_responses_begin(struct verify *verify, const struct input *responses,
                                           const char *path)
{
    struct set *set = calloc(1, sizeof *set);
    if (set == NULL) {
        (void)no_memory(path);
        return NULL;
    }
    set->verify = verify;
    set->path = path;
    struct verify_pass *pass = read_set(set, responses) ? begin(set) : NULL;
    if (pass == NULL) {
        free_set(set);
    }
    return pass;
}
