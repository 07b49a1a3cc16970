#include "tools/io.h"
#include "tools/terminal.h"

#include <stdio.h>

bool file_complain(const char *path, const char *why)
{
    fflush(stdout);
    fputs("roughproof: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
    return false;
}
