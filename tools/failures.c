#include "tools/failures.h"

#include <string.h>

#define NUM_PLACES (4 * FAILURES_PAIRS)

static bool is_same(const struct failures_pair *a, const struct failures_pair *b)
{
    return a->code == b->code && a->is_rest == b->is_rest && a->has_key == b->has_key &&
           memcmp(&a->key, &b->key, sizeof a->key) == 0;
}

/* The place of a pair, or the empty one where it would be: there always is one. */
static struct failures_pair *find(struct failures *f, const struct failures_pair *pair)
{
    size_t i = ((size_t)pair->key.b[0] | (size_t)pair->key.b[1] << 8) + 31 * (size_t)pair->code;
    while (f->place[i % NUM_PLACES].code != RT_UNCHECKED && !is_same(&f->place[i % NUM_PLACES], pair)) {
        i++;
    }
    return &f->place[i % NUM_PLACES];
}

bool failures_count(struct failures *f, const struct rt_judgement *judgement)
{
    struct failures_pair pair = {.has_key = judgement->has_key, .code = judgement->error.code};
    if (pair.has_key) {
        pair.key = judgement->key;
    }
    struct failures_pair *place = find(f, &pair);
    if (place->code == RT_UNCHECKED && f->num_pairs == FAILURES_PAIRS) {
        pair = (struct failures_pair){.is_rest = true, .code = pair.code};
        place = find(f, &pair);
    }
    if (place->code == RT_UNCHECKED) {
        f->num_pairs += pair.is_rest ? 0 : 1;
        *place = pair;
    }
    const bool is_first = place->num < FAILURES_FIRST;
    place->num += is_first ? 1 : 0;
    return is_first;
}
