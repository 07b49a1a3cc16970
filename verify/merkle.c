#include "merkle.h"

void rt_merkle_leaf(struct rt_hash *out, enum rt_hash_kind kind, struct rt_bytes data)
{
    static const uint8_t prefix = 0;
    const struct rt_bytes parts[] = {rt_bytes_of(&prefix, 1), data};
    rt_hash_parts(out, kind, parts, 2);
}

void rt_merkle_node(struct rt_hash *out, enum rt_hash_kind kind, struct rt_bytes left, struct rt_bytes right)
{
    static const uint8_t prefix = 1;
    const struct rt_bytes parts[] = {rt_bytes_of(&prefix, 1), left, right};
    rt_hash_parts(out, kind, parts, 3);
}

/* One step up; `hash` may be the output's own bytes, since they are hashed before the output is written. */
/*@ requires \valid(hash) && hash->len <= 64 && rt_readable(node);
    assigns *hash;
    ensures hash->len == rt_hash_size(kind); */
static void step(struct rt_hash *hash, enum rt_hash_kind kind, bool hash_left, struct rt_bytes node)
{
    if (hash_left) {
        rt_merkle_node(hash, kind, rt_hash_bytes(hash), node);
    } else {
        rt_merkle_node(hash, kind, node, rt_hash_bytes(hash));
    }
}

enum rt_merkle_result rt_merkle_root(struct rt_hash *root, enum rt_hash_kind kind, enum rt_merkle_order order,
                                     const struct rt_hash *leaf, struct rt_bytes path, uint32_t index)
{
    const size_t len = rt_hash_len(kind);
    struct rt_hash hash = *leaf;
    struct rt_bytes node;
    *root = (struct rt_hash){{0}, 0};
    if (len == 0 || path.len % len != 0) {
        return RT_MERKLE_PATH_LENGTH;
    }
    if (path.len > RT_MERKLE_MAX_PATH * len) {
        return RT_MERKLE_PATH_TOO_LONG;
    }
    /*@ loop invariant at <= path.len && hash.len == len;
        loop assigns at, hash, node, index;
        loop variant path.len - at; */
    for (size_t at = 0; rt_bytes_sub(&node, path, at, len); at += len) {
        step(&hash, kind, (index % 2 == 0) == (order == RT_MERKLE_HASH_FIRST), node);
        index /= 2;
    }
    if (index != 0) {
        return RT_MERKLE_INDEX_LEFTOVER;
    }
    *root = hash;
    return RT_MERKLE_OK;
}

/* Nodes of the level above one of `num` nodes, `num` at least 2. */
/*@ assigns \nothing;
    ensures \result == num / 2 + num % 2; */
static uint32_t level_above(uint32_t num)
{
    return num / 2 + num % 2;
}

size_t rt_merkle_size(enum rt_hash_kind kind, uint32_t num_leaves)
{
    uint32_t num_nodes = num_leaves;
    if (num_leaves == 0 || num_leaves > UINT32_C(1) << 24) {
        return 0;
    }
    /*@ loop assigns num, num_nodes;
        loop variant num; */
    for (uint32_t num = num_leaves; num > 1; num = level_above(num)) {
        num_nodes += level_above(num);
    }
    return num_nodes * rt_hash_len(kind); /* below 2^25 + 24 nodes of 64 bytes: below 2^32 */
}

/* The node beside `at` in a level of `num` nodes: the last one of an odd number stands beside itself. */
/*@ requires at < num;
    assigns \nothing;
    ensures \result < num; */
static uint32_t sibling(uint32_t at, uint32_t num)
{
    return (at ^ 1) < num ? at ^ 1 : at;
}

/* Fills the level above the `num` nodes at `level`, right behind them, and returns where it begins. */
static uint8_t *build_level(enum rt_hash_kind kind, uint8_t *level, uint32_t num)
{
    const size_t len = rt_hash_len(kind);
    uint8_t *above = level + num * len;
    for (uint32_t at = 0; at < num; at += 2) {
        struct rt_hash node;
        rt_merkle_node(&node, kind, rt_bytes_of(level + at * len, len),
                       rt_bytes_of(level + sibling(at, num) * len, len));
        memcpy(above + at / 2 * len, node.b, len);
    }
    return above;
}

bool rt_merkle_build(struct rt_merkle_tree *out, enum rt_hash_kind kind, uint32_t num_leaves, uint8_t *memory,
                     size_t len)
{
    const size_t size = rt_merkle_size(kind, num_leaves);
    *out = (struct rt_merkle_tree){kind, num_leaves, 0, memory};
    if (size == 0 || len < size) {
        *out = (struct rt_merkle_tree){RT_HASH_NONE, 0, 0, NULL};
        return false;
    }
    uint8_t *level = memory;
    for (uint32_t num = num_leaves; num > 1; num = level_above(num)) {
        level = build_level(kind, level, num);
        out->depth++;
    }
    return true;
}

void rt_merkle_tree_root(struct rt_hash *out, const struct rt_merkle_tree *tree)
{
    *out = (struct rt_hash){{0}, rt_hash_len(tree->kind)};
    if (out->len != 0) {
        memcpy(out->b, tree->nodes + rt_merkle_size(tree->kind, tree->num_leaves) - out->len, out->len);
    }
}

size_t rt_merkle_tree_path(uint8_t *out, const struct rt_merkle_tree *tree, uint32_t index)
{
    const size_t len = rt_hash_len(tree->kind);
    const uint8_t *level = tree->nodes;
    size_t written = 0;
    for (uint32_t num = tree->num_leaves; num > 1; num = level_above(num)) {
        memcpy(out + written, level + sibling(index, num) * len, len);
        written += len;
        level += num * len;
        index /= 2;
    }
    return written;
}
