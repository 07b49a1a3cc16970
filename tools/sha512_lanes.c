#include "tools/sha512_lanes.h"

#include "verify/engine.h"

#include <stdatomic.h>

/* So many go to the engine together. */
#define AT_ONCE 32

/* Fewer than so many are faster one by one. */
#define WORTH_IT 3

/* Asked for once: in a virtual machine each question costs as much as several hashes. */
static const struct rt_engine *best(void)
{
    static _Atomic(const struct rt_engine *) known;
    const struct rt_engine *engine = atomic_load_explicit(&known, memory_order_relaxed);
    if (engine == NULL) {
        engine = rt_engine_best();
        atomic_store_explicit(&known, engine, memory_order_relaxed);
    }
    return engine;
}

void sha512_many(enum rt_hash_kind kind, const struct sha512_job *jobs, size_t num)
{
    const struct rt_engine *engine = num < WORTH_IT ? &rt_engine_scalar : best();
    struct rt_hash_job room[AT_ONCE], *pointers[AT_ONCE];
    for (size_t done = 0; done < num; done += AT_ONCE) {
        const size_t now = num - done < AT_ONCE ? num - done : AT_ONCE;
        for (size_t i = 0; i < now; i++) {
            const struct sha512_job *job = &jobs[done + i];
            pointers[i] = &room[i];
            room[i].kind = kind;
            room[i].part[0] = rt_bytes_from(&job->prefix, 1);
            room[i].part[1] = job->data;
            room[i].num_parts = 2;
        }
        rt_engine_hash(engine, pointers, now);
        for (size_t i = 0; i < now; i++) {
            memcpy(jobs[done + i].out, room[i].out.b, room[i].out.len);
        }
    }
}
