/* The eight lanes in portable C. */
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

const struct rt_engine rt_engine_lanes = {"lanes", 64, keyed, keyless, hash, lanes_comb_build};
