#include "tools/opened.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void raise_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit); /* without it a file too many fails by name */
    }
}

static bool out_of_memory(void)
{
    fputs("roughproof: out of memory\n", stderr);
    return false;
}

/* DIRECTORY/NAME, or the name alone. */
static char *joined(const char *directory, const char *name)
{
    size_t len = directory != NULL ? strlen(directory) : 0, name_len = strlen(name);
    char *path = malloc(len + 1 + name_len + 1);
    if (path == NULL) {
        return NULL;
    }
    size_t at = 0;
    if (len > 0) {
        memcpy(path, directory, len);
        at = len;
        if (path[at - 1] != '/') {
            path[at++] = '/';
        }
    }
    memcpy(path + at, name, name_len + 1);
    return path;
}

/* Within a directory only files are read: a pipe there would be waited for. */
static void open_fd(struct opened *out, bool within)
{
    struct stat info;
    out->fd = open(out->path, O_RDONLY | O_CLOEXEC | (within ? O_NONBLOCK : 0));
    bool ok = out->fd >= 0 && fstat(out->fd, &info) == 0;
    out->error = ok ? 0 : errno;
    out->is_directory = ok && S_ISDIR(info.st_mode);
    if (ok && within && !S_ISREG(info.st_mode) && !out->is_directory) {
        out->error = ENXIO;
    }
    if (out->fd >= 0 && (out->is_directory || out->error != 0)) {
        close(out->fd);
        out->fd = -1;
    }
}

static bool open_path(struct opened *out, const char *directory, const char *name)
{
    *out = (struct opened){.fd = -1};
    out->path = joined(directory, name);
    if (out->path == NULL) {
        return out_of_memory();
    }
    out->name = out->path + strlen(out->path) - strlen(name);
    if (directory == NULL && strcmp(name, "-") == 0) {
        out->fd = STDIN_FILENO;
        return true;
    }
    open_fd(out, directory != NULL);
    return true;
}

static int is_listed(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* In the order of bytes, whatever the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool open_entries(struct opened *directory, struct dirent **names, size_t num)
{
    directory->entries = calloc(num + 1, sizeof *directory->entries);
    if (directory->entries == NULL) {
        return out_of_memory();
    }
    for (size_t i = 0; i < num; i++) {
        directory->num_entries++;
        if (!open_path(&directory->entries[i], directory->path, names[i]->d_name)) {
            return false;
        }
    }
    return true;
}

static bool open_directory(struct opened *directory)
{
    struct dirent **names;
    int num = scandir(directory->path, &names, is_listed, by_name);
    if (num < 0) {
        directory->error = errno;
        return true;
    }
    bool ok = open_entries(directory, names, (size_t)num);
    for (int i = 0; i < num; i++) {
        free(names[i]);
    }
    free(names);
    return ok;
}

bool opened_all(struct opened_list *out, char *const *paths, size_t num)
{
    raise_limit();
    *out = (struct opened_list){calloc(num + 1, sizeof *out->item), 0};
    if (out->item == NULL) {
        return out_of_memory();
    }
    for (size_t i = 0; i < num; i++) {
        struct opened *opened = &out->item[out->num++];
        if (!open_path(opened, NULL, paths[i]) || (opened->is_directory && !open_directory(opened))) {
            return false;
        }
    }
    return true;
}

bool opened_read(struct file *out, struct opened *opened)
{
    int fd = opened->fd;
    *out = (struct file){NULL, 0};
    if (fd < 0) {
        int error = opened->error != 0 ? opened->error : opened->is_directory ? EISDIR : EBADF;
        return file_complain(opened->path, strerror(error));
    }
    opened->fd = -1;
    return file_read_open(out, fd, opened->path);
}

static void free_one(struct opened *opened)
{
    if (opened->fd > STDIN_FILENO) {
        close(opened->fd);
    }
    free(opened->path);
}

void opened_free(struct opened_list *list)
{
    for (size_t i = 0; i < list->num; i++) {
        for (size_t j = 0; j < list->item[i].num_entries; j++) {
            free_one(&list->item[i].entries[j]);
        }
        free(list->item[i].entries);
        free_one(&list->item[i]);
    }
    free(list->item);
    *list = (struct opened_list){NULL, 0};
}
