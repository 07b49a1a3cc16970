/* The JSON of server lists. */
#include "parser/json_write.h"
#include "tools/dump_json.h"

void dump_version_name(struct rt_text *text, const struct rt_server *server)
{
    switch (server->version) {
    case RT_SERVER_UNKNOWN:
        break;
    case RT_SERVER_GOOGLE:
        rt_text_string(text, "Google's protocol");
        break;
    case RT_SERVER_IETF:
        rt_text_string(text, "IETF, some draft or the RFC");
        break;
    case RT_SERVER_CODE:
        rt_version_code_name(text, server->code);
        break;
    }
}

static void write_version(struct rt_text *text, const struct rt_server *server)
{
    char buffer[96];
    struct rt_text name = rt_text_into(buffer, sizeof buffer);
    dump_version_name(&name, server);
    rt_write_next(text, "version");
    if (server->version == RT_SERVER_UNKNOWN) {
        rt_text_string(text, "null");
        return;
    }
    rt_write_first(text, "code");
    if (server->version == RT_SERVER_CODE) {
        rt_text_uint(text, server->code);
    } else {
        rt_text_string(text, "null");
    }
    rt_write_next(text, "name");
    rt_text_json(text, rt_bytes_from(buffer, rt_text_len(&name)));
    rt_text_char(text, '}');
}

static void write_key(struct rt_text *text, const struct rt_server_key *key, const struct rt_error *err)
{
    uint8_t srv[32];
    bool ok = err->code == RT_OK, has_srv = ok && servers_srv(srv, key->b);
    rt_write_key(text, "publicKey");
    rt_write_base64(text, rt_bytes_from(key->b, ok ? sizeof key->b : 0));
    rt_write_next(text, "srv");
    rt_write_base64(text, rt_bytes_from(srv, has_srv ? sizeof srv : 0));
    rt_write_next(text, "validFrom");
    dump_write_date(text, key->from);
    rt_write_next(text, "validUntil");
    dump_write_date(text, key->until);
    rt_write_next(text, "error");
    rt_write_error(text, err, NULL);
}

static void write_keys(struct rt_text *text, struct rt_server *server)
{
    struct rt_server_key key;
    struct rt_error err;
    struct rt_remarks ignored = {0};
    const char *before = "{";
    rt_write_list(text, "keys");
    while (rt_server_key_next(&key, &err, &ignored, server) || err.code != RT_OK) {
        rt_text_string(text, before);
        write_key(text, &key, &err);
        rt_text_char(text, '}');
        before = ",{";
    }
    rt_text_char(text, ']');
}

static void write_address(struct rt_text *text, const struct rt_address *address, const struct rt_error *err)
{
    bool ok = err->code == RT_OK;
    rt_write_key(text, "protocol");
    rt_text_string(text, !ok ? "null" : address->protocol == RT_PROTOCOL_TCP ? "\"tcp\"" : "\"udp\"");
    rt_write_next(text, "host");
    if (ok) {
        rt_write_word(text, address->host);
        rt_write_uint_member(text, "port", address->port);
    } else {
        rt_text_string(text, "null,\"port\":null");
    }
    rt_write_next(text, "error");
    rt_write_error(text, err, NULL);
}

static void write_addresses(struct rt_text *text, struct rt_server *server)
{
    struct rt_address address;
    struct rt_error err;
    struct rt_remarks ignored = {0};
    const char *before = "{";
    rt_write_list(text, "addresses");
    while (rt_server_address_next(&address, &err, &ignored, server) || err.code != RT_OK) {
        rt_text_string(text, before);
        write_address(text, &address, &err);
        rt_text_char(text, '}');
        before = ",{";
    }
    rt_text_char(text, ']');
}

void dump_server_members(struct rt_text *text, const struct dump_lines *lines)
{
    struct rt_server server = lines->server; /* of which the readers take their keys and addresses */
    bool ok = lines->error.code == RT_OK;
    rt_write_uint_member(text, "index", server.index);
    if (rt_write_optional(text, "name", ok)) {
        rt_text_json(text, rt_bytes_from(server.name, server.name_len));
    }
    write_version(text, &server);
    if (ok) {
        write_keys(text, &server);
        write_addresses(text, &server);
    } else {
        rt_text_string(text, ",\"keys\":[],\"addresses\":[]");
    }
    rt_write_next(text, "remarks");
    dump_write_remarks(text, &lines->remarks);
    rt_write_next(text, "error");
    rt_write_error(text, &lines->error, NULL);
}

static void write_sources(struct rt_text *text, struct rt_json_walk sources)
{
    struct rt_json key, url;
    const char *before = "";
    rt_write_list(text, "sources");
    for (; rt_json_next(&key, &url, &sources); before = ",") {
        rt_text_string(text, before);
        rt_write_value(text, url);
    }
    rt_text_char(text, ']');
}

void dump_list_members(struct rt_text *text, const struct dump_lines *lines)
{
    const struct rt_server_list *list = &lines->list;
    rt_write_next(text, "list");
    rt_write_first(text, "created");
    dump_write_date(text, list->created);
    rt_write_next(text, "expires");
    dump_write_date(text, list->expires);
    write_sources(text, list->sources);
    rt_write_next(text, "reports");
    rt_write_value(text, list->reports);
    rt_write_next(text, "remarks");
    dump_write_remarks(text, &lines->source->remarks);
    rt_text_char(text, '}');
}
