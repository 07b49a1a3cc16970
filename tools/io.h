/* Whole files in memory. */
#ifndef ROUGHPROOF_TOOLS_IO_H
#define ROUGHPROOF_TOOLS_IO_H

#include "parser/bytes.h"

/* The largest file that is read. */
#define IO_MAX ((size_t)256 << 20)

struct file {
    uint8_t *data; /* from malloc */
    size_t len;
};

/* Reads all of `path`, or of standard input for "-". On failure says why on standard error, with the path
 * made safe to print, and leaves `out` empty. Free with file_free. */
RT_MUST_CHECK bool file_read(struct file *out, const char *path);

void file_free(struct file *file);

#endif
