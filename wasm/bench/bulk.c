/* Bulk verification of packets in memory, a batch at a time. */
#include "verify/bulk.h"
#include "verify/ge25519.h"
#include "wasm/arena.h"
#include "wasm/bench/bench.h"

#define BENCH_ARENA (64u << 20)
#define BENCH_ROOM  (1u << 20)

static struct {
    struct rt_bulk *bulk;
    struct rt_bulk_room *room;
    struct rt_bulk_job *jobs;
    struct rt_comb *combs;
    uint8_t *records;
} bench;

static bool take_memory(void)
{
    if (bench.records == NULL && arena_begin(BENCH_ARENA)) {
        rt_ge_base_fill();
        bench.bulk = arena_malloc(sizeof *bench.bulk);
        bench.room = arena_malloc(sizeof *bench.room);
        bench.jobs = arena_malloc(RT_BULK_BATCH * sizeof *bench.jobs);
        bench.combs = arena_malloc(RT_BULK_COMBS * sizeof *bench.combs);
        bench.records = arena_malloc(BENCH_ROOM);
    }
    return bench.records != NULL;
}

int32_t bench_begin(int32_t engine)
{
    if (!take_memory()) {
        return 0;
    }
    rt_bulk_begin(bench.bulk, engine == 0 ? &rt_engine_scalar : rt_engine_best(), bench.combs, RT_BULK_COMBS);
    return 1;
}

uint8_t *bench_room(void)
{
    return bench.records;
}

static size_t read_u16(const uint8_t *in)
{
    return in[0] | (size_t)in[1] << 8;
}

/* The record at the front. */
static size_t read_record(struct rt_question *out, const uint8_t *record)
{
    const size_t request_len = read_u16(record + 32), response_len = read_u16(record + 34);
    const uint8_t *request = record + 36;
    *out = (struct rt_question){.response = rt_bytes_from(request + request_len, response_len),
                                .request = rt_bytes_from(request, request_len),
                                .key = (const struct rt_key *)(const void *)record};
    return 36 + request_len + response_len;
}

int32_t bench_bulk(uint32_t len)
{
    static const struct rt_policy policy;
    size_t num = 0;
    int32_t num_valid = 0;
    for (size_t at = 0; at < len && num < RT_BULK_BATCH; num++) {
        at += read_record(&bench.jobs[num].question, bench.records + at);
    }
    rt_bulk_verify(bench.bulk, bench.room, bench.jobs, num, &policy);
    for (size_t i = 0; i < num; i++) {
        num_valid += bench.jobs[i].verdict.kind == RT_VERDICT_VALID;
    }
    return num_valid;
}
