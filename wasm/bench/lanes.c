/* One signature in one lane, beside another. */
#include "verify/signatures.h"
#include "wasm/bench/bench.h"

static struct rt_signature_task neighbour;
static uint8_t neighbour_message[BENCH_MESSAGE_MAX];

static struct rt_signature_task given(uint32_t len)
{
    struct rt_signature_task task = {.value = rt_bytes_from(bench_message(), len)};
    memcpy(&task.key, bench_key(), sizeof task.key);
    memcpy(&task.signature, bench_signature(), sizeof task.signature);
    return task;
}

int32_t bench_has_lanes(void)
{
    return rt_engine_simd128() != NULL && rt_engine_best() == rt_engine_simd128();
}

void bench_keep(uint32_t len)
{
    neighbour = given(len);
    memcpy(neighbour_message, bench_message(), len);
    neighbour.value = rt_bytes_from(neighbour_message, len);
}

int32_t bench_lane(uint32_t len, int32_t lane, int32_t keyed)
{
    static struct rt_comb_base base;
    static struct rt_comb combs[2];
    struct rt_signature_task task = given(len), *tasks[2] = {&neighbour, &neighbour};
    if (base.row[0][0].limb[0] == 0) {
        rt_comb_build_base(&base);
    }
    if (keyed != 0 && (!rt_comb_build_key(&combs[0], rt_engine_best(), &task.key) ||
                       !rt_comb_build_key(&combs[1], rt_engine_best(), &neighbour.key))) {
        return -1;
    }
    task.comb = keyed != 0 ? &combs[0] : NULL;
    neighbour.comb = keyed != 0 ? &combs[1] : NULL;
    tasks[lane & 1] = &task;
    rt_signatures_verify(tasks, 2, rt_engine_best(), &base);
    return neighbour.result == RT_ED25519_VALID ? (int32_t)task.result : -2;
}
