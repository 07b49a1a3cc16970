/* Combs for the keys that sign most. */
#include "bulk_parts.h"
#include "engine_parts.h"

static struct rt_bulk_key *place_of(struct rt_bulk *bulk, const struct rt_key *key)
{
    return &bulk->key[(key->b[0] | (unsigned)key->b[1] << 8) % RT_BULK_KEYS];
}

/* Who shares a key's place takes its uses away one by one, so that a key which comes often stays through any
 * number that come once (Misra and Gries, "Finding repeated elements", 1982). */
static void count(struct rt_bulk *bulk, const struct rt_key *key)
{
    struct rt_bulk_key *place = place_of(bulk, key);
    if (memcmp(&place->key, key, sizeof *key) != 0) {
        if (place->uses > 0) {
            place->uses--;
            return;
        }
        if (place->comb != 0) {
            bulk->comb[place->comb - 1].owner = 0;
        }
        place->key = *key;
        place->comb = 0;
    }
    if (place->uses < 1000000) {
        place->uses++;
    }
}

/* The comb that was used least recently, but not in this batch; or none. */
static struct rt_bulk_comb *oldest(struct rt_bulk *bulk)
{
    struct rt_bulk_comb *found = NULL;
    for (size_t i = 0; i < bulk->num_combs; i++) {
        struct rt_bulk_comb *comb = &bulk->comb[i];
        if (comb->batch < bulk->batch && (found == NULL || comb->batch < found->batch)) {
            found = comb;
        }
    }
    return found;
}

/* A comb that loses its key must be earned again by as many uses. */
static void build(struct rt_bulk *bulk, struct rt_bulk_key *place)
{
    struct rt_bulk_comb *comb = oldest(bulk);
    if (comb == NULL) {
        return;
    }
    if (comb->owner != 0) {
        bulk->key[comb->owner - 1].comb = 0;
        bulk->key[comb->owner - 1].uses = 0;
        comb->owner = 0;
    }
    const size_t number = (size_t)(comb - bulk->comb);
    if (rt_comb_build_key(&bulk->combs[number], &place->key)) {
        comb->owner = (uint32_t)(place - bulk->key) + 1;
        place->comb = (uint32_t)number + 1;
    } else {
        place->uses = 0;
    }
}

static uint32_t comb_for(struct rt_bulk *bulk, const struct rt_key *key)
{
    struct rt_bulk_key *place = place_of(bulk, key);
    if (memcmp(&place->key, key, sizeof *key) != 0) {
        return 0;
    }
    if (place->comb == 0 && place->uses >= bulk->engine->comb_after) {
        build(bulk, place);
    }
    if (place->comb != 0) {
        bulk->comb[place->comb - 1].batch = bulk->batch;
    }
    return place->comb;
}

void rt_bulk_order(struct rt_bulk *bulk, struct rt_bulk_room *room)
{
    uint16_t first[65], next[2 * RT_BULK_BATCH], num = 0;
    const uint16_t none = 2 * RT_BULK_BATCH;
    for (size_t i = 0; i <= bulk->num_combs; i++) {
        first[i] = none;
    }
    for (uint16_t i = 0; i < room->num_tasks; i++) {
        count(bulk, &room->task[i].key); /* all, before the first is given a comb */
    }
    for (uint16_t left = room->num_tasks; left > 0; left--) {
        const uint16_t i = (uint16_t)(left - 1);
        const uint32_t comb = comb_for(bulk, &room->task[i].key);
        room->task[i].comb = comb != 0 ? &bulk->combs[comb - 1] : NULL;
        next[i] = first[comb];
        first[comb] = i;
    }
    for (size_t i = 0; i <= bulk->num_combs; i++) {
        for (uint16_t task = first[i]; task != none; task = next[task]) {
            room->order[num++] = &room->task[task];
        }
    }
}
