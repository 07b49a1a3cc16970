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

#endif
