/* Parts of the lines of dump_lines.h. */
#ifndef ROUGHPROOF_TOOLS_DUMP_JSON_H
#define ROUGHPROOF_TOOLS_DUMP_JSON_H

#include "tools/dump_lines.h"

/* A server list as a whole, and one of its servers; without `source`. */
void dump_list_members(struct rt_text *text, const struct dump_lines *lines);
void dump_server_members(struct rt_text *text, const struct dump_lines *lines);

/* "RFC 10049"; "" where nothing is known. */
void dump_version_name(struct rt_text *text, const struct rt_server *server);

/* "2026-03-16T19:12:51Z" or null. */
void dump_write_date(struct rt_text *text, struct rt_date date);

/* The array of roughproof-dump(1). */
void dump_write_remarks(struct rt_text *text, const struct rt_remarks *remarks);

#endif
