/* Explanations as pieces of the answer: what the command prints as JSON, and the statements of its text. */
#include "tools/verify_show.h"

#include "wasm/call.h"
#include "wasm/output.h"

#include "parser/json_write.h"

static void put_case(const struct verify_view *view, const struct rt_case *c)
{
    struct rt_text text = output_open();
    rt_case_json(&text, c, view->explain);
    output_close(OUTPUT_JSON, &text);
}

/* A text within a string of JSON: it is printable ASCII, and its names have quotes. */
static void write_case_text(struct rt_text *text, const struct rt_case *c, const struct rt_statement *s)
{
    char part[256];
    struct rt_text window = rt_text_into(part, sizeof part);
    do {
        rt_case_text(&window, c, s);
        rt_write_escaped(text, rt_bytes_from(part, rt_text_len(&window)));
    } while (rt_text_advance(&window));
}

static void write_evidence_text(struct rt_text *text, const struct rt_evidence *e,
                                const struct rt_statement *s)
{
    char part[256];
    struct rt_text window = rt_text_into(part, sizeof part);
    do {
        rt_evidence_text(&window, e, s);
        rt_write_escaped(text, rt_bytes_from(part, rt_text_len(&window)));
    } while (rt_text_advance(&window));
}

static void write_statement_begin(struct rt_text *text, const struct rt_statement *s, bool first)
{
    static const char kinds[][12] = {"",      "verdict", "violation", "suspects", "check",
                                     "field", "proves",  "limits",    "remark",   "diagnosis"};
    rt_text_string(text, first ? "{" : ",{");
    rt_write_key(text, "kind");
    rt_write_word(text, kinds[s->kind]);
    rt_write_next(text, "label");
    rt_write_word(text, s->label);
    rt_write_next(text, "mark");
    rt_write_word(text, rt_statement_mark(s));
    rt_write_next(text, "text");
    rt_text_char(text, '"');
}

static void write_case(struct rt_text *text, const struct rt_case *c)
{
    struct rt_statement s = {0};
    rt_text_string(text, "{\"statements\":[");
    for (bool first = true; rt_case_next(&s, c, RT_DETAIL_FULL); first = false) {
        write_statement_begin(text, &s, first);
        write_case_text(text, c, &s);
        rt_text_string(text, "\"}");
    }
    rt_text_string(text, "]}");
}

static void write_evidence(struct rt_text *text, const struct rt_evidence *e)
{
    struct rt_statement s = {0};
    rt_text_string(text, "{\"statements\":[");
    for (bool first = true; rt_evidence_next(&s, e, RT_DETAIL_FULL); first = false) {
        write_statement_begin(text, &s, first);
        write_evidence_text(text, e, &s);
        rt_text_string(text, "\"}");
    }
    rt_text_string(text, "],\"links\":[");
}

static void put_statements(const struct rt_case *c, const char *before, const char *behind)
{
    if (!call.statements) {
        return;
    }
    struct rt_text text = output_open();
    rt_text_string(&text, before);
    write_case(&text, c);
    rt_text_string(&text, behind);
    output_close(OUTPUT_EXTRA, &text);
}

void verify_show_case(struct verify_view *view, const struct rt_case *c, const char *path, const char *file,
                      uint64_t number, enum rt_detail detail)
{
    (void)path, (void)file, (void)number, (void)detail;
    put_case(view, c);
    output_string(OUTPUT_JSON, "\n");
    put_statements(c, "", "\n");
}

void verify_show_begin(struct verify_view *view, const struct rt_evidence *e, const char *path)
{
    (void)view, (void)path;
    struct rt_text text = output_open();
    rt_evidence_json_begin(&text, e);
    output_close(OUTPUT_JSON, &text);
    if (call.statements) {
        text = output_open();
        write_evidence(&text, e);
        output_close(OUTPUT_EXTRA, &text);
    }
}

void verify_show_link(struct verify_view *view, const struct rt_case *c, const char *file, uint64_t number,
                      enum rt_detail detail)
{
    (void)file, (void)detail;
    output_string(OUTPUT_JSON, number > 1 ? "," : "");
    put_case(view, c);
    put_statements(c, number > 1 ? "," : "", "");
}

void verify_show_end(const struct verify_view *view, const struct rt_evidence *e)
{
    (void)view;
    struct rt_text text = output_open();
    rt_evidence_json_end(&text, e);
    rt_text_char(&text, '\n');
    output_close(OUTPUT_JSON, &text);
    if (call.statements) {
        output_string(OUTPUT_EXTRA, "]}\n");
    }
}
