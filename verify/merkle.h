/* Merkle trees (RFC 10049 5.3): a leaf is H(00 | data), a node H(01 | left | right). */
#ifndef ROUGHPROOF_VERIFY_MERKLE_H
#define ROUGHPROOF_VERIFY_MERKLE_H

#include "hash.h"

#ifdef __cplusplus
extern "C" {
#endif

/* RFC 10049 5.2.4: PATH must not hold more, and a 32-bit INDX could not direct more. */
#define RT_MERKLE_MAX_PATH 32

/* What a step of PATH means when the bit of INDX is 0; when it is 1, it is the other way round.
 * Hash-first, the RFC's (5.3.1), has the hash so far on the left. Drafts 05 to 15 wrote node-first,
 * which hardly anyone deployed. */
enum rt_merkle_order { RT_MERKLE_HASH_FIRST = 0, RT_MERKLE_NODE_FIRST };

/* Zero is not success. */
enum rt_merkle_result {
    RT_MERKLE_UNCOMPUTED = 0,
    RT_MERKLE_OK,
    RT_MERKLE_PATH_LENGTH,   /* PATH is not a whole number of nodes (5.2.4) */
    RT_MERKLE_PATH_TOO_LONG, /* more than RT_MERKLE_MAX_PATH nodes (5.2.4) */
    RT_MERKLE_INDEX_LEFTOVER /* bits of INDX are left after the last node (5.3.1) */
};

/*@ requires \valid(out) && rt_readable(data);
    assigns *out;
    ensures out->len == rt_hash_size(kind); */
void rt_merkle_leaf(struct rt_hash *out, enum rt_hash_kind kind, struct rt_bytes data);
/*@ requires \valid(out) && rt_readable(left) && rt_readable(right);
    assigns *out;
    ensures out->len == rt_hash_size(kind); */
void rt_merkle_node(struct rt_hash *out, enum rt_hash_kind kind, struct rt_bytes left, struct rt_bytes right);

/* The root above `leaf` along `path`, its nodes from the leaf upwards, with the bits of `index`, lowest
 * first. `leaf` has the length of `kind`; on any result but RT_MERKLE_OK the root is empty. */
/*@ requires \valid(root) && \valid_read(leaf) && rt_readable(path) && leaf->len == rt_hash_size(kind);
    assigns *root;
    ensures root->len == (\result == RT_MERKLE_OK ? rt_hash_size(kind) : 0);
    ensures \result == RT_MERKLE_OK ==> path.len % rt_hash_size(kind) == 0;
    ensures \result == RT_MERKLE_OK ==> path.len <= RT_MERKLE_MAX_PATH * rt_hash_size(kind); */
RT_MUST_CHECK enum rt_merkle_result rt_merkle_root(struct rt_hash *root, enum rt_hash_kind kind,
                                                   enum rt_merkle_order order, const struct rt_hash *leaf,
                                                   struct rt_bytes path, uint32_t index);

/* A whole tree in memory of the caller's, level by level from the leaves; what rt_merkle_build fills.
 * Its shape for a number of leaves that is no power of two is the server's choice: here a level with an
 * odd number of nodes repeats its last one. */
struct rt_merkle_tree {
    enum rt_hash_kind kind;
    uint32_t num_leaves;
    int depth;      /* nodes in every path; 0 for one leaf */
    uint8_t *nodes; /* the caller's; not owned */
};

/* Bytes that the tree of so many leaves needs; 0 for no leaves, and for more than 2^24 of them. */
/*@ assigns \nothing;
    ensures num_leaves == 0 || num_leaves > 0x1000000 ==> \result == 0; */
size_t rt_merkle_size(enum rt_hash_kind kind, uint32_t num_leaves);

/* Builds the tree over the first `num_leaves` hashes in `memory`, put there by the caller one after the
 * other, each of the length of `kind`. False if `len` is below rt_merkle_size or that is 0. */
RT_MUST_CHECK bool rt_merkle_build(struct rt_merkle_tree *out, enum rt_hash_kind kind, uint32_t num_leaves,
                                   uint8_t *memory, size_t len);

void rt_merkle_tree_root(struct rt_hash *out, const struct rt_merkle_tree *tree);

/* Writes the path of the leaf `index`, below num_leaves: depth nodes, at most 24 * 64 bytes, whose
 * number of bytes it returns. INDX is `index` itself; for node-first trees it is ~index in the low
 * `depth` bits. */
size_t rt_merkle_tree_path(uint8_t *out, const struct rt_merkle_tree *tree, uint32_t index);

#ifdef __cplusplus
}
#endif

#endif
