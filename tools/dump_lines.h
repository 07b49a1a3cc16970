/* The lines of roughproof-dump(1)'s JSON, one at a time: what the command prints, and the WebAssembly module
 * hands over. */
#ifndef ROUGHPROOF_TOOLS_DUMP_LINES_H
#define ROUGHPROOF_TOOLS_DUMP_LINES_H

#include "parser/describe.h"
#include "tools/exit.h"
#include "tools/servers.h"
#include "tools/source.h"

enum dump_line_kind {
    DUMP_MESSAGE,  /* `description` says what */
    DUMP_EXCHANGE, /* one without messages, since it was refused */
    DUMP_LIST,     /* a server list as a whole */
    DUMP_SERVER,
};

struct dump_lines {
    enum dump_line_kind kind;
    struct rt_description description;
    bool has_exchange;
    struct source_exchange exchange;
    enum exit_status status; /* EXIT_BAD once something was refused or malformed */

    /* What follows is its own. */
    struct source *source;
    const struct servers *servers;
    enum rt_form form;
    uint64_t index; /* of the message, or of the next one */
    enum { DUMP_NEXT, DUMP_REQUEST, DUMP_RESPONSE } part;
    const char *role;
    struct rt_bytes rest;
    bool begun;
    struct rt_server_list list;
    struct rt_server server;
    struct rt_remarks remarks;
    struct rt_error error;
};

/* Of a source that was opened, from its beginning. Both stay the caller's; servers may be empty. */
void dump_lines_begin(struct dump_lines *out, struct source *source, const struct servers *servers,
                      enum rt_form form);

/* The next line; false behind the last. */
RT_MUST_CHECK bool dump_lines_next(struct dump_lines *lines);

/* The line, without a line end; for a long one call again with `text->from` further on. */
void dump_line_text(struct rt_text *text, const struct dump_lines *lines);

/* Says with file_complain if the source is a text of which nothing is known. */
void dump_say_odd(const struct source *source);

/* That of a file that was refused as a whole. */
void dump_refused_text(struct rt_text *text, const char *path, const struct rt_error *error);

#endif
