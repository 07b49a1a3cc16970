/* The tree over a group's leaves, its hashes made many at once. */
#ifndef ROUGHPROOF_TOOLS_RESPOND_TREE_H
#define ROUGHPROOF_TOOLS_RESPOND_TREE_H

#include "tools/respond.h"

/* The tree of rt_merkle_build over the first `num_leaves` hashes of room->nodes, at most RESPOND_BATCH_MAX.
 * Uses room->jobs. False if there are no leaves, or too many. */
RT_MUST_CHECK bool respond_tree(struct rt_merkle_tree *out, enum rt_hash_kind kind, uint32_t num_leaves,
                                struct respond_room *room);

#endif
