/* An account (parser/describe.h) on a stream: as a tree, as an annotated hex dump. */
#ifndef ROUGHPROOF_TOOLS_SHOW_H
#define ROUGHPROOF_TOOLS_SHOW_H

#include "parser/describe.h"
#include "tools/servers.h"
#include "tools/source.h"

#include <stdio.h>

/* Where a message came from: a file name, and its number if there are several, or its exchange. */
struct origin {
    const char *path;
    uint64_t index;
    bool alone;
    const char *unit;              /* "exchange" or "server" of which it is a part, or NULL */
    uint64_t number;               /* of that */
    const char *role;              /* "request" or "response" of an exchange, "" for all of it */
    const struct servers *servers; /* names whom SRV asks */
};

/* "reply.bin", "exchange.bin, message 2" or "chain.json, exchange 3, response". */
void show_origin(FILE *out, const struct origin *origin);

/* "chain.json, exchange 3: remark: ..." and the like: one line for each remark, and for the error if there is
 * one. */
void show_findings(FILE *out, bool color, const struct origin *origin, const struct rt_remarks *remarks,
                   const struct rt_error *error);

/* Title, tree of tags with what they mean, remarks and the error. A malformed message is shown as far as its
 * header can be read. */
void show_tree(FILE *out, bool color, const struct origin *origin, const struct rt_description *description);

/* Every byte, labelled with what it is; then remarks and error. */
void show_hex(FILE *out, bool color, const struct origin *origin, const struct rt_description *description);

#endif
