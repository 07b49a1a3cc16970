/* The JSON of a message, and of the exchange around it. */
#include "tools/dump_json.h"

#include "parser/json_write.h"

static struct rt_bytes string_of(const char *s)
{
    return rt_bytes_from(s, strlen(s));
}

void dump_write_date(struct rt_text *text, struct rt_date date)
{
    char formatted[RT_TIME_TEXT_MAX];
    if (!date.there) {
        rt_text_string(text, "null");
        return;
    }
    rt_time_format(formatted, date.time);
    rt_write_word(text, formatted);
}

void dump_write_remarks(struct rt_text *text, const struct rt_remarks *remarks)
{
    rt_text_char(text, '[');
    for (size_t i = 0; i < remarks->num; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        rt_write_remark(text, &remarks->item[i], NULL);
    }
    rt_text_char(text, ']');
}

/* Only if there are servers to know. */
static void write_server(struct rt_text *text, const char *name, const struct servers *servers,
                         const struct servers_key *key)
{
    if (servers->num_rows == 0) {
        return;
    }
    rt_write_next(text, name);
    if (key == NULL) {
        rt_text_string(text, "null");
    } else {
        const struct servers_row *row = &servers->row[key->server];
        rt_text_json(text, rt_bytes_from(row->name, row->name_len));
    }
}

static void write_srv(struct rt_text *text, const struct servers *servers, struct rt_bytes body)
{
    struct rt_message message;
    struct rt_bytes srv = {NULL, 0, 0};
    struct rt_error err;
    bool there =
        rt_message_parse(&message, &err, body, RT_IN_TOP) && rt_message_find(&srv, &message, RT_TAG_SRV);
    write_server(text, "srvServer", servers, there ? servers_by_srv(servers, srv) : NULL);
}

static void write_bytes(struct rt_text *text, const char *name, struct rt_bytes bytes)
{
    rt_write_next(text, name);
    rt_write_base64(text, bytes);
}

static void write_role(struct rt_text *text, const char *role)
{
    rt_write_next(text, "role");
    if (role[0] == '\0') {
        rt_text_string(text, "null");
    } else {
        rt_write_word(text, role);
    }
}

static void write_exchange(struct rt_text *text, const struct dump_lines *lines)
{
    const struct source_exchange *exchange = &lines->exchange;
    const struct rt_exchange *x = &exchange->x;
    rt_write_first(text, "index");
    rt_text_uint(text, x->index);
    write_role(text, lines->role);
    write_bytes(text, "publicKey", x->public_key);
    write_server(text, "server", lines->servers, servers_by_key(lines->servers, x->public_key));
    write_bytes(text, "rand", x->rand);
    write_bytes(text, "nonce", x->nonce);
    rt_write_next(text, "id");
    rt_write_value(text, x->id);
    rt_write_next(text, "file");
    rt_text_json(text, string_of(exchange->file));
    rt_write_next(text, "sent");
    dump_write_date(text, exchange->sent);
    rt_write_next(text, "received");
    dump_write_date(text, exchange->received);
    rt_write_next(text, "remarks");
    dump_write_remarks(text, &exchange->remarks);
    rt_write_next(text, "error");
    rt_write_error(text, &exchange->error, NULL);
    rt_text_char(text, '}');
}

/* The account without its closing brace: one step back, of which the window sees nothing. */
static void write_account(struct rt_text *text, const struct dump_lines *lines)
{
    rt_describe_json(text, &lines->description, string_of(lines->source->path), lines->index);
    text->pos--;
}

static void write_message(struct rt_text *text, const struct dump_lines *lines)
{
    write_account(text, lines);
    write_srv(text, lines->servers, lines->description.body);
    if (lines->has_exchange) {
        rt_write_next(text, "exchange");
        write_exchange(text, lines);
    }
    rt_text_char(text, '}');
}

static void write_source(struct rt_text *text, const char *path)
{
    rt_write_first(text, "source");
    rt_text_json(text, string_of(path));
}

void dump_line_text(struct rt_text *text, const struct dump_lines *lines)
{
    if (lines->kind == DUMP_MESSAGE) {
        write_message(text, lines);
        return;
    }
    write_source(text, lines->source->path);
    if (lines->kind == DUMP_EXCHANGE) {
        rt_write_next(text, "exchange");
        write_exchange(text, lines);
    } else if (lines->kind == DUMP_LIST) {
        dump_list_members(text, lines);
    } else {
        dump_server_members(text, lines);
    }
    rt_text_char(text, '}');
}

void dump_refused_text(struct rt_text *text, const char *path, const struct rt_error *error)
{
    write_source(text, path);
    rt_write_next(text, "error");
    rt_write_error(text, error, NULL);
    rt_text_char(text, '}');
}
