#include "tools/serve_confine.h"

#include "tools/serve_log.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool fail(const char *event, int code)
{
    log_event(LOG_ERROR, event, "reason", strerror(code));
    return false;
}

bool confine_find_user(struct confine_user *out, const char *name)
{
    *out = (struct confine_user){.there = false};
    if (name == NULL) {
        return true;
    }
    errno = 0;
    const struct passwd *entry = getpwnam(name);
    if (entry == NULL) {
        log_event(LOG_ERROR, "no-user", "name", name);
        return false;
    }
    *out = (struct confine_user){true, entry->pw_uid, entry->pw_gid};
    return true;
}

bool confine_become(const struct confine_user *user)
{
    if (user->there && (setgroups(0, NULL) != 0 || setresgid(user->gid, user->gid, user->gid) != 0 ||
                        setresuid(user->uid, user->uid, user->uid) != 0)) {
        return fail("no-user", errno);
    }
    if (user->there && user->uid != 0 && setuid(0) == 0) {
        return fail("no-user", EPERM); /* root could be had back */
    }
    return true;
}

#ifdef ROUGHPROOF_CONFINED

/* The kernel's interface (landlock(7)); its numbers are those of every architecture. */
#define CREATE_RULESET 444
#define ADD_RULE       445
#define RESTRICT_SELF  446
#define VERSION_FLAG   1
#define PATH_BENEATH   1

enum { WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, REMOVE_FILE = 1 << 5, MAKE_REG = 1 << 8, TRUNCATE = 1 << 14 };

struct ruleset {
    uint64_t files, network;
};

struct __attribute__((packed)) beneath {
    uint64_t allowed;
    int32_t folder;
};

/* What a version of Landlock knows of: 13, 14, 15 and 16 kinds of access to files, and two to the network. */
static struct ruleset ruleset_of(long version)
{
    unsigned kinds = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
    return (struct ruleset){(UINT64_C(1) << kinds) - 1, version >= 4 ? 3 : 0};
}

/* The folder of a file. */
static int open_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 0 : slash == path ? 1 : (size_t)(slash - path);
    if (len >= sizeof folder) {
        return -1;
    }
    memcpy(folder, path, len);
    folder[len] = '\0';
    return open(len > 0 ? folder : ".", O_PATH | O_CLOEXEC | O_DIRECTORY);
}

static bool allow(int ruleset, const char *path, uint64_t access)
{
    struct beneath rule = {access, open_folder(path)};
    bool ok = rule.folder >= 0 && syscall(ADD_RULE, ruleset, PATH_BENEATH, &rule, 0) == 0;
    if (rule.folder >= 0) {
        close(rule.folder);
    }
    return ok;
}

static bool restrict_files(const char *const *read, size_t num_read, const char *write)
{
    long version = syscall(CREATE_RULESET, NULL, 0, VERSION_FLAG);
    if (version < 1) {
        return false;
    }
    struct ruleset all = ruleset_of(version);
    size_t size = version >= 4 ? sizeof all : sizeof all.files;
    int ruleset = (int)syscall(CREATE_RULESET, &all, size, 0);
    bool ok = ruleset >= 0;
    for (size_t i = 0; i < num_read; i++) {
        ok = ok && allow(ruleset, read[i], READ_FILE);
    }
    ok = ok && (write == NULL ||
                allow(ruleset, write, all.files & (WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE)));
    ok = ok && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(RESTRICT_SELF, ruleset, 0) == 0;
    if (ruleset >= 0) {
        close(ruleset);
    }
    return ok;
}

void confine_files(const char *const *read, size_t num_read, const char *write)
{
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || !restrict_files(read, num_read, write)) {
        log_event(LOG_WARNING, "no-landlock", "reason", strerror(errno));
    }
}

#else

void confine_files(const char *const *read, size_t num_read, const char *write)
{
    (void)read;
    (void)num_read;
    (void)write;
}

#endif
