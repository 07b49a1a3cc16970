#include "tools/summary.h"

#include "parser/json_write.h"
#include "verify/explain_words.h"

#define WINDOW 65536

static uint64_t num_of(const struct summary *s)
{
    uint64_t num = 0;
    for (size_t i = 0; i <= RT_VERDICT_MALFORMED; i++) {
        num += s->verdict[i];
    }
    return num;
}

/* Text. */

static void say_label(struct rt_text *text, const char *label)
{
    const size_t begin = text->pos;
    rt_text_string(text, "  ");
    rt_text_string(text, label);
    while (text->pos < begin + 12) {
        rt_text_char(text, ' ');
    }
}

static void say_span(struct rt_text *text, const struct summary_span *span)
{
    rt_say_time(text, span->from);
    rt_text_string(text, " to ");
    rt_say_time(text, span->until);
}

static void say_verdicts(struct rt_text *text, const struct summary *s)
{
    const char *before = "";
    say_label(text, "verdict");
    for (size_t i = RT_VERDICT_VALID; i <= RT_VERDICT_MALFORMED; i++) {
        if (s->verdict[i] > 0) {
            rt_text_string(text, before);
            rt_text_uint(text, s->verdict[i]);
            rt_text_char(text, ' ');
            rt_text_string(text, rt_verdict_name((enum rt_verdict_kind)i));
            before = ", ";
        }
    }
    rt_text_char(text, '\n');
}

static void say_server(struct rt_text *text, const struct summary_server *server,
                       const struct rt_names *names)
{
    say_label(text, "server");
    rt_say_key(text, names, &server->key);
    rt_text_string(text, server->trusted ? ", trusted: " : ", not trusted: ");
    rt_say_count(text, server->num, "exchange");
    rt_text_string(text, ", ");
    rt_text_uint(text, server->num_valid);
    rt_text_string(text, " valid");
    if (server->span.any) {
        rt_text_string(text, ", ");
        say_span(text, &server->span);
    }
    rt_text_char(text, '\n');
}

static void say_num(struct rt_text *text, const char *label, const char *what, uint64_t num)
{
    if (num > 0) {
        say_label(text, label);
        rt_text_string(text, what);
        rt_text_string(text, ": ");
        rt_say_count(text, num, "exchange");
        rt_text_char(text, '\n');
    }
}

static void say_suspects(struct rt_text *text, const struct summary *s, const struct rt_names *names)
{
    if (s->num_malfeasance > 0) {
        say_label(text, "lies");
        rt_text_string(text, "proved by ");
        rt_say_count(text, s->num_malfeasance, "report");
        rt_text_char(text, '\n');
    }
    for (size_t i = 0; i < s->num_servers; i++) {
        if (s->server[i].num_suspected > 0) {
            say_label(text, "suspect");
            rt_say_key(text, names, &s->server[i].key);
            rt_text_string(text, ": by ");
            rt_say_count(text, s->server[i].num_suspected, "report");
            rt_text_char(text, '\n');
        }
    }
}

static void say(struct rt_text *text, const struct summary *s, const struct rt_names *names)
{
    rt_text_string(text, "summary: ");
    rt_say_count(text, num_of(s), "exchange");
    rt_text_char(text, '\n');
    if (num_of(s) > 0) {
        say_verdicts(text, s);
    }
    if (s->span.any) {
        say_label(text, "time");
        say_span(text, &s->span);
        rt_text_char(text, '\n');
    }
    for (size_t i = 0; i < s->num_servers; i++) {
        say_server(text, &s->server[i], names);
    }
    say_num(text, "server", "others", s->num_others);
    say_num(text, "server", "no key", s->num_nameless);
    for (size_t i = 0; i < SUMMARY_VERSIONS && rt_version_row(i) != NULL; i++) {
        say_num(text, "version", rt_version_row(i)->name, s->version[i]);
    }
    for (size_t i = 0; i < s->num_errors; i++) {
        say_num(text, "error", rt_error_info(s->error[i].code)->slug, s->error[i].num);
    }
    say_suspects(text, s, names);
}

/* JSON. */

static void write_num(struct rt_text *text, const char *name, uint64_t num)
{
    rt_write_next(text, name);
    rt_text_uint(text, num);
}

static void write_span(struct rt_text *text, const struct summary_span *span)
{
    rt_write_next(text, "earliest");
    if (span->any) {
        rt_write_time(text, span->from);
    } else {
        rt_text_string(text, "null");
    }
    rt_write_next(text, "latest");
    if (span->any) {
        rt_write_time(text, span->until);
    } else {
        rt_text_string(text, "null");
    }
}

static void write_verdicts(struct rt_text *text, const struct summary *s)
{
    rt_write_next(text, "verdicts");
    for (size_t i = RT_VERDICT_VALID; i <= RT_VERDICT_MALFORMED; i++) {
        rt_text_char(text, i == RT_VERDICT_VALID ? '{' : ',');
        rt_write_key(text, rt_verdict_name((enum rt_verdict_kind)i));
        rt_text_uint(text, s->verdict[i]);
    }
    rt_text_char(text, '}');
}

static void write_server(struct rt_text *text, const struct summary_server *server,
                         const struct rt_names *names)
{
    rt_write_first(text, "keyId");
    rt_write_key_id(text, names, &server->key);
    rt_write_next(text, "publicKey");
    rt_write_base64(text, rt_bytes_from(server->key.b, sizeof server->key.b));
    rt_write_bool_member(text, "trusted", server->trusted);
    write_num(text, "exchanges", server->num);
    write_num(text, "valid", server->num_valid);
    write_span(text, &server->span);
    write_num(text, "suspected", server->num_suspected);
    rt_text_char(text, '}');
}

static void write_servers(struct rt_text *text, const struct summary *s, const struct rt_names *names)
{
    rt_write_list(text, "servers");
    for (size_t i = 0; i < s->num_servers; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        write_server(text, &s->server[i], names);
    }
    rt_text_char(text, ']');
    write_num(text, "otherServers", s->num_others);
    write_num(text, "withoutKey", s->num_nameless);
}

static void write_versions(struct rt_text *text, const struct summary *s)
{
    const char *before = "";
    rt_write_list(text, "versions");
    for (size_t i = 0; i < SUMMARY_VERSIONS && rt_version_row(i) != NULL; i++) {
        if (s->version[i] > 0) {
            rt_text_string(text, before);
            rt_write_first(text, "name");
            rt_write_word(text, rt_version_row(i)->name);
            write_num(text, "exchanges", s->version[i]);
            rt_text_char(text, '}');
            before = ",";
        }
    }
    rt_text_char(text, ']');
}

static void write_errors(struct rt_text *text, const struct summary *s)
{
    rt_write_list(text, "errors");
    for (size_t i = 0; i < s->num_errors; i++) {
        rt_text_string(text, i > 0 ? ",{" : "{");
        rt_write_key(text, "slug");
        rt_write_word(text, rt_error_info(s->error[i].code)->slug);
        write_num(text, "exchanges", s->error[i].num);
        rt_text_char(text, '}');
    }
    rt_text_char(text, ']');
}

static void write(struct rt_text *text, const struct summary *s, const struct rt_names *names)
{
    rt_write_first(text, "exchanges");
    rt_text_uint(text, num_of(s));
    write_verdicts(text, s);
    write_span(text, &s->span);
    write_servers(text, s, names);
    write_versions(text, s);
    write_errors(text, s);
    write_num(text, "malfeasance", s->num_malfeasance);
    rt_text_string(text, "}\n");
}

void summary_show(FILE *out, const struct summary *summary, const struct rt_names *names, bool json)
{
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    do {
        if (json) {
            write(&text, summary, names);
        } else {
            say(&text, summary, names);
        }
        fwrite(window, 1, rt_text_len(&text), out);
    } while (rt_text_advance(&text));
}
