/* What the options of several verbs have in common. */
#ifndef ROUGHPROOF_TOOLS_OPTIONS_H
#define ROUGHPROOF_TOOLS_OPTIONS_H

#include "tools/exit.h"
#include "tools/source.h"

#include <getopt.h>

/* The next option as getopt_long tells it, '?' and ':' included; 0 behind the last. At --help ('h') it prints
 * `help` and is -1, with the status to exit with. */
int options_next(enum exit_status *status, int argc, char **argv, const struct option *names,
                 const char *help);

/* The index of `word` among `words`; -1 and false, said on standard error, if it is none of them. */
RT_MUST_CHECK bool options_word(int *out, const char *verb, const char *option, const char *word,
                                const char *const *words, int num);

/* Takes --input ('i') and --as ('a'); false for any other option, and for another word than they know. */
RT_MUST_CHECK bool options_source(struct source_options *out, const char *verb, int option, const char *word);

/* "roughproof VERB: not understood: WORD; see roughproof VERB --help". */
void options_complain(const char *verb, const char *word);

#endif
