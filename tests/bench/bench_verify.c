/* Verified responses a second beside two libsodium verifications each, in one process and in turn: one
 * response; a chain of 12, judged; a file of 100 000 exchanges as NDJSON, in passes of 1000 lines, read and
 * judged. Prints medians and ranges of the ratios. usage: bench_verify [rounds] */
#include "tests/verify/session.h"

#include "parser/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define NUM_MADE   64
#define CHAIN      12
#define NUM_LINES  1000
#define NUM_PASSES 100
#define LINE_ROOM  4096

static struct made made[NUM_MADE];
static struct rt_key keys[NUM_MADE];
static struct made linked[CHAIN];
static uint8_t rands[CHAIN][32];
static char *lines;
static size_t lines_len;

static const struct rt_policy strict = {false, 0, false, 0};

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void demand(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "bench_verify: %s\n", what);
        exit(1);
    }
}

static size_t rfc_row(void)
{
    const struct rt_version *row;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        if (row->first_code == RT_VERSION_RFC10049 && !row->squatted) {
            return i;
        }
    }
    return 0;
}

static void make(void)
{
    for (unsigned i = 0; i < NUM_MADE; i++) {
        struct wish wish = session_wish(rfc_row(), i, NOON + i, 3);
        wish.nonce[0] = (uint8_t)i;
        sign_exchange(&made[i], &wish);
        keys[i] = sign_key(i);
    }
    for (unsigned i = 0; i < CHAIN; i++) {
        struct wish wish = session_wish(rfc_row(), i % 3, NOON + i, 3);
        rands[i][0] = (uint8_t)i;
        if (i > 0) {
            sign_linked(&wish, made_response(&linked[i - 1]), rt_bytes_from(rands[i], 32));
        }
        sign_exchange(&linked[i], &wish);
    }
}

static void make_lines(void)
{
    static char line[LINE_ROOM];
    lines = malloc((size_t)NUM_LINES * LINE_ROOM);
    demand(lines != NULL, "no memory");
    for (size_t i = 0; i < NUM_LINES; i++) {
        const struct made *m = &made[i % NUM_MADE];
        struct rt_text text = rt_text_into(line, sizeof line);
        rt_text_string(&text, "{\"publicKey\":\"");
        rt_text_base64(&text, rt_bytes_from(keys[i % NUM_MADE].b, 32));
        rt_text_string(&text, "\",\"request\":\"");
        rt_text_base64(&text, made_request(m));
        rt_text_string(&text, "\",\"response\":\"");
        rt_text_base64(&text, made_response(m));
        rt_text_string(&text, "\"}\n");
        demand(!rt_text_overflows(&text), "a line is too long");
        memcpy(lines + lines_len, line, rt_text_len(&text));
        lines_len += rt_text_len(&text);
    }
}

/* Seconds for one response, by libsodium alone: both of its signatures. */
static double by_sodium(void)
{
    static uint8_t signature[2][64], message[2][126];
    static const size_t lens[2] = {34 + 72, 32 + 92};
    uint8_t secret[64], public_key[32];
    crypto_sign_keypair(public_key, secret);
    for (int i = 0; i < 2; i++) {
        crypto_sign_detached(signature[i], NULL, message[i], lens[i], secret);
    }
    double start = seconds();
    for (int i = 0; i < 2 * NUM_MADE * 4; i++) {
        demand(crypto_sign_verify_detached(signature[i & 1], message[i & 1], lens[i & 1], public_key) == 0,
               "libsodium refused a signature");
    }
    return (seconds() - start) / (NUM_MADE * 4);
}

static double one_response(void)
{
    double start = seconds();
    for (int i = 0; i < NUM_MADE * 4; i++) {
        static struct rt_verdict verdict;
        const struct made *m = &made[i % NUM_MADE];
        const struct rt_question question = {
            made_response(m), made_request(m), {NULL, 0, 0}, &keys[i % NUM_MADE]};
        rt_verify(&verdict, &question, &strict);
        demand(verdict.kind == RT_VERDICT_VALID, "a good response was refused");
    }
    return (seconds() - start) / (NUM_MADE * 4);
}

static void judge_chain(struct session *s)
{
    bool trusted;
    session_begin(s, 3);
    for (unsigned i = 0; i < CHAIN; i++) {
        static struct rt_judgement judgement;
        struct rt_exchange exchange = {.request = made_request(&linked[i]),
                                       .response = made_response(&linked[i]),
                                       .public_key = rt_bytes_from(s->keys[i % 3].key.b, 32),
                                       .rand = rt_bytes_from(rands[i], i > 0 ? 32 : 0)};
        rt_judge_next(&judgement, &s->judge, &exchange);
    }
    demand(rt_judge_conclude(&trusted, &s->judge) == RT_CONCLUSION_VALID && trusted,
           "a good chain was refused");
}

static double chain_of_twelve(void)
{
    static struct session session;
    double start = seconds();
    for (int i = 0; i < 16; i++) {
        judge_chain(&session);
    }
    return (seconds() - start) / (16 * CHAIN);
}

static void judge_lines(const struct rt_trust *trust)
{
    static uint8_t room[RT_EXCHANGE_ROOM];
    struct rt_report report;
    struct rt_exchange exchange;
    struct rt_remarks remarks = {.num = 0};
    struct rt_error err;
    struct rt_judge judge;
    struct rt_bytes text = rt_bytes_from(lines, lines_len);
    bool trusted;
    rt_judge_begin(&judge, trust, &strict, NULL);
    demand(rt_report_open(&report, &err, &remarks, text, lines_len), "the lines cannot be read");
    while (rt_report_next(&exchange, &err, &remarks, &report, room, sizeof room)) {
        static struct rt_judgement judgement;
        rt_judge_next(&judgement, &judge, &exchange);
    }
    demand(rt_judge_conclude(&trusted, &judge) == RT_CONCLUSION_VALID &&
               judge.num[RT_VERDICT_VALID] == NUM_LINES,
           "a good line was refused");
}

/* One pass over the lines; a hundred of them are the file. */
static double file_of_exchanges(void)
{
    static const struct rt_trust none = {.trust_embedded = true};
    double start = seconds();
    judge_lines(&none);
    return (seconds() - start) / NUM_LINES;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, double (*ours)(void), int rounds)
{
    static double ratios[1000], times[1000];
    for (int i = 0; i < rounds; i++) {
        double sodium = by_sodium();
        times[i] = ours();
        ratios[i] = sodium / times[i];
    }
    qsort(ratios, (size_t)rounds, sizeof ratios[0], compare);
    qsort(times, (size_t)rounds, sizeof times[0], compare);
    printf("%s: %.1f us a response; ratio to two verifications of libsodium %s: median %.2f (%.2f to %.2f)\n",
           name, 1e6 * times[rounds / 2], sodium_version_string(), ratios[rounds / 2], ratios[0],
           ratios[rounds - 1]);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 31;
    if (sodium_init() < 0 || rounds < 1 || rounds > 1000) {
        return 2;
    }
    make();
    make_lines();
    measure("verify, one response", one_response, rounds);
    measure("verify, a chain of 12", chain_of_twelve, rounds);
    measure("verify, a file of 100 000 exchanges", file_of_exchanges, argc > 1 ? rounds : NUM_PASSES);
    free(lines);
    return 0;
}
