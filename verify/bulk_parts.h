/* What the files of bulk verification share. */
#ifndef ROUGHPROOF_VERIFY_BULK_PARTS_H
#define ROUGHPROOF_VERIFY_BULK_PARTS_H

#include "bulk.h"
#include "verify_parts.h"

/* In place of a task: nothing was asked. */
#define RT_BULK_NOT_ASKED INT32_MIN

/* Whose signatures are remembered apart, so that replies, which are many, do not drive out delegations. */
enum rt_bulk_signer { RT_BULK_LONG_TERM, RT_BULK_DELEGATED };

/* A signature to be verified; the result is found at once, or with a task of the batch. */
int32_t rt_bulk_ask(struct rt_bulk *bulk, struct rt_bulk_room *room, enum rt_bulk_signer signer,
                    const struct rt_key *key, struct rt_bytes signature, struct rt_bytes context,
                    struct rt_bytes value);

/* Verifies all tasks, and remembers. */
void rt_bulk_solve(struct rt_bulk *bulk, struct rt_bulk_room *room);

/* Gives the tasks of frequent keys their combs, and puts tasks of one key next to each other. */
void rt_bulk_order(struct rt_bulk *bulk, struct rt_bulk_room *room);

/* Computes the roots of what was read. */
void rt_bulk_roots(const struct rt_bulk *bulk, struct rt_bulk_room *room, const struct rt_bulk_job *jobs,
                   size_t num);

#endif
