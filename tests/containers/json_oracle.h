/* What jansson says of a JSON text, held against parser/json.h: the same verdict, and the same values. */
#ifndef ROUGHPROOF_TESTS_CONTAINERS_JSON_ORACLE_H
#define ROUGHPROOF_TESTS_CONTAINERS_JSON_ORACLE_H

#include "parser/json.h"

#include <jansson.h>
#include <stdlib.h>

/* The verdicts of these are our bounds, or limits of jansson's own: of numbers' size and keys with NUL. */
static inline bool json_oracle_abstains(const struct rt_error *ours, const json_error_t *theirs)
{
    enum json_error_code code = json_error_code(theirs);
    return ours->code == RT_E_JSON_TOO_DEEP || ours->code == RT_E_JSON_TOO_MANY_MEMBERS ||
           code == json_error_numeric_overflow || code == json_error_null_byte_in_key;
}

static inline bool json_oracle_same_string(struct rt_json ours, const char *s, size_t s_len)
{
    struct rt_error err;
    size_t len;
    uint8_t *buf = malloc(ours.text.len + 1);
    bool same = buf != NULL && rt_json_string(buf, &len, &err, ours.text.len, ours) && len == s_len &&
                memcmp(buf, s, len) == 0;
    free(buf);
    return same;
}

static inline bool json_oracle_same_integer(struct rt_json ours, json_int_t theirs)
{
    struct rt_error err;
    uint64_t v;
    bool plain = rt_json_uint(&v, &err, ours);
    bool minus_zero = ours.text.len > 1 && ours.text.data[0] == '-' && theirs == 0;
    return plain ? theirs >= 0 && v == (uint64_t)theirs : theirs < 0 || minus_zero;
}

/* jansson's keys have no NUL. NULL also if our own comparison with an ASCII key fails. */
static inline json_t *json_oracle_member(json_t *theirs, struct rt_json key)
{
    char *name = calloc(1, key.text.len + 1);
    struct rt_error err;
    size_t len;
    bool ok = name != NULL && rt_json_string((uint8_t *)name, &len, &err, key.text.len, key);
    bool ascii = true;
    for (size_t i = 0; ok && i < len; i++) {
        ascii = ascii && (uint8_t)name[i] < 0x80;
    }
    json_t *out = ok && (!ascii || rt_json_equals(key, name)) ? json_object_get(theirs, name) : NULL;
    free(name);
    return out;
}

static inline bool json_oracle_same(struct rt_json ours, json_t *theirs);

static inline bool json_oracle_same_members(struct rt_json ours, json_t *theirs)
{
    struct rt_json_walk walk = rt_json_enter(ours);
    struct rt_json key, value;
    size_t num = 0;
    while (rt_json_next(&key, &value, &walk)) {
        json_t *other = walk.object ? json_oracle_member(theirs, key) : json_array_get(theirs, num);
        if (other == NULL || !json_oracle_same(value, other)) {
            return false;
        }
        num++;
    }
    return num == (json_is_array(theirs) ? json_array_size(theirs) : json_object_size(theirs));
}

/* Recurses: our own bound of the depth has been passed. */
static inline bool json_oracle_same(struct rt_json ours, json_t *theirs)
{
    switch (rt_json_type(ours)) {
    case RT_JSON_NULL:
        return json_is_null(theirs);
    case RT_JSON_FALSE:
        return json_is_false(theirs);
    case RT_JSON_TRUE:
        return json_is_true(theirs);
    case RT_JSON_NUMBER:
        return json_is_real(theirs) ||
               (json_is_integer(theirs) && json_oracle_same_integer(ours, json_integer_value(theirs)));
    case RT_JSON_STRING:
        return json_is_string(theirs) &&
               json_oracle_same_string(ours, json_string_value(theirs), json_string_length(theirs));
    case RT_JSON_ARRAY:
        return json_is_array(theirs) && json_oracle_same_members(ours, theirs);
    case RT_JSON_OBJECT:
        return json_is_object(theirs) && json_oracle_same_members(ours, theirs);
    case RT_JSON_NONE:
        break;
    }
    return false;
}

static inline bool json_oracle_agrees(const void *data, size_t len)
{
    struct rt_json ours;
    struct rt_error err;
    json_error_t theirs_err;
    bool ok = rt_json_parse(&ours, &err, rt_bytes_from(data, len), len);
    if (len > 0 && memchr(data, 0, len) != NULL) {
        return !ok; /* no JSON text has a NUL byte, but jansson overlooks one behind a number */
    }
    json_t *theirs =
        json_loadb(data, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &theirs_err);
    bool same = ok && theirs != NULL ? json_oracle_same(ours, theirs)
                                     : ok == (theirs != NULL) || json_oracle_abstains(&err, &theirs_err);
    json_decref(theirs);
    return same;
}

#endif
