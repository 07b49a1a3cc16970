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

/* Of the characters at the beginning that are written as they are. */
static size_t plain_len(const char *name)
{
    size_t len = 0;
    while (name[len] >= 0x20 && name[len] < 0x7f && name[len] != '\\') {
        len++;
    }
    return len;
}

void terminal_name(FILE *out, const char *name)
{
    for (size_t len; *name != '\0'; name += len) {
        len = plain_len(name);
        fwrite(name, 1, len, out);
        if (name[len] != '\0') {
            fprintf(out, "\\x%02x", (unsigned char)name[len++]);
        }
    }
}

void terminal_path(FILE *out, const char *path)
{
    terminal_name(out, strcmp(path, "-") == 0 ? "standard input" : path);
}
