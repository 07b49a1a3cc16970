/* What a process that reads hostile bytes gives up before it reads the first. */
#ifndef ROUGHPROOF_TOOLS_SANDBOX_H
#define ROUGHPROOF_TOOLS_SANDBOX_H

/* From here on the process, with the threads that it has, reads and writes files that are open, takes memory
 * and ends: any other system call, as for opening a file or a socket or for another thread, kills it.
 * `create_in` may be a directory that is open: in it, and
 * by this descriptor only, new files can be created, but none be opened that is there; -1 for none.
 * Irrevocable. In a build without libseccomp, and under sanitizers and coverage, which need more, it does
 * nothing; where the kernel refuses, it says so on standard error and the process goes on without. */
void sandbox_enter(int create_in);

#endif
