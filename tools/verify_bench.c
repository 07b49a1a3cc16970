#include "tools/verify_block.h"

#include <stdlib.h>

#define NUM_COMBS RT_BULK_COMBS

void verify_bench_begin(struct verify_bench *bench)
{
    struct rt_judge_bulk with = {.bulk = malloc(sizeof *with.bulk),
                                 .room = malloc(sizeof *with.room),
                                 .jobs = malloc(RT_BULK_BATCH * sizeof *with.jobs)};
    bench->combs = malloc(NUM_COMBS * sizeof *bench->combs);
    if (with.bulk == NULL || with.room == NULL || with.jobs == NULL || bench->combs == NULL) {
        free(with.bulk);
        free(with.room);
        free(with.jobs);
        return;
    }
    rt_bulk_begin(with.bulk, rt_engine_best(), bench->combs, NUM_COMBS);
    bench->with = with;
}

void verify_bench_free(struct verify_bench *bench)
{
    free(bench->with.bulk);
    free(bench->with.room);
    free(bench->with.jobs);
    free(bench->combs);
}
