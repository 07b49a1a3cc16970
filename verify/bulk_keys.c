/* Combs for the keys that sign most. */
#include "bulk_parts.h"
#include "engine_parts.h"

/* So many places are open to a key, and after so many batches without it, its own is open to others. */
#define WAYS 4
#define LATE 64

static struct rt_bulk_key *places_of(struct rt_bulk *bulk, const struct rt_key *key)
{
    return &bulk->key[(key->b[0] | (unsigned)key->b[1] << 8) % (RT_BULK_KEYS / WAYS) * WAYS];
}

static struct rt_bulk_key *find(struct rt_bulk *bulk, const struct rt_key *key)
{
    struct rt_bulk_key *places = places_of(bulk, key);
    for (size_t i = 0; i < WAYS; i++) {
        if (memcmp(&places[i].key, key, sizeof *key) == 0) {
            return &places[i];
        }
    }
    return NULL;
}

static bool is_open(const struct rt_bulk *bulk, const struct rt_bulk_key *place)
{
    return place->uses == 0 || bulk->batch - place->batch > LATE;
}

/* A place for a new key. If none is open, it takes one use away from each, so that a key which comes often
 * stays through any number that come once (Misra and Gries, "Finding repeated elements", 1982). */
static struct rt_bulk_key *take(struct rt_bulk *bulk, const struct rt_key *key)
{
    struct rt_bulk_key *places = places_of(bulk, key);
    for (size_t i = 0; i < WAYS; i++) {
        if (is_open(bulk, &places[i])) {
            if (places[i].comb != 0) {
                bulk->comb[places[i].comb - 1].owner = 0;
            }
            places[i] = (struct rt_bulk_key){.key = *key};
            return &places[i];
        }
    }
    for (size_t i = 0; i < WAYS; i++) {
        places[i].uses--;
    }
    return NULL;
}

static void count(struct rt_bulk *bulk, const struct rt_key *key)
{
    struct rt_bulk_key *place = find(bulk, key);
    if (place == NULL) {
        place = take(bulk, key);
    }
    if (place != NULL) {
        place->batch = bulk->batch;
        place->uses += place->uses < 1000000 ? 1 : 0;
        if (place->comb != 0) {
            bulk->comb[place->comb - 1].batch = bulk->batch;
        }
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
    if (rt_comb_build_key(&bulk->combs[number], bulk->engine, &place->key)) {
        comb->owner = (uint32_t)(place - bulk->key) + 1;
        comb->batch = bulk->batch;
        place->comb = (uint32_t)number + 1;
    } else {
        place->uses = 0;
    }
}

static uint32_t comb_for(struct rt_bulk *bulk, const struct rt_key *key)
{
    struct rt_bulk_key *place = find(bulk, key);
    if (place == NULL) {
        return 0;
    }
    if (place->comb == 0 && place->uses >= bulk->engine->comb_after) {
        build(bulk, place);
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
