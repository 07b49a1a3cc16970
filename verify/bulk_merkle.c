/* Leaves and nodes of many trees, a level of all trees at a time. */
#include "bulk_parts.h"

/* RFC 10049 5.3. */
static const uint8_t leaf_prefix[1] = {0}, node_prefix[1] = {1};

/* Whether PATH and INDX are such that hashing will tell; rt_check_merkle says what is wrong if not. */
static bool is_path(uint32_t *num_nodes, const struct rt_response *r, size_t hash_len)
{
    *num_nodes = (uint32_t)(r->path.len / hash_len);
    return r->path.len % hash_len == 0 && r->path.len / hash_len <= RT_MERKLE_MAX_PATH &&
           (*num_nodes == 32 || r->index >> *num_nodes == 0);
}

static size_t leaves(struct rt_bulk_room *room, const struct rt_bulk_job *jobs, size_t num)
{
    size_t most = 0, num_jobs = 0;
    for (size_t i = 0; i < num; i++) {
        const struct rt_verdict *v = &jobs[i].verdict;
        room->state[i].has_leaf = false;
        room->state[i].root.len = 0;
        if (!room->state[i].readable) {
            continue;
        }
        const struct rt_bytes leaf = rt_verify_leaf(v);
        const enum rt_hash_kind kind = v->response.version->hash;
        if (leaf.len > 0 && is_path(&room->state[i].num_nodes, &v->response, rt_hash_len(kind))) {
            room->state[i].has_leaf = true;
            most = room->state[i].num_nodes > most ? room->state[i].num_nodes : most;
            room->hash[i] = (struct rt_hash_job){
                .kind = kind, .part = {rt_bytes_from(leaf_prefix, 1), leaf}, .num_parts = 2};
            room->hash_order[num_jobs++] = &room->hash[i];
        }
    }
    room->num_hashes = num_jobs;
    return most;
}

static void nodes(struct rt_bulk_room *room, const struct rt_bulk_job *jobs, size_t num, uint32_t level)
{
    room->num_hashes = 0;
    for (size_t i = 0; i < num; i++) {
        if (room->state[i].has_leaf && room->state[i].num_nodes > level) {
            const struct rt_response *r = &jobs[i].verdict.response;
            const size_t len = room->state[i].root.len;
            const struct rt_bytes own = rt_hash_bytes(&room->state[i].root);
            const struct rt_bytes other = rt_bytes_between(&r->path, level * len, (level + 1) * len);
            const bool right = r->index >> level & 1;
            room->hash[i] = (struct rt_hash_job){
                .kind = r->version->hash,
                .part = {rt_bytes_from(node_prefix, 1), right ? other : own, right ? own : other},
                .num_parts = 3};
            room->hash_order[room->num_hashes++] = &room->hash[i];
        }
    }
}

static void hash(const struct rt_bulk *bulk, struct rt_bulk_room *room)
{
    rt_engine_hash(bulk->engine, room->hash_order, room->num_hashes);
    for (size_t i = 0; i < room->num_hashes; i++) {
        room->state[room->hash_order[i] - room->hash].root = room->hash_order[i]->out;
    }
}

void rt_bulk_roots(const struct rt_bulk *bulk, struct rt_bulk_room *room, const struct rt_bulk_job *jobs,
                   size_t num)
{
    const size_t most = leaves(room, jobs, num);
    hash(bulk, room);
    for (uint32_t level = 0; level < most; level++) {
        nodes(room, jobs, num, level);
        hash(bulk, room);
    }
}
