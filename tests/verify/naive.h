/* What a chain proves, by brute force: every pair of links, every set of servers, and times as one wide
 * number. For chains of few links and servers; tests and fuzz targets hold rt_chain against it. */
#ifndef ROUGHPROOF_TESTS_VERIFY_NAIVE_H
#define ROUGHPROOF_TESTS_VERIFY_NAIVE_H

#include "verify/chain.h"

#define NAIVE_LINKS_MAX   64
#define NAIVE_SERVERS_MAX 20

__extension__ typedef __int128 wide;

/* An exchange as a test states it. `midpoint` is raw; a day of MJD must not have more than 86400 s. */
struct step {
    unsigned server; /* below NAIVE_SERVERS_MAX, or no key */
    enum rt_linkage linkage;
    bool fails_tree, fails_otherwise, is_no_evidence, is_distrusted;
    enum rt_unit unit;
    uint64_t midpoint;
    uint32_t radius;
};

struct naive {
    const struct step *steps;
    size_t num;
    wide low[NAIVE_LINKS_MAX], high[NAIVE_LINKS_MAX]; /* microseconds since 1970 */
};

static inline struct rt_key naive_key(unsigned server)
{
    struct rt_key key = {{0}};
    key.b[31] = (uint8_t)server;
    return key;
}

/* False when the chain has no room. */
static inline bool step_add(struct rt_chain *chain, const struct step *step)
{
    struct rt_verdict v = {.kind = RT_VERDICT_VALID};
    struct rt_key key = naive_key(step->server);
    v.kind = step->fails_tree || step->fails_otherwise ? RT_VERDICT_INVALID : RT_VERDICT_VALID;
    v.check[RT_CHECK_MERKLE].outcome = step->fails_tree ? RT_FAILED : RT_PASSED;
    v.is_evidence = !step->is_no_evidence;
    v.midpoint = rt_time_from_raw(step->midpoint, step->unit);
    v.interval = rt_interval_from(v.midpoint, rt_time_radius_micros(step->radius, step->unit));
    return rt_chain_add(chain, &v, step->server < NAIVE_SERVERS_MAX ? &key : NULL, step->linkage,
                        !step->is_distrusted);
}

static inline wide naive_micros(uint64_t raw, enum rt_unit unit)
{
    wide day = 86400000000;
    return unit == RT_UNIT_SECONDS        ? (wide)raw * 1000000
           : unit == RT_UNIT_MICROSECONDS ? (wide)raw
                                          : ((wide)(raw >> 40) - 40587) * day + (wide)(raw & 0xffffffffff);
}

static inline void naive_begin(struct naive *n, const struct step *steps, size_t num)
{
    n->steps = steps;
    n->num = num;
    for (size_t i = 0; i < num; i++) {
        wide midpoint = naive_micros(steps[i].midpoint, steps[i].unit);
        wide radius = (wide)steps[i].radius * (steps[i].unit == RT_UNIT_SECONDS ? 1000000 : 1);
        n->low[i] = midpoint - radius;
        n->high[i] = midpoint + radius;
    }
}

static inline bool naive_counts(const struct naive *n, size_t i)
{
    const struct step *s = &n->steps[i];
    return !s->fails_tree && !s->fails_otherwise && !s->is_no_evidence && !s->is_distrusted &&
           s->server < NAIVE_SERVERS_MAX;
}

/* Whether link `i` is proved to be before link `j`, or is the same. */
static inline bool naive_before(const struct naive *n, size_t i, size_t j)
{
    for (size_t k = i + 1; k <= j; k++) {
        if (n->steps[k].linkage != RT_LINK_PROVED || n->steps[k - 1].fails_tree) {
            return false;
        }
    }
    return i <= j;
}

static inline bool naive_violates(const struct naive *n, size_t i, size_t j)
{
    return i != j && naive_before(n, i, j) && naive_counts(n, i) && naive_counts(n, j) &&
           n->low[i] > n->high[j];
}

static inline wide micros_of(struct rt_time t)
{
    return (wide)t.day * 86400000000 + (wide)t.micros;
}

static inline bool naive_tight(const struct naive *n, const struct rt_chain *chain)
{
    for (size_t i = 0; i < n->num; i++) {
        wide low = n->low[i], high = n->high[i];
        for (size_t j = 0; naive_counts(n, i) && j < n->num; j++) {
            low = naive_counts(n, j) && naive_before(n, j, i) && n->low[j] > low ? n->low[j] : low;
            high = naive_counts(n, j) && naive_before(n, i, j) && n->high[j] < high ? n->high[j] : high;
        }
        const struct rt_link *link = &chain->links[i];
        if (micros_of(link->tight.low) != low || micros_of(link->tight.high) != high ||
            micros_of(link->stated.low) != n->low[i] || micros_of(link->stated.high) != n->high[i] ||
            link->counts != naive_counts(n, i)) {
            return false;
        }
    }
    return true;
}

static inline bool naive_pairs(const struct naive *n, const struct rt_chain *chain)
{
    size_t num = 0;
    for (size_t j = 0; j < n->num; j++) {
        for (size_t i = 0; i < j; i++) {
            bool violates = naive_violates(n, i, j), room = num < RT_VIOLATIONS_MAX;
            if (violates && room &&
                (chain->violations[num].earlier != i || chain->violations[num].later != j)) {
                return false;
            }
            num += violates ? 1 : 0;
        }
    }
    size_t kept = num < RT_VIOLATIONS_MAX ? num : RT_VIOLATIONS_MAX;
    return chain->num_violations == kept && chain->more_violations == (num > kept);
}

/* With whom each server is in conflict, itself included, as masks of servers. */
static inline void naive_graph(uint32_t graph[NAIVE_SERVERS_MAX], const struct naive *n)
{
    memset(graph, 0, NAIVE_SERVERS_MAX * sizeof graph[0]);
    for (size_t j = 0; j < n->num; j++) {
        for (size_t i = 0; i < j; i++) {
            if (naive_violates(n, i, j)) {
                graph[n->steps[i].server] |= UINT32_C(1) << n->steps[j].server;
                graph[n->steps[j].server] |= UINT32_C(1) << n->steps[i].server;
            }
        }
    }
}

static inline unsigned naive_size(uint32_t mask)
{
    unsigned num = 0;
    for (unsigned i = 0; i < 32; i++) {
        num += mask >> i & 1;
    }
    return num;
}

static inline unsigned naive_server_of(const struct rt_chain *chain, size_t server)
{
    return chain->servers[server].key.b[31];
}

/* A mask of the chain's as one of servers. */
static inline uint32_t naive_servers(const struct rt_chain *chain, uint32_t mask)
{
    uint32_t out = 0;
    for (unsigned bit = 0; bit < RT_SUSPECTS_MAX; bit++) {
        out |= (mask >> bit & 1) != 0 ? UINT32_C(1) << naive_server_of(chain, chain->suspect[bit]) : 0;
    }
    return out;
}

static inline bool naive_conflicts(const uint32_t graph[NAIVE_SERVERS_MAX], const struct rt_chain *chain)
{
    size_t num = 0;
    for (size_t s = 0; s < chain->num_servers; s++) {
        unsigned server = naive_server_of(chain, s);
        const struct rt_chain_server *row = &chain->servers[s];
        if (row->conflicts != (graph[server] != 0) || row->certain != ((graph[server] >> server & 1) != 0)) {
            return false;
        }
        num += row->conflicts ? 1 : 0;
    }
    for (size_t bit = 0; bit < num && num <= RT_SUSPECTS_MAX; bit++) {
        if (naive_servers(chain, chain->conflict[bit]) !=
            graph[naive_server_of(chain, chain->suspect[bit])]) {
            return false;
        }
    }
    return chain->num_conflicting == num;
}

static inline bool naive_explains(const uint32_t graph[NAIVE_SERVERS_MAX], uint32_t set)
{
    for (unsigned a = 0; a < NAIVE_SERVERS_MAX; a++) {
        if ((set >> a & 1) == 0 && (graph[a] & ~set) != 0) {
            return false;
        }
    }
    return true;
}

/* How many sets of `size` of the servers in `all` explain everything. */
static inline size_t naive_count(const uint32_t graph[NAIVE_SERVERS_MAX], uint32_t all, unsigned size)
{
    size_t num = 0;
    for (uint32_t set = all; set != 0; set = (set - 1) & all) {
        num += naive_size(set) == size && naive_explains(graph, set) ? 1 : 0;
    }
    return num;
}

static inline bool naive_suspects(const uint32_t graph[NAIVE_SERVERS_MAX], const struct rt_chain *chain)
{
    uint32_t all = 0, mask = 0, before = 0;
    unsigned size = 1;
    size_t found = 0;
    for (unsigned a = 0; a < NAIVE_SERVERS_MAX; a++) {
        all |= graph[a] != 0 ? UINT32_C(1) << a : 0;
    }
    bool told = all != 0 && naive_size(all) <= RT_SUSPECTS_MAX;
    while (told && naive_count(graph, all, size) == 0) {
        size++;
    }
    for (; rt_chain_suspects_next(&mask, chain); before = mask, found++) {
        uint32_t set = naive_servers(chain, mask);
        if (mask <= before || naive_size(set) != size || !naive_explains(graph, set)) {
            return false;
        }
    }
    return mask == 0 && found == (told ? naive_count(graph, all, size) : 0);
}

/* What of a concluded chain of these steps is wrong, or NULL. */
static inline const char *naive_fault(const struct rt_chain *chain, const struct step *steps, size_t num)
{
    struct naive n;
    uint32_t graph[NAIVE_SERVERS_MAX];
    naive_begin(&n, steps, num);
    naive_graph(graph, &n);
    return chain->num_links != num          ? "links"
           : !naive_tight(&n, chain)        ? "intervals"
           : !naive_pairs(&n, chain)        ? "violations"
           : !naive_conflicts(graph, chain) ? "conflicts"
           : !naive_suspects(graph, chain)  ? "suspects"
                                            : NULL;
}

#endif
