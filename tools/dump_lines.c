#include "tools/dump_lines.h"

static struct rt_bytes rebased(struct rt_bytes in)
{
    return rt_bytes_from(in.data, in.len);
}

static void fail(struct dump_lines *l)
{
    l->status = exit_worse(l->status, EXIT_BAD);
}

void dump_lines_begin(struct dump_lines *out, struct source *source, const struct servers *servers,
                      enum rt_form form)
{
    *out = (struct dump_lines){.source = source,
                               .servers = servers,
                               .form = form,
                               .status = source->odd ? EXIT_BAD : EXIT_GOOD,
                               .rest = source->bytes,
                               .role = ""};
}

static bool take_message(struct dump_lines *l, struct rt_bytes message)
{
    l->kind = DUMP_MESSAGE;
    l->index += l->begun ? 1 : 0;
    l->begun = true;
    rt_describe(&l->description, message, l->form);
    if (l->description.error.code != RT_OK) {
        fail(l);
    }
    return true;
}

static bool next_packet(struct dump_lines *l)
{
    struct rt_bytes message;
    return input_next(&message, &l->rest, !l->begun, l->form) && take_message(l, message);
}

/* Remarks on the file as a whole have nowhere else to go than to its first exchange. */
static bool take_exchange(struct dump_lines *l)
{
    bool first = !l->has_exchange;
    if (!source_next(&l->exchange, l->source)) {
        return false;
    }
    l->has_exchange = true;
    for (size_t i = 0; first && i < l->source->remarks.num; i++) {
        const struct rt_remark *r = &l->source->remarks.item[i];
        rt_remark_add(&l->exchange.remarks, r->code, r->place, r->tag, r->offset);
    }
    if (l->exchange.error.code != RT_OK && l->exchange.x.request.len == 0) {
        fail(l);
    }
    return true;
}

static bool take_part(struct dump_lines *l, const char *role, struct rt_bytes message)
{
    l->role = role;
    return message.len > 0 && take_message(l, rebased(message));
}

/* Its request, then its response, or else itself. */
static bool next_of_exchange(struct dump_lines *l)
{
    for (;;) {
        const struct rt_exchange *x = &l->exchange.x;
        if (l->part == DUMP_NEXT) {
            if (!take_exchange(l)) {
                return false;
            }
            l->role = "";
            l->kind = DUMP_EXCHANGE;
            if (x->request.len == 0 && x->response.len == 0) {
                return true;
            }
            l->part = DUMP_REQUEST;
        } else if (l->part == DUMP_REQUEST) {
            l->part = DUMP_RESPONSE;
            if (take_part(l, "request", x->request)) {
                return true;
            }
        } else {
            l->part = DUMP_NEXT;
            if (take_part(l, "response", x->response)) {
                return true;
            }
        }
    }
}

static bool open_list(struct dump_lines *l)
{
    struct rt_remarks ignored = {0}; /* the source has them */
    l->kind = DUMP_LIST;
    l->begun = true;
    return rt_server_list_open(&l->list, &l->error, &ignored, l->source->bytes, l->source->bytes.len);
}

/* Pulls keys and addresses of a copy: for remarks and status. */
static void look_at_server(struct dump_lines *l)
{
    struct rt_server server = l->server;
    struct rt_server_key key;
    struct rt_address address;
    struct rt_error err;
    while (rt_server_key_next(&key, &err, &l->remarks, &server) || err.code != RT_OK) {
        if (err.code != RT_OK) {
            fail(l);
        }
    }
    while (rt_server_address_next(&address, &err, &l->remarks, &server) || err.code != RT_OK) {
        if (err.code != RT_OK) {
            fail(l);
        }
    }
}

static bool next_of_list(struct dump_lines *l)
{
    if (!l->begun) {
        return open_list(l);
    }
    l->kind = DUMP_SERVER;
    l->remarks = (struct rt_remarks){0};
    bool ok = rt_server_next(&l->server, &l->error, &l->remarks, &l->list);
    if (ok) {
        look_at_server(l);
    } else if (l->error.code != RT_OK) {
        fail(l);
    }
    return ok || l->error.code != RT_OK;
}

bool dump_lines_next(struct dump_lines *lines)
{
    switch (lines->source->kind) {
    case SOURCE_LIST:
        return next_of_list(lines);
    case SOURCE_PACKETS:
        if (lines->source->count == 0) {
            return next_packet(lines);
        }
        break; /* what is left out is told by exchanges */
    case SOURCE_REPORT:
    case SOURCE_DIRECTORY:
    case SOURCE_CAPTURE:
        break;
    }
    return next_of_exchange(lines);
}

void dump_say_odd(const struct source *source)
{
    if (source->odd) {
        file_complain(source->path,
                      "text that is neither hex nor base64, nor a report or list that is known "
                      "(--input raw takes it as it is)");
    }
}
