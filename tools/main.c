#include "tools/terminal.h"
#include "tools/verbs.h"

#include <stdio.h>
#include <string.h>

#ifdef ROUGHPROOF_WITH_BEARSSL
#define BEARSSL(run) run, NULL
#else
#define BEARSSL(run) NULL, "BearSSL"
#endif

#ifdef ROUGHPROOF_WITH_SODIUM
#define SODIUM(run) run, NULL
#else
#define SODIUM(run) NULL, "BearSSL or libsodium"
#endif

static const struct verb {
    const char *name;
    const char *summary;
    enum exit_status (*run)(int argc, char **argv);
    const char *lacks; /* what this build was made without and the verb needs, or NULL */
} verbs[] = {
    {"convert", "write exchanges as a report, NDJSON or packets", verb_convert, NULL},
    {"dump", "show what messages, reports and server lists say", verb_dump, NULL},
    {"keygen", "make a server's keys, and delegate from them", SODIUM(verb_keygen)},
    {"mkreq", "make a request of any version, with mistakes if you like", BEARSSL(verb_mkreq)},
    {"query", "ask servers for the time, and keep the proof", BEARSSL(verb_query)},
    {"serve", "answer requests over UDP and TCP", SODIUM(verb_serve)},
    {"verify", "say what responses, chains and reports prove", BEARSSL(verb_verify)},
};

static void print_usage(FILE *out)
{
    fputs("usage: roughproof VERB [OPTION...] [FILE...]\n\n", out);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        fprintf(out, "  %-8s %s%s%s\n", verbs[i].name, verbs[i].summary,
                verbs[i].lacks != NULL ? "; not in this build, which lacks " : "",
                verbs[i].lacks != NULL ? verbs[i].lacks : "");
    }
    fputs("\nroughproof VERB --help tells of a verb; roughproof --version of this program.\n", out);
}

static enum exit_status run(const struct verb *verb, int argc, char **argv)
{
    if (verb->lacks != NULL) {
        fprintf(stderr, "roughproof: this build has no verb %s, for it lacks %s\n", verb->name, verb->lacks);
        return EXIT_USAGE;
    }
    return verb->run(argc, argv);
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
        print_usage(stdout);
        return fflush(stdout) == 0 ? EXIT_GOOD : EXIT_IO;
    }
    if (strcmp(word, "--version") == 0) {
        puts("roughproof " ROUGHPROOF_VERSION "\nfeatures: " ROUGHPROOF_FEATURES);
        return fflush(stdout) == 0 ? EXIT_GOOD : EXIT_IO;
    }
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        if (strcmp(word, verbs[i].name) == 0) {
            return (int)run(&verbs[i], argc - 1, argv + 1);
        }
    }
    if (argc > 1) {
        fputs("roughproof: no verb ", stderr);
        terminal_name(stderr, word);
        fputs("; see roughproof --help\n", stderr);
    } else {
        print_usage(stderr);
    }
    return EXIT_USAGE;
}
