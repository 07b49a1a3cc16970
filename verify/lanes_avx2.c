/* Hashes in eight lanes, two times four, for CPUs with AVX2: the portable C of lanes.h, compiled with -mavx2
 * and -O3, which makes vectors of its loops. Signatures gain nothing from four lanes. */
#include "engine_parts.h"

#if defined(__AVX2__)

#include "cpu.h"
#include "lanes_sha512.h"

static void hash(struct rt_hash_job *const *jobs, size_t num)
{
    for (size_t i = 0; i < num; i += RT_NUM_LANES) {
        lanes_sha512(jobs + i, num - i < RT_NUM_LANES ? num - i : RT_NUM_LANES);
    }
}

static const struct rt_engine engine = {"avx2", RT_SCALAR_COMB_AFTER, rt_scalar_keyed, rt_scalar_keyless,
                                        hash,   rt_comb_build};

const struct rt_engine *rt_engine_avx2(void)
{
    return rt_cpu_has_avx2() ? &engine : NULL;
}

#else

const struct rt_engine *rt_engine_avx2(void)
{
    return NULL;
}

#endif
