/* One exchange in words. */
#include "explain_words.h"

#include "../parser/describe.h"

static bool was_read(const struct rt_case *c)
{
    return c->judgement != NULL && c->judgement->verdict.response.version != NULL;
}

static bool lacks(const struct rt_case *c, enum rt_code code)
{
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        if (c->judgement->verdict.check[i].error.code == code) {
            return true;
        }
    }
    return false;
}

bool rt_case_lacks_request(const struct rt_case *c)
{
    return c->judgement != NULL && lacks(c, RT_E_REQUEST_MISSING);
}

bool rt_case_lacks_key(const struct rt_case *c)
{
    return c->judgement != NULL && lacks(c, RT_E_KEY_MISSING);
}

bool rt_case_has_order(const struct rt_case *c)
{
    return c->link != NULL && c->link->counts &&
           rt_time_compare(c->link->tight.low, c->link->tight.high) <= 0;
}

bool rt_case_is_narrowed(const struct rt_case *c)
{
    return rt_case_has_order(c) && (rt_time_compare(c->link->tight.low, c->link->stated.low) != 0 ||
                                    rt_time_compare(c->link->tight.high, c->link->stated.high) != 0);
}

static bool has_field(const struct rt_case *c, enum rt_case_field field)
{
    switch (field) {
    case RT_FIELD_VERSION:
    case RT_FIELD_TIME:
    case RT_FIELD_INTERVAL:
        return was_read(c);
    case RT_FIELD_KEY:
        return c->judgement != NULL;
    case RT_FIELD_LINK:
        return was_read(c) && c->judgement->linkage != RT_LINK_FIRST;
    case RT_FIELD_ORDER:
        return rt_case_is_narrowed(c);
    case RT_FIELD_MISSING:
    case RT_NUM_FIELDS:
        break;
    }
    return rt_case_lacks_request(c) || rt_case_lacks_key(c);
}

/* Remarks are on the entry, on the response and on the request, in this order. */
const struct rt_remark *rt_case_remark(enum rt_subject *subject, const struct rt_case *c, size_t index)
{
    static const struct rt_remarks none = {0};
    const struct rt_remarks *list[] = {c->remarks != NULL ? c->remarks : &none,
                                       c->judgement != NULL ? &c->judgement->verdict.remarks : &none,
                                       c->judgement != NULL ? &c->judgement->verdict.request_remarks : &none};
    static const enum rt_subject subjects[] = {RT_OF_ENTRY, RT_OF_RESPONSE, RT_OF_REQUEST};
    for (size_t i = 0; i < 3; i++) {
        *subject = subjects[i];
        if (index < list[i]->num) {
            return &list[i]->item[index];
        }
        index -= list[i]->num;
    }
    return NULL;
}

/* Whether there is such a statement; `kind` has none from the first `index` on for which there is not, fields
 * aside. */
static bool exists(const struct rt_case *c, enum rt_statement_kind kind, size_t index)
{
    enum rt_subject subject;
    switch (kind) {
    case RT_SAYS_CHECK:
        return c->judgement != NULL && index < RT_NUM_CHECKS;
    case RT_SAYS_FIELD:
        return index < RT_NUM_FIELDS;
    case RT_SAYS_REMARK:
        return rt_case_remark(&subject, c, index) != NULL;
    case RT_SAYS_VERDICT:
    case RT_SAYS_PROVES:
        return index == 0;
    case RT_SAYS_LIMITS:
        return index == 0 && c->judgement != NULL && c->judgement->verdict.kind == RT_VERDICT_VALID;
    case RT_SAYS_DIAGNOSIS:
        return c->undiagnosed ? index == 0 : c->diagnoses != NULL && index < c->diagnoses->num;
    case RT_SAYS_VIOLATION:
    case RT_SAYS_SUSPECTS:
        break;
    }
    return false;
}

static bool is_said(const struct rt_case *c, enum rt_statement_kind kind, size_t index, enum rt_detail detail)
{
    bool brief = detail == RT_DETAIL_BRIEF;
    if (kind == RT_SAYS_CHECK) {
        enum rt_outcome outcome = c->judgement->verdict.check[index].outcome;
        return outcome == RT_FAILED || (!brief && (outcome != RT_UNVERIFIED || was_read(c)));
    }
    if (kind == RT_SAYS_FIELD) {
        return has_field(c, (enum rt_case_field)index) &&
               (!brief || index == RT_FIELD_ORDER ||
                (index == RT_FIELD_LINK && c->judgement->linkage != RT_LINK_PROVED));
    }
    return !brief || (kind != RT_SAYS_PROVES && kind != RT_SAYS_LIMITS);
}

static const char *label_of(enum rt_statement_kind kind, size_t index)
{
    static const char kinds[][12] = {"", "verdict", "", "", "", "", "proves", "but", "remark", "diagnosis"};
    static const char fields[][12] = {"version", "key", "link", "time", "interval", "order", "missing"};
    return kind == RT_SAYS_CHECK   ? rt_check_name((enum rt_check)index)
           : kind == RT_SAYS_FIELD ? fields[index]
                                   : kinds[kind];
}

bool rt_case_next(struct rt_statement *s, const struct rt_case *c, enum rt_detail detail)
{
    enum rt_statement_kind kind = s->kind;
    size_t index = s->index + 1;
    if (kind == 0) {
        rt_statement_set(s, RT_SAYS_VERDICT, 0, label_of(RT_SAYS_VERDICT, 0));
        return true;
    }
    for (; detail != RT_DETAIL_LINE && kind <= RT_SAYS_DIAGNOSIS; kind++, index = 0) {
        for (; exists(c, kind, index); index++) {
            if (is_said(c, kind, index, detail)) {
                rt_statement_set(s, kind, index, label_of(kind, index));
                s->outcome =
                    kind == RT_SAYS_CHECK ? c->judgement->verdict.check[index].outcome : RT_UNVERIFIED;
                return true;
            }
        }
    }
    return false;
}

const char *rt_statement_mark(const struct rt_statement *s)
{
    static const char marks[][8] = {"-", "pass", "FAIL", "lack", "n/a"};
    return s->kind == RT_SAYS_CHECK ? marks[s->outcome] : "";
}
