#include "tools/io.h"

#include "tools/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const char *path, const char *why)
{
    fputs("roughproof: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
    return false;
}

static bool grow(struct file *file, size_t *cap)
{
    size_t more = *cap == 0 ? 65536 : *cap * 2; /* at most 2 * IO_MAX: no wrap */
    uint8_t *data = realloc(file->data, more);
    if (data == NULL) {
        return false;
    }
    file->data = data;
    *cap = more;
    return true;
}

/* NULL, or why not. */
static const char *read_all(struct file *out, FILE *in)
{
    size_t cap = 0;
    for (;;) {
        if (out->len == cap && !grow(out, &cap)) {
            return "out of memory";
        }
        errno = 0;
        size_t got = fread(out->data + out->len, 1, cap - out->len, in);
        out->len += got;
        if (got == 0) {
            return ferror(in) ? strerror(errno) : NULL;
        }
        if (out->len > IO_MAX) {
            return "larger than 256 MiB";
        }
    }
}

bool file_read(struct file *out, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *in = is_stdin ? stdin : fopen(path, "rb");
    *out = (struct file){NULL, 0};
    if (in == NULL) {
        return complain(path, strerror(errno));
    }
    const char *why = read_all(out, in);
    if (!is_stdin) {
        fclose(in);
    }
    if (why != NULL) {
        file_free(out);
        return complain(path, why);
    }
    return true;
}

void file_free(struct file *file)
{
    free(file->data);
    *file = (struct file){NULL, 0};
}
