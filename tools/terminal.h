/* What reaches a terminal: colours where they are wanted, and no byte of anybody else unfiltered. */
#ifndef ROUGHPROOF_TOOLS_TERMINAL_H
#define ROUGHPROOF_TOOLS_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum style { STYLE_PLAIN, STYLE_NAME, STYLE_FAINT, STYLE_REMARK, STYLE_ERROR, STYLE_GOOD };

/* Whether to colour `out`: for COLOR_AUTO when it is a terminal, NO_COLOR is unset or empty and TERM is not
 * dumb. */
bool terminal_wants_color(FILE *out, enum color_mode mode);

/* Switches to a style, or does nothing without `color`. */
void terminal_style(FILE *out, bool color, enum style style);

/* Prints a file name: printable ASCII as it is, everything else, and the backslash, as \xNN. */
void terminal_name(FILE *out, const char *name);

/* The same, but "standard input" for "-". */
void terminal_path(FILE *out, const char *path);

#endif
