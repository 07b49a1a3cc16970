#include "tools/serve_confine.h"

#ifdef ROUGHPROOF_WITH_SECCOMP

#include "tools/serve_log.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>

/* Of both: memory, messages, the clock, an end. */
static const int common_calls[] = {
    SCMP_SYS(brk),          SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(close),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),    SCMP_SYS(futex),           SCMP_SYS(futex_time64),
    SCMP_SYS(getpid),       SCMP_SYS(getrandom),     SCMP_SYS(gettimeofday),    SCMP_SYS(madvise),
    SCMP_SYS(mlock),        SCMP_SYS(mremap),        SCMP_SYS(munlock),         SCMP_SYS(munmap),
    SCMP_SYS(recv),         SCMP_SYS(recvfrom),      SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(send),          SCMP_SYS(sendto),          SCMP_SYS(write),
};

/* Of the server: its sockets, delegations and metrics, the clock's state, its signals, its child's end. */
static const int server_calls[] = {
    SCMP_SYS(accept4),
    SCMP_SYS(adjtimex),
    SCMP_SYS(clock_adjtime),
    SCMP_SYS(clock_adjtime64),
    SCMP_SYS(connect),
    SCMP_SYS(fcntl),
    SCMP_SYS(fcntl64),
    SCMP_SYS(fstat),
    SCMP_SYS(fstat64),
    SCMP_SYS(fsync),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(lseek),
    SCMP_SYS(_llseek),
    SCMP_SYS(newfstatat),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(ppoll_time64),
    SCMP_SYS(read),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(recvmmsg_time64),
    SCMP_SYS(rename),
    SCMP_SYS(renameat),
    SCMP_SYS(renameat2),
    SCMP_SYS(rseq),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(rt_sigtimedwait_time64),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
    SCMP_SYS(sigreturn),
    SCMP_SYS(statx),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    SCMP_SYS(waitpid),
    SCMP_SYS(writev),
};

/* 0 or a negative errno, as libseccomp has it: each of these does nothing after a failure. */
static int allow(scmp_filter_ctx filter, int failed, const int *calls, size_t num)
{
    for (size_t i = 0; failed == 0 && i < num; i++) {
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    }
    return failed;
}

/* Memory is never executable; new sockets only reach systemd. */
static int allow_parts(scmp_filter_ctx filter, int failed)
{
    static const int memory[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};
    for (size_t i = 0; failed == 0 && i < sizeof memory / sizeof memory[0]; i++) {
        failed =
            seccomp_rule_add(filter, SCMP_ACT_ALLOW, memory[i], 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    }
    return failed != 0 ? failed
                       : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                                          SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
}

static int fill(scmp_filter_ctx filter, enum confine_role role)
{
    int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    failed = allow(filter, failed, common_calls, sizeof common_calls / sizeof common_calls[0]);
    failed = allow_parts(filter, failed);
    return role == CONFINE_SIGNER
               ? failed
               : allow(filter, failed, server_calls, sizeof server_calls / sizeof server_calls[0]);
}

void confine_calls(enum confine_role role)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    int failed = filter == NULL ? -ENOMEM : fill(filter, role);
    failed = failed != 0 ? failed : seccomp_load(filter); /* sets PR_SET_NO_NEW_PRIVS as well */
    if (filter != NULL) {
        seccomp_release(filter);
    }
    if (failed != 0) {
        log_event(LOG_WARNING, "no-seccomp", "reason", strerror(-failed));
    }
}

#else

void confine_calls(enum confine_role role)
{
    (void)role;
}

#endif
