#include "engine.h"

#include "ed25519_parts.h"
#include "engine_parts.h"

void rt_equations_settle(struct rt_equation *const *equations, struct rt_ge *sums, size_t num)
{
    rt_ge_normalise(sums, num);
    for (size_t i = 0; i < num; i++) {
        uint8_t bytes[32];
        rt_ge_encode(bytes, &sums[i]);
        equations[i]->result =
            memcmp(bytes, equations[i]->r, 32) == 0 ? RT_ED25519_VALID : RT_ED25519_MISMATCH;
    }
}

void rt_scalar_keyed(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base)
{
    struct rt_ge sums[RT_EQUATIONS_MAX];
    for (size_t i = 0; i < num; i++) {
        const struct rt_equation *e = equations[i];
        rt_ge_neutral(&sums[i]);
        rt_comb_add(&sums[i], e->comb->row[0], rt_comb_key_shape, &e->k, true);
        rt_comb_add(&sums[i], base->row[0], rt_comb_base_shape, &e->s, false);
    }
    rt_equations_settle(equations, sums, num);
}

void rt_scalar_keyless(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base)
{
    (void)base; /* halved scalars serve one signature better */
    for (size_t i = 0; i < num; i++) {
        equations[i]->result =
            rt_ed25519_solve(equations[i]->r, &equations[i]->s, equations[i]->key, &equations[i]->k);
    }
}

static void hash(struct rt_hash_job *const *jobs, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        rt_hash_parts(&jobs[i]->out, jobs[i]->kind, jobs[i]->part, jobs[i]->num_parts);
    }
}

const struct rt_engine rt_engine_scalar = {"scalar", RT_SCALAR_COMB_AFTER, rt_scalar_keyed, rt_scalar_keyless,
                                           hash,     rt_comb_build};

const struct rt_engine *rt_engine_best(void)
{
    const struct rt_engine *engine = rt_engine_ifma();
    if (engine == NULL) {
        engine = rt_engine_avx2();
    }
    if (engine == NULL) {
        engine = rt_engine_simd128();
    }
    return engine != NULL ? engine : &rt_engine_scalar;
}

const char *rt_engine_name(const struct rt_engine *engine)
{
    return engine->name;
}

void rt_engine_hash(const struct rt_engine *engine, struct rt_hash_job *const *jobs, size_t num)
{
    if (num > 0) {
        engine->hash(jobs, num);
    }
}
