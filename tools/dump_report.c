/* Exchanges: of reports, chain files and NDJSON, and of directories. */
#include "tools/dump.h"
#include "tools/json_out.h"

/* What is shown of one exchange, under one heading. */
struct view {
    struct dump *dump;
    const struct source_exchange *exchange;
    struct origin origin;
};

static void put_text(const struct rt_text *text)
{
    fwrite(text->out, 1, rt_text_len(text), stdout);
}

static void put_base64(const char *label, struct rt_bytes bytes)
{
    char buffer[96]; /* 64 bytes are 88 characters */
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_text_base64(&text, bytes);
    printf("  %-8s ", label);
    put_text(&text);
}

static void put_key(const struct view *view)
{
    const struct servers *servers = &view->dump->servers;
    const struct servers_key *key = servers_by_key(servers, view->exchange->x.public_key);
    put_base64("key", view->exchange->x.public_key);
    if (key != NULL) {
        putchar(' ');
        servers_put_name(stdout, servers->row[key->server].name, servers->row[key->server].name_len);
    }
    putchar('\n');
}

static void put_hex(const char *label, struct rt_bytes bytes)
{
    char buffer[128];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_text_hex(&text, bytes);
    printf("  %-8s ", label);
    put_text(&text);
    putchar('\n');
}

static void put_date(const char *label, struct rt_date date)
{
    char formatted[RT_TIME_TEXT_MAX];
    if (date.there) {
        rt_time_format(formatted, date.time);
        printf("  %-8s %s\n", label, formatted);
    }
}

/* What the container says of an exchange beside its messages. */
static void put_facts(const struct view *view)
{
    const struct source_exchange *exchange = view->exchange;
    const struct rt_exchange *x = &exchange->x;
    if (x->public_key.len > 0) {
        put_key(view);
    }
    if (x->rand.len > 0) {
        put_base64("rand", x->rand);
        putchar('\n');
    }
    if (x->nonce.len > 0) {
        put_hex("nonce", x->nonce);
    }
    if (x->id.text.len > 0) {
        printf("  %-8s ", "id");
        json_value(stdout, x->id);
        putchar('\n');
    }
    put_date("sent", exchange->sent);
    put_date("received", exchange->received);
}

static void put_heading(const struct view *view)
{
    const struct source_exchange *exchange = view->exchange;
    dump_gap(view->dump);
    show_origin(stdout, &view->origin);
    if (exchange->file[0] != '\0') {
        fputs(": ", stdout);
        terminal_name(stdout, exchange->file);
    }
    putchar('\n');
    put_facts(view);
    show_findings(stdout, view->dump->color, &view->origin, &exchange->remarks, &exchange->error);
}

static enum exit_status put_message(struct view *view, const char *role, struct rt_bytes message)
{
    if (message.len == 0) {
        return EXIT_GOOD;
    }
    view->origin.role = role;
    return dump_message(view->dump, &view->origin, rt_bytes_from(message.data, message.len));
}

/* `index` is that of the next message. */
static enum exit_status show_exchange(struct dump *dump, const struct source *source,
                                      const struct source_exchange *exchange, uint64_t *index)
{
    const struct rt_exchange *x = &exchange->x;
    struct view view = {dump,
                        exchange,
                        {.path = source->path,
                         .unit = "exchange",
                         .number = x->index,
                         .role = "",
                         .servers = &dump->servers}};
    enum exit_status status = exchange->error.code == RT_OK || x->request.len > 0 ? EXIT_GOOD : EXIT_BAD;
    put_heading(&view);
    view.origin.index = *index;
    status = exit_worse(status, put_message(&view, "request", x->request));
    view.origin.index += x->request.len > 0 ? 1 : 0;
    status = exit_worse(status, put_message(&view, "response", x->response));
    *index = view.origin.index + (x->response.len > 0 ? 1 : 0);
    return status;
}

static size_t count(struct source *source)
{
    struct source_exchange exchange;
    size_t num = 0;
    while (source_next(&exchange, source)) {
        num++;
    }
    source_rewind(source);
    return num;
}

static void put_whole(struct dump *dump, struct source *source)
{
    struct origin origin = {.path = source->path, .alone = true};
    static const struct rt_error good = {.code = RT_OK};
    size_t num = count(source);
    dump_gap(dump);
    terminal_path(stdout, source->path);
    printf(": %s, %zu exchange%s\n", source->format, num, num == 1 ? "" : "s");
    show_findings(stdout, dump->color, &origin, &source->remarks, &good);
}

enum exit_status dump_exchanges(struct dump *dump, struct source *source)
{
    struct source_exchange exchange;
    enum exit_status status = EXIT_GOOD;
    uint64_t index = 0;
    put_whole(dump, source);
    while (source_next(&exchange, source)) {
        status = exit_worse(status, show_exchange(dump, source, &exchange, &index));
    }
    return status;
}
