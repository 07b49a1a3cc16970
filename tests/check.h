/* What every test program needs: CHECK, which reports and counts, and reproducible random bytes. A
 * program ends with `return check_end();`, and its first argument, if any, is a count of cases. */
#ifndef ROUGHPROOF_TESTS_CHECK_H
#define ROUGHPROOF_TESTS_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

static unsigned check_failures;

/* After a failure prints the printf arguments that follow the condition; goes quiet after twenty failures. */
#define CHECK(condition, ...)                                                                                \
    do {                                                                                                     \
        if (!(condition) && check_failures++ < 20) {                                                         \
            fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition);                                  \
            fprintf(stderr, __VA_ARGS__);                                                                    \
            fputc('\n', stderr);                                                                             \
        }                                                                                                    \
    } while (0)

static inline int check_end(void)
{
    if (check_failures != 0) {
        fprintf(stderr, "%u failures\n", check_failures);
    }
    return check_failures == 0 ? 0 : 1;
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
