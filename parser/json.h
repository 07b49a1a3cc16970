/* JSON (RFC 8259), strict and bounded. A text is checked as a whole, once; after that every value is a slice
 * of it, and walking it cannot fail: what is left to go wrong is that a value is of another type. */
#ifndef ROUGHPROOF_PARSER_JSON_H
#define ROUGHPROOF_PARSER_JSON_H

#include "error.h"
#include "text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bounds beside the length, which the caller states. */
#define RT_JSON_DEPTH_MAX   16
#define RT_JSON_MEMBERS_MAX 64

enum rt_json_type {
    RT_JSON_NONE, /* no value: a member that is not there */
    RT_JSON_NULL,
    RT_JSON_FALSE,
    RT_JSON_TRUE,
    RT_JSON_NUMBER,
    RT_JSON_STRING,
    RT_JSON_ARRAY,
    RT_JSON_OBJECT,
};

/* One value, from its first character to its last (a string with its quotes), within a text that was checked;
 * valid as long as that. A zeroed one is no value. All functions below bear any bytes, but what they say of
 * others than these means nothing. */
struct rt_json {
    struct rt_bytes text;
};

/* Checks that `text` is one JSON value of at most `max` bytes, with white space around: strict UTF-8 (no
 * surrogates, escaped or not), no byte order mark, no duplicate keys (compared after their escapes are
 * undone), the bounds above. Numbers are kept as text, of any size. On failure `out` is no value. Linear in
 * the length (64 long keys that differ at their ends cost 32 times as much); about 4 KiB of stack.
 * Errors: json-too-long (also for 4 GiB and more), json-truncated, json-character, json-trailing,
 * json-number, json-utf8, json-control, json-escape, json-surrogate, json-too-deep, json-too-many-members,
 * json-duplicate-key. */
RT_MUST_CHECK bool rt_json_parse(struct rt_json *out, struct rt_error *err, struct rt_bytes text, size_t max);

enum rt_json_type rt_json_type(struct rt_json value);

/* A walk over the members of an object or the elements of an array. A copy of it is a place to come back to;
 * to leave early, stop. */
struct rt_json_walk {
    struct rt_bytes rest;
    bool object;
};

/* Before the first of them. Of any other value (and of none) there are none. */
struct rt_json_walk rt_json_enter(struct rt_json value);

/* The next one; `key` is a string in objects and none in arrays. False at the end. Costs the length of the
 * value, however deep it is: a walk over all entries of an array is linear. */
RT_MUST_CHECK bool rt_json_next(struct rt_json *key, struct rt_json *value, struct rt_json_walk *walk);

/* Room for the name of a member, with its NUL. */
#define RT_JSON_NAME_MAX 24

/* The members of `object` that have these names, in one walk: out[i] is that of names[i], or no value. */
void rt_json_pick(struct rt_json *out, const char (*names)[RT_JSON_NAME_MAX], size_t num,
                  struct rt_json object);

/* The value is the string `s`, which is ASCII; escapes are undone for the comparison alone. */
bool rt_json_equals(struct rt_json value, const char *s);

/* Each of the following reads a value of one type. `len` is 0 after failure, when `out` may hold part of the
 * string already. The error's offset is that of the value or of the character in question.
 * All: json-type, if it is of another type or none. */

/* A string as UTF-8. Also: json-room, if it has more than `cap` bytes. */
RT_MUST_CHECK bool rt_json_string(uint8_t *out, size_t *len, struct rt_error *err, size_t cap,
                                  struct rt_json value);

/* The offset of what octet `n` of a string, as rt_json_string gives it, is written as; or where it ends. */
size_t rt_json_octet_at(struct rt_json value, size_t n);

/* What a string encodes. Also: those of rt_base64_decode. RT_BASE64_ROOM(value.text.len) always suffices. */
RT_MUST_CHECK bool rt_json_base64(uint8_t *out, size_t *len, struct rt_error *err, size_t cap,
                                  struct rt_json value);

/* A number that is all digits. Also: json-integer, for a sign, fraction or exponent, and from 2^64 on. */
RT_MUST_CHECK bool rt_json_uint(uint64_t *out, struct rt_error *err, struct rt_json value);

/* Writes a string, number, true, false or null again, as it was but in printable ASCII: safe to show
 * anywhere. Nothing for other values. */
void rt_json_echo(struct rt_text *text, struct rt_json value);

#ifdef __cplusplus
}
#endif

#endif
