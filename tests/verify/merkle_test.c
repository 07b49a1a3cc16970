/* Roots and paths against the recursive definition of the tree, for every number of leaves up to
 * MAX_LEAVES and every leaf; and each reason to refuse a path. */
#include "tests/check.h"
#include "verify/merkle.h"

#include <stdlib.h>

#define MAX_LEAVES 70

static const enum rt_hash_kind kinds[] = {RT_HASH_SHA512, RT_HASH_SHA512_FIRST32, RT_HASH_SHA512_256};

static struct rt_hash leaf_at(enum rt_hash_kind kind, uint32_t i)
{
    const uint8_t data[3] = {'n', (uint8_t)i, (uint8_t)(i >> 8)};
    struct rt_hash leaf;
    rt_merkle_leaf(&leaf, kind, rt_bytes_from(data, sizeof data));
    return leaf;
}

/* The node at `index` of the level that is `height` above `num_leaves` leaves. */
static struct rt_hash node_at(enum rt_hash_kind kind, uint32_t num_leaves, int height, uint32_t index)
{
    uint32_t num = num_leaves;
    for (int i = 0; i < height; i++) {
        num = (num + 1) / 2;
    }
    if (index >= num) {
        index = num - 1; /* the last node of a level repeats */
    }
    if (height == 0) {
        return leaf_at(kind, index);
    }
    const struct rt_hash left = node_at(kind, num_leaves, height - 1, 2 * index);
    const struct rt_hash right = node_at(kind, num_leaves, height - 1, 2 * index + 1);
    const uint8_t one = 1;
    const struct rt_bytes parts[] = {rt_bytes_from(&one, 1), rt_hash_bytes(&left), rt_hash_bytes(&right)};
    struct rt_hash node;
    rt_hash_parts(&node, kind, parts, 3);
    return node;
}

static void check_path(const struct rt_merkle_tree *tree, const struct rt_hash *root, uint32_t index)
{
    uint8_t path[24 * 64];
    const size_t len = rt_merkle_tree_path(path, tree, index);
    const struct rt_bytes bytes = rt_bytes_from(path, len);
    const struct rt_hash leaf = leaf_at(tree->kind, index);
    const uint32_t mask = (UINT32_C(1) << tree->depth) - 1;
    struct rt_hash found;
    CHECK(len == (size_t)tree->depth * rt_hash_len(tree->kind), "%zu bytes of path", len);
    CHECK(rt_merkle_root(&found, tree->kind, RT_MERKLE_HASH_FIRST, &leaf, bytes, index) == RT_MERKLE_OK &&
              rt_hash_equal(&found, root),
          "leaf %u of %u", index, tree->num_leaves);
    CHECK(rt_merkle_root(&found, tree->kind, RT_MERKLE_NODE_FIRST, &leaf, bytes, ~index & mask) ==
                  RT_MERKLE_OK &&
              rt_hash_equal(&found, root),
          "leaf %u of %u, node first", index, tree->num_leaves);
    CHECK(rt_merkle_root(&found, tree->kind, RT_MERKLE_HASH_FIRST, &leaf, bytes, index + mask + 1) ==
                  RT_MERKLE_INDEX_LEFTOVER &&
              found.len == 0,
          "a bit too much was taken for leaf %u of %u", index, tree->num_leaves);
    if (tree->depth > 0) {
        CHECK(rt_merkle_root(&found, tree->kind, RT_MERKLE_HASH_FIRST, &leaf, bytes, index ^ 1) !=
                      RT_MERKLE_OK ||
                  !rt_hash_equal(&found, root) || index == tree->num_leaves - 1,
              "the other side was taken for leaf %u of %u", index, tree->num_leaves);
    }
}

static void check_tree(enum rt_hash_kind kind, uint32_t num_leaves)
{
    const size_t size = rt_merkle_size(kind, num_leaves), hash_len = rt_hash_len(kind);
    uint8_t *memory = malloc(size); /* exactly, so that a sanitizer sees a byte more */
    struct rt_merkle_tree tree;
    struct rt_hash root;
    for (uint32_t i = 0; i < num_leaves; i++) {
        const struct rt_hash leaf = leaf_at(kind, i);
        memcpy(memory + i * hash_len, leaf.b, hash_len);
    }
    CHECK(!rt_merkle_build(&tree, kind, num_leaves, memory, size - 1) && tree.nodes == NULL,
          "too little memory");
    CHECK(rt_merkle_build(&tree, kind, num_leaves, memory, size), "%u leaves", num_leaves);
    rt_merkle_tree_root(&root, &tree);
    const struct rt_hash expected = node_at(kind, num_leaves, tree.depth, 0);
    CHECK((1u << tree.depth) >= num_leaves && (tree.depth == 0 || (1u << tree.depth) / 2 < num_leaves),
          "depth %d for %u leaves", tree.depth, num_leaves);
    CHECK(rt_hash_equal(&root, &expected), "root of %u leaves", num_leaves);
    for (uint32_t i = 0; i < num_leaves; i++) {
        check_path(&tree, &root, i);
    }
    free(memory);
}

static void refusals(enum rt_hash_kind kind)
{
    const size_t len = rt_hash_len(kind);
    const struct rt_hash leaf = leaf_at(kind, 0);
    uint8_t path[33 * 64] = {0};
    struct rt_hash root;
    for (size_t nodes = 0; nodes <= 33; nodes++) {
        enum rt_merkle_result result = rt_merkle_root(&root, kind, RT_MERKLE_HASH_FIRST, &leaf,
                                                      rt_bytes_from(path, nodes * len), UINT32_MAX);
        CHECK(result == (nodes == 33   ? RT_MERKLE_PATH_TOO_LONG
                         : nodes == 32 ? RT_MERKLE_OK
                                       : RT_MERKLE_INDEX_LEFTOVER),
              "%zu nodes: %d", nodes, result);
        CHECK(root.len == (result == RT_MERKLE_OK ? len : 0), "%zu nodes: a root of %zu bytes", nodes,
              root.len);
    }
    for (size_t extra = 1; extra < len; extra++) {
        CHECK(rt_merkle_root(&root, kind, RT_MERKLE_HASH_FIRST, &leaf, rt_bytes_from(path, len + extra), 0) ==
                  RT_MERKLE_PATH_LENGTH,
              "%zu bytes too many", extra);
    }
}

/* What the tree is not: a prefix byte forgotten, an unknown hash, no leaves, more leaves than memory can
 * hold. */
static void edges(void)
{
    const uint8_t leaf_input[2] = {0, 'x'};
    const struct rt_bytes part = rt_bytes_from(leaf_input, 2);
    struct rt_merkle_tree tree;
    struct rt_hash leaf, expected;
    uint8_t memory[64];
    rt_merkle_leaf(&leaf, RT_HASH_SHA512, rt_bytes_from("x", 1));
    rt_hash_parts(&expected, RT_HASH_SHA512, &part, 1);
    CHECK(rt_hash_equal(&leaf, &expected), "leaf prefix");
    CHECK(rt_merkle_root(&expected, RT_HASH_NONE, RT_MERKLE_HASH_FIRST, &leaf, rt_bytes_from(NULL, 0), 0) ==
              RT_MERKLE_PATH_LENGTH,
          "a root without a hash");
    CHECK(!rt_merkle_build(&tree, RT_HASH_SHA512, 0, memory, sizeof memory), "a tree without leaves");
    CHECK(!rt_merkle_build(&tree, RT_HASH_NONE, 1, memory, sizeof memory), "a tree without a hash");
    rt_merkle_tree_root(&expected, &tree);
    CHECK(expected.len == 0, "the root of no tree");
    CHECK(rt_merkle_size(RT_HASH_SHA512, UINT32_C(1) << 24) == 64 * ((UINT32_C(1) << 25) - 1), "2^24 leaves");
    CHECK(rt_merkle_size(RT_HASH_SHA512, (UINT32_C(1) << 24) + 1) == 0, "more than 2^24 leaves");
}

int main(void)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        for (uint32_t num_leaves = 1; num_leaves <= MAX_LEAVES; num_leaves++) {
            check_tree(kinds[i], num_leaves);
        }
        refusals(kinds[i]);
    }
    edges();
    return check_end();
}
