/* One measurement of roughproof query, from the plan to what is shown of it. */
#ifndef ROUGHPROOF_TOOLS_QUERY_SESSION_H
#define ROUGHPROOF_TOOLS_QUERY_SESSION_H

#include "tools/evidence.h"
#include "tools/link.h"
#include "tools/query.h"
#include "tools/query_judge.h"
#include "tools/query_table.h"
#include "verify/measure.h"

/* Those of `query` that can be asked are `asked`: the servers of the plan, in this order. */
struct query_session {
    struct query *query;
    struct query_server **asked;
    size_t num_asked;
    struct rt_measure_server *servers;
    struct rt_measure_plan plan;
    struct rt_measure_memory memory;
    struct rt_time wall; /* at the beginning */
    struct rt_measure m;
    struct rt_measure_result result;
    struct rt_time end; /* by the wall, when it was concluded */
    uint64_t end_now;   /* and by query_clock_now */
    struct query_judgement judgement;
    struct rt_sha256 document; /* of the plan, if it has one */
    struct evidence evidence;
    bool saved; /* at evidence.path */
    struct link link;
};

/* Chooses the candidates, looks up their addresses and makes the plan. EXIT_BAD if nobody is left to ask,
 * EXIT_IO without memory or entropy; all said on standard error. */
RT_MUST_CHECK enum exit_status query_plan(struct query_session *session);

/* Runs the machine to its end, or until a signal comes. */
void query_drive(struct query_session *session);

/* This machine's clock when query_clock_now was `now`. */
struct rt_time query_wall(uint64_t now);

/* What came of it: as text or as JSON. Concluded and judged. */
void query_show(const struct query_session *session);
void query_show_json(const struct query_session *session);

/* A row for each record, from malloc; NULL without memory. */
struct query_row *query_rows(const struct query_session *session);

/* "east", as the server of this number in the plan is called, on a stream. */
void query_put_name(FILE *out, const struct query_session *session, size_t server);

/* Why a server has fewer records than it should, for people, in printable ASCII. */
void query_failure_text(struct rt_text *text, const struct rt_measure_peer *peer);

#endif
