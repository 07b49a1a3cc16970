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

/* The same of what was opened as `fd`, which it closes unless that is standard input. */
RT_MUST_CHECK bool file_read_open(struct file *out, int fd, const char *path);

void file_free(struct file *file);

/* "roughproof: PATH: WHY" on standard error, behind what was written to standard output; false. */
bool file_complain(const char *path, const char *why);

#endif
