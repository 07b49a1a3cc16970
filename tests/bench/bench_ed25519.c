/* Ed25519 verifications a second beside libsodium's, in one process: rounds of each in turn, so that
 * both see the same machine; prints the median and the range of the ratios. usage: bench_ed25519
 * [rounds] */
#include "verify/ed25519.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NUM_SIGNATURES 64
#define MESSAGE_LEN    130
#define PASSES         8

struct sample {
    struct rt_key key;
    struct rt_signature signature;
    uint8_t message[MESSAGE_LEN];
};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void make(struct sample *s)
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    crypto_sign_keypair(s->key.b, secret);
    randombytes_buf(s->message, sizeof s->message);
    crypto_sign_detached(s->signature.b, NULL, s->message, sizeof s->message, secret);
}

static bool verify_ours(const struct sample *s)
{
    struct rt_bytes context = rt_bytes_from(s->message, 34);
    struct rt_bytes value = rt_bytes_from(s->message + 34, sizeof s->message - 34);
    return rt_ed25519_verify(&s->signature, &s->key, context, value) == RT_ED25519_VALID;
}

static bool verify_sodium(const struct sample *s)
{
    return crypto_sign_verify_detached(s->signature.b, s->message, sizeof s->message, s->key.b) == 0;
}

/* Seconds for one verification. */
static double measure(bool (*verify)(const struct sample *), const struct sample *samples)
{
    double start = seconds();
    for (int i = 0; i < PASSES * NUM_SIGNATURES; i++) {
        if (!verify(&samples[i % NUM_SIGNATURES])) {
            fprintf(stderr, "bench_ed25519: a good signature was refused\n");
            exit(1);
        }
    }
    return (seconds() - start) / (PASSES * NUM_SIGNATURES);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct sample samples[NUM_SIGNATURES];
    static double ratios[1000], ours[1000];
    int rounds = argc > 1 ? atoi(argv[1]) : 31;
    if (sodium_init() < 0 || rounds < 1 || rounds > 1000) {
        return 2;
    }
    for (int i = 0; i < NUM_SIGNATURES; i++) {
        make(&samples[i]);
    }
    for (int i = 0; i < rounds; i++) {
        double sodium = measure(verify_sodium, samples);
        ours[i] = measure(verify_ours, samples);
        ratios[i] = sodium / ours[i];
    }
    qsort(ratios, (size_t)rounds, sizeof ratios[0], compare);
    qsort(ours, (size_t)rounds, sizeof ours[0], compare);
    printf("ed25519 verify, %d-byte message: %.2f us; ratio to libsodium %s: median %.2f (%.2f to %.2f)\n",
           MESSAGE_LEN, 1e6 * ours[rounds / 2], sodium_version_string(), ratios[rounds / 2], ratios[0],
           ratios[rounds - 1]);
    return 0;
}
