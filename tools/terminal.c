#include "tools/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_wants_color(FILE *out, enum color_mode mode)
{
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    if (mode != COLOR_AUTO) {
        return mode == COLOR_ALWAYS;
    }
    return isatty(fileno(out)) == 1 && (no_color == NULL || *no_color == '\0') && term != NULL &&
           strcmp(term, "dumb") != 0;
}

void terminal_style(FILE *out, bool color, enum style style)
{
    static const char *const codes[] = {"\033[0m",  "\033[1;36m", "\033[2m",
                                        "\033[33m", "\033[1;31m", "\033[1;32m"};
    if (color) {
        fputs(codes[style], out);
    }
}

void terminal_name(FILE *out, const char *name)
{
    for (; *name != '\0'; name++) {
        unsigned char c = (unsigned char)*name;
        if (c >= 0x20 && c < 0x7f && c != '\\') {
            fputc(c, out);
        } else {
            fprintf(out, "\\x%02x", c);
        }
    }
}

void terminal_path(FILE *out, const char *path)
{
    terminal_name(out, strcmp(path, "-") == 0 ? "standard input" : path);
}
