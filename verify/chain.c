#include "chain.h"

void rt_chain_begin(struct rt_chain *chain, struct rt_link *links, size_t cap_links,
                    struct rt_chain_server *servers, size_t cap_servers)
{
    memset(chain, 0, sizeof *chain);
    chain->links = links;
    chain->cap_links = cap_links;
    chain->servers = servers;
    chain->cap_servers = cap_servers;
}

/* The number of the server with this key, a new one if need be; cap_servers when there is no room. */
static size_t server_of(struct rt_chain *chain, const struct rt_key *key)
{
    size_t i = 0;
    while (i < chain->num_servers && memcmp(chain->servers[i].key.b, key->b, sizeof key->b) != 0) {
        i++;
    }
    if (i == chain->num_servers && i < chain->cap_servers) {
        memset(&chain->servers[i], 0, sizeof chain->servers[i]);
        chain->servers[i].key = *key;
        chain->num_servers++;
    }
    return i;
}

bool rt_chain_add(struct rt_chain *chain, const struct rt_verdict *verdict, const struct rt_key *key,
                  enum rt_linkage linkage, bool trusted)
{
    if (chain->num_links == chain->cap_links) {
        return false;
    }
    size_t server = key != NULL ? server_of(chain, key) : RT_NO_SERVER;
    if (key != NULL && server == chain->cap_servers) {
        return false;
    }
    bool binds = verdict->check[RT_CHECK_MERKLE].outcome == RT_PASSED;
    const struct rt_link *before = chain->num_links > 0 ? &chain->links[chain->num_links - 1] : NULL;
    bool goes_on = before != NULL && linkage == RT_LINK_PROVED && before->binds;
    bool counts = verdict->kind == RT_VERDICT_VALID && verdict->is_evidence && trusted && key != NULL;
    chain->num_runs += goes_on ? 0 : 1;
    if (key != NULL) {
        chain->servers[server].num_links++;
        chain->servers[server].num_counts += counts ? 1 : 0;
    }
    chain->links[chain->num_links++] = (struct rt_link){.linkage = linkage,
                                                        .binds = binds,
                                                        .counts = counts,
                                                        .has_interval = verdict->response.version != NULL,
                                                        .server = (uint32_t)server,
                                                        .run = chain->num_runs - 1,
                                                        .stated = verdict->interval,
                                                        .tight = verdict->interval};
    return true;
}

static struct rt_time later_of(struct rt_time a, struct rt_time b)
{
    return rt_time_compare(a, b) < 0 ? b : a;
}

static struct rt_time earlier_of(struct rt_time a, struct rt_time b)
{
    return rt_time_compare(a, b) < 0 ? a : b;
}

/* What happened after something was not before it, and the other way round: lower bounds are carried forwards
 * and upper bounds backwards through a run. Only links that count give bounds; and only they, whose own time
 * can be believed as far as their signers can, are tightened. */
static void tighten(struct rt_chain *chain)
{
    struct rt_link *links = chain->links;
    const struct rt_link *last = NULL;
    for (size_t i = 0; i < chain->num_links; i++) {
        links[i].tight = links[i].stated;
        if (links[i].counts) {
            bool follows = last != NULL && last->run == links[i].run;
            links[i].tight.low =
                follows ? later_of(last->tight.low, links[i].stated.low) : links[i].stated.low;
            last = &links[i];
        }
    }
    last = NULL;
    for (size_t left = chain->num_links; left > 0; left--) {
        struct rt_link *link = &links[left - 1];
        if (link->counts) {
            bool precedes = last != NULL && last->run == link->run;
            link->tight.high = precedes ? earlier_of(last->tight.high, link->stated.high) : link->stated.high;
            last = link;
        }
    }
}

static void keep(struct rt_chain *chain, size_t earlier, size_t later)
{
    if (chain->num_violations == RT_VIOLATIONS_MAX) {
        chain->more_violations = true;
        return;
    }
    chain->violations[chain->num_violations++] = (struct rt_violation){earlier, later};
}

/* All violations that end in link `later`, as far as there is room: a walk of its own, for which each of them
 * pays. */
static void keep_all(struct rt_chain *chain, size_t later)
{
    const struct rt_link *b = &chain->links[later];
    for (size_t i = 0; i < later && !chain->more_violations; i++) {
        const struct rt_link *a = &chain->links[i];
        if (a->counts && a->run == b->run && rt_time_compare(a->stated.low, b->stated.high) > 0) {
            keep(chain, i, later);
        }
    }
}

/* The bit of a server in the masks; RT_SUSPECTS_MAX when there are too many. */
static uint32_t bit_of(struct rt_chain *chain, uint32_t server)
{
    struct rt_chain_server *s = &chain->servers[server];
    if (!s->conflicts) {
        s->conflicts = true;
        s->bit =
            chain->num_conflicting < RT_SUSPECTS_MAX ? (uint32_t)chain->num_conflicting : RT_SUSPECTS_MAX;
        if (s->bit < RT_SUSPECTS_MAX) {
            chain->suspect[s->bit] = server;
        }
        chain->num_conflicting++;
    }
    return s->bit;
}

static void conflict(struct rt_chain *chain, uint32_t a, uint32_t b)
{
    uint32_t bit_a = bit_of(chain, a);
    uint32_t bit_b = bit_of(chain, b);
    chain->servers[a].certain = chain->servers[a].certain || a == b;
    if (bit_a < RT_SUSPECTS_MAX && bit_b < RT_SUSPECTS_MAX) {
        chain->conflict[bit_a] = (uint16_t)(chain->conflict[bit_a] | 1u << bit_b);
        chain->conflict[bit_b] = (uint16_t)(chain->conflict[bit_b] | 1u << bit_a);
    }
}

/* Compares a link with the highest lower bound that each server has stated before it in its run. Most links
 * need no more than the highest of all, which is that of their tight interval. */
static void compare(struct rt_chain *chain, size_t index)
{
    const struct rt_link *link = &chain->links[index];
    if (rt_time_compare(link->tight.low, link->stated.high) <= 0) {
        return;
    }
    for (uint32_t s = 0; s < chain->num_servers; s++) {
        const struct rt_chain_server *server = &chain->servers[s];
        if (server->seen && server->run == link->run && rt_time_compare(server->low, link->stated.high) > 0) {
            conflict(chain, s, link->server);
        }
    }
    keep_all(chain, index);
}

static void remember(struct rt_chain_server *server, const struct rt_link *link)
{
    bool again = server->seen && server->run == link->run;
    server->low = again ? later_of(server->low, link->stated.low) : link->stated.low;
    server->run = link->run;
    server->seen = true;
}

static void forget_all(struct rt_chain *chain)
{
    chain->num_violations = 0;
    chain->more_violations = false;
    chain->num_conflicting = 0;
    memset(chain->conflict, 0, sizeof chain->conflict);
    memset(chain->suspect, 0, sizeof chain->suspect);
    for (size_t s = 0; s < chain->num_servers; s++) {
        struct rt_chain_server *server = &chain->servers[s];
        server->seen = server->conflicts = server->certain = false;
    }
}

void rt_chain_conclude(struct rt_chain *chain)
{
    forget_all(chain);
    tighten(chain);
    for (size_t i = 0; i < chain->num_links; i++) {
        const struct rt_link *link = &chain->links[i];
        if (link->counts) {
            compare(chain, i);
            remember(&chain->servers[link->server], link);
        }
    }
}
