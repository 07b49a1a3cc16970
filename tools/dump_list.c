/* Server lists as text. */
#include "tools/dump.h"
#include "tools/dump_json.h"
#include "tools/json_out.h"

/* One server of a list. Keys and addresses are pulled as they are shown. */
struct view {
    struct dump *dump;
    struct origin origin;
    struct rt_server server;
    struct rt_remarks remarks;
    enum exit_status status;
};

static const struct rt_error good = {.code = RT_OK};

static struct rt_bytes name_of(const struct rt_server *server)
{
    return rt_bytes_from(server->name, server->name_len);
}

static void say_error(struct view *view, const struct rt_error *err)
{
    static const struct rt_remarks none = {0};
    show_findings(stdout, view->dump->color, &view->origin, &none, err);
    view->status = EXIT_BAD;
}

static void put_text(const struct rt_text *text)
{
    fwrite(text->out, 1, rt_text_len(text), stdout);
}

static void put_label(const char *label)
{
    printf("  %-8s ", label);
}

static void put_version(const struct rt_server *server)
{
    char buffer[96];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    if (server->version == RT_SERVER_CODE && server->code < 0x80000000) {
        rt_text_uint(&text, server->code);
    } else if (server->version == RT_SERVER_CODE) {
        rt_text_code(&text, server->code);
    }
    rt_text_string(&text, server->version == RT_SERVER_CODE ? " (" : "");
    dump_version_name(&text, server);
    rt_text_string(&text, server->version == RT_SERVER_CODE ? ")" : "");
    put_label("version");
    put_text(&text);
    puts(rt_text_len(&text) == 0 ? "unknown" : "");
}

static void put_date(const char *before, struct rt_date date)
{
    char formatted[RT_TIME_TEXT_MAX];
    if (date.there) {
        rt_time_format(formatted, date.time);
        printf("%s%s", before, formatted);
    }
}

static void put_key(const struct rt_server_key *key)
{
    char buffer[64];
    uint8_t srv[32];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_text_base64(&text, rt_bytes_from(key->b, sizeof key->b));
    put_label("key");
    put_text(&text);
    put_date(" from ", key->from);
    put_date(" until ", key->until);
    putchar('\n');
    if (servers_srv(srv, key->b)) {
        text = rt_text_into(buffer, sizeof buffer);
        rt_text_hex(&text, rt_bytes_from(srv, sizeof srv));
        put_label("srv");
        put_text(&text);
        putchar('\n');
    }
}

static void put_keys(struct view *view)
{
    struct rt_server_key key;
    struct rt_error err;
    for (;;) {
        if (rt_server_key_next(&key, &err, &view->remarks, &view->server)) {
            put_key(&key);
        } else if (err.code == RT_OK) {
            return;
        } else {
            say_error(view, &err);
        }
    }
}

static const char *protocol_name(const struct rt_address *address)
{
    return address->protocol == RT_PROTOCOL_TCP ? "tcp" : "udp";
}

static void put_address(const struct rt_address *address)
{
    bool six = address->kind == RT_HOST_IPV6;
    put_label("address");
    printf("%s %s%s%s:%u\n", protocol_name(address), six ? "[" : "", address->host, six ? "]" : "",
           (unsigned)address->port);
}

static void put_addresses(struct view *view)
{
    struct rt_address address;
    struct rt_error err;
    for (;;) {
        if (rt_server_address_next(&address, &err, &view->remarks, &view->server)) {
            put_address(&address);
        } else if (err.code == RT_OK) {
            return;
        } else {
            say_error(view, &err);
        }
    }
}

/* `err` says why the whole entry is refused, or RT_OK. */
static void put_server(struct view *view, const struct rt_error *err)
{
    dump_gap(view->dump);
    show_origin(stdout, &view->origin);
    if (err->code == RT_OK) {
        fputs(": ", stdout);
        json_string(stdout, name_of(&view->server));
        putchar('\n');
        put_version(&view->server);
        put_keys(view);
        put_addresses(view);
    } else {
        putchar('\n');
    }
    show_findings(stdout, view->dump->color, &view->origin, &view->remarks, err);
}

/* The list as a whole. */

static size_t count(struct rt_server_list list)
{
    struct rt_server server;
    struct rt_error err;
    struct rt_remarks ignored = {0};
    size_t num = 0;
    while (rt_server_next(&server, &err, &ignored, &list) || err.code != RT_OK) {
        num++;
    }
    return num;
}

static void put_urls(const struct rt_server_list *list)
{
    struct rt_json_walk walk = list->sources;
    struct rt_json key, url;
    while (rt_json_next(&key, &url, &walk)) {
        put_label("source");
        json_value(stdout, url);
        putchar('\n');
    }
    if (list->reports.text.len > 0) {
        put_label("reports");
        json_value(stdout, list->reports);
        putchar('\n');
    }
}

static void put_list(struct dump *dump, const struct source *source, const struct rt_server_list *list)
{
    struct origin origin = {.path = source->path, .alone = true};
    size_t num = count(*list);
    dump_gap(dump);
    terminal_path(stdout, source->path);
    printf(": server list, %zu server%s", num, num == 1 ? "" : "s");
    put_date(", created ", list->created);
    put_date(", expires ", list->expires);
    putchar('\n');
    put_urls(list);
    show_findings(stdout, dump->color, &origin, &source->remarks, &good);
}

static void show_server(struct view *view, const struct rt_error *err)
{
    view->origin.number = view->server.index;
    if (err->code != RT_OK) {
        view->status = EXIT_BAD;
    }
    put_server(view, err);
    view->remarks = (struct rt_remarks){0};
}

enum exit_status dump_list(struct dump *dump, const struct source *source)
{
    struct rt_server_list list;
    struct rt_error err;
    struct rt_remarks ignored = {0};
    struct view view = {dump, {.path = source->path, .unit = "server", .role = ""}, {0}, {0}, EXIT_GOOD};
    if (!rt_server_list_open(&list, &err, &ignored, source->bytes, source->bytes.len)) {
        return EXIT_IO; /* unreachable: source_open did it before */
    }
    put_list(dump, source, &list);
    while (rt_server_next(&view.server, &err, &view.remarks, &list) || err.code != RT_OK) {
        show_server(&view, &err);
    }
    return view.status;
}
