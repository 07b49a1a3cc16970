/* How often a key failed with an error: the first few are worth an explanation each, thousands are not. */
#ifndef ROUGHPROOF_TOOLS_FAILURES_H
#define ROUGHPROOF_TOOLS_FAILURES_H

#include "verify/judge.h"

/* So many of a key and error are explained. */
#define FAILURES_FIRST 10

/* So many keys and errors are told apart; those that come later share the count of their error. */
#define FAILURES_PAIRS 512

struct failures_pair {
    struct rt_key key;
    bool has_key, is_rest;
    enum rt_code code; /* RT_UNCHECKED: an empty place */
    unsigned num;      /* up to FAILURES_FIRST */
};

/* Zeroed at first. */
struct failures {
    size_t num_pairs;
    struct failures_pair place[4 * FAILURES_PAIRS]; /* errors are far fewer than keys and errors */
};

/* Counts one; whether it is among the first. */
bool failures_count(struct failures *failures, const struct rt_judgement *judgement);

#endif
