/* In place of tools/verify_bench.c: memory that is the module's own, beside the arena, and is begun once for
 * all calls. What it remembers of one call, signatures and keys that come often, holds for the next. */
#include "wasm/bulk.h"

#include "tools/verify_block.h"
#include "wasm/arena.h"

/* As many as engines solve together; and of the arena a block takes three megabytes. */
#define BLOCK_CAP   64
#define WORTH_BLOCK ((size_t)16 << 20)

size_t bulk_block_cap(void)
{
    return RT_JUDGES_IN_BULK && arena_size() >= WORTH_BLOCK ? BLOCK_CAP : 1;
}

void verify_bench_begin(struct verify_bench *bench)
{
    static struct rt_bulk bulk;
    static struct rt_bulk_room room;
    static struct rt_bulk_job jobs[RT_BULK_BATCH];
    static struct rt_comb combs[RT_BULK_COMBS];
    if (bulk.engine == NULL) {
        rt_bulk_begin(&bulk, rt_engine_best(), combs, RT_BULK_COMBS);
    }
    bench->with = (struct rt_judge_bulk){.bulk = &bulk, .room = &room, .jobs = jobs};
}

void verify_bench_free(struct verify_bench *bench)
{
    *bench = (struct verify_bench){.combs = NULL};
}
