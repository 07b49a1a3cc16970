#include "tools/secret.h"
#include "tools/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* No key file that this program writes is longer. */
#define FILE_MAX 16384

static bool complain(const char *path, const char *why)
{
    fputs("roughproof: ", stderr);
    terminal_path(stderr, path);
    fprintf(stderr, ": %s\n", why);
    return false;
}

static bool read_all(char *buf, size_t *len, int fd)
{
    *len = 0;
    while (*len <= FILE_MAX) {
        ssize_t got = read(fd, buf + *len, FILE_MAX + 1 - *len);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            buf[*len] = '\0';
            return got == 0;
        }
        *len += (size_t)got;
    }
    errno = EFBIG;
    return false;
}

static void warn_of_mode(const char *path, int fd)
{
    struct stat status;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 077) != 0) {
        complain(path, "warning: others may read or change this secret; chmod 600 it");
    }
}

bool secret_file_read(char **out, size_t *len, const char *path)
{
    *len = 0;
    *out = sodium_malloc(FILE_MAX + 2);
    if (*out == NULL) {
        return complain(path, "no locked memory");
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && read_all(*out, len, fd);
    int why = errno;
    if (fd >= 0) {
        warn_of_mode(path, fd);
        close(fd);
    }
    if (!ok) {
        sodium_free(*out);
        *out = NULL;
        return complain(path, strerror(why));
    }
    return true;
}

static bool write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t put = write(fd, text, len);
        if (put < 0 && errno != EINTR) {
            return false;
        }
        text += put > 0 ? put : 0;
        len -= put > 0 ? (size_t)put : 0;
    }
    return fsync(fd) == 0;
}

/* The file gets its name when it is whole, and link() refuses a name that exists. */
static bool write_then_name(const char *temporary, const char *path, const char *text, size_t len)
{
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return false;
    }
    bool ok = write_all(fd, text, len);
    ok = close(fd) == 0 && ok;
    ok = ok && link(temporary, path) == 0;
    int why = errno;
    unlink(temporary);
    errno = why;
    return ok;
}

bool secret_file_write(const char *path, const char *text, size_t len)
{
    char temporary[4096];
    unsigned char random[8];
    char name[17];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(name, sizeof name, random, sizeof random);
    int need = snprintf(temporary, sizeof temporary, "%s.%s", path, name);
    if (need < 0 || (size_t)need >= sizeof temporary) {
        return complain(path, strerror(ENAMETOOLONG));
    }
    return write_then_name(temporary, path, text, len) || complain(path, strerror(errno));
}

char *secret_line(char **rest)
{
    char *line = *rest;
    if (line == NULL || *line == '\0') {
        return NULL;
    }
    size_t len = strcspn(line, "\r\n");
    *rest = line + len + (line[len] != '\0');
    line[len] = '\0';
    return line;
}
