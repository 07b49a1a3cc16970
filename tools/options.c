#include "tools/options.h"

#include "tools/terminal.h"

#include <stdio.h>
#include <string.h>

int options_next(enum exit_status *status, int argc, char **argv, const struct option *names,
                 const char *help)
{
    opterr = 0; /* getopt would print the option as it stands */
    int option = getopt_long(argc, argv, ":h", names, NULL);
    if (option != 'h') {
        return option == -1 ? 0 : option;
    }
    fputs(help, stdout);
    *status = fflush(stdout) == 0 ? EXIT_GOOD : EXIT_IO;
    return -1;
}

static int word_index(const char *word, const char *const *words, int num)
{
    for (int i = 0; i < num; i++) {
        if (strcmp(word, words[i]) == 0) {
            return i;
        }
    }
    return -1;
}

bool options_word(int *out, const char *verb, const char *option, const char *word, const char *const *words,
                  int num)
{
    *out = word_index(word, words, num);
    if (*out < 0) {
        fprintf(stderr, "roughproof %s: --%s takes ", verb, option);
        for (int i = 0; i < num; i++) {
            fprintf(stderr, "%s%s", i > 0 ? ", " : "", words[i]);
        }
        fputc('\n', stderr);
    }
    return *out >= 0;
}

bool options_source(struct source_options *out, const char *verb, int option, const char *word)
{
    static const char *const inputs[] = {"auto", "raw", "hex", "base64"};
    static const char *const forms[] = {"auto", "packet", "message"};
    int index = 0;
    bool ok = false;
    if (option == 'i') {
        ok = options_word(&index, verb, "input", word, inputs, 4);
        out->coding = ok ? (enum input_coding)index : INPUT_ANY;
    } else if (option == 'a') {
        ok = options_word(&index, verb, "as", word, forms, 3);
        out->form = ok ? (enum rt_form)index : RT_FORM_ANY;
    }
    return ok;
}

void options_complain(const char *verb, const char *word)
{
    fprintf(stderr, "roughproof %s: not understood: ", verb);
    terminal_name(stderr, word);
    fprintf(stderr, "; see roughproof %s --help\n", verb);
}
