/* What came of a measurement, for a person who was woken by it: what each server said, what that comes to,
 * why something is missing. */
#include "parser/describe.h"
#include "tools/query_session.h"
#include "tools/query_table.h"

#include <stdio.h>
#include <stdlib.h>

void query_put_name(FILE *out, const struct query_session *session, size_t server)
{
    struct rt_bytes name = session->asked[server]->name;
    servers_put_name(out, (const char *)name.data, name.len);
}

/* Why. */

static const char *attempt_text(enum rt_attempt_failure failure)
{
    static const char *const texts[] = {
        [RT_ATTEMPT_NONE] = "answered",
        [RT_ATTEMPT_SILENT] = "no acceptable reply came in time",
        [RT_ATTEMPT_UNREACHABLE] = "it could not be reached",
        [RT_ATTEMPT_CLOSED] = "nobody listens there, or the connection was closed",
        [RT_ATTEMPT_DENIED] = "its reply was refused",
        [RT_ATTEMPT_BROKEN] = "what came over the connection is no reply",
    };
    return texts[failure];
}

static void put_refusal(struct rt_text *text, const struct rt_measure_peer *peer)
{
    static const char *const kinds[] = {
        [RT_HEARD_NOTHING] = "",
        [RT_HEARD_PART] = "",
        [RT_HEARD_OTHER] = "a reply to another request",
        [RT_HEARD_JUNK] = "no reply to this request",
        [RT_HEARD_REFUSED] = "not properly signed",
        [RT_HEARD_DENIED] = "properly signed, and yet",
        [RT_HEARD_ACCEPTED] = "",
    };
    const struct rt_refusal *r = &peer->refusal;
    rt_text_string(text, "; refused: ");
    rt_text_string(text, kinds[r->heard]);
    rt_text_string(text, r->subject == RT_OF_REQUEST ? ": request, " : ": ");
    rt_text_string(text, rt_check_name(r->check));
    rt_text_string(text, ": ");
    rt_error_text(text, &r->error);
}

void query_failure_text(struct rt_text *text, const struct rt_measure_peer *peer)
{
    rt_text_uint(text, peer->num_records);
    rt_text_string(text, peer->num_records == 1 ? " valid reply to " : " valid replies to ");
    rt_text_uint(text, peer->num_sent);
    rt_text_string(text, peer->num_sent == 1 ? " request" : " requests");
    if (peer->last != RT_ATTEMPT_NONE) {
        rt_text_string(text, "; ");
        rt_text_string(text, attempt_text(peer->last));
    }
    if (peer->refusal.heard != RT_HEARD_NOTHING) {
        put_refusal(text, peer);
    }
}

/* Something about a server is worth a word: it has fewer records than it should, or was asked again. */
static bool is_remarkable(const struct query_session *s, const struct rt_measure_peer *peer)
{
    return peer->asked && (peer->num_records < s->plan.passes || peer->num_sent > peer->num_records);
}

/* On signatures alone nobody is to be accused. */
static bool is_signature(const struct rt_refusal *r)
{
    return r->heard == RT_HEARD_REFUSED &&
           (r->check == RT_CHECK_SIGNATURE || r->check == RT_CHECK_DELEGATION || r->check == RT_CHECK_MERKLE);
}

static void show_failures(const struct query_session *s)
{
    char buffer[1024];
    bool signature = false, refused = false;
    for (size_t i = 0; i < s->num_asked; i++) {
        const struct rt_measure_peer *peer = &s->memory.peers[i];
        struct rt_text text = rt_text_into(buffer, sizeof buffer);
        if (is_remarkable(s, peer)) {
            query_put_name(stdout, s, i);
            query_failure_text(&text, peer);
            printf(": %.*s\n", (int)rt_text_len(&text), buffer);
            signature = signature || is_signature(&peer->refusal);
            refused = refused || peer->refusal.heard != RT_HEARD_NOTHING;
        }
    }
    if (signature) {
        puts(
            "a wrong signature proves no lie: servers spoil replies on purpose now and then (RFC 10049 7), "
            "and "
            "so can anybody on the way");
    }
}

/* What. */

static uint64_t half(const struct rt_interval *stated)
{
    uint64_t days = (uint64_t)(stated->high.day - stated->low.day); /* apart by 2^33 s at most */
    return (days * RT_DAY_MICROS + stated->high.micros - stated->low.micros) / 2;
}

static void fill_row(struct query_row *row, const struct query_session *s, size_t index)
{
    const struct rt_measure_record *r = &s->memory.records[index];
    struct rt_reading reading;
    rt_measure_read(&reading, &s->m, index, s->end_now, &s->end);
    *row = (struct query_row){.name = s->asked[r->server]->name,
                              .server = r->server,
                              .via = *query_server_endpoint(s->asked[r->server], r->transport, r->address),
                              .code = r->code,
                              .midpoint = r->midpoint,
                              .radius_micros = half(&r->stated),
                              .rtt_micros = r->received - r->sent,
                              .slow = r->slow,
                              .offset = offset_of(&reading)};
}

struct query_row *query_rows(const struct query_session *session)
{
    struct query_row *rows = calloc(session->m.num_records + 1, sizeof *rows);
    for (size_t i = 0; rows != NULL && i < session->m.num_records; i++) {
        fill_row(&rows[i], session, i);
    }
    return rows;
}

static void show_rows(const struct query_session *s, const struct query_row *rows)
{
    size_t num = s->m.num_records;
    query_table_put(stdout, rows, num);
    if (s->plan.document == NULL) {
        putchar('\n');
        query_bars_put(stdout, rows, num, s->query->view.color);
        putchar('\n');
        query_offset_put(stdout, query_offset(rows, num));
    }
}

static const char *conclusion_text(enum rt_measurement conclusion)
{
    static const char *const texts[] = {
        [RT_MEASUREMENT_NONE] = "not measured: no valid reply",
        [RT_MEASUREMENT_MALFEASANCE] = "malfeasance: at least one server lied",
        [RT_MEASUREMENT_INCOMPLETE] = "not measured: not every server answered every time",
        [RT_MEASUREMENT_SLOW] = "not measured: a reply took too long",
        [RT_MEASUREMENT_DISJOINT] =
            "not measured: there is no time that all replies allow, though none proves a lie",
        [RT_MEASUREMENT_GOOD] = "measured: every reply is valid, and they are in order",
    };
    return texts[conclusion];
}

static void show_conclusion(const struct query_session *s)
{
    enum rt_measurement conclusion = s->result.conclusion;
    terminal_style(stdout, s->query->view.color,
                   conclusion == RT_MEASUREMENT_GOOD ? STYLE_GOOD : STYLE_ERROR);
    fputs(query_is_interrupted() && conclusion != RT_MEASUREMENT_MALFEASANCE ? "interrupted"
          : s->plan.document != NULL && conclusion == RT_MEASUREMENT_GOOD
              ? "stamped: every reply is valid, and they are in order"
              : conclusion_text(conclusion),
          stdout);
    terminal_style(stdout, s->query->view.color, STYLE_PLAIN);
    putchar('\n');
    size_t num_keys = s->m.chain.num_servers; /* several names of one key are one server */
    if (conclusion == RT_MEASUREMENT_GOOD && (s->result.num_servers < 3 || num_keys < 3)) {
        puts("fewer than three servers: if one of them is wrong, nobody can tell which (RFC 10049 8.1)");
    }
}

static void show_saved(const struct query_session *s)
{
    if (s->saved) {
        fputs(s->plan.document != NULL                             ? "the proof is in "
              : s->result.conclusion == RT_MEASUREMENT_MALFEASANCE ? "the report is "
                                                                   : "kept in ",
              stdout);
        terminal_name(stdout, s->evidence.path);
        putchar('\n');
    }
}

void query_show(const struct query_session *session)
{
    struct query_row *rows = query_rows(session);
    struct verify_view view = session->query->view;
    if (rows != NULL && session->m.num_records > 0) {
        show_rows(session, rows);
    }
    show_failures(session);
    show_conclusion(session);
    if (session->result.conclusion == RT_MEASUREMENT_MALFEASANCE || session->plan.document != NULL) {
        verify_show_begin(&view, &session->judgement.evidence, session->evidence.path);
        putchar('\n');
    }
    show_saved(session);
    free(rows);
}
