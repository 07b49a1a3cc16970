/* rt_merkle_root, rt_merkle_build, rt_merkle_tree_path: any path against the recursive definition of the root
 * above it, and every leaf of a tree that the input describes. Maximum length 2200: a leaf, an index and a
 * path, or leaves. */
#include "verify/merkle.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

#define MAX_LEAVES 20

/* The root above `hash`, which is `num` nodes below it. */
static struct rt_hash climb(enum rt_hash_kind kind, enum rt_merkle_order order, struct rt_hash hash,
                            struct rt_bytes path, uint32_t index)
{
    struct rt_bytes node;
    struct rt_hash above;
    uint8_t one = 1;
    if (!rt_bytes_sub(&node, path, 0, rt_hash_len(kind))) {
        return hash;
    }
    bool hash_left = (index & 1) == (order == RT_MERKLE_HASH_FIRST ? 0 : 1);
    const struct rt_bytes parts[] = {rt_bytes_from(&one, 1), hash_left ? rt_hash_bytes(&hash) : node,
                                     hash_left ? node : rt_hash_bytes(&hash)};
    rt_hash_parts(&above, kind, parts, 3);
    return climb(kind, order, above, rt_bytes_after(path, node.len), index >> 1);
}

static enum rt_merkle_result expected(size_t node_len, struct rt_bytes path, uint32_t index)
{
    size_t num = path.len / node_len;
    if (path.len % node_len != 0) {
        return RT_MERKLE_PATH_LENGTH;
    }
    if (num > RT_MERKLE_MAX_PATH) {
        return RT_MERKLE_PATH_TOO_LONG;
    }
    return num < 32 && index >> num != 0 ? RT_MERKLE_INDEX_LEFTOVER : RT_MERKLE_OK;
}

static void check_path(enum rt_hash_kind kind, enum rt_merkle_order order, struct rt_bytes in)
{
    struct rt_hash leaf, root;
    uint32_t index;
    if (!rt_bytes_u32(&index, in, 0)) {
        return;
    }
    struct rt_bytes path = rt_bytes_after(in, 4);
    rt_merkle_leaf(&leaf, kind, in);
    enum rt_merkle_result result = rt_merkle_root(&root, kind, order, &leaf, path, index);
    INVARIANT(result == expected(rt_hash_len(kind), path, index));
    INVARIANT(result == RT_MERKLE_OK || root.len == 0);
    if (result == RT_MERKLE_OK) {
        struct rt_hash other = climb(kind, order, leaf, path, index);
        INVARIANT(rt_hash_equal(&root, &other));
    }
}

/* The leaves are the hashes of the bytes, one each. */
static void plant(uint8_t *memory, enum rt_hash_kind kind, struct rt_bytes in, uint32_t num)
{
    for (uint32_t i = 0; i < num; i++) {
        struct rt_hash leaf;
        rt_merkle_leaf(&leaf, kind, rt_bytes_from(in.data + i, 1));
        memcpy(memory + (size_t)i * leaf.len, leaf.b, leaf.len);
    }
}

static void check_tree(enum rt_hash_kind kind, struct rt_bytes in)
{
    uint32_t num = in.len < MAX_LEAVES ? (uint32_t)in.len : MAX_LEAVES;
    size_t size = rt_merkle_size(kind, num);
    uint8_t *memory = malloc(size + 1), path[24 * 64];
    struct rt_merkle_tree tree;
    struct rt_hash root, leaf;
    INVARIANT(memory != NULL && (num > 0) == (size > 0));
    plant(memory, kind, in, num);
    INVARIANT(rt_merkle_build(&tree, kind, num, memory, size) == (num > 0));
    rt_merkle_tree_root(&root, &tree);
    for (uint32_t i = 0; i < num; i++) {
        struct rt_bytes way = rt_bytes_from(path, rt_merkle_tree_path(path, &tree, i));
        rt_merkle_leaf(&leaf, kind, rt_bytes_from(in.data + i, 1));
        struct rt_hash found = climb(kind, RT_MERKLE_HASH_FIRST, leaf, way, i);
        INVARIANT(rt_hash_equal(&root, &found));
    }
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum rt_hash_kind kinds[] = {RT_HASH_SHA512, RT_HASH_SHA512_FIRST32, RT_HASH_SHA512_256};
    struct rt_bytes in = rt_bytes_from(data, size);
    for (size_t i = 0; i < 3; i++) {
        check_path(kinds[i], RT_MERKLE_HASH_FIRST, in);
        check_path(kinds[i], RT_MERKLE_NODE_FIRST, in);
        check_tree(kinds[i], in);
    }
    return 0;
}
