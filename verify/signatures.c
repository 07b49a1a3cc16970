#include "signatures.h"

#include "ed25519_parts.h"
#include "engine_parts.h"

/* The tasks of one call of the engine. */
struct batch {
    struct rt_equation equation[RT_EQUATIONS_MAX];
    struct rt_hash_job job[RT_EQUATIONS_MAX];
    struct rt_signature_task *task[RT_EQUATIONS_MAX];
    size_t num;
};

static void batch_add(struct batch *b, struct rt_signature_task *task, const struct rt_sc *s)
{
    const size_t i = b->num++;
    b->task[i] = task;
    b->equation[i] =
        (struct rt_equation){.s = *s, .key = task->key.b, .comb = task->comb, .r = task->signature.b};
    b->job[i] = (struct rt_hash_job){.kind = RT_HASH_SHA512,
                                     .part = {rt_bytes_from(task->signature.b, 32),
                                              rt_bytes_from(task->key.b, 32), task->context, task->value},
                                     .num_parts = 4};
}

static void batch_hash(struct batch *b, const struct rt_engine *engine)
{
    struct rt_hash_job *jobs[RT_EQUATIONS_MAX];
    for (size_t i = 0; i < b->num; i++) {
        jobs[i] = &b->job[i];
    }
    rt_engine_hash(engine, jobs, b->num);
    for (size_t i = 0; i < b->num; i++) {
        rt_sc_from_hash(&b->equation[i].k, b->job[i].out.b);
    }
}

static size_t batch_pick(struct rt_equation **out, struct batch *b, bool keyed)
{
    size_t num = 0;
    for (size_t i = 0; i < b->num; i++) {
        if ((b->equation[i].comb != NULL) == keyed) {
            out[num++] = &b->equation[i];
        }
    }
    return num;
}

static void batch_solve(struct batch *b, const struct rt_engine *engine, const struct rt_comb_base *base)
{
    struct rt_equation *equations[RT_EQUATIONS_MAX];
    if (b->num == 0) {
        return;
    }
    batch_hash(b, engine);
    size_t num = batch_pick(equations, b, true);
    if (num > 0) {
        engine->keyed(equations, num, base);
    }
    num = batch_pick(equations, b, false);
    if (num > 0) {
        engine->keyless(equations, num, base);
    }
    for (size_t i = 0; i < b->num; i++) {
        b->task[i]->result = b->equation[i].result;
    }
    b->num = 0;
}

void rt_signatures_verify(struct rt_signature_task *const *tasks, size_t num, const struct rt_engine *engine,
                          const struct rt_comb_base *base)
{
    struct batch b;
    b.num = 0;
    for (size_t i = 0; i < num; i++) {
        struct rt_sc s;
        tasks[i]->result = rt_ed25519_screen(&s, &tasks[i]->signature, &tasks[i]->key);
        if (tasks[i]->result == RT_ED25519_VALID) {
            batch_add(&b, tasks[i], &s);
        }
        if (b.num == RT_EQUATIONS_MAX || i + 1 == num) {
            batch_solve(&b, engine, base);
        }
    }
}

bool rt_comb_build_key(struct rt_comb *out, const struct rt_engine *engine, const struct rt_key *key)
{
    const uint8_t *const bytes[2] = {key->b, key->b};
    struct rt_ge points[2];
    bool on_curve[2];
    if (!rt_fe_bytes_canonical(key->b) || rt_ge_bytes_small_order(key->b)) {
        return false;
    }
    rt_ge_decode_pair(points, on_curve, bytes);
    if (on_curve[0]) {
        engine->comb(out, &points[0]);
    }
    return on_curve[0];
}
