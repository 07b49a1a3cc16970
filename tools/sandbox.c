#define _GNU_SOURCE /* AT_EMPTY_PATH */
#include "tools/sandbox.h"

#ifdef ROUGHPROOF_WITH_SECCOMP

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

/* 0 or a negative errno, as libseccomp has it: each of these does nothing after a failure. */
static int allow_plain(scmp_filter_ctx filter)
{
    static const int calls[] = {
        SCMP_SYS(read),          SCMP_SYS(readv),           SCMP_SYS(write),
        SCMP_SYS(writev),        SCMP_SYS(lseek),           SCMP_SYS(_llseek),
        SCMP_SYS(close),         SCMP_SYS(fstat),           SCMP_SYS(fstat64),
        SCMP_SYS(brk),           SCMP_SYS(munmap),          SCMP_SYS(mremap),
        SCMP_SYS(madvise),       SCMP_SYS(futex),           SCMP_SYS(exit),
        SCMP_SYS(exit_group),    SCMP_SYS(rt_sigreturn),    SCMP_SYS(sigreturn),
        SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(gettimeofday),
        SCMP_SYS(getrandom),     SCMP_SYS(restart_syscall), SCMP_SYS(poll),
        SCMP_SYS(ppoll),         SCMP_SYS(ppoll_time64),    SCMP_SYS(rt_sigprocmask),
    };
    int failed = 0;
    for (size_t i = 0; failed == 0 && i < sizeof calls / sizeof calls[0]; i++) {
        failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
    }
    return failed;
}

/* Memory that is neither a file nor executable. */
static int allow_mapping(scmp_filter_ctx filter, int call)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
}

/* The C library makes memory of its threads accessible piece by piece. */
static int allow_protecting(scmp_filter_ctx filter)
{
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                            SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* What the C library asks about a stream before its first use: is it a terminal, how large are its blocks. */
static int allow_streams(scmp_filter_ctx filter)
{
    int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                  SCMP_A1(SCMP_CMP_MASKED_EQ, 0xffffffff, TCGETS));
    return failed != 0 ? failed
                       : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                          SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH));
}

static int allow_creating(scmp_filter_ctx filter, int directory)
{
    static const int mask = O_CREAT | O_EXCL | O_ACCMODE;
    return seccomp_rule_add(
        filter, SCMP_ACT_ALLOW, SCMP_SYS(openat), 2,
        SCMP_A0(SCMP_CMP_MASKED_EQ, 0xffffffff, (scmp_datum_t)(unsigned)directory),
        SCMP_A2(SCMP_CMP_MASKED_EQ, (scmp_datum_t)mask, (scmp_datum_t)(O_CREAT | O_EXCL | O_WRONLY)));
}

static int fill(scmp_filter_ctx filter, int create_in)
{
    int failed = allow_plain(filter);
    failed = failed != 0 ? failed : allow_mapping(filter, SCMP_SYS(mmap));
    failed = failed != 0 ? failed : allow_mapping(filter, SCMP_SYS(mmap2));
    failed = failed != 0 ? failed : allow_protecting(filter);
    failed = failed != 0 ? failed : allow_streams(filter);
    failed = failed != 0 ? failed : seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    return failed != 0 || create_in < 0 ? failed : allow_creating(filter, create_in);
}

void sandbox_enter(int create_in)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    int failed = filter == NULL ? -ENOMEM : fill(filter, create_in);
    failed = failed != 0 ? failed : seccomp_load(filter); /* sets PR_SET_NO_NEW_PRIVS as well */
    if (filter != NULL) {
        seccomp_release(filter);
    }
    if (failed != 0) {
        fprintf(stderr, "roughproof: no sandbox: %s\n", strerror(-failed));
    }
}

#else

void sandbox_enter(int create_in)
{
    (void)create_in;
}

#endif
