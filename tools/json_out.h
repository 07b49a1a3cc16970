/* JSON on a stream. Everything that comes from files is written in printable ASCII. */
#ifndef ROUGHPROOF_TOOLS_JSON_OUT_H
#define ROUGHPROOF_TOOLS_JSON_OUT_H

#include "parser/json.h"
#include "parser/remark.h"
#include "parser/serverlist.h"

#include <stdio.h>

/* `"name":`, with a comma before it unless `first`. */
void json_key(FILE *out, const char *name, bool first);

/* A string of our own: ASCII without quotes and backslashes. */
void json_word(FILE *out, const char *word);

/* Bytes as a JSON string: read as UTF-8, and as base64; of no bytes the latter is null. */
void json_string(FILE *out, struct rt_bytes bytes);
void json_base64(FILE *out, struct rt_bytes bytes);

/* A value of a checked text, as it was but on one line and in printable ASCII; null for none. */
void json_value(FILE *out, struct rt_json value);

/* "2026-03-16T19:12:51Z" or null. */
void json_date(FILE *out, struct rt_date date);

/* The array and the object of roughproof-dump(1). */
void json_remarks(FILE *out, const struct rt_remarks *remarks);
void json_error(FILE *out, const struct rt_error *err);

#endif
