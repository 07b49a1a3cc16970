/* The JSON of one exchange. Keys and their order are fixed: roughproof-verify(1) lists them. */
#include "explain_words.h"

#include "../parser/json_write.h"

static void write_null(struct rt_text *text)
{
    rt_text_string(text, "null");
}

static const struct rt_verdict *verdict_of(const struct rt_case *c)
{
    return c->judgement != NULL ? &c->judgement->verdict : NULL;
}

static bool was_read(const struct rt_case *c)
{
    return c->judgement != NULL && verdict_of(c)->response.version != NULL;
}

static void write_standing(struct rt_text *text, const struct rt_case *c)
{
    static const char names[][12] = {"unknown", "embedded", "trusted"};
    rt_write_word(text, names[c->judgement != NULL ? c->judgement->standing : RT_STANDING_UNKNOWN]);
}

static void write_key(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_judgement *j = c->judgement;
    bool has = j != NULL && j->has_key;
    rt_write_bool_member(text, "trusted", j != NULL && j->trusted);
    rt_write_next(text, "standing");
    write_standing(text, c);
    if (rt_write_optional(text, "keyId", has)) {
        rt_write_key_id(text, &c->names, &j->key);
    }
    rt_write_next(text, "publicKey");
    rt_write_base64(text, has ? rt_bytes_from(j->key.b, sizeof j->key.b) : (struct rt_bytes){NULL, 0, 0});
}

static void write_version(struct rt_text *text, const struct rt_case *c)
{
    if (!was_read(c)) {
        write_null(text);
        return;
    }
    const struct rt_response *r = &verdict_of(c)->response;
    rt_write_first(text, "code");
    if (r->version->framed) {
        rt_text_uint(text, r->code);
    } else {
        write_null(text);
    }
    rt_write_word_member(text, "name", r->version->name);
    rt_text_char(text, '}');
}

static void write_check(struct rt_text *text, const struct rt_finding *finding, enum rt_check check)
{
    static const char outcomes[][16] = {"unverified", "passed", "failed", "lacking", "not-applicable"};
    enum rt_outcome outcome = finding->outcome;
    rt_write_first(text, "name");
    rt_write_word(text, rt_check_name(check));
    if (rt_write_optional(text, "ok", outcome == RT_PASSED || outcome == RT_FAILED)) {
        rt_write_bool(text, outcome == RT_PASSED);
    }
    rt_write_word_member(text, "outcome", outcomes[outcome]);
    rt_write_word_member(text, "clause", rt_check_clause(check));
    if (rt_write_optional(text, "error", outcome == RT_FAILED || outcome == RT_LACKING)) {
        rt_write_error(text, &finding->error, rt_subject_name(finding->subject));
    }
    rt_text_char(text, '}');
}

static void write_checks(struct rt_text *text, const struct rt_case *c)
{
    rt_text_char(text, '[');
    for (size_t i = 0; c->judgement != NULL && i < RT_NUM_CHECKS; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        write_check(text, &verdict_of(c)->check[i], (enum rt_check)i);
    }
    rt_text_char(text, ']');
}

static void write_times(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_verdict *v = verdict_of(c);
    bool read = was_read(c);
    if (rt_write_optional(text, "midpoint", read)) {
        rt_write_time(text, v->midpoint);
    }
    if (rt_write_optional(text, "radius", read)) {
        rt_say_seconds(text, rt_time_radius_micros(v->response.radius, v->response.version->unit));
    }
    if (rt_write_optional(text, "interval", read)) {
        rt_write_interval(text, &v->interval);
    }
    rt_write_bool_member(text, "evidence", read && v->is_evidence);
}

static void write_order(struct rt_text *text, const struct rt_case *c)
{
    static const char linkages[][8] = {"first", "proved", "missing", "broken"};
    if (rt_write_optional(text, "link", c->judgement != NULL)) {
        rt_write_word(text, linkages[c->judgement->linkage]);
    }
    if (rt_write_optional(text, "run", c->link != NULL)) {
        rt_text_uint(text, c->link->run);
    }
    if (rt_write_optional(text, "narrowed", rt_case_has_order(c))) {
        rt_write_interval(text, &c->link->tight);
    }
}

static void write_remarks(struct rt_text *text, const struct rt_case *c)
{
    enum rt_subject subject;
    const struct rt_remark *remark;
    rt_write_list(text, "remarks");
    for (size_t i = 0; (remark = rt_case_remark(&subject, c, i)) != NULL; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        rt_write_remark(text, remark, rt_subject_name(subject));
    }
    rt_text_char(text, ']');
}

static void write_error(struct rt_text *text, const struct rt_case *c)
{
    enum rt_subject subject;
    struct rt_error error = rt_case_error(&subject, c);
    rt_write_next(text, "error");
    rt_write_error(text, &error, rt_subject_name(subject));
}

/* A sentence of ours: without quotes or backslashes, so it needs no escapes. */
static void write_diagnosis(struct rt_text *text, const struct rt_diagnosis *d)
{
    const struct rt_diagnosis_info *info = rt_diagnosis_info(d->code);
    rt_write_first(text, "slug");
    rt_write_word(text, info->slug);
    rt_write_bool_member(text, "match", info->is_match);
    rt_write_word_member(text, "check", rt_diagnosis_check_name(d->check));
    rt_write_word_member(text, "subject", rt_subject_name(d->subject));
    rt_write_word_member(text, "source", info->source);
    rt_write_next(text, "text");
    rt_text_char(text, '"');
    rt_diagnosis_text(text, d);
    rt_text_string(text, "\"}");
}

static void write_diagnoses(struct rt_text *text, const struct rt_diagnoses *diagnoses)
{
    rt_write_list(text, "diagnosis");
    for (size_t i = 0; diagnoses != NULL && i < diagnoses->num; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        write_diagnosis(text, &diagnoses->item[i]);
    }
    rt_text_char(text, ']');
}

static void write_missing(struct rt_text *text, const struct rt_case *c)
{
    bool request = rt_case_lacks_request(c), key = rt_case_lacks_key(c);
    rt_write_list(text, "missing");
    rt_text_string(text, request ? "\"request\"" : "");
    rt_text_string(text, request && key ? "," : "");
    rt_text_string(text, key ? "\"key\"" : "");
    rt_text_char(text, ']');
}

/* A statement as a string: its names have quotes themselves. */
static void write_statement(struct rt_text *text, const struct rt_case *c, enum rt_statement_kind kind)
{
    char part[256];
    const struct rt_statement s = {.kind = kind};
    struct rt_text window = rt_text_into(part, sizeof part);
    rt_text_char(text, '"');
    do {
        rt_case_text(&window, c, &s);
        rt_write_escaped(text, rt_bytes_from(part, rt_text_len(&window)));
    } while (rt_text_advance(&window));
    rt_text_char(text, '"');
}

static void write_sentences(struct rt_text *text, const struct rt_case *c)
{
    const struct rt_verdict *v = verdict_of(c);
    rt_write_next(text, "proves");
    write_statement(text, c, RT_SAYS_PROVES);
    if (rt_write_optional(text, "doesNotProve", v != NULL && v->kind == RT_VERDICT_VALID)) {
        write_statement(text, c, RT_SAYS_LIMITS);
    }
}

static void write_part(struct rt_text *text, const struct rt_step_part *part)
{
    rt_write_first(text, "name");
    rt_write_word(text, part->label);
    rt_write_next(text, "hex");
    rt_write_hex(text, part->bytes);
    rt_text_char(text, '}');
}

static void write_step(struct rt_text *text, const struct rt_step *step)
{
    static const char operations[][16] = {"ed25519", "sha512", "sha512[:32]", "sha512/256"};
    rt_write_first(text, "name");
    rt_write_word(text, rt_step_name(step));
    rt_write_word_member(text, "operation", operations[step->hash]);
    rt_write_list(text, "parts");
    for (size_t i = 0; i < step->num_parts; i++) {
        rt_text_string(text, i > 0 ? "," : "");
        write_part(text, &step->part[i]);
    }
    rt_text_char(text, ']');
    rt_write_next(text, "key");
    rt_write_hex(text, step->key);
    rt_write_next(text, "signature");
    rt_write_hex(text, step->signature);
    rt_write_next(text, "result");
    rt_write_hex(text, step->result);
    rt_write_next(text, "expected");
    rt_write_hex(text, step->expected);
    rt_text_char(text, '}');
}

static void write_steps(struct rt_text *text, const struct rt_case *c)
{
    struct rt_steps steps;
    struct rt_step step;
    rt_steps_begin(&steps, c);
    rt_write_list(text, "steps");
    for (bool first = true; rt_steps_next(&step, &steps); first = false) {
        rt_text_string(text, first ? "" : ",");
        write_step(text, &step);
    }
    rt_text_char(text, ']');
}

static void write_origin(struct rt_text *text, const struct rt_case *c)
{
    rt_write_key(text, "source");
    rt_text_json(text, c->source);
    rt_write_next(text, "index");
    rt_text_json_uint(text, c->index);
    rt_write_next(text, "id");
    rt_write_value(text, c->id);
    rt_write_word_member(text, "verdict",
                         rt_verdict_name(c->judgement != NULL ? verdict_of(c)->kind : RT_VERDICT_MALFORMED));
}

void rt_case_json(struct rt_text *text, const struct rt_case *c, bool with_steps)
{
    rt_text_char(text, '{');
    write_origin(text, c);
    write_key(text, c);
    rt_write_next(text, "version");
    write_version(text, c);
    rt_write_next(text, "checks");
    write_checks(text, c);
    write_times(text, c);
    write_order(text, c);
    write_remarks(text, c);
    write_error(text, c);
    write_diagnoses(text, c->diagnoses);
    if (c->undiagnosed) {
        rt_write_bool_member(text, "undiagnosed", true);
    }
    write_missing(text, c);
    write_sentences(text, c);
    if (with_steps) {
        write_steps(text, c);
    }
    rt_text_char(text, '}');
}
