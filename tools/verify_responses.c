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
        (void)rt_fail(&out->error, RT_E_PACKET_TOO_LONG, RT_IN_TOP, 0, RT_PACKET_MAX);
    }
}

static struct verify_pass *begin(struct set *set)
{
    struct verify_pass *pass = verify_pass_new(set->verify, set->path, NULL);
    set->requests = calloc(set->num_requests + 1, sizeof *set->requests);
    for (size_t i = 0; set->requests != NULL && i < set->num_requests; i++) {
        set->requests[i] = bytes_of(set, i);
    }
    if (pass != NULL && set->requests != NULL) {
        pass->requests = set->requests;
        pass->num_requests = set->num_requests;
    }
    return pass;
}

static enum exit_status verify_pairs(struct set *set)
{
    enum exit_status status = EXIT_GOOD;
    size_t index = 0;
    bool one = set->num_responses == 1;
    struct verify_pass *pass = begin(set);
    for (size_t i = 0; pass != NULL && i < set->pairs.num_pairs; i++) {
        struct source_exchange exchange;
        if (set->pairs.pair[i].response == PAIRS_NONE) {
            continue; /* it may have been answered in another file */
        }
        take(&exchange, set, index++, set->pairs.pair[i]);
        status = exit_worse(status, verify_next(pass, &exchange));
        verify_show_case(&set->verify->view, &pass->shown, set->path, "", one ? 0 : index,
                         one ? RT_DETAIL_FULL : RT_DETAIL_BRIEF);
    }
    status = pass != NULL ? status : EXIT_IO;
    free(pass);
    return status;
}

enum exit_status verify_to_requests(struct verify *verify, const struct input *responses, const char *path)
{
    struct set set = {.verify = verify, .path = path};
    bool ok = add(&set, &set.num_requests, &verify->requests, true) &&
              add(&set, &set.num_responses, responses, false) && match(&set);
    enum exit_status status = ok ? verify_pairs(&set) : EXIT_IO;
    pairs_free(&set.pairs);
    free(set.requests);
    return status;
}
