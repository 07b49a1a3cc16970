/* Exchanges and verdicts as jansson's JSON, for programs that other judges are compared with. What stands
 * where is that of tests/oracle/verdict.py. */
#ifndef ROUGHPROOF_TESTS_VERIFY_VERDICT_JSON_H
#define ROUGHPROOF_TESTS_VERIFY_VERDICT_JSON_H

#include "tests/check.h"
#include "verify/response.h"

#include <jansson.h>
#include <stdlib.h>

/* The bytes of a member in hex; empty without one. The caller frees `data`. */
static inline struct rt_bytes verdict_hex(uint8_t **data, const json_t *object, const char *name)
{
    const char *hex = json_string_value(json_object_get(object, name));
    size_t len = hex != NULL ? strlen(hex) / 2 : 0;
    *data = malloc(len + 1);
    if (*data == NULL || (len > 0 && !check_hex(*data, len, hex))) {
        fprintf(stderr, "no hex in %s\n", name);
        exit(2);
    }
    return rt_bytes_from(*data, len);
}

static inline void verdict_policy(struct rt_policy *policy, const json_t *object)
{
    const json_t *limit = json_object_get(object, "maxRadiusMicros");
    policy->accept_draft_context = json_is_true(json_object_get(object, "acceptDraftContext"));
    policy->treat_as = (uint32_t)json_integer_value(json_object_get(object, "treatVersionAs"));
    policy->limit_radius = json_is_integer(limit);
    policy->max_radius_micros = (uint64_t)json_integer_value(limit);
}

static inline const char *verdict_place(enum rt_place place)
{
    static const char names[][8] = {"top", "SREP", "CERT", "DELE"};
    return names[place];
}

/* NULL, which jansson prints as null, for no tag. */
static inline json_t *verdict_tag(uint32_t tag)
{
    char name[RT_TAG_NAME_MAX];
    rt_tag_name(name, tag);
    return tag != 0 ? json_string(name) : json_null();
}

static inline json_t *verdict_slug(enum rt_code code)
{
    const char *slug = rt_error_info(code)->slug;
    return slug[0] != '\0' ? json_string(slug) : json_null();
}

static inline json_t *verdict_error(const struct rt_error *err, enum rt_subject subject)
{
    if (rt_error_info(err->code)->slug[0] == '\0') {
        return json_null();
    }
    return json_pack("{s:o, s:s, s:s, s:o, s:I}", "slug", verdict_slug(err->code), "subject",
                     subject == RT_OF_REQUEST ? "request" : "response", "place", verdict_place(err->place),
                     "tag", verdict_tag(err->tag), "offset", (json_int_t)err->offset);
}

static inline json_t *verdict_checks(const struct rt_verdict *v)
{
    static const char outcomes[][16] = {"unverified", "passed", "failed", "lacking", "not-applicable"};
    json_t *checks = json_object();
    for (size_t i = 0; i < RT_NUM_CHECKS; i++) {
        const struct rt_finding *f = &v->check[i];
        json_object_set_new(checks, rt_check_name((enum rt_check)i),
                            json_pack("[s, o]", outcomes[f->outcome], verdict_slug(f->error.code)));
    }
    return checks;
}

static inline json_t *verdict_remarks(const struct rt_remarks *remarks)
{
    json_t *list = json_array();
    for (size_t i = 0; i < remarks->num; i++) {
        const struct rt_remark *r = &remarks->item[i];
        json_array_append_new(list,
                              json_pack("[s, s, o, I]", rt_remark_info(r->code)->slug,
                                        verdict_place(r->place), verdict_tag(r->tag), (json_int_t)r->offset));
    }
    return list;
}

static inline json_t *verdict_time(struct rt_time t)
{
    return json_pack("[I, I]", (json_int_t)t.day, (json_int_t)t.micros);
}

static inline json_t *verdict_interval(struct rt_interval i)
{
    return json_pack("[o, o]", verdict_time(i.low), verdict_time(i.high));
}

static inline json_t *verdict_json(const struct rt_verdict *v)
{
    bool read = v->response.version != NULL;
    const struct rt_finding *f = &v->check[v->culprit];
    return json_pack("{s:s, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o}", "verdict", rt_verdict_name(v->kind),
                     "error", verdict_error(&f->error, f->subject), "checks", verdict_checks(v), "version",
                     read ? json_string(v->response.version->name) : json_null(), "evidence", v->is_evidence,
                     "midpoint", read ? verdict_time(v->midpoint) : json_null(), "interval",
                     read ? verdict_interval(v->interval) : json_null(), "remarks",
                     verdict_remarks(&v->remarks), "requestRemarks", verdict_remarks(&v->request_remarks));
}

#endif
