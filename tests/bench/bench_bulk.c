/* Responses verified in bulk, beside two libsodium verifications for each in the same rounds, one core: every
 * key different; ten servers with delegations of a day; the same in batches of 16 that share SREP; and
 * hostile archives, where every reply has new keys and is invalid. Prints medians and ranges of the ratios,
 * for the engines "scalar" and the best of this CPU. usage: bench_bulk [responses] [rounds] [archive, 1 to 4,
 * or 0 for all] [engine] */
#include "tests/serve/requests.h"
#include "verify/bulk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SERVERS   10
#define DAYS      10
#define NUM_COMBS 64

struct archive {
    const char *name;
    bool shared_keys;
    size_t batch;
    bool invalid;
};

struct entry {
    uint8_t request[1100], reply[RESPOND_REPLY_MAX];
    struct rt_key key;
    struct rt_question question;
};

static size_t num_responses = 100000;
static struct entry *entries;
static struct rt_bulk_job jobs[RT_BULK_BATCH];
static struct rt_bulk bulk;
static struct rt_bulk_room bulk_room;
static struct rt_comb combs[NUM_COMBS];
static struct respond_room room;
static const struct rt_policy policy;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_bulk: %s\n", what);
        exit(1);
    }
}

static const struct rt_version *rfc_row(void)
{
    size_t i = 0;
    while (rt_version_row(i)->first_code != RT_VERSION_RFC10049 || rt_version_row(i)->squatted) {
        i++; /* it is there */
    }
    return rt_version_row(i);
}

/* The keys of server `server` on day `day`. */
static void become(size_t server, size_t day)
{
    uint8_t seed[32] = {1}, secret[64], online[32];
    memcpy(seed + 8, &server, sizeof server);
    crypto_sign_seed_keypair(keys[0].b, secret, seed);
    memcpy(seed + 16, &day, sizeof day);
    seed[0] = 2;
    crypto_sign_seed_keypair(online, online_secrets[0][RESPOND_RFC], seed);
    identities[0].online[RESPOND_RFC].secret = online_secrets[0][RESPOND_RFC];
    identities[0].from_micros = FROM;
    identities[0].until_micros = UNTIL;
    demand(respond_certify(identities[0].online[RESPOND_RFC].cert, RESPOND_RFC, secret, online, FROM, UNTIL),
           "no certificate");
}

static void answer(size_t first, size_t num, const struct archive *archive)
{
    struct respond_item items[16];
    for (size_t i = 0; i < num; i++) {
        struct entry *e = &entries[first + i];
        items[i] = (struct respond_item){
            .request = make_request(e->request, rfc_row(), 1, NULL, (uint32_t)(first + i)),
            .reply = e->reply};
    }
    respond(items, num, identities, 1, &noon, &room);
    for (size_t i = 0; i < num; i++) {
        struct entry *e = &entries[first + i];
        e->key = keys[0];
        demand(items[i].outcome == RESPOND_ANSWERED, "not answered");
        e->reply[items[i].reply_len - 5] ^= archive->invalid ? 1 : 0; /* in the signature of DELE or SREP */
        e->question = (struct rt_question){
            rt_bytes_from(e->reply, items[i].reply_len), items[i].request, {NULL, 0, 0}, &e->key};
    }
}

static void make(const struct archive *archive)
{
    for (size_t i = 0; i < num_responses; i += archive->batch) {
        const size_t left = num_responses - i;
        const size_t turn = i / archive->batch;
        if (archive->shared_keys) {
            become(turn % SERVERS, turn / SERVERS * archive->batch * SERVERS * DAYS / num_responses);
        } else {
            become(1000 + turn, 0);
        }
        answer(i, left < archive->batch ? left : archive->batch, archive);
    }
}

/* Seconds for the two signatures of a response. */
static double by_sodium(void)
{
    enum { NUM = 256 };
    static uint8_t signature[64], message[126], secret[64], public_key[32];
    crypto_sign_keypair(public_key, secret);
    crypto_sign_detached(signature, NULL, message, sizeof message, secret);
    const double start = seconds();
    for (int i = 0; i < NUM; i++) {
        demand(crypto_sign_verify_detached(signature, message, sizeof message, public_key) == 0,
               "libsodium refused");
    }
    return 2 * (seconds() - start) / NUM;
}

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
    static const struct archive archives[] = {
        {"every key different", false, 1, false},
        {"10 servers, delegations of a day", true, 1, false},
        {"10 servers, delegations of a day, batches of 16", true, 16, false},
        {"hostile: every key different, every reply invalid", false, 1, true},
    };
    const struct rt_engine *const engines[2] = {&rt_engine_scalar, rt_engine_best()};
    num_responses = argc > 1 ? strtoul(argv[1], NULL, 10) : num_responses;
    const size_t rounds = argc > 2 ? strtoul(argv[2], NULL, 10) : 5;
    const size_t only = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    entries = malloc(num_responses * sizeof *entries);
    demand(sodium_init() >= 0 && rounds > 0 && rounds <= 64,
           "usage: bench_bulk [responses] [rounds, up to 64]");
    demand(entries != NULL, "out of memory");
    printf("%zu responses, ratio to two libsodium verifications each\n", num_responses);
    for (size_t i = 0; i < sizeof archives / sizeof archives[0]; i++) {
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
