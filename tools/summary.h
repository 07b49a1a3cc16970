/* What many exchanges come to, counted: by verdict, server, version and error; the time that they cover; and
 * who is suspected. */
#ifndef ROUGHPROOF_TOOLS_SUMMARY_H
#define ROUGHPROOF_TOOLS_SUMMARY_H

#include "verify/explain.h"

#include <stdio.h>

/* So many servers have a row; those that come later share one. */
#define SUMMARY_SERVERS 4096

/* More than there are errors. */
#define SUMMARY_ERRORS 256

/* So many rows of the version table. */
#define SUMMARY_VERSIONS 64

/* From the earliest to the latest midpoint that was stated; nothing of none. */
struct summary_span {
    bool any;
    struct rt_time from, until;
};

struct summary_server {
    struct rt_key key;
    bool trusted;             /* in all exchanges */
    uint64_t num, num_valid;  /* exchanges */
    uint64_t num_suspected;   /* reports that suspect it */
    struct summary_span span; /* of the valid ones */
};

struct summary_error {
    enum rt_code code;
    uint64_t num;
};

/* Zeroed at first. Bounded: 900 kB. */
struct summary {
    uint64_t verdict[RT_VERDICT_MALFORMED + 1]; /* exchanges, by enum rt_verdict_kind */
    uint64_t version[SUMMARY_VERSIONS];         /* those that were read */
    uint64_t num_malfeasance;                   /* reports that prove it */
    uint64_t num_nameless, num_others;          /* exchanges without a key, and of servers without a row */
    struct summary_span span;
    size_t num_servers, num_errors;
    struct summary_error error[SUMMARY_ERRORS];    /* in the order in which they came */
    struct summary_server server[SUMMARY_SERVERS]; /* likewise */
    uint16_t place[4 * SUMMARY_SERVERS];           /* by key: its number, plus 1 */
};

/* Counts an exchange; or one, or all of an input, that was refused. */
void summary_add(struct summary *summary, const struct rt_judgement *judgement);
void summary_add_refused(struct summary *summary, enum rt_code code);

/* Counts whom a report suspects, once its chain was concluded. */
void summary_add_suspects(struct summary *summary, const struct rt_chain *chain);

/* Writes it: lines of text, or one JSON object and a newline. */
void summary_show(FILE *out, const struct summary *summary, const struct rt_names *names, bool json);

#endif
