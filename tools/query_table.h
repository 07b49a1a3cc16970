/* Replies as a table and as bars, for a person who must see at once who disagrees. */
#ifndef ROUGHPROOF_TOOLS_QUERY_TABLE_H
#define ROUGHPROOF_TOOLS_QUERY_TABLE_H

#include "parser/version.h"
#include "tools/endpoint.h"
#include "tools/offset.h"

#include <stdio.h>

/* One reply that passed all checks. */
struct query_row {
    struct rt_bytes name; /* the server's, in UTF-8, or empty; anything may be in it */
    size_t server;        /* equal for equal servers */
    struct endpoint via;
    uint32_t code; /* of the version, 0 without */
    struct rt_time midpoint;
    uint64_t radius_micros, rtt_micros;
    bool slow;            /* it took too long */
    struct offset offset; /* of this clock, by this reply */
};

/* A line for each reply, in order. */
void query_table_put(FILE *out, const struct query_row *rows, size_t num);

/* A bar for each server, of what its replies leave of this clock's offset, and one for all of them. With
 * `color`, those that miss it are red. */
void query_bars_put(FILE *out, const struct query_row *rows, size_t num, bool color);

/* "this clock is right as far as they can tell: to within -2.912 s to +3.088 s" */
void query_offset_put(FILE *out, struct offset all);

/* What all replies leave; of one at least. */
struct offset query_offset(const struct query_row *rows, size_t num);

#endif
