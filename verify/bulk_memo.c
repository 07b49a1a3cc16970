/* Signatures that come again: delegations with every reply of their time, SREP with every reply of a batch.
 */
#include "bulk_parts.h"

/* FNV-1a over words, for a place in the table; who makes collisions makes only himself forgotten. */
static uint64_t mix(uint64_t hash, const uint8_t *bytes, size_t num_words)
{
    for (size_t i = 0; i < num_words; i++) {
        uint64_t word;
        memcpy(&word, bytes + 8 * i, sizeof word);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return hash;
}

static bool matches(const struct rt_bulk_memo *memo, const struct rt_key *key, struct rt_bytes signature,
                    struct rt_bytes context, struct rt_bytes value)
{
    return memo->context == (const char *)context.data && memo->len == value.len &&
           memcmp(memo->signature.b, signature.data, sizeof memo->signature.b) == 0 &&
           memcmp(memo->key.b, key->b, sizeof memo->key.b) == 0 &&
           memcmp(memo->value, value.data, value.len) == 0;
}

static void note(struct rt_bulk_memo *memo, const struct rt_signature_task *task, uint64_t batch,
                 uint16_t number)
{
    memo->key = task->key;
    memo->signature = task->signature;
    memo->context = (const char *)task->context.data;
    memo->len = (uint16_t)task->value.len; /* at most RT_BULK_VALUE */
    memcpy(memo->value, task->value.data, task->value.len);
    memo->result = RT_ED25519_UNVERIFIED;
    memo->task = number;
    memo->batch = batch;
}

int32_t rt_bulk_ask(struct rt_bulk *bulk, struct rt_bulk_room *room, enum rt_bulk_signer signer,
                    const struct rt_key *key, struct rt_bytes signature, struct rt_bytes context,
                    struct rt_bytes value)
{
    struct rt_bulk_memo *memo = NULL;
    if (value.len > 0 && value.len <= RT_BULK_VALUE) {
        memo = &bulk->memo[signer][mix(mix(0, key->b, 4), signature.data, 8) % RT_BULK_MEMO];
        if (matches(memo, key, signature, context, value)) {
            if (memo->result != RT_ED25519_UNVERIFIED) {
                return -(int32_t)memo->result;
            }
            if (memo->batch == bulk->batch) {
                return memo->task;
            }
        }
    }
    const uint16_t number = room->num_tasks++;
    struct rt_signature_task *task = &room->task[number];
    *task = (struct rt_signature_task){.key = *key, .context = context, .value = value};
    memcpy(task->signature.b, signature.data, sizeof task->signature.b);
    room->memo[number] = memo;
    if (memo != NULL) {
        note(memo, task, bulk->batch, number);
    }
    return number;
}

void rt_bulk_solve(struct rt_bulk *bulk, struct rt_bulk_room *room)
{
    rt_bulk_order(bulk, room);
    rt_signatures_verify(room->order, room->num_tasks, bulk->engine, &bulk->base);
    for (uint16_t i = 0; i < room->num_tasks; i++) {
        struct rt_bulk_memo *memo = room->memo[i];
        if (memo != NULL && memo->batch == bulk->batch && memo->task == i) { /* not another's by now */
            memo->result = (uint8_t)room->task[i].result;
        }
    }
}
