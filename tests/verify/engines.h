/* Every engine beside the single verifier, whose results the caller has already judged. */
#ifndef ROUGHPROOF_TESTS_VERIFY_ENGINES_H
#define ROUGHPROOF_TESTS_VERIFY_ENGINES_H

#include "tests/check.h"
#include "verify/signatures.h"

#define NUM_LANES   8
#define ENGINES_MAX 192 /* three calls of an engine */
#define ENGINES_END 7   /* more than there are engines */

struct engines {
    struct rt_comb_base base;
    struct rt_comb key_comb;
    struct rt_signature_task task[ENGINES_MAX], *pointer[ENGINES_MAX];
    enum rt_ed25519_result expected[ENGINES_MAX];
    size_t num;
    unsigned long checked;
};

/* The engines of this build and CPU; NULL behind the last. */
static inline const struct rt_engine *engines_get(size_t i)
{
    const struct rt_engine *all[ENGINES_END] = {&rt_engine_scalar, &rt_engine_lanes, &rt_engine_pairs};
    size_t num = 3;
    all[num] = rt_engine_avx2();
    num += all[num] != NULL ? 1 : 0;
    all[num] = rt_engine_ifma();
    num += all[num] != NULL ? 1 : 0;
    all[num] = rt_engine_simd128();
    return i < ENGINES_END ? all[i] : NULL;
}

/* Another one each time, to build combs for all. */
static inline const struct rt_engine *engines_next(void)
{
    static size_t next;
    next = engines_get(next + 1) != NULL ? next + 1 : 0;
    return engines_get(next);
}

/* Names those that are not run. */
static inline void engines_say(void)
{
    if (rt_engine_avx2() == NULL) {
        puts("not run: the engine avx2, which this CPU or this build has not");
    }
    if (rt_engine_ifma() == NULL) {
        puts("not run: the engine avx512ifma, which this CPU or this build has not");
    }
    if (rt_engine_simd128() == NULL) {
        puts("not run: the engine simd128, which is WebAssembly's");
    }
}

static inline void engines_begin(struct engines *e)
{
    memset(e, 0, sizeof *e);
    rt_comb_build_base(&e->base);
    engines_say();
}

/* Lets every engine verify what was added, and forgets it. */
static inline void engines_run(struct engines *e)
{
    for (size_t i = 0; engines_get(i) != NULL; i++) {
        for (size_t j = 0; j < e->num; j++) {
            e->task[j].result = RT_ED25519_UNVERIFIED;
            e->pointer[j] = &e->task[j];
        }
        rt_signatures_verify(e->pointer, e->num, engines_get(i), &e->base);
        for (size_t j = 0; j < e->num; j++) {
            CHECK(e->task[j].result == e->expected[j], "engine %s, %zu of %zu%s: result %d, not %d",
                  rt_engine_name(engines_get(i)), j, e->num, e->task[j].comb != NULL ? ", keyed" : "",
                  e->task[j].result, e->expected[j]);
        }
    }
    e->checked += e->num;
    e->num = 0;
}

/* The slices must last until the next run. With `comb`, by the key's table, if there is one. */
static inline void engines_add(struct engines *e, const struct rt_signature *signature,
                               const struct rt_key *key, struct rt_bytes message,
                               enum rt_ed25519_result expected, const struct rt_comb *comb)
{
    e->task[e->num] = (struct rt_signature_task){.signature = *signature,
                                                 .key = *key,
                                                 .context = rt_bytes_between(&message, 0, message.len / 3),
                                                 .value = rt_bytes_after(message, message.len / 3),
                                                 .comb = comb};
    e->expected[e->num++] = expected;
}

#endif
