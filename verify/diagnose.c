#include "diagnose.h"

#include "diagnose_parts.h"

void rt_diagnose_add(struct rt_diagnoses *out, enum rt_diagnosis_code code, enum rt_check check,
                     uint32_t number)
{
    if (out->num < RT_DIAGNOSES_MAX) {
        out->item[out->num++] = (struct rt_diagnosis){code, check, RT_OF_RESPONSE, number};
    }
}

static bool is_offered(struct rt_bytes offered, struct rt_bytes versions)
{
    uint32_t code, other;
    for (size_t i = 0; rt_bytes_u32(&code, offered, 4 * i); i++) {
        for (size_t j = 0; rt_bytes_u32(&other, versions, 4 * j); j++) {
            if (code == other) {
                return true;
            }
        }
    }
    return false;
}

void rt_diagnose_version(struct rt_diagnoses *out, const struct rt_verdict *v)
{
    if (v->check[RT_CHECK_VERSION].outcome == RT_FAILED && v->response.versions.len > 0 &&
        !is_offered(v->request.versions, v->response.versions)) {
        rt_diagnose_add(out, RT_D_VERSION_FALLBACK, RT_CHECK_VERSION, 0);
    }
}

/* The least number of microseconds that a radius without any excuse would not have as seconds: a day. */
#define RADIUS_MICROS_LEAST 86400

/* The window holds where MIDP is in one unit, and MINT and MAXT in another. */
static bool agree_in_units(const struct rt_response *r)
{
    enum rt_unit mid = rt_time_guess_unit(r->midpoint), min = rt_time_guess_unit(r->min_time),
                 max = rt_time_guess_unit(r->max_time);
    if (mid == RT_UNIT_UNKNOWN || min == RT_UNIT_UNKNOWN || min != max || mid == min) {
        return false;
    }
    struct rt_time t = rt_time_from_raw(r->midpoint, mid);
    return rt_time_compare(rt_time_from_raw(r->min_time, min), t) <= 0 &&
           rt_time_compare(t, rt_time_from_raw(r->max_time, max)) <= 0;
}

void rt_diagnose_times(struct rt_diagnoses *out, const struct rt_verdict *v)
{
    const struct rt_response *r = &v->response;
    enum rt_unit unit = rt_time_guess_unit(r->midpoint);
    if (v->check[RT_CHECK_WINDOW].outcome == RT_FAILED && agree_in_units(r)) {
        rt_diagnose_add(out, RT_D_UNIT_OTHER, RT_CHECK_WINDOW, unit);
    } else if (unit != RT_UNIT_UNKNOWN && unit != r->version->unit) {
        rt_diagnose_add(out, RT_D_UNIT_LIKE, RT_CHECK_WINDOW, unit);
    }
    if (v->check[RT_CHECK_RADIUS].outcome == RT_FAILED && r->version->unit == RT_UNIT_SECONDS &&
        r->radius >= RADIUS_MICROS_LEAST && r->radius != UINT32_MAX) {
        rt_diagnose_add(out, RT_D_RADIUS_MICROS, RT_CHECK_RADIUS, 0);
    }
}

/* Read as a version whose number is not the one that is written there. */
static bool is_treated(const struct rt_response *r)
{
    return r->version != NULL && r->version->framed &&
           (r->code < r->version->first_code || r->code > r->version->last_code);
}

/* Verifies the exchange as read otherwise; false if it cannot be read. */
static bool verify_otherwise(struct rt_verdict *verdict, struct rt_diagnoses *out,
                             const struct rt_question *question, uint32_t treat_as)
{
    const struct rt_policy policy = {.treat_as = treat_as};
    rt_verify(verdict, question, &policy);
    bool read = verdict->response.version != NULL;
    out->num_verifications += read ? 2 : 0;
    out->otherwise = verdict->kind;
    if (is_treated(&verdict->response)) {
        bool good = verdict->kind == RT_VERDICT_VALID || verdict->kind == RT_VERDICT_INCOMPLETE;
        rt_diagnose_add(out, good ? RT_D_VERSION_AS : RT_D_VERSION_LIKE, RT_CHECK_STRUCTURE,
                        verdict->response.version->first_code);
    }
    return read;
}

static void diagnose_checks(struct rt_diagnoses *out, const struct rt_diagnose_case *c)
{
    rt_diagnose_version(out, c->verdict);
    rt_diagnose_signatures(out, c);
    rt_diagnose_merkle(out, c);
    rt_diagnose_times(out, c->verdict);
}

/* One thing wrong, nothing that explains it, and of those that servers are told to do wrong now and then,
 * from draft 10 on: where lists of versions have rules. */
static void add_grease(struct rt_diagnoses *out, const struct rt_verdict *v)
{
    size_t num_failed = 0;
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        num_failed += v->check[i].outcome == RT_FAILED;
    }
    enum rt_code code = v->check[v->culprit].error.code;
    bool of_response = v->check[v->culprit].subject == RT_OF_RESPONSE;
    bool recent = v->response.version != NULL && v->response.version->list_rule != RT_LIST_ANY;
    bool greased = ((code == RT_E_SIGNATURE_MISMATCH || code == RT_E_VERSION_NOT_OFFERED) && recent) ||
                   (code == RT_E_TAG_MISSING && of_response && v->response.framed);
    if (out->num == 0 && num_failed == 1 && greased) {
        rt_diagnose_add(out, RT_D_GREASE, v->culprit, 0);
    }
}

void rt_diagnose(struct rt_diagnoses *out, const struct rt_verdict *verdict,
                 const struct rt_question *question, const struct rt_diagnosis_context *context)
{
    struct rt_question other = *question;
    struct rt_verdict otherwise;
    struct rt_diagnose_case c = {verdict, &other, context};
    uint32_t treat_as;
    memset(out, 0, sizeof *out);
    if (verdict->kind != RT_VERDICT_VALID && verdict->kind != RT_VERDICT_UNVERIFIED) {
        bool form_failed = verdict->check[RT_CHECK_STRUCTURE].outcome == RT_FAILED;
        if (form_failed && rt_diagnose_form(out, &other, &treat_as, &c) &&
            verify_otherwise(&otherwise, out, &other, treat_as)) {
            c.verdict = &otherwise;
        }
        if (c.verdict->response.version != NULL) {
            diagnose_checks(out, &c);
        }
        add_grease(out, verdict);
    }
    rt_diagnose_link(out, &c);
}
