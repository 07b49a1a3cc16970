/* roughproof query: asks servers for the time, and keeps the proof. */
#include "tools/query.h"

#include "tools/verbs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void note_interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

bool query_is_interrupted(void)
{
    return interrupted != 0;
}

/* Waiting ends at once then, and what there is of the chain is kept. A second signal ends the process. */
static void watch_signals(void)
{
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = (int)SA_RESETHAND};
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool query_draw(struct query *query, uint8_t *out, size_t len)
{
    bool ok = entropy_draw(&query->entropy, out, len);
    if (!ok) {
        fprintf(stderr, "roughproof query: getrandom: %s\n", strerror(errno));
    }
    return ok;
}

static void prepare(struct query *query)
{
    const struct query_options *options = &query->options;
    query->view = (struct verify_view){.out = stdout,
                                       .json = options->trust.json,
                                       .color = terminal_wants_color(stdout, options->trust.color)};
    query->progress = isatty(STDERR_FILENO) == 1;
    if (options->seeded) {
        entropy_from_seed(&query->entropy, rt_bytes_from(options->seed, options->seed_len));
    } else {
        entropy_from_system(&query->entropy);
    }
    watch_signals();
}

static enum exit_status run(struct query *query)
{
    enum exit_status status = query_servers_fill(&query->servers, &query->options, &query->keys);
    if (status == EXIT_GOOD) {
        status = query->options.probe ? query_probe(query) : query_measure(query);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "roughproof query: standard output: %s\n", strerror(errno));
        return EXIT_IO;
    }
    return status;
}

static enum exit_status open_and_run(struct query *query)
{
    struct opened_list lists;
    const struct words *words = &query->options.trust.lists;
    bool ok = opened_all(&lists, words->word, words->num);
    enum exit_status status = ok ? verify_keys_fill(&query->keys, &query->options.trust, &lists) : EXIT_IO;
    if (status == EXIT_GOOD) {
        prepare(query);
        status = run(query);
    }
    opened_free(&lists);
    query_servers_free(&query->servers);
    verify_keys_free(&query->keys);
    return status;
}

enum exit_status verb_query(int argc, char **argv)
{
    static struct query query;
    enum exit_status status;
    if (query_options_take(&query.options, &status, argc, argv)) {
        status = open_and_run(&query);
    }
    query_options_free(&query.options);
    return status;
}
