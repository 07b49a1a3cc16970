/* Whom to ask, and how. */
#include "tools/query_clock.h"
#include "tools/query_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How many RFC 10049 8.1 wants at least, and how many of a list are looked up so that others can take the
 * place of those that do not answer. */
#define WANTED     3
#define CANDIDATES 8

struct rt_time query_wall(uint64_t now)
{
    int64_t micros = query_clock_real(now);
    return rt_time_from_raw(micros > 0 ? (uint64_t)micros : 0, RT_UNIT_MICROSECONDS);
}

static bool is_drawn(const struct query *query)
{
    const struct query_options *o = &query->options;
    return o->host == NULL && !o->all && o->names.num == 0 && query->servers.num > WANTED;
}

/* A number below `limit`, which is small: the bias of the remainder is below 2^-50. */
static bool draw_below(struct query *query, size_t *out, size_t limit)
{
    uint8_t bytes[8];
    uint64_t number;
    *out = 0;
    if (!query_draw(query, bytes, sizeof bytes) || !rt_bytes_u64(&number, rt_bytes_from(bytes, 8), 0)) {
        return false;
    }
    *out = (size_t)(number % limit);
    return true;
}

/* All candidates, in random order if only some of them will be asked. */
static bool shuffle(struct query_session *s, struct query_server **all)
{
    struct query *query = s->query;
    size_t num = query->servers.num, other;
    for (size_t i = 0; i < num; i++) {
        all[i] = &query->servers.item[i];
    }
    for (size_t i = 0; is_drawn(query) && i + 1 < num; i++) {
        if (!draw_below(query, &other, num - i)) {
            return false;
        }
        struct query_server *one = all[i];
        all[i] = all[i + other];
        all[i + other] = one;
    }
    return true;
}

static void plan_server(struct rt_measure_server *out, const struct query_server *server)
{
    *out = (struct rt_measure_server){.keys = server->keys,
                                      .num_keys = server->num_keys,
                                      .offers = server->offers,
                                      .num_offers = server->num_offers,
                                      .num_udp = server->num_udp,
                                      .num_tcp = server->num_tcp};
}

/* Those that resolve, as many as are useful. */
static void look_up(struct query_session *s)
{
    size_t most = is_drawn(s->query) ? CANDIDATES : s->query->servers.num, kept = 0;
    for (size_t i = 0; i < s->query->servers.num && kept < most && !query_is_interrupted(); i++) {
        if (query_server_resolve(s->asked[i], s->query->options.transport)) {
            s->asked[kept] = s->asked[i];
            plan_server(&s->servers[kept], s->asked[kept]);
            kept++;
        }
    }
    s->num_asked = kept;
}

static bool reserve(struct query_session *s)
{
    size_t cap = s->num_asked * s->plan.passes;
    s->memory = (struct rt_measure_memory){.peers = calloc(s->num_asked, sizeof *s->memory.peers),
                                           .records = calloc(cap, sizeof *s->memory.records),
                                           .links = calloc(cap, sizeof *s->memory.links),
                                           .servers = calloc(cap, sizeof *s->memory.servers),
                                           .cap = cap,
                                           .room = malloc(RT_MEASURE_ROOM(cap)),
                                           .room_len = RT_MEASURE_ROOM(cap)};
    return s->memory.peers != NULL && s->memory.records != NULL && s->memory.links != NULL &&
           s->memory.servers != NULL && s->memory.room != NULL;
}

static void make_plan(struct query_session *s)
{
    const struct query_options *o = &s->query->options;
    s->wall = query_wall(query_clock_now());
    s->plan =
        (struct rt_measure_plan){.servers = s->servers,
                                 .num_servers = s->num_asked,
                                 .want = is_drawn(s->query) && s->num_asked > WANTED ? WANTED : 0,
                                 .passes = o->host != NULL ? 1 : 2, /* alone it cannot be contradicted */
                                 .retries = o->retries,
                                 .backoff_permille = o->backoff_millis,
                                 .timeout = o->timeout_micros,
                                 .max_delay = o->max_rtt_micros,
                                 .wall = &s->wall,
                                 .policy = &o->trust.policy,
                                 .grace_micros = o->trust.grace_micros,
                                 .document = o->document != NULL ? &s->document : NULL,
                                 .blind = o->blind};
}

static enum exit_status refuse(enum rt_measure_fault fault)
{
    static const char *const texts[] = {
        [RT_MEASURE_UNCHECKED] = "unchecked",
        [RT_MEASURE_READY] = "ready",
        [RT_MEASURE_NO_SERVER] = "nobody to ask",
        [RT_MEASURE_NO_KEY] = "a server has no key",
        [RT_MEASURE_NO_ADDRESS] = "a server has no address that the versions can be sent to",
        [RT_MEASURE_OFFER] = "the versions cannot be asked for together, or cannot stamp a document",
        [RT_MEASURE_BACKOFF] = "--backoff must be above 1",
        [RT_MEASURE_MEMORY] = "too little memory",
    };
    fprintf(stderr, "roughproof query: %s\n", texts[fault]);
    return fault == RT_MEASURE_NO_SERVER ? EXIT_BAD : fault == RT_MEASURE_MEMORY ? EXIT_IO : EXIT_USAGE;
}

static enum exit_status no_memory(void)
{
    fputs("roughproof query: out of memory\n", stderr);
    return EXIT_IO;
}

enum exit_status query_plan(struct query_session *session)
{
    uint8_t entropy[32];
    size_t num = session->query->servers.num;
    session->asked = calloc(num, sizeof *session->asked);
    session->servers = calloc(num, sizeof *session->servers);
    if (session->asked == NULL || session->servers == NULL) {
        return no_memory();
    }
    if (!shuffle(session, session->asked) || !query_draw(session->query, entropy, sizeof entropy)) {
        return EXIT_IO;
    }
    look_up(session);
    if (session->num_asked == 0) {
        return refuse(RT_MEASURE_NO_SERVER);
    }
    make_plan(session);
    if (!reserve(session)) {
        return no_memory();
    }
    enum rt_measure_fault fault =
        rt_measure_begin(&session->m, &session->plan, &session->memory, entropy, query_clock_now());
    return fault == RT_MEASURE_READY ? EXIT_GOOD : refuse(fault);
}
