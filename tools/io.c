#include "tools/io.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
static const char *read_all(struct file *out, int fd)
{
    size_t cap = 0;
    for (;;) {
        if (out->len == cap && !grow(out, &cap)) {
            return "out of memory";
        }
        ssize_t got = read(fd, out->data + out->len, cap - out->len);
        if (got <= 0) {
            return got < 0 ? strerror(errno) : NULL;
        }
        out->len += (size_t)got;
        if (out->len > IO_MAX) {
            return "larger than 256 MiB";
        }
    }
}

bool file_read_open(struct file *out, int fd, const char *path)
{
    *out = (struct file){NULL, 0};
    const char *why = read_all(out, fd);
    if (fd != STDIN_FILENO) {
        close(fd);
    }
    if (why != NULL) {
        file_free(out);
        return file_complain(path, why);
    }
    return true;
}

bool file_read(struct file *out, const char *path)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    *out = (struct file){NULL, 0};
    return fd < 0 ? file_complain(path, strerror(errno)) : file_read_open(out, fd, path);
}
