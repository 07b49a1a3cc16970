#include "tools/respond_tree.h"

/* Fills the level above the `num` nodes at `level`, right behind them. The last of an odd number stands
 * beside itself. */
static void build_level(struct sha512_job *jobs, enum rt_hash_kind kind, const uint8_t *level, uint32_t num,
                        uint8_t *above)
{
    const size_t len = rt_hash_len(kind);
    uint8_t pair[2 * 64];
    for (uint32_t at = 0; at < num; at += 2) {
        struct rt_bytes nodes = rt_bytes_from(level + at * len, 2 * len);
        if (at + 1 == num) {
            memcpy(pair, level + at * len, len);
            memcpy(pair + len, level + at * len, len);
            nodes = rt_bytes_from(pair, 2 * len);
        }
        jobs[at / 2] = (struct sha512_job){1, nodes, above + at / 2 * len};
    }
    sha512_many(kind, jobs, num / 2 + num % 2);
}

bool respond_tree(struct rt_merkle_tree *out, enum rt_hash_kind kind, uint32_t num_leaves,
                  struct respond_room *room)
{
    size_t size = rt_merkle_size(kind, num_leaves);
    *out = (struct rt_merkle_tree){kind, num_leaves, 0, room->nodes};
    if (size == 0 || size > sizeof room->nodes || num_leaves > RESPOND_BATCH_MAX) {
        return false;
    }
    uint8_t *level = room->nodes;
    for (uint32_t num = num_leaves; num > 1; num = num / 2 + num % 2) {
        uint8_t *above = level + num * rt_hash_len(kind);
        build_level(room->jobs, kind, level, num, above);
        level = above;
        out->depth++;
    }
    return true;
}
