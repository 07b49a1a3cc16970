/* What several responses prove together (RFC 10049 8.2): their order, and that somebody lied. */
#ifndef ROUGHPROOF_VERIFY_CHAIN_H
#define ROUGHPROOF_VERIFY_CHAIN_H

#include "response.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How an exchange follows the one before it. */
enum rt_linkage {
    RT_LINK_FIRST = 0, /* nothing came before */
    RT_LINK_PROVED,    /* its nonce was made from the response before */
    RT_LINK_MISSING,   /* nothing links them: no rand, or no nonce or response before that is known */
    RT_LINK_BROKEN,    /* a rand is given, but it does not lead to the nonce */
};

/* The nonce that `rule` makes of the whole response packet before and of rand; of `nonce_len` bytes, 32 or
 * 64 (RT_CHAIN_SINGLE always makes 32). */
void rt_link_nonce(struct rt_hash *out, enum rt_chain_rule rule, struct rt_bytes previous,
                   struct rt_bytes rand, size_t nonce_len);

/* Of an exchange that has one before it. `rule` is that of the version of its response. */
enum rt_linkage rt_link_check(enum rt_chain_rule rule, struct rt_bytes previous, struct rt_bytes rand,
                              struct rt_bytes nonce);

/* The server of an exchange without a key. */
#define RT_NO_SERVER UINT32_MAX

/* One exchange as far as order is concerned; 80 bytes, so that long chains fit into memory. */
struct rt_link {
    enum rt_linkage linkage;
    /* Its response commits to its request (the Merkle check passed), and so to the response before: order
     * passes through it, whoever signed it. If not, the run ends here. */
    bool binds;
    /* Its time enters order, intervals and blame: valid, evidence, and under a key that is trusted. */
    bool counts;
    bool has_interval; /* `stated` means something: the response could be read */
    uint32_t server;   /* number of its key: equal keys, equal numbers; RT_NO_SERVER without a key */
    uint32_t run;      /* number of its run: links of one run happened one after the other */
    struct rt_interval stated;
    /* What the order leaves of `stated`, if it counts: the highest low of what came before it in its run, the
     * lowest high of what came after, itself included both times. Its low is above its high where a violation
     * spans it, and they are equal at the boundary, which RFC 10049 8.2 calls consistent. The same as
     * `stated` if it does not count. */
    struct rt_interval tight;
};

/* Links i < j of one run whose times contradict their order: MIDP_i - RADI_i > MIDP_j + RADI_j. */
struct rt_violation {
    size_t earlier, later;
};

#define RT_VIOLATIONS_MAX 64
#define RT_SUSPECTS_MAX   16

/* A server that occurs in the chain. */
struct rt_chain_server {
    struct rt_key key;
    size_t num_links;   /* exchanges under this key */
    size_t num_counts;  /* those of them that count */
    struct rt_time low; /* while concluding: the highest lower bound so far in `run`, */
    uint32_t run;       /* the last one in which it counted, */
    bool seen;          /* if there was one */
    bool conflicts;     /* is part of a violation */
    bool certain;       /* contradicts itself: it lied for certain */
    uint32_t bit;       /* its place in the masks below, if it conflicts */
};

/* Memory is the caller's: an array of links and one of servers, each entry for one exchange at most. */
struct rt_chain {
    struct rt_link *links;
    size_t num_links, cap_links;
    struct rt_chain_server *servers;
    size_t num_servers, cap_servers;
    uint32_t num_runs;
    /* After rt_chain_conclude: */
    struct rt_violation violations[RT_VIOLATIONS_MAX]; /* by `later`, then by `earlier` */
    size_t num_violations;
    bool more_violations;
    size_t num_conflicting; /* servers in any violation */
    /* Of the first RT_SUSPECTS_MAX conflicting servers: with whom each is in conflict, itself included. All
     * of them unless num_conflicting is more. */
    uint16_t conflict[RT_SUSPECTS_MAX];
    uint32_t suspect[RT_SUSPECTS_MAX]; /* which servers the bits of the masks are */
};

void rt_chain_begin(struct rt_chain *chain, struct rt_link *links, size_t cap_links,
                    struct rt_chain_server *servers, size_t cap_servers);

/* Adds the next exchange in the order in which they were received. False, nothing added, when the memory is
 * full: what comes after it must then not be added either, since its linkage is to what is missing. `key` may
 * be NULL for an exchange without one: it never counts then. */
RT_MUST_CHECK bool rt_chain_add(struct rt_chain *chain, const struct rt_verdict *verdict,
                                const struct rt_key *key, enum rt_linkage linkage, bool trusted);

/* Computes intervals, violations and conflicts from the links: O(links), plus O(servers) for each link that
 * ends a violation, plus O(links) for each violation that is kept. May be called again after more links were
 * added. Less than 500 bytes of stack, as everything here. */
void rt_chain_conclude(struct rt_chain *chain);

/* The smallest sets of servers without which no violation is left: all of them, one a call, as masks over
 * `suspect`; at least one server of at least one of these sets lied, and if as few lied as the evidence
 * allows, it was one of these sets. Begin with *mask = 0; false at the end, and at once if there is no
 * violation or more than RT_SUSPECTS_MAX servers conflict: then only the conflicts can be told. */
RT_MUST_CHECK bool rt_chain_suspects_next(uint32_t *mask, const struct rt_chain *chain);

#ifdef __cplusplus
}
#endif

#endif
