/* Archives: many exchanges from few servers, with the verdicts of rt_verify, field for field, in a fraction
 * of the time. What is saved: a delegation, and an SREP that several replies share, is verified once; keys
 * that sign often get a comb; the rest goes several at a time through an engine (engine.h). */
#ifndef ROUGHPROOF_VERIFY_BULK_H
#define ROUGHPROOF_VERIFY_BULK_H

#include "response.h"
#include "signatures.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Exchanges that are worked on together. */
#define RT_BULK_BATCH 256

/* Delegations that are remembered, and as many other signatures, the longest SREP or DELE among them, and
 * keys that are counted. */
#define RT_BULK_MEMO  512
#define RT_BULK_VALUE 320
#define RT_BULK_KEYS  1024

/* The most combs. */
#define RT_BULK_COMBS 64

struct rt_bulk_job {
    struct rt_question question;
    struct rt_verdict verdict; /* out */
};

/* A signature with its result. */
struct rt_bulk_memo {
    struct rt_key key;
    struct rt_signature signature;
    const char *context; /* of the version table: the pointer tells */
    uint16_t len;
    uint8_t value[RT_BULK_VALUE];
    uint8_t result; /* enum rt_ed25519_result; RT_ED25519_UNVERIFIED while `task` of `batch` is not done */
    uint16_t task;
    uint64_t batch;
};

/* How often a key was seen of late, and the last batch that had it. */
struct rt_bulk_key {
    struct rt_key key;
    uint64_t batch;
    uint32_t uses;
    uint32_t comb; /* its number, plus 1; 0: none */
};

/* Whose a comb is, and the last batch that used it. */
struct rt_bulk_comb {
    uint32_t owner; /* number of the key, plus 1; 0: nobody's */
    uint64_t batch;
};

/* All memory of a verifier but the combs and a batch's: 1 MB. One for each thread. */
struct rt_bulk {
    const struct rt_engine *engine;
    struct rt_comb *combs; /* the caller's */
    size_t num_combs;
    struct rt_comb_base base;
    uint64_t batch;
    struct rt_key srv_key; /* whose SRV was last asked for */
    struct rt_hash srv;
    struct rt_bulk_memo memo[2][RT_BULK_MEMO]; /* of long-term keys, of delegated ones */
    struct rt_bulk_key key[RT_BULK_KEYS];
    struct rt_bulk_comb comb[RT_BULK_COMBS];
};

/* What one batch needs, 300 kB; holds nothing between calls. */
struct rt_bulk_room {
    struct rt_signature_task task[2 * RT_BULK_BATCH];
    struct rt_signature_task *order[2 * RT_BULK_BATCH];
    struct rt_bulk_memo *memo[2 * RT_BULK_BATCH]; /* where the result goes, or NULL */
    uint16_t num_tasks;
    struct rt_hash_job hash[RT_BULK_BATCH];
    struct rt_hash_job *hash_order[RT_BULK_BATCH];
    size_t num_hashes;
    struct {
        int32_t delegation, signature; /* a task; or below zero, minus a result */
        uint32_t num_nodes;
        bool readable, has_leaf;
        struct rt_hash root;
    } state[RT_BULK_BATCH];
};

/* Begins with nothing remembered. `combs` are up to 64 tables of 176 kB, which must last as long as `bulk`;
 * with none, no key gets one. Engine: rt_engine_best(), or any other, for the same verdicts. Builds the base
 * point's comb: a millisecond. */
void rt_bulk_begin(struct rt_bulk *bulk, const struct rt_engine *engine, struct rt_comb *combs,
                   size_t num_combs);

/* Verifies any number of exchanges, whose packets must last until it returns: every verdict is the one that
 * rt_verify would give. Uses up to 100 kB of stack. */
void rt_bulk_verify(struct rt_bulk *bulk, struct rt_bulk_room *room, struct rt_bulk_job *jobs, size_t num,
                    const struct rt_policy *policy);

#ifdef __cplusplus
}
#endif

#endif
