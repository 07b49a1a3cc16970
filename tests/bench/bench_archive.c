/* roughproof verify over an archive of NDJSON, end to end: reading, JSON, base64, verifying, and a line or an
 * object for each, beside two libsodium verifications for each in the same rounds; and two threads, and two
 * processes that have nothing in common, beside one. Prints medians and ranges. usage: bench_archive
 * ROUGHPROOF [responses] [rounds]; or, for the archive alone: bench_archive - [responses]
 */
#include "tests/bench/archive.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS_MAX 64

static const struct archive archive = {"10 servers, delegations of a day", true, 1, false};

static void put_base64(FILE *out, const char *member, const uint8_t *data, size_t len)
{
    static char text[4096];
    demand(sodium_base64_ENCODED_LEN(len, sodium_base64_VARIANT_ORIGINAL) <= sizeof text, "too long");
    sodium_bin2base64(text, sizeof text, data, len, sodium_base64_VARIANT_ORIGINAL);
    fprintf(out, "\"%s\":\"%s\"", member, text);
}

static void put_archive(FILE *out)
{
    for (size_t i = 0; i < num_responses; i++) {
        const struct entry *e = &entries[i];
        putc('{', out);
        put_base64(out, "publicKey", e->key.b, sizeof e->key.b);
        putc(',', out);
        put_base64(out, "request", e->question.request.data, e->question.request.len);
        putc(',', out);
        put_base64(out, "response", e->question.response.data, e->question.response.len);
        fputs("}\n", out);
    }
    demand(fflush(out) == 0, "not written");
}

struct taken {
    double wall, processor;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double of(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static void become_verify(char *roughproof, char *jobs, char *form, char *path)
{
    char verify[] = "verify", trust[] = "--trust-embedded", count[] = "--jobs";
    char *const arguments[] = {roughproof, verify, trust, count, jobs, form, path, NULL};
    const int null = open("/dev/null", O_WRONLY);
    if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0) {
        execv(roughproof, arguments);
    }
    _exit(127);
}

/* Seconds for each response of `num` processes at a time, each over all of the archive. */
static struct taken verify(char *roughproof, char *jobs, char *form, char *path, size_t num)
{
    struct taken sum = {0, 0};
    const double responses = (double)(num * num_responses), start = now();
    for (size_t i = 0; i < num; i++) {
        const pid_t child = fork();
        demand(child >= 0, "no process");
        if (child == 0) {
            become_verify(roughproof, jobs, form, path);
        }
    }
    for (size_t i = 0; i < num; i++) {
        struct rusage usage;
        int status = -1;
        demand(wait4(-1, &status, 0, &usage) > 0 && status == 0, "roughproof verify failed");
        sum.processor += (of(usage.ru_utime) + of(usage.ru_stime)) / responses;
    }
    sum.wall = (now() - start) / responses;
    return sum;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(const char *what, double *ratio, size_t rounds)
{
    qsort(ratio, rounds, sizeof ratio[0], by_value);
    printf("  %-42s %6.2f (%.2f to %.2f) times", what, ratio[rounds / 2], ratio[0], ratio[rounds - 1]);
}

static void compare(char *roughproof, char *form, char *path, size_t rounds)
{
    char one[] = "1", two[] = "2";
    double to_sodium[ROUNDS_MAX], to_one[ROUNDS_MAX], apart[ROUNDS_MAX], least = 1;
    for (size_t i = 0; i < rounds; i++) {
        const double before = by_sodium();
        const struct taken alone = verify(roughproof, one, form, path, 1);
        const double sodium = (before + by_sodium()) / 2;
        const struct taken both = verify(roughproof, two, form, path, 1);
        const struct taken pair = verify(roughproof, one, form, path, 2);
        to_sodium[i] = sodium / alone.processor;
        to_one[i] = alone.wall / both.wall;
        apart[i] = alone.wall / pair.wall;
        least = alone.processor < least ? alone.processor : least;
    }
    printf("%s\n", form);
    print("two libsodium verifications to one response", to_sodium, rounds);
    printf("; at best %.2f us, %.0f a second\n", 1e6 * least, 1 / least);
    print("one thread to two", to_one, rounds);
    printf("\n");
    print("one process to two, each over the archive", apart, rounds);
    printf("\n");
}

int main(int argc, char **argv)
{
    char path[] = "/tmp/bench_archive.XXXXXX", text[] = "--color=never", json[] = "--json";
    num_responses = argc > 2 ? strtoul(argv[2], NULL, 10) : num_responses;
    const size_t rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 5;
    entries = malloc(num_responses * sizeof *entries);
    demand(argc > 1 && sodium_init() >= 0 && rounds > 0 && rounds <= ROUNDS_MAX,
           "usage: bench_archive ROUGHPROOF|- [responses] [rounds, up to 64]");
    demand(entries != NULL, "out of memory");
    make(&archive);
    if (strcmp(argv[1], "-") == 0) {
        put_archive(stdout);
        return 0;
    }
    const int fd = mkstemp(path);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    demand(out != NULL, "no temporary file");
    put_archive(out);
    printf("%zu responses of %s, lines of NDJSON, %.0f bytes each\n", num_responses, archive.name,
           (double)ftell(out) / (double)num_responses);
    fflush(stdout);
    compare(argv[1], text, path, rounds);
    compare(argv[1], json, path, rounds);
    fclose(out);
    unlink(path);
    free(entries);
    return 0;
}
