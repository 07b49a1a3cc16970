/* The two lanes of lanes_simd128.c in portable C. */
#include "lanes_pairs.h"

const struct rt_engine rt_engine_pairs = {"pairs",           RT_SCALAR_COMB_AFTER, pairs_keyed,
                                          rt_scalar_keyless, pairs_hash,           rt_comb_build};
