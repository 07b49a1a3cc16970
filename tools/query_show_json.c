#include "parser/json_write.h"
#include "tools/json_out.h"
#include "tools/query_session.h"
#include "tools/query_table.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const conclusions[] = {
    [RT_MEASUREMENT_NONE] = "none",
    [RT_MEASUREMENT_MALFEASANCE] = "malfeasance",
    [RT_MEASUREMENT_INCOMPLETE] = "incomplete",
    [RT_MEASUREMENT_SLOW] = "slow",
    [RT_MEASUREMENT_DISJOINT] = "disjoint",
    [RT_MEASUREMENT_GOOD] = "good",
};

static const char *const heards[] = {
    [RT_HEARD_NOTHING] = "nothing",   [RT_HEARD_PART] = "part",       [RT_HEARD_OTHER] = "other",
    [RT_HEARD_JUNK] = "junk",         [RT_HEARD_REFUSED] = "refused", [RT_HEARD_DENIED] = "denied",
    [RT_HEARD_ACCEPTED] = "accepted",
};

static const char *const attempts[] = {
    [RT_ATTEMPT_NONE] = "none",     [RT_ATTEMPT_SILENT] = "silent", [RT_ATTEMPT_UNREACHABLE] = "unreachable",
    [RT_ATTEMPT_CLOSED] = "closed", [RT_ATTEMPT_DENIED] = "denied", [RT_ATTEMPT_BROKEN] = "broken",
};

static void put_name(const struct query_session *s, size_t server)
{
    query_put_name(stdout, s, server);
}

static void put_time(struct rt_time time)
{
    char formatted[RT_TIME_TEXT_MAX];
    rt_time_format(formatted, time);
    json_word(stdout, formatted);
}

static void put_offset(bool there, struct offset offset)
{
    if (there && !offset_is_empty(offset)) {
        printf("[%" PRId64 ",%" PRId64 "]", offset.low, offset.high);
    } else {
        fputs("null", stdout);
    }
}

static void put_exchange(const struct query_session *s, const struct query_row *row)
{
    char where[ENDPOINT_TEXT_MAX];
    endpoint_text(where, &row->via);
    fputs("{\"server\":", stdout);
    put_name(s, row->server);
    fputs(",\"midpoint\":", stdout);
    put_time(row->midpoint);
    printf(",\"radius_us\":%" PRIu64 ",\"rtt_us\":%" PRIu64 ",\"slow\":%s,\"offset_us\":", row->radius_micros,
           row->rtt_micros, row->slow ? "true" : "false");
    put_offset(s->plan.document == NULL, row->offset);
    printf(",\"version\":%" PRIu32 ",\"transport\":\"%s\",\"address\":", row->code,
           row->via.protocol == RT_PROTOCOL_TCP ? "tcp" : "udp");
    json_word(stdout, where);
    putchar('}');
}

static void put_error(const struct rt_error *error)
{
    char object[512]; /* tables alone make it: the longest has some 300 characters */
    struct rt_text text = rt_text_into(object, sizeof object);
    rt_write_error(&text, error, NULL);
    fwrite(object, 1, rt_text_len(&text), stdout);
}

static void put_refusal(const struct rt_refusal *r)
{
    if (r->heard == RT_HEARD_NOTHING) {
        fputs("null", stdout);
        return;
    }
    printf("{\"heard\":\"%s\",\"check\":\"%s\",\"error\":", heards[r->heard], rt_check_name(r->check));
    put_error(&r->error);
    putchar('}');
}

static void put_peer(const struct query_session *s, size_t server)
{
    const struct rt_measure_peer *peer = &s->memory.peers[server];
    fputs("{\"name\":", stdout);
    put_name(s, server);
    fputs(",\"publicKey\":", stdout);
    json_base64(stdout, rt_bytes_from(s->servers[server].keys[0].key.b, sizeof(struct rt_key)));
    printf(",\"requests\":%" PRIu32 ",\"replies\":%zu", peer->num_sent, peer->num_records);
    for (int i = RT_HEARD_OTHER; i < RT_HEARD_ACCEPTED; i++) {
        printf(",\"%s\":%" PRIu32, heards[i], peer->num_heard[i]);
    }
    printf(",\"failure\":\"%s\",\"refusal\":", attempts[peer->last]);
    put_refusal(&peer->refusal);
    putchar('}');
}

static void put_peers(const struct query_session *s)
{
    bool first = true;
    for (size_t i = 0; i < s->num_asked; i++) {
        if (s->memory.peers[i].asked) {
            fputs(first ? "" : ",", stdout);
            put_peer(s, i);
            first = false;
        }
    }
}

static void put_suspects(const struct query_session *s, uint32_t mask)
{
    const struct rt_chain *chain = &s->m.chain;
    bool first = true;
    for (size_t bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
        if ((mask >> bit & 1) != 0) {
            const struct rt_key *key = &chain->servers[chain->suspect[bit]].key;
            fputs(first ? "[" : ",", stdout);
            put_name(s, rt_measure_server_of(&s->m, key));
            first = false;
        }
    }
    putchar(']');
}

static void put_all_suspects(const struct query_session *s)
{
    uint32_t mask = 0;
    for (bool first = true; rt_chain_suspects_next(&mask, &s->m.chain); first = false) {
        fputs(first ? "" : ",", stdout);
        put_suspects(s, mask);
    }
}

static void put_rows(const struct query_session *s, const struct query_row *rows)
{
    for (size_t i = 0; rows != NULL && i < s->m.num_records; i++) {
        fputs(i > 0 ? "," : "", stdout);
        put_exchange(s, &rows[i]);
    }
}

void query_show_json(const struct query_session *session)
{
    const struct rt_measure_result *result = &session->result;
    struct query_row *rows = query_rows(session);
    printf("{\"conclusion\":\"%s\",\"interrupted\":%s,\"offset_us\":", conclusions[result->conclusion],
           query_is_interrupted() ? "true" : "false");
    put_offset(result->reading.has_offset && session->plan.document == NULL, offset_of(&result->reading));
    fputs(",\"servers\":[", stdout);
    put_peers(session);
    fputs("],\"exchanges\":[", stdout);
    put_rows(session, rows);
    fputs("],\"suspects\":[", stdout);
    put_all_suspects(session);
    fputs("],\"saved\":", stdout);
    if (session->saved) {
        json_string(stdout, rt_bytes_from(session->evidence.path, strlen(session->evidence.path)));
    } else {
        fputs("null", stdout);
    }
    puts("}");
    free(rows);
}
