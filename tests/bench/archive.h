/* Responses as archives have them, for benchmarks: from servers that are made for it, by the server's own
 * code. */
#ifndef ROUGHPROOF_TESTS_BENCH_ARCHIVE_H
#define ROUGHPROOF_TESTS_BENCH_ARCHIVE_H

#include "tests/serve/requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SERVERS 10
#define DAYS    10

struct archive {
    const char *name;
    bool shared_keys;
    size_t batch;
    bool invalid;
};

#define NUM_ARCHIVES 4

static const struct archive archives[NUM_ARCHIVES] = {
    {"every key different", false, 1, false},
    {"10 servers, delegations of a day", true, 1, false},
    {"10 servers, delegations of a day, batches of 16", true, 16, false},
    {"hostile: every key different, every reply invalid", false, 1, true},
};

struct entry {
    uint8_t request[1100], reply[RESPOND_REPLY_MAX];
    struct rt_key key;
    struct rt_question question;
};

static size_t num_responses = 100000;
static struct entry *entries;
static struct respond_room room;

static inline void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "%s\n", what);
        exit(1);
    }
}

static inline const struct rt_version *rfc_row(void)
{
    size_t i = 0;
    while (rt_version_row(i)->first_code != RT_VERSION_RFC10049 || rt_version_row(i)->squatted) {
        i++; /* it is there */
    }
    return rt_version_row(i);
}

/* The keys of server `server` on day `day`. */
static inline void become(size_t server, size_t day)
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

static inline void answer(size_t first, size_t num, const struct archive *archive)
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

static inline void make(const struct archive *archive)
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

/* Of this process alone. */
static inline double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds for the two signatures of a response. */
static inline double by_sodium(void)
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

#endif
