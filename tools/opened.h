/* The files that a verb reads, opened before it reads the first: then the sandbox can close behind them. */
#ifndef ROUGHPROOF_TOOLS_OPENED_H
#define ROUGHPROOF_TOOLS_OPENED_H

#include "tools/exit.h"
#include "tools/io.h"

/* A file, or a directory with its files in the order of their names. Names that begin with a dot are passed
 * over; directories within a directory are not opened, and pipes and devices there fail with ENXIO. */
struct opened {
    char *path;       /* as it was given; of a file in a directory, with the directory before it */
    const char *name; /* the part of it behind the directory */
    int fd;           /* or -1: `error` says why, it is a directory, or it was read */
    int error;        /* errno, 0 for none */
    bool is_directory;
    struct opened *entries;
    size_t num_entries;
};

struct opened_list {
    struct opened *item;
    size_t num;
};

/* Opens all `num` paths, "-" being standard input; as many as the system allows. What cannot be opened is
 * told by opened_read. False, with a diagnostic, when there is no memory. Free in any case. */
RT_MUST_CHECK bool opened_all(struct opened_list *out, char *const *paths, size_t num);

/* Reads a file, once. Says why not on standard error. */
RT_MUST_CHECK bool opened_read(struct file *out, struct opened *opened);

void opened_free(struct opened_list *list);

#endif
