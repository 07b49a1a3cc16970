/* The JSON of a message, and of the exchange around it. */
#include "tools/json_out.h"
#include "tools/show.h"

/* The account without its closing brace, window by window: its length is known after the first. */
static void put_account(FILE *out, const struct origin *origin, const struct rt_description *description)
{
    static char window[65536];
    struct rt_bytes source = rt_bytes_from(origin->path, strlen(origin->path));
    for (size_t from = 0, len = 1; from < len; from += sizeof window) {
        struct rt_text text = {window, sizeof window, from, 0};
        rt_describe_json(&text, description, source, origin->index);
        len = text.pos - 1;
        fwrite(window, 1, len - from < sizeof window ? len - from : sizeof window, out);
    }
}

static void put_name(FILE *out, const struct servers *servers, const struct servers_key *key)
{
    if (key == NULL) {
        fputs("null", out);
    } else {
        servers_put_name(out, servers->row[key->server].name, servers->row[key->server].name_len);
    }
}

/* Only if there are servers to know. */
static void put_server(FILE *out, const char *name, const struct servers *servers,
                       const struct servers_key *key)
{
    if (servers != NULL && servers->num_rows > 0) {
        json_key(out, name, false);
        put_name(out, servers, key);
    }
}

static void put_srv(FILE *out, const struct servers *servers, struct rt_bytes body)
{
    struct rt_message message;
    struct rt_bytes srv = {NULL, 0, 0};
    struct rt_error err;
    bool there = rt_message_parse(&message, &err, body, RT_IN_TOP) &&
                 rt_message_find(&srv, &message, RT_TAG_SRV) && servers != NULL;
    put_server(out, "srvServer", servers, there ? servers_by_srv(servers, srv) : NULL);
}

static void put_role(FILE *out, const char *role)
{
    json_key(out, "role", false);
    if (role[0] == '\0') {
        fputs("null", out);
    } else {
        json_word(out, role);
    }
}

static void put_bytes(FILE *out, const char *name, struct rt_bytes bytes)
{
    json_key(out, name, false);
    json_base64(out, bytes);
}

void show_json_exchange(FILE *out, const struct origin *origin, const struct source_exchange *exchange)
{
    const struct rt_exchange *x = &exchange->x;
    const struct servers *servers = origin->servers;
    fputc('{', out);
    json_key(out, "index", true);
    fprintf(out, "%zu", x->index);
    put_role(out, origin->role);
    put_bytes(out, "publicKey", x->public_key);
    put_server(out, "server", servers, servers != NULL ? servers_by_key(servers, x->public_key) : NULL);
    put_bytes(out, "rand", x->rand);
    put_bytes(out, "nonce", x->nonce);
    json_key(out, "id", false);
    json_value(out, x->id);
    json_key(out, "file", false);
    json_string(out, rt_bytes_from(exchange->file, strlen(exchange->file)));
    json_key(out, "sent", false);
    json_date(out, exchange->sent);
    json_key(out, "received", false);
    json_date(out, exchange->received);
    json_key(out, "remarks", false);
    json_remarks(out, &exchange->remarks);
    json_key(out, "error", false);
    json_error(out, &exchange->error);
    fputc('}', out);
}

void show_json(FILE *out, const struct origin *origin, const struct rt_description *description,
               const struct source_exchange *exchange)
{
    put_account(out, origin, description);
    put_srv(out, origin->servers, description->body);
    if (exchange != NULL) {
        json_key(out, "exchange", false);
        show_json_exchange(out, origin, exchange);
    }
    fputs("}\n", out);
}
