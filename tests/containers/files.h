/* Files for tests. Those of the shared folder are no part of the project: a test that misses one says so. */
#ifndef ROUGHPROOF_TESTS_CONTAINERS_FILES_H
#define ROUGHPROOF_TESTS_CONTAINERS_FILES_H

#include "parser/bytes.h"

#include <stdio.h>
#include <stdlib.h>

/* All of a file, in a block of its size, to be freed (`data`); NULL if it cannot be read or is no plain file.
 */
static inline struct rt_bytes file_read_path(const char *path)
{
    struct rt_bytes none = {NULL, 0, 0};
    FILE *file = fopen(path, "rb");
    long len = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
    uint8_t *buf = len >= 0 ? malloc(len > 0 ? (size_t)len : 1) : NULL;
    if (buf != NULL) {
        rewind(file);
        len = fread(buf, 1, (size_t)len, file) == (size_t)len ? len : -1;
    }
    if (file != NULL) {
        fclose(file);
    }
    if (len < 0) {
        free(buf);
        return none;
    }
    return rt_bytes_from(buf, (size_t)len);
}

/* The same of a file in a folder; empty, and named on stdout as skipped, if there is none. */
static inline struct rt_bytes file_read(const char *folder, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct rt_bytes file = file_read_path(path);
    if (file.len == 0) {
        printf("skipped: %s\n", path);
    }
    return file;
}

/* The shared folder: the first argument of the test program, or where it lies beside the checkout. */
static inline const char *files_folder(int argc, char **argv)
{
    return argc > 1 ? argv[1] : "../shared/vectors";
}

#endif
