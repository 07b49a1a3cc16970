/* Any bytes as an input of dump and convert: source_open and source_next, convert_out_put, rebuild_request.
 * Reading ends; each exchange keeps its promises of lengths; read again from the beginning it is the same;
 * written as NDJSON and read back it is the same; a request that is made again has the nonce that its
 * exchange states. Maximum length 8192. */
#include "parser/message.h"
#include "parser/tag.h"
#include "tools/convert_out.h"

#include <stdlib.h>

static void demand(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_exchange(const struct source_exchange *exchange, size_t index)
{
    const struct rt_exchange *x = &exchange->x;
    bool refused = exchange->error.code != RT_OK;
    demand(x->index == index && exchange->error.code != RT_UNCHECKED);
    demand(refused == (x->response.len == 0));
    demand(x->response.len <= RT_PACKET_MAX && x->request.len <= RT_PACKET_MAX);
    demand(x->public_key.len == 0 || x->public_key.len == 32);
    demand(x->rand.len == 0 || x->rand.len == 32 || x->rand.len == 64);
    demand(x->nonce.len == 0 || x->nonce.len == 32 || x->nonce.len == 64);
}

/* Identifiers may differ in white space. */
static bool same_id(struct rt_json a, struct rt_json b)
{
    return rt_json_type(a) == rt_json_type(b);
}

static bool same(const struct rt_exchange *a, const struct rt_exchange *b)
{
    return rt_bytes_equal(a->response, b->response) && rt_bytes_equal(a->request, b->request) &&
           rt_bytes_equal(a->public_key, b->public_key) && rt_bytes_equal(a->rand, b->rand) &&
           rt_bytes_equal(a->nonce, b->nonce) && same_id(a->id, b->id);
}

static bool open_copy(struct source *source, struct rt_bytes in)
{
    static const struct source_options options = {.coding = INPUT_ANY, .form = RT_FORM_ANY};
    struct file file = {malloc(in.len + 1), in.len};
    struct rt_error err;
    demand(file.data != NULL);
    if (in.len > 0) {
        memcpy(file.data, in.data, in.len);
    }
    enum source_failure failure = source_open(source, &err, &file, "-", &options);
#ifndef ROUGHPROOF_WITH_PCAP
    if (failure == SOURCE_NO_LIBPCAP) {
        return false;
    }
#endif
    if (failure == SOURCE_NO_ZLIB || failure == SOURCE_BAD_GZIP) {
        demand(source->num_contents == 0);
        return false;
    }
    demand(failure == SOURCE_OPENED || failure == SOURCE_REFUSED);
    demand(failure == SOURCE_OPENED || (err.code != RT_OK && err.code != RT_UNCHECKED));
    return failure == SOURCE_OPENED;
}

/* The nonce that the exchange states is that of the request. */
static void check_request(struct rt_bytes request, struct rt_bytes nonce)
{
    struct rt_bytes body, found;
    struct rt_message message;
    struct rt_error err;
    bool framed;
    demand(rt_frame_open(&body, &framed, &err, request, RT_FORM_ANY) && body.len == 1024);
    demand(rt_message_parse(&message, &err, body, RT_IN_TOP));
    demand(rt_message_find(&found, &message, RT_TAG_NONC));
    demand(nonce.len == 0 || rt_bytes_equal(found, nonce));
}

static void check_rebuilt(const struct rt_exchange *x, const struct source *source)
{
    uint8_t out[REBUILD_ROOM];
    size_t len;
    struct rebuild_place place = {source->report.format, source->kind == SOURCE_REPORT, x->response};
    bool done = rebuild_request(out, &len, x, &place) == REBUILD_DONE;
    demand(done == (len > 0));
    if (done) {
        check_request(rt_bytes_from(out, len), x->nonce);
    }
}

/* Every exchange in order, each read twice; those that are whole go to `out`. */
static void check_all(struct source *source, struct convert_out *out, size_t len)
{
    struct source_exchange x, again;
    size_t num = 0;
    for (; source_next(&x, source); num++) {
        demand(num <= len);
        check_exchange(&x, num);
        if (x.error.code == RT_OK) {
            check_rebuilt(&x.x, source);
            demand(convert_out_put(out, &x, &(struct rebuild_place){.has_format = false}) == EXIT_GOOD);
        }
    }
    source_rewind(source);
    for (size_t i = 0; i < num; i++) {
        demand(source_next(&again, source) && again.x.index == i);
    }
    demand(!source_next(&again, source));
}

/* What was written reads back as what it was written from. */
static void check_written(struct source *source, struct rt_bytes written)
{
    struct source back;
    struct source_exchange x, again;
    if (written.len == 0) {
        return;
    }
    demand(open_copy(&back, written) && back.kind == SOURCE_REPORT);
    source_rewind(source);
    while (source_next(&x, source)) {
        if (x.error.code == RT_OK) {
            demand(source_next(&again, &back) && again.error.code == RT_OK);
            demand(same(&x.x, &again.x) &&
                   again.remarks.num == (x.x.id.text.len > 0 ? again.remarks.num : 0));
        }
    }
    demand(!source_next(&again, &back));
    source_close(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source source;
    char *text = NULL;
    size_t len = 0;
    if (open_copy(&source, rt_bytes_from(data, size))) {
        FILE *stream = open_memstream(&text, &len);
        struct convert_out out = {.target = CONVERT_NDJSON, .stream = stream, .directory = -1};
        demand(stream != NULL);
        check_all(&source, &out, size + 1);
        demand(fclose(stream) == 0);
        check_written(&source, rt_bytes_from(text, len));
        notes_forget(&out.notes);
        free(text);
    }
    source_close(&source);
    return 0;
}
