/* Judges evidence exchange by exchange, as it is read from a report, a chain file or a capture: finds the key
 * and the nonce, verifies, links, and gathers what all of it proves. The tools and the page call nothing
 * else. */
#ifndef ROUGHPROOF_VERIFY_JUDGE_H
#define ROUGHPROOF_VERIFY_JUDGE_H

#include "../parser/report.h"
#include "chain.h"
#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Of one exchange. */
struct rt_judgement {
    struct rt_verdict verdict; /* `kind` is also invalid for key-expired and key-not-yet-valid */
    enum rt_standing standing;
    bool trusted; /* by its standing, and at the time that it states */
    bool has_key;
    struct rt_key key;                /* that it was verified with */
    const struct rt_trusted_key *row; /* of the table, or NULL */
    enum rt_linkage linkage;
    struct rt_hash made_nonce; /* where the evidence has rand in place of a nonce; len 0 if not made */
    /* The first of: the verdict's error, key-*, link-broken; RT_OK if it is valid and linked. */
    struct rt_error error;
};

/* Between exchanges. */
struct rt_judge {
    const struct rt_trust *trust;
    const struct rt_policy *policy;
    struct rt_chain *chain;   /* or NULL: exchanges are then independent of one another */
    struct rt_bytes previous; /* the response before; empty at first, and after a refused entry */
    /* Counts of exchanges by verdict, for what all of it proves. */
    size_t num[RT_VERDICT_MALFORMED + 1];
    size_t num_untrusted; /* valid, but not under a trusted key */
    size_t num_broken;    /* link-broken */
    bool failed;          /* the memory of the chain was too small: the rest has no place in it */
};

void rt_judge_begin(struct rt_judge *judge, const struct rt_trust *trust, const struct rt_policy *policy,
                    struct rt_chain *chain);

/* Judges the next exchange. The slices of the exchange before must still be there (two buffers in turn will
 * do). The key is: the exchange's own, if it has one; else the trusted one that its request's SRV asks for;
 * else the first trusted key under which the delegation verifies, all of them being tried; else, if there is
 * but one trusted key, that one; else none: key-unknown, or key-missing when no key was trusted at all.
 * Where a request and a nonce are missing, the nonce is made of rand and the response before, by the rule of
 * the response's version. Takes half a kilobyte of stack more than rt_verify. */
void rt_judge_next(struct rt_judgement *out, struct rt_judge *judge, const struct rt_exchange *exchange);

/* The end of rt_judge_next, of an exchange that was verified (judge_bulk.h): its error, the key's period, and
 * its place in the chain. */
void rt_judge_close(struct rt_judgement *out, struct rt_judge *judge, const struct rt_exchange *exchange);

/* An entry that the reader refused: it counts as malformed, takes its place among the links, and nothing
 * links the next exchange to it. */
void rt_judge_refuse(struct rt_judge *judge);

/* What all of it proves: malfeasance first, then the gravest of the verdicts. */
enum rt_conclusion {
    RT_CONCLUSION_NONE = 0, /* no exchanges at all */
    RT_CONCLUSION_VALID,
    RT_CONCLUSION_INCOMPLETE,
    RT_CONCLUSION_INVALID, /* link-broken included */
    RT_CONCLUSION_MALFORMED,
    RT_CONCLUSION_MALFEASANCE, /* there are violations, whatever else there is */
};

/* Concludes the chain, if there is one. `trusted`: there are violations, to which only links under trusted
 * keys belong; else, every valid exchange was under a trusted key, and there was one. */
enum rt_conclusion rt_judge_conclude(bool *trusted, struct rt_judge *judge);

#ifdef __cplusplus
}
#endif

#endif
