/* Files for tests. Those of the shared folder are no part of the project: a test that misses one says so. */
#ifndef ROUGHPROOF_TESTS_CONTAINERS_FILES_H
#define ROUGHPROOF_TESTS_CONTAINERS_FILES_H

#include "parser/bytes.h"

#include <stdio.h>
#include <stdlib.h>

/* All of a file, to be freed (`data`); empty, and named on stdout as skipped, if there is none. */
static inline struct rt_bytes file_read(const char *folder, const char *name)
{
    enum { MOST = 1 << 24 };
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    char *buf = file != NULL ? malloc(MOST) : NULL;
    size_t len = buf != NULL ? fread(buf, 1, MOST, file) : 0;
    if (len == 0) {
        printf("skipped: %s\n", path);
    }
    if (file != NULL) {
        fclose(file);
    }
    return rt_bytes_from(buf, len);
}

/* The shared folder: the first argument of the test program, or where it lies beside the checkout. */
static inline const char *files_folder(int argc, char **argv)
{
    return argc > 1 ? argv[1] : "../shared/vectors";
}

#endif
