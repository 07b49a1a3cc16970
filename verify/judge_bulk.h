/* Judges many exchanges at once, each with the judgement that rt_judge_next gives. */
#ifndef ROUGHPROOF_VERIFY_JUDGE_BULK_H
#define ROUGHPROOF_VERIFY_JUDGE_BULK_H

#include "bulk.h"
#include "judge.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rt_judged {
    const struct rt_exchange *exchange; /* NULL where the reader refused the entry */
    struct rt_bytes previous;           /* the response before, in a chain; or empty */
    struct rt_judgement judgement;      /* out; zeroed where there is no exchange */
};

/* -DRT_SMALL, for modules that are sent over networks, verifies one by one whatever it is given, without a
 * line of bulk.c. */
#ifdef RT_SMALL
#define RT_JUDGES_IN_BULK false
#else
#define RT_JUDGES_IN_BULK true
#endif

/* What it counts with. `bulk` was begun; or it is NULL, and exchanges are verified one by one, with neither
 * room nor jobs. */
struct rt_judge_bulk {
    struct rt_bulk *bulk;
    struct rt_bulk_room *room;
    struct rt_bulk_job *jobs; /* RT_BULK_BATCH of them */
};

/* Verifies up to RT_BULK_BATCH exchanges under the keys that the judge finds for them. Of the judge it uses
 * what it was begun with, and changes nothing: so several threads may verify for one judge, each with its own
 * `with`. Every exchange is then to be closed, in order, or refused (rt_judge_refuse). Stack: 5 kB more than
 * rt_bulk_verify. */
void rt_judge_verify(struct rt_judged *items, size_t num, const struct rt_judge *judge,
                     const struct rt_judge_bulk *with);

#ifdef __cplusplus
}
#endif

#endif
