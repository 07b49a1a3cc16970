/* What every test program needs: checks, which report and count, and reproducible random bytes. A
 * program ends with `return check_done("name");`, and its first argument, if any, is a count of cases. */
#ifndef ROUGHPROOF_TESTS_CHECK_H
#define ROUGHPROOF_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static unsigned long check_count;
static unsigned long check_failures;

/* Counts a check; true if it failed and is to be reported: goes quiet after twenty failures. */
static inline bool check_report(bool ok)
{
    check_count++;
    return !ok && check_failures++ < 20;
}

/* After a failure prints the printf arguments that follow the condition. */
#define CHECK(condition, ...)                                                                                \
    do {                                                                                                     \
        if (check_report(condition)) {                                                                       \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                                  \
            fprintf(stderr, __VA_ARGS__);                                                                    \
            fputc('\n', stderr);                                                                             \
        }                                                                                                    \
    } while (0)

/* Two numbers are equal, in table row `row`; prints both values. */
#define CHECK_EQ(row, got, want) check_equal(__FILE__, __LINE__, row, #got, (uint64_t)(got), (uint64_t)(want))

static inline void check_equal(const char *file, int line, const char *row, const char *what, uint64_t got,
                               uint64_t want)
{
    if (check_report(got == want)) {
        fprintf(stderr, "%s:%d: %s: %s is %llu (0x%llx), not %llu (0x%llx)\n", file, line, row, what,
                (unsigned long long)got, (unsigned long long)got, (unsigned long long)want,
                (unsigned long long)want);
    }
}

/* Two C strings are equal. */
#define CHECK_STR(row, got, want) check_string(__FILE__, __LINE__, row, #got, got, want)

static inline void check_string(const char *file, int line, const char *row, const char *what,
                                const char *got, const char *want)
{
    if (check_report(strcmp(got, want) == 0)) {
        fprintf(stderr, "%s:%d: %s: %s is\n  \"%s\", not\n  \"%s\"\n", file, line, row, what, got, want);
    }
}

static inline int check_end(void)
{
    if (check_failures != 0) {
        fprintf(stderr, "%lu failures\n", check_failures);
    }
    return check_failures == 0 ? 0 : 1;
}

/* Says how much was checked; the exit status. A program that checked nothing fails. */
static inline int check_done(const char *name)
{
    printf("%s: %lu checks\n", name, check_count);
    return check_end() != 0 || check_count == 0 ? 1 : 0;
}

/* splitmix64 */
static inline uint64_t check_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static inline void check_random_bytes(uint64_t *state, uint8_t *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(check_random(state) >> 56);
    }
}

/* The bytes of a lower-case hex string; true if there were exactly `len`. */
static inline bool check_hex(uint8_t *out, size_t len, const char *hex)
{
    for (size_t i = 0; i < 2 * len; i++) {
        unsigned digit = hex[i] >= '0' && hex[i] <= '9'   ? (unsigned)(hex[i] - '0')
                         : hex[i] >= 'a' && hex[i] <= 'f' ? (unsigned)(hex[i] - 'a') + 10
                                                          : 16;
        if (digit == 16) {
            return false; /* the terminating NUL among others */
        }
        out[i / 2] = (uint8_t)(i % 2 == 0 ? digit << 4 : out[i / 2] | digit);
    }
    return hex[2 * len] == '\0';
}

#endif
