/* Responses verified in bulk, beside two libsodium verifications for each in the same rounds, one core: every
 * key different; ten servers with delegations of a day; the same in batches of 16 that share SREP; and
 * hostile archives, where every reply has new keys and is invalid. Prints medians and ranges of the ratios,
 * for the engines "scalar" and the best of this CPU. usage: bench_bulk [responses] [rounds] [archive, 1 to 4,
 * or 0 for all] [engine] */
#include "tests/bench/archive.h"
#include "verify/bulk.h"

#define NUM_COMBS 64

static struct rt_bulk_job jobs[RT_BULK_BATCH];
static struct rt_bulk bulk;
static struct rt_bulk_room bulk_room;
static struct rt_comb combs[NUM_COMBS];
static const struct rt_policy policy;

static double by_bulk(const struct rt_engine *engine, bool invalid)
{
    rt_bulk_begin(&bulk, engine, combs, NUM_COMBS);
    const double start = seconds();
    for (size_t done = 0; done < num_responses; done += RT_BULK_BATCH) {
        const size_t left = num_responses - done, num = left < RT_BULK_BATCH ? left : RT_BULK_BATCH;
        for (size_t i = 0; i < num; i++) {
            jobs[i].question = entries[done + i].question;
        }
        rt_bulk_verify(&bulk, &bulk_room, jobs, num, &policy);
        for (size_t i = 0; i < num; i++) {
            demand((jobs[i].verdict.kind == RT_VERDICT_VALID) == !invalid, "another verdict than was made");
        }
    }
    return (seconds() - start) / (double)num_responses;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void compare(const struct archive *archive, const struct rt_engine *engine, size_t rounds)
{
    double ratio[64], took = 0;
    for (size_t i = 0; i < rounds; i++) {
        const double before = by_sodium();
        took = by_bulk(engine, archive->invalid);
        ratio[i] = (before + by_sodium()) / 2 / took;
    }
    qsort(ratio, rounds, sizeof ratio[0], by_value);
    printf("%-52s %-11s %6.2f (%.2f to %.2f) times; %.2f us\n", archive->name, rt_engine_name(engine),
           ratio[rounds / 2], ratio[0], ratio[rounds - 1], 1e6 * took);
}

int main(int argc, char **argv)
{
    const struct rt_engine *const engines[2] = {&rt_engine_scalar, rt_engine_best()};
    num_responses = argc > 1 ? strtoul(argv[1], NULL, 10) : num_responses;
    const size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    const size_t only = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    entries = malloc(num_responses * sizeof *entries);
    demand(sodium_init() >= 0 && rounds > 0 && rounds <= 64,
           "usage: bench_bulk [responses] [rounds, up to 64]");
    demand(entries != NULL, "out of memory");
    printf("%zu responses, ratio to two libsodium verifications each\n", num_responses);
    for (size_t i = 0; i < NUM_ARCHIVES; i++) {
        if (only != 0 && only != i + 1) {
            continue;
        }
        make(&archives[i]);
        for (int j = 0; j < 2; j++) {
            if (argc <= 4 || strcmp(argv[4], rt_engine_name(engines[j])) == 0) {
                compare(&archives[i], engines[j], rounds);
            }
        }
    }
    free(entries);
    return 0;
}
