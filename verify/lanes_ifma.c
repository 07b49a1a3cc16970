/* The eight lanes of AVX-512 IFMA: compiled with -mavx512f -mavx512bw -mavx512dq -mavx512ifma, called only
 * where the CPU has them. */
#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512IFMA__)

#define RT_LANES_IFMA
#include "cpu.h"
#include "lanes_comb.h"
#include "lanes_ed25519.h"
#include "lanes_sha512.h"

static void keyed(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base)
{
    lanes_solve(equations, num, base, true);
}

static void keyless(struct rt_equation *const *equations, size_t num, const struct rt_comb_base *base)
{
    lanes_solve(equations, num, base, false);
}

static void hash(struct rt_hash_job *const *jobs, size_t num)
{
    for (size_t i = 0; i < num; i += RT_NUM_LANES) {
        lanes_sha512(jobs + i, num - i < RT_NUM_LANES ? num - i : RT_NUM_LANES);
    }
}

static const struct rt_engine engine = {"avx512ifma", 16, keyed, keyless, hash, lanes_comb_build};

const struct rt_engine *rt_engine_ifma(void)
{
    return rt_cpu_has_ifma() ? &engine : NULL;
}

#else

#include "engine.h"

const struct rt_engine *rt_engine_ifma(void)
{
    return NULL;
}

#endif
