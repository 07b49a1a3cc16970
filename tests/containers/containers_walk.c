/* containers_walk READER MAX FILE...: what one reader makes of each file, as a line of JSON: which the oracle
 * must tell as well. READER is report, list, integer, request or response; JSON has at most MAX bytes. */
#include "parser/json_write.h"
#include "parser/report.h"
#include "parser/request.h"
#include "parser/response.h"
#include "parser/serverlist.h"
#include "tests/containers/files.h"

#define MOST ((size_t)1 << 24)

static void write_number(struct rt_text *out, const char *name, size_t v)
{
    rt_write_key(out, name);
    rt_text_uint(out, v);
    rt_text_char(out, ',');
}

/* null, [slug, offset]. */
static void write_error(struct rt_text *out, const struct rt_error *err)
{
    if (err->code == RT_OK) {
        rt_text_string(out, "null");
        return;
    }
    rt_text_char(out, '[');
    rt_write_word(out, rt_error_info(err->code)->slug);
    rt_text_char(out, ',');
    rt_text_uint(out, err->offset);
    rt_text_char(out, ']');
}

/* [[slug, offset], ...], in the order in which they were found. */
static void write_remarks(struct rt_text *out, const struct rt_remarks *remarks)
{
    rt_write_next(out, "remarks");
    rt_text_char(out, '[');
    for (size_t i = 0; i < remarks->num; i++) {
        rt_text_string(out, i > 0 ? ",[" : "[");
        rt_write_word(out, rt_remark_info(remarks->item[i].code)->slug);
        rt_text_char(out, ',');
        rt_text_uint(out, remarks->item[i].offset);
        rt_text_char(out, ']');
    }
    rt_text_char(out, ']');
}

/* null, or [offset, length]. */
static void write_place(struct rt_text *out, const char *name, struct rt_bytes slice)
{
    rt_write_next(out, name);
    if (slice.len == 0) {
        rt_text_string(out, "null");
        return;
    }
    rt_text_char(out, '[');
    rt_text_uint(out, slice.at);
    rt_text_char(out, ',');
    rt_text_uint(out, slice.len);
    rt_text_char(out, ']');
}

/* The beginning of an entry of either container. */
static void write_entry(struct rt_text *out, size_t index, struct rt_bytes text, const struct rt_error *err)
{
    rt_text_string(out, index > 0 ? ",{" : "{");
    write_number(out, "index", index);
    rt_write_key(out, "error");
    write_error(out, err);
    write_place(out, "place", text);
}

/* Reports. */

static void write_slice(struct rt_text *out, const char *name, struct rt_bytes bytes)
{
    rt_write_next(out, name);
    rt_write_hex(out, bytes);
}

static void write_exchange(struct rt_text *out, const struct rt_exchange *x, const struct rt_error *err,
                           const struct rt_remarks *remarks)
{
    write_entry(out, x->index, x->text, err);
    write_remarks(out, remarks);
    write_place(out, "id", x->id.text);
    write_slice(out, "response", x->response);
    write_slice(out, "request", x->request);
    write_slice(out, "publicKey", x->public_key);
    write_slice(out, "rand", x->rand);
    write_slice(out, "nonce", x->nonce);
    rt_text_char(out, '}');
}

static void write_exchanges(struct rt_text *out, struct rt_report *report, struct rt_remarks *whole)
{
    static uint8_t room[RT_EXCHANGE_ROOM];
    rt_write_next(out, "entries");
    rt_text_char(out, '[');
    for (;;) {
        struct rt_exchange x;
        struct rt_error err;
        struct rt_remarks remarks = {0};
        bool ok = rt_report_next(&x, &err, &remarks, report, room, sizeof room);
        if (!ok && err.code == RT_OK) {
            for (size_t i = 0; i < remarks.num; i++) {
                rt_remark_add(whole, remarks.item[i].code, RT_IN_TOP, 0, remarks.item[i].offset);
            }
            break;
        }
        write_exchange(out, &x, &err, &remarks);
    }
    rt_text_char(out, ']');
}

static void walk_report(struct rt_text *out, struct rt_bytes in, size_t max)
{
    struct rt_report report;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    bool ok = rt_report_open(&report, &err, &remarks, in, max);
    rt_write_key(out, "error");
    write_error(out, &err);
    if (ok) {
        rt_write_next(out, "format");
        rt_write_word(out, rt_report_format_name(report.format));
        write_exchanges(out, &report, &remarks);
    }
    write_remarks(out, &remarks);
}

/* Server lists. */

static void write_date(struct rt_text *out, const char *name, struct rt_date date)
{
    char text[RT_TIME_TEXT_MAX];
    rt_write_next(out, name);
    if (!date.there) {
        rt_text_string(out, "null");
        return;
    }
    rt_time_format(text, date.time);
    rt_write_word(out, text);
}

static void write_key(struct rt_text *out, const struct rt_server_key *key)
{
    rt_text_char(out, '{');
    rt_write_key(out, "key");
    rt_write_hex(out, rt_bytes_from(key->b, sizeof key->b));
    write_date(out, "from", key->from);
    write_date(out, "until", key->until);
    rt_text_char(out, '}');
}

static void write_keys(struct rt_text *out, struct rt_remarks *remarks, struct rt_server *server)
{
    rt_write_next(out, "keys");
    rt_text_char(out, '[');
    for (size_t i = 0;; i++) {
        struct rt_server_key key;
        struct rt_error err;
        bool ok = rt_server_key_next(&key, &err, remarks, server);
        if (!ok && err.code == RT_OK) {
            break;
        }
        rt_text_string(out, i > 0 ? "," : "");
        if (ok) {
            write_key(out, &key);
        } else {
            write_error(out, &err);
        }
    }
    rt_text_char(out, ']');
}

/* As users write it, with its protocol before. */
static void write_address(struct rt_text *out, const struct rt_address *address)
{
    bool six = address->kind == RT_HOST_IPV6;
    rt_text_string(out, address->protocol == RT_PROTOCOL_TCP ? "\"tcp " : "\"udp ");
    rt_text_string(out, address->kind == RT_HOST_IPV4 ? "4 " : six ? "6 " : "name ");
    rt_text_string(out, six ? "[" : "");
    rt_text_string(out, address->host);
    rt_text_string(out, six ? "]:" : ":");
    rt_text_uint(out, address->port);
    rt_text_char(out, '"');
}

static void write_addresses(struct rt_text *out, struct rt_remarks *remarks, struct rt_server *server)
{
    rt_write_next(out, "addresses");
    rt_text_char(out, '[');
    for (size_t i = 0;; i++) {
        struct rt_address address;
        struct rt_error err;
        bool ok = rt_server_address_next(&address, &err, remarks, server);
        if (!ok && err.code == RT_OK) {
            break;
        }
        rt_text_string(out, i > 0 ? "," : "");
        if (ok) {
            write_address(out, &address);
        } else {
            write_error(out, &err);
        }
    }
    rt_text_char(out, ']');
}

static void write_version(struct rt_text *out, const struct rt_server *server)
{
    static const char names[][8] = {"unknown", "google", "ietf"};
    rt_write_next(out, "version");
    rt_text_char(out, '"');
    if (server->version == RT_SERVER_CODE) {
        rt_text_code(out, server->code);
    } else {
        rt_text_string(out, names[server->version]);
    }
    rt_text_char(out, '"');
}

static void write_server(struct rt_text *out, struct rt_server *server, struct rt_remarks *remarks)
{
    write_slice(out, "name", rt_bytes_from(server->name, server->name_len));
    write_version(out, server);
    write_keys(out, remarks, server);
    write_addresses(out, remarks, server);
}

static void write_servers(struct rt_text *out, struct rt_server_list *list)
{
    rt_write_next(out, "servers");
    rt_text_char(out, '[');
    for (;;) {
        struct rt_server server;
        struct rt_error err;
        struct rt_remarks remarks = {0};
        bool ok = rt_server_next(&server, &err, &remarks, list);
        if (!ok && err.code == RT_OK) {
            break;
        }
        write_entry(out, server.index, server.text, &err);
        if (ok) {
            write_server(out, &server, &remarks);
        }
        write_remarks(out, &remarks);
        rt_text_char(out, '}');
    }
    rt_text_char(out, ']');
}

static void write_sources(struct rt_text *out, struct rt_json_walk walk)
{
    struct rt_json key, url;
    rt_write_next(out, "sources");
    rt_text_char(out, '[');
    for (size_t i = 0; rt_json_next(&key, &url, &walk); i++) {
        rt_text_string(out, i > 0 ? "," : "");
        rt_text_uint(out, url.text.at);
    }
    rt_text_char(out, ']');
}

static void walk_list(struct rt_text *out, struct rt_bytes in, size_t max)
{
    struct rt_server_list list;
    struct rt_error err;
    struct rt_remarks remarks = {0};
    bool ok = rt_server_list_open(&list, &err, &remarks, in, max);
    rt_write_key(out, "error");
    write_error(out, &err);
    if (ok) {
        rt_write_next(out, "lines");
        rt_write_bool(out, list.lines);
        write_date(out, "created", list.created);
        write_date(out, "expires", list.expires);
        write_sources(out, list.sources);
        write_place(out, "reports", list.reports.text);
        write_servers(out, &list);
    }
    write_remarks(out, &remarks);
}

/* Readers of one value. */

static void walk_integer(struct rt_text *out, struct rt_bytes in, size_t max)
{
    struct rt_json value;
    struct rt_error err;
    uint64_t v = 0;
    bool ok = rt_json_parse(&value, &err, in, max) && rt_json_uint(&v, &err, value);
    rt_write_key(out, "error");
    write_error(out, &err);
    rt_write_next(out, "integer");
    rt_text_char(out, '"'); /* as text: many readers of JSON lose digits */
    rt_text_uint(out, v);
    rt_text_string(out, ok ? "\"" : "?\"");
}

static void walk_request(struct rt_text *out, struct rt_bytes in, size_t max)
{
    struct rt_request request;
    struct rt_error err;
    (void)max;
    (void)!rt_request_parse(&request, &err, in, RT_FORM_ANY);
    rt_write_key(out, "error");
    write_error(out, &err);
}

static void walk_response(struct rt_text *out, struct rt_bytes in, size_t max)
{
    struct rt_response response;
    struct rt_error err;
    (void)max;
    (void)!rt_response_parse(&response, &err, in, RT_FORM_ANY);
    rt_write_key(out, "error");
    write_error(out, &err);
}

static const struct {
    char name[12];
    void (*walk)(struct rt_text *out, struct rt_bytes in, size_t max);
} readers[] = {
    {"report", walk_report},   {"list", walk_list},         {"integer", walk_integer},
    {"request", walk_request}, {"response", walk_response},
};

/* A copy of exactly as many bytes, so that sanitizers see a byte too far. */
static int walk_file(size_t reader, size_t max, const char *path)
{
    static char line[MOST];
    struct rt_text out = rt_text_into(line, sizeof line);
    struct rt_bytes file = file_read_path(path);
    if (file.data == NULL) {
        return 3;
    }
    rt_text_char(&out, '{');
    readers[reader].walk(&out, file, max);
    rt_text_string(&out, "}\n");
    free((void *)(uintptr_t)file.data);
    return !rt_text_overflows(&out) && fwrite(line, 1, rt_text_len(&out), stdout) > 0 ? 0 : 3;
}

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 3 && i < sizeof readers / sizeof readers[0]; i++) {
        if (strcmp(argv[1], readers[i].name) == 0) {
            int status = 0;
            for (int file = 3; file < argc && status == 0; file++) {
                status = walk_file(i, (size_t)strtoull(argv[2], NULL, 10), argv[file]);
            }
            return status;
        }
    }
    return 2;
}
