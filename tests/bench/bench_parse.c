/* Nanoseconds to parse a response with its three nested messages, beside a copy of the same bytes.
 * Usage: bench_parse RESPONSE-FILE */
#include "parser/response.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 21, CALLS = 200000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *v)
{
    qsort(v, ROUNDS, sizeof *v, by_value);
    return v[ROUNDS / 2];
}

static double time_parse(struct rt_bytes in)
{
    struct rt_response response;
    struct rt_error err;
    double start = now();
    for (int i = 0; i < CALLS; i++) {
        if (!rt_response_parse(&response, &err, in, RT_FORM_PACKET)) {
            fprintf(stderr, "bench_parse: %s\n", rt_error_info(err.code)->slug);
            exit(1);
        }
        __asm__ volatile("" : : "r"(&response) : "memory");
    }
    return (now() - start) / CALLS;
}

static double time_copy(struct rt_bytes in)
{
    static uint8_t copy[4096];
    double start = now();
    for (int i = 0; i < CALLS; i++) {
        memcpy(copy, in.data, in.len);
        __asm__ volatile("" : : "r"(copy), "r"(in.data) : "memory");
    }
    return (now() - start) / CALLS;
}

int main(int argc, char **argv)
{
    static uint8_t file[4096];
    double parse[ROUNDS], copy[ROUNDS];
    FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (f == NULL) {
        fprintf(stderr, "usage: bench_parse RESPONSE-FILE\n");
        return 2;
    }
    struct rt_bytes in = rt_bytes_from(file, fread(file, 1, sizeof file, f));
    fclose(f);
    for (int i = 0; i < ROUNDS; i++) { /* interleaved, so that both see the same machine */
        parse[i] = time_parse(in);
        copy[i] = time_copy(in);
    }
    printf("%zu bytes: parse %.1f ns, copy %.1f ns, ratio %.1f\n", in.len, median(parse), median(copy),
           median(parse) / median(copy));
    return 0;
}
