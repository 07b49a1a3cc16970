#include "tools/serve.h"

#include "tools/serve_misbehave.h"

/* The power of two that a batch fits into, as its exponent. */
static size_t batch_class(size_t num)
{
    size_t i = 0;
    while (i + 1 < SERVE_BATCH_CLASSES && num > (size_t)1 << i) {
        i++;
    }
    return i;
}

static void count_outcomes(struct counters *counters, enum transport transport,
                           const struct respond_item *items, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        enum respond_outcome outcome = items[i].outcome;
        count(&counters->outcome[transport][outcome], 1);
        if (outcome == RESPOND_ANSWERED) {
            count(&counters->version[transport][items[i].parsed.version - rt_version_row(0)], 1);
        }
    }
}

void serve_answer(struct serve *serve, struct counters *counters, enum transport transport,
                  struct respond_item *items, size_t num, struct respond_room *room)
{
    if (num == 0) {
        return;
    }
    struct respond_clock clock;
    struct keyring *keyring = &serve->keyring;
    const struct clock_quality quality = {CLOCK_SYNCHRONISED,
                                          atomic_load_explicit(&serve->radius_micros, memory_order_relaxed)};
    if (atomic_load_explicit(&serve->silent, memory_order_relaxed)) {
        for (size_t i = 0; i < num; i++) {
            items[i].reply_len = 0;
        }
        count(&counters->silent, num);
        return;
    }
    clock_now(&clock, &serve->clock, &quality);
    pthread_rwlock_rdlock(&keyring->lock);
    respond(items, num, keyring->identities, keyring->num, &clock, room);
    size_t greased = misconduct_grease(serve, items, num, &clock, room);
    pthread_rwlock_unlock(&keyring->lock);
    count_outcomes(counters, transport, items, num);
    count(&counters->greased, greased);
    count(&counters->batches[batch_class(num)], 1);
    count(&counters->batched, num);
}
