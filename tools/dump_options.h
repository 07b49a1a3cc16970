/* The options of `roughproof dump`. */
#ifndef ROUGHPROOF_TOOLS_DUMP_OPTIONS_H
#define ROUGHPROOF_TOOLS_DUMP_OPTIONS_H

#include "tools/exit.h"
#include "tools/source.h"
#include "tools/terminal.h"

enum layout { LAYOUT_TREE, LAYOUT_HEX, LAYOUT_JSON };

struct dump_options {
    struct source_options source;
    enum layout layout;
    enum color_mode color;
    char **lists; /* paths of --servers; the array is the caller's */
    size_t num_lists;
};

/* Reads the options; `lists` has room for as many paths as there are arguments. Files begin at optind. False
 * when there is nothing more to do: `status` says why. */
RT_MUST_CHECK bool dump_options_take(struct dump_options *out, enum exit_status *status, int argc,
                                     char **argv, char **lists);

#endif
