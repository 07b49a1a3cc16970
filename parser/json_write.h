/* The pieces of JSON that every account has in common. Everything is printable ASCII. */
#ifndef ROUGHPROOF_PARSER_JSON_WRITE_H
#define ROUGHPROOF_PARSER_JSON_WRITE_H

#include "json.h"
#include "remark.h"
#include "text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* `"name":` of the first member of an object, and of each that follows. */
void rt_write_key(struct rt_text *text, const char *name);
void rt_write_next(struct rt_text *text, const char *name);

/* The same of the first, with the brace before it, and of one that is a list, with its bracket. */
void rt_write_first(struct rt_text *text, const char *name);
void rt_write_list(struct rt_text *text, const char *name);

/* The same of a member that may be absent: then it is null, and this false. What it returns is seen by
 * callers' compilers, so that these know what is there. */
void rt_write_optional_key(struct rt_text *text, const char *name, bool there);

RT_MUST_CHECK static inline bool rt_write_optional(struct rt_text *text, const char *name, bool there)
{
    rt_write_optional_key(text, name, there);
    return there;
}

/* A string of our own tables: ASCII, at most with quotes and backslashes. */
void rt_write_word(struct rt_text *text, const char *word);

/* Part of a string of which all is printable ASCII: without the quotes around it. */
void rt_write_escaped(struct rt_text *text, struct rt_bytes part);

/* A value of a text that was checked, whatever it is, on one line; null for none. */
void rt_write_value(struct rt_text *text, struct rt_json value);

void rt_write_bool(struct rt_text *text, bool v);

/* Members that follow others, with their values. */
void rt_write_word_member(struct rt_text *text, const char *name, const char *word);
void rt_write_uint_member(struct rt_text *text, const char *name, uint64_t v);
void rt_write_bool_member(struct rt_text *text, const char *name, bool v);

/* Bytes as a string of hex digits, or of base64; null for none. */
void rt_write_hex(struct rt_text *text, struct rt_bytes bytes);
void rt_write_base64(struct rt_text *text, struct rt_bytes bytes);

/* The path of a tag, "SREP.RADI"; null for the outermost message itself. */
void rt_write_path(struct rt_text *text, enum rt_place place, uint32_t tag);

/* The objects of roughproof-dump(1); the error is null for RT_OK. `subject` says in which of several inputs
 * the offset counts; NULL leaves that out. */
void rt_write_error(struct rt_text *text, const struct rt_error *error, const char *subject);
void rt_write_remark(struct rt_text *text, const struct rt_remark *remark, const char *subject);

#ifdef __cplusplus
}
#endif

#endif
