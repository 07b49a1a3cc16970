/* What the server gives up once it has started, step by step. Each says on the log what it could not do; only
 * a user that cannot be become ends the start. */
#ifndef ROUGHPROOF_TOOLS_SERVE_CONFINE_H
#define ROUGHPROOF_TOOLS_SERVE_CONFINE_H

#include "parser/bytes.h"

#include <sys/types.h>

/* Whom to become. */
struct confine_user {
    bool there;
    uid_t uid;
    gid_t gid;
};

/* Looks `name` up; NULL for nobody. False, which the log says, if there is none of that name. */
RT_MUST_CHECK bool confine_find_user(struct confine_user *out, const char *name);

/* Becomes that user for good. False, which the log says, if it cannot.
 */
RT_MUST_CHECK bool confine_become(const struct confine_user *user);

/* Keeps the memory from debuggers; and Landlock: files are read in the folders of `read`, and made and
 * replaced in that of `write` (NULL for none), and no TCP socket is bound or connected any more. For the
 * calling thread and those that it makes later. */
void confine_files(const char *const *read, size_t num_read, const char *write);

/* Seccomp, for all threads: any system call that such a process does not need fails with ENOSYS. */
enum confine_role { CONFINE_SERVER, CONFINE_SIGNER };
void confine_calls(enum confine_role role);

#endif
