/* The two lanes of WebAssembly's SIMD128: compiled with -msimd128, for engines that have it. */
#if defined(__wasm_simd128__)

#define RT_LANES_SIMD128
#include "lanes_pairs.h"

static const struct rt_engine engine = {"simd128",         RT_SCALAR_COMB_AFTER, pairs_keyed,
                                        rt_scalar_keyless, pairs_hash,           rt_comb_build};

const struct rt_engine *rt_engine_simd128(void)
{
    return &engine;
}

#else

#include "engine.h"

const struct rt_engine *rt_engine_simd128(void)
{
    return NULL;
}

#endif
