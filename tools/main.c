#include "tools/terminal.h"
#include "tools/verbs.h"

#include <stdio.h>
#include <string.h>

static const struct verb {
    const char *name;
    const char *summary;
    enum exit_status (*run)(int argc, char **argv);
} verbs[] = {
    {"convert", "write exchanges as a report, NDJSON or packets", verb_convert},
    {"dump", "show what messages, reports and server lists say", verb_dump},
#ifdef ROUGHPROOF_WITH_BEARSSL
    {"verify", "say what responses, chains and reports prove", verb_verify},
#endif
};

static void print_usage(FILE *out)
{
    fputs("usage: roughproof VERB [OPTION...] [FILE...]\n\n", out);
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
        fprintf(out, "  %-8s %s\n", verbs[i].name, verbs[i].summary);
    }
    fputs("\nroughproof VERB --help tells of a verb; roughproof --version of this program.\n", out);
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
            return (int)verbs[i].run(argc - 1, argv + 1);
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
