#define _GNU_SOURCE /* renameat2 */
#include "tools/evidence.h"

#include "tools/io.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define UNFINISHED ".roughproof-" /* hidden, and so passed over by all verbs */

/* In seconds: what a crash left behind is then removed. It has no name yet, and never was evidence. */
#define STALE (24 * 60 * 60)

static bool complain(const struct evidence *e, int error)
{
    return file_complain(e->path != NULL ? e->path : "state directory", strerror(error));
}

/* Two strings joined, from malloc. */
static char *joined(const char *a, const char *b)
{
    size_t len = strlen(a) + strlen(b) + 1;
    char *out = malloc(len);
    if (out != NULL) {
        snprintf(out, len, "%s%s", a, b);
    }
    return out;
}

/* As the XDG Base Directory Specification has it: a relative path there is to be ignored. */
static char *state_path(void)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state != NULL && state[0] == '/') {
        return joined(state, "/roughproof");
    }
    return home != NULL && home[0] == '/' ? joined(home, "/.local/state/roughproof") : NULL;
}

/* Makes it and all above it that are missing; errno says why not. */
static bool make_directories(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool ok = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!ok) {
            return false;
        }
    }
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool open_directory(struct evidence *e, const char *path)
{
    e->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return e->directory >= 0;
}

/* The directory of a file, and the file's name in it. */
static bool open_parent(struct evidence *e)
{
    char *slash = strrchr(e->path, '/');
    const char *name = slash != NULL ? slash + 1 : e->path;
    struct stat info;
    bool ok = false;
    if (name[0] == '\0' || strlen(name) >= sizeof e->name) {
        errno = name[0] == '\0' ? EISDIR : ENAMETOOLONG;
        return false;
    }
    snprintf(e->name, sizeof e->name, "%s", name);
    if (slash == NULL || slash == e->path) {
        ok = open_directory(e, slash == NULL ? "." : "/");
    } else {
        *slash = '\0';
        ok = open_directory(e, e->path);
        *slash = '/';
    }
    if (ok && fstatat(e->directory, e->name, &info, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return false;
    }
    return ok;
}

static bool name_unfinished(struct evidence *e)
{
    uint8_t random[8];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random) {
        return false;
    }
    int len = snprintf(e->unfinished, sizeof e->unfinished, UNFINISHED);
    for (size_t i = 0; i < sizeof random; i++) {
        len += snprintf(e->unfinished + len, sizeof e->unfinished - (size_t)len, "%02x", random[i]);
    }
    return true;
}

static bool begin(struct evidence *e)
{
    bool ok = e->is_state ? make_directories(e->path) && open_directory(e, e->path) : open_parent(e);
    if (!ok || !name_unfinished(e)) {
        return false;
    }
    e->fd = openat(e->directory, e->unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return e->fd >= 0;
}

bool evidence_begin(struct evidence *out, const char *file)
{
    *out = (struct evidence){.directory = -1, .fd = -1, .is_state = file == NULL};
    out->path = file != NULL ? joined(file, "") : state_path();
    if (out->path == NULL) {
        return file_complain("state directory",
                             "neither XDG_STATE_HOME nor HOME says where it is; see --save and --no-save");
    }
    return begin(out) || complain(out, errno);
}

static bool write_all(int fd, struct rt_bytes bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(fd, bytes.data, bytes.len);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        bytes = rt_bytes_after(bytes, written > 0 ? (size_t)written : 0);
    }
    return fchmod(fd, 0600) == 0 && fsync(fd) == 0;
}

/* measurement-20261121T112233Z-0123456789abcdef.json: in the order of time. */
static void name_finished(struct evidence *e, bool lie)
{
    char date[32];
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) == NULL || strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", &utc) == 0) {
        snprintf(date, sizeof date, "unknown");
    }
    snprintf(e->name, sizeof e->name, "%s-%s-%s.json", lie ? "malfeasance" : "measurement", date,
             strrchr(e->unfinished, '-') + 1);
}

/* Never over a file that is there. */
static bool give_name(const struct evidence *e)
{
    if (renameat2(e->directory, e->unfinished, e->directory, e->name, RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return false;
    }
    return linkat(e->directory, e->unfinished, e->directory, e->name, 0) == 0 &&
           unlinkat(e->directory, e->unfinished, 0) == 0;
}

static int is_measurement(const struct dirent *entry)
{
    return strncmp(entry->d_name, "measurement-", 12) == 0;
}

static int is_unfinished(const struct dirent *entry)
{
    return strncmp(entry->d_name, UNFINISHED, strlen(UNFINISHED)) == 0;
}

/* The latest first. */
static int by_age(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*b)->d_name, (*a)->d_name);
}

static void free_names(struct dirent **names, int num)
{
    for (int i = 0; i < num; i++) {
        free(names[i]);
    }
    free(names);
}

static void remove_stale(const struct evidence *e)
{
    struct dirent **names;
    struct stat info;
    int num = scandirat(e->directory, ".", &names, is_unfinished, alphasort);
    for (int i = 0; i < num; i++) {
        if (fstatat(e->directory, names[i]->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
            info.st_mtime < time(NULL) - STALE) {
            (void)unlinkat(e->directory, names[i]->d_name, 0);
        }
    }
    if (num >= 0) {
        free_names(names, num);
    }
}

/* The measurement just kept stays, whatever the clock says of its age. */
static void remove_oldest(const struct evidence *e)
{
    struct dirent **names;
    struct stat info;
    uint64_t total = 0;
    int num = scandirat(e->directory, ".", &names, is_measurement, by_age);
    for (int i = 0; i < num; i++) {
        if (fstatat(e->directory, names[i]->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        total += (uint64_t)info.st_size;
        if (total > EVIDENCE_MAX && strcmp(names[i]->d_name, e->name) != 0) {
            (void)unlinkat(e->directory, names[i]->d_name, 0); /* a failure only leaves it there */
        }
    }
    if (num >= 0) {
        free_names(names, num);
    }
}

/* Without memory for it, the directory is told alone. */
static void append_name(struct evidence *e)
{
    char *directory = joined(e->path, "/");
    char *path = directory != NULL ? joined(directory, e->name) : NULL;
    free(directory);
    if (path != NULL) {
        free(e->path);
        e->path = path;
    }
}

bool evidence_keep(struct evidence *evidence, struct rt_bytes bytes, bool lie)
{
    if (evidence->is_state) {
        name_finished(evidence, lie);
    }
    if (!write_all(evidence->fd, bytes) || !give_name(evidence)) {
        return complain(evidence, errno);
    }
    evidence->unfinished[0] = '\0';
    (void)fsync(evidence->directory); /* some file systems cannot, and need not */
    if (evidence->is_state) {
        append_name(evidence);
        remove_stale(evidence);
        remove_oldest(evidence);
    }
    return true;
}

void evidence_free(struct evidence *evidence)
{
    if (evidence->fd >= 0) {
        close(evidence->fd);
        if (evidence->unfinished[0] != '\0') {
            (void)unlinkat(evidence->directory, evidence->unfinished, 0);
        }
    }
    if (evidence->directory >= 0) {
        close(evidence->directory);
    }
    free(evidence->path);
    *evidence = (struct evidence){.directory = -1, .fd = -1};
}
