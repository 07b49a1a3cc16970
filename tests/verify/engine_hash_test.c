/* The hashes of every engine beside rt_hash_parts, which hash_test judges: lengths around every edge of
 * blocks and padding, in parts of all sizes, groups of all sizes, all kinds mixed. */
#include "tests/verify/engines.h"

#define MAX_LEN  1400
#define MAX_JOBS 40

static uint8_t data[MAX_LEN];
static uint64_t seed = 1;

static size_t below(size_t bound)
{
    return (size_t)(check_random(&seed) % bound);
}

static void random_job(struct rt_hash_job *job)
{
    static const enum rt_hash_kind kinds[] = {RT_HASH_SHA512, RT_HASH_SHA512_FIRST32, RT_HASH_SHA512_256};
    const struct rt_bytes all =
        rt_bytes_from(data, below(3) == 0 ? below(MAX_LEN) : 110 + below(40) + 128 * below(3));
    size_t at = 0;
    *job = (struct rt_hash_job){.kind = kinds[below(3)], .num_parts = below(6)};
    for (size_t i = 0; i < job->num_parts; i++) {
        const size_t to = i + 1 == job->num_parts ? all.len : at + below(all.len - at + 1);
        job->part[i] = rt_bytes_between(&all, at, to);
        at = to;
    }
}

static void one_round(const struct rt_engine *engine)
{
    struct rt_hash_job jobs[MAX_JOBS], *pointers[MAX_JOBS];
    const size_t num = 1 + below(MAX_JOBS);
    for (size_t i = 0; i < num; i++) {
        random_job(&jobs[i]);
        pointers[i] = &jobs[i];
    }
    rt_engine_hash(engine, pointers, num);
    for (size_t i = 0; i < num; i++) {
        struct rt_hash expected;
        rt_hash_parts(&expected, jobs[i].kind, jobs[i].part, jobs[i].num_parts);
        CHECK(jobs[i].out.len == expected.len && memcmp(jobs[i].out.b, expected.b, sizeof expected.b) == 0,
              "engine %s, job %zu of %zu", rt_engine_name(engine), i, num);
    }
}

int main(void)
{
    check_random_bytes(&seed, data, sizeof data);
    engines_say();
    for (size_t i = 0; engines_get(i) != NULL; i++) {
        for (int round = 0; round < 1000; round++) {
            one_round(engines_get(i));
        }
    }
    return check_end();
}
