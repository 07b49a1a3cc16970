#include "tools/verify_show.h"

#include "tools/terminal.h"

#include <inttypes.h>
#include <stdio.h>

/* Texts of any length go through one window after the other. */
#define WINDOW 65536

static void put_window(FILE *out, const struct rt_text *text)
{
    fwrite(text->out, 1, rt_text_len(text), out);
}

static void put_hex(FILE *out, struct rt_bytes bytes)
{
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    do {
        rt_text_hex(&text, bytes);
        put_window(out, &text);
    } while (rt_text_advance(&text));
}

/* Colours. */

static enum style style_of_verdict(const char *name)
{
    return name[0] == 'v' ? STYLE_GOOD : name[0] == 'i' && name[2] == 'c' ? STYLE_REMARK : STYLE_ERROR;
}

static enum style style_of(const struct rt_statement *s, const char *verdict)
{
    static const enum style checks[] = {STYLE_FAINT, STYLE_PLAIN, STYLE_ERROR, STYLE_REMARK, STYLE_FAINT};
    switch (s->kind) {
    case RT_SAYS_VERDICT:
        return style_of_verdict(verdict);
    case RT_SAYS_CHECK:
        return checks[s->outcome];
    case RT_SAYS_VIOLATION:
    case RT_SAYS_SUSPECTS:
        return STYLE_ERROR;
    case RT_SAYS_REMARK:
    case RT_SAYS_DIAGNOSIS:
        return STYLE_REMARK;
    case RT_SAYS_FIELD:
    case RT_SAYS_PROVES:
    case RT_SAYS_LIMITS:
        break;
    }
    return STYLE_PLAIN;
}

/* The mark and the label before a statement; the verdict has its origin there instead. */
static void put_label(const struct verify_view *view, const struct rt_statement *s)
{
    if (s->kind != RT_SAYS_VERDICT) {
        fprintf(view->out, "  %-4s  %-11s ", rt_statement_mark(s), s->label);
    }
}

static const char *verdict_of(const struct rt_case *c)
{
    return rt_verdict_name(c->judgement != NULL ? c->judgement->verdict.kind : RT_VERDICT_MALFORMED);
}

static void put_case_statement(const struct verify_view *view, const struct rt_case *c,
                               const struct rt_statement *s)
{
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    put_label(view, s);
    terminal_style(view->out, view->color, style_of(s, verdict_of(c)));
    do {
        rt_case_text(&text, c, s);
        put_window(view->out, &text);
    } while (rt_text_advance(&text));
    terminal_style(view->out, view->color, STYLE_PLAIN);
    putc('\n', view->out);
}

static void put_evidence_statement(const struct verify_view *view, const struct rt_evidence *e,
                                   const struct rt_statement *s)
{
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    put_label(view, s);
    terminal_style(view->out, view->color, style_of(s, rt_conclusion_name(rt_evidence_conclusion(e))));
    do {
        rt_evidence_text(&text, e, s);
        put_window(view->out, &text);
    } while (rt_text_advance(&text));
    terminal_style(view->out, view->color, STYLE_PLAIN);
    putc('\n', view->out);
}

/* Steps. */

static void put_step(const struct verify_view *view, const struct rt_step *step, size_t number)
{
    char title[256];
    struct rt_step_part line;
    struct rt_text text = rt_text_into(title, sizeof title);
    rt_step_title(&text, step);
    fprintf(view->out, "  step %zu: ", number);
    terminal_style(view->out, view->color, STYLE_NAME);
    put_window(view->out, &text);
    terminal_style(view->out, view->color, STYLE_PLAIN);
    putc('\n', view->out);
    for (size_t i = 0; rt_step_line(&line, step, i); i++) {
        fprintf(view->out, "    %-16s ", line.label);
        put_hex(view->out, line.bytes);
        putc('\n', view->out);
    }
}

static void put_steps(const struct verify_view *view, const struct rt_case *c)
{
    struct rt_steps steps;
    struct rt_step step;
    rt_steps_begin(&steps, c);
    for (size_t number = 1; rt_steps_next(&step, &steps); number++) {
        put_step(view, &step, number);
    }
}

/* Blocks. */

static void put_gap(struct verify_view *view)
{
    if (view->begun) {
        putc('\n', view->out);
    }
    view->begun = true;
}

void verify_show_gap(struct verify_view *view, bool begun)
{
    if (begun) {
        put_gap(view);
    }
}

static void put_case(const struct verify_view *view, const struct rt_case *c, enum rt_detail detail)
{
    struct rt_statement s = {0};
    while (rt_case_next(&s, c, view->explain ? RT_DETAIL_FULL : detail)) {
        put_case_statement(view, c, &s);
    }
    if (view->explain) {
        put_steps(view, c);
    }
}

static void put_number(const struct verify_view *view, uint64_t number, const char *file)
{
    if (file[0] != '\0') {
        terminal_name(view->out, file);
        fputs(": ", view->out);
    } else if (number > 0) {
        fprintf(view->out, "exchange %" PRIu64 ": ", number);
    }
}

static void put_case_json(const struct verify_view *view, const struct rt_case *c)
{
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    do {
        rt_case_json(&text, c, view->explain);
        put_window(view->out, &text);
    } while (rt_text_advance(&text));
}

void verify_show_case(struct verify_view *view, const struct rt_case *c, const char *path, const char *file,
                      uint64_t number, enum rt_detail detail)
{
    if (view->json) {
        put_case_json(view, c);
        putc('\n', view->out);
        return;
    }
    if (detail == RT_DETAIL_FULL || view->explain) {
        put_gap(view);
    }
    terminal_path(view->out, path);
    fputs(number > 0 && file[0] == '\0' ? ", " : ": ", view->out);
    put_number(view, number, file);
    put_case(view, c, detail);
}

void verify_show_begin(struct verify_view *view, const struct rt_evidence *e, const char *path)
{
    struct rt_statement s = {0};
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    if (view->json) {
        do {
            rt_evidence_json_begin(&text, e);
            put_window(view->out, &text);
        } while (rt_text_advance(&text));
        return;
    }
    put_gap(view);
    terminal_path(view->out, path);
    fputs(": ", view->out);
    while (rt_evidence_next(&s, e, RT_DETAIL_FULL)) {
        put_evidence_statement(view, e, &s);
    }
}

void verify_show_link(struct verify_view *view, const struct rt_case *c, const char *file, uint64_t number,
                      enum rt_detail detail)
{
    if (view->json) {
        fputs(number > 1 ? "," : "", view->out);
        put_case_json(view, c);
        return;
    }
    put_number(view, number, file);
    put_case(view, c, detail);
}

void verify_show_end(const struct verify_view *view, const struct rt_evidence *e)
{
    char window[WINDOW];
    struct rt_text text = rt_text_into(window, sizeof window);
    if (view->json) {
        do {
            rt_evidence_json_end(&text, e);
            put_window(view->out, &text);
        } while (rt_text_advance(&text));
        putc('\n', view->out);
    }
}
