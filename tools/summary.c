#include "tools/summary.h"

#include <string.h>

#define NUM_PLACES (4 * SUMMARY_SERVERS)

/* The row of a key, which is made if it is new; NULL when there is no room. */
static struct summary_server *server_of(struct summary *s, const struct rt_key *key)
{
    size_t i = (size_t)key->b[0] | (size_t)key->b[1] << 8;
    while (s->place[i % NUM_PLACES] != 0) {
        struct summary_server *server = &s->server[s->place[i % NUM_PLACES] - 1];
        if (memcmp(&server->key, key, sizeof *key) == 0) {
            return server;
        }
        i++;
    }
    if (s->num_servers == SUMMARY_SERVERS) {
        return NULL;
    }
    struct summary_server *server = &s->server[s->num_servers++];
    *server = (struct summary_server){.key = *key, .trusted = true};
    s->place[i % NUM_PLACES] = (uint16_t)s->num_servers;
    return server;
}

static void add_error(struct summary *s, enum rt_code code)
{
    size_t i = 0;
    while (i < s->num_errors && i < SUMMARY_ERRORS - 1 && s->error[i].code != code) {
        i++;
    }
    s->num_errors += i == s->num_errors ? 1 : 0;
    s->error[i].code = code;
    s->error[i].num++;
}

static void add_version(struct summary *s, const struct rt_version *version)
{
    for (size_t i = 0; version != NULL && i < SUMMARY_VERSIONS && rt_version_row(i) != NULL; i++) {
        s->version[i] += rt_version_row(i) == version ? 1 : 0;
    }
}

static void extend(struct summary_span *span, struct rt_time t)
{
    if (!span->any || rt_time_compare(t, span->from) < 0) {
        span->from = t;
    }
    if (!span->any || rt_time_compare(t, span->until) > 0) {
        span->until = t;
    }
    span->any = true;
}

static void add_server(struct summary *s, const struct rt_judgement *j, bool valid)
{
    struct summary_server *server = server_of(s, &j->key);
    if (server == NULL) {
        s->num_others++;
        return;
    }
    server->num++;
    server->num_valid += valid ? 1 : 0;
    server->trusted = server->trusted && j->standing == RT_STANDING_TRUSTED;
    if (valid && j->verdict.is_evidence) {
        extend(&server->span, j->verdict.midpoint);
    }
}

void summary_add(struct summary *s, const struct rt_judgement *j)
{
    const bool valid = j->verdict.kind == RT_VERDICT_VALID;
    s->verdict[j->verdict.kind]++;
    add_version(s, j->verdict.response.version);
    if (j->has_key) {
        add_server(s, j, valid);
    } else {
        s->num_nameless++;
    }
    if (valid && j->verdict.is_evidence) {
        extend(&s->span, j->verdict.midpoint);
    }
    if (!valid) {
        add_error(s, j->error.code);
    }
}

void summary_add_refused(struct summary *s, enum rt_code code)
{
    s->verdict[RT_VERDICT_MALFORMED]++;
    s->num_nameless++;
    add_error(s, code);
}

/* The servers of any of the smallest sets; where there are too many for that, those in conflict. */
static bool is_suspected(const struct rt_chain *chain, size_t server, uint32_t any)
{
    if (chain->num_conflicting > RT_SUSPECTS_MAX) {
        return chain->servers[server].conflicts;
    }
    for (size_t bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
        if ((any >> bit & 1) != 0 && chain->suspect[bit] == server) {
            return true;
        }
    }
    return false;
}

void summary_add_suspects(struct summary *s, const struct rt_chain *chain)
{
    uint32_t mask = 0, any = 0;
    while (rt_chain_suspects_next(&mask, chain)) {
        any |= mask;
    }
    for (size_t i = 0; i < chain->num_servers && chain->num_violations > 0; i++) {
        struct summary_server *server =
            is_suspected(chain, i, any) ? server_of(s, &chain->servers[i].key) : NULL;
        if (server != NULL) {
            server->num_suspected++;
        }
    }
    s->num_malfeasance += chain->num_violations > 0 ? 1 : 0;
}
