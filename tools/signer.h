/* A process of its own that alone holds the long-term keys, and does nothing but certify online keys. */
#ifndef ROUGHPROOF_TOOLS_SIGNER_H
#define ROUGHPROOF_TOOLS_SIGNER_H

#include "tools/clock.h"
#include "tools/online.h"
#include "tools/serve_confine.h"

struct signer {
    int fd; /* -1 when there is none */
    int pid;
};

/* Reads the long-term keys in a child process and leaves them there: this process never sees them. The child
 * signs certificates of at most `lifetime_micros` from about now, by its own look at `clock`, which for a key
 * that is not for tests is the system's. When it has the keys it becomes `user` and gives up everything but
 * that. It ends when this process does. Call it before any thread or socket is made. False, with the reason
 * on standard error. */
RT_MUST_CHECK bool signer_start(struct signer *out, const char *const *paths, size_t num,
                                uint64_t lifetime_micros, const struct clock_options *clock,
                                const struct confine_user *user);

/* New online keys for long-term key number `index`, certified from a little before now on. False, with the
 * reason on standard error. */
RT_MUST_CHECK bool signer_renew(struct online *out, const struct signer *signer, size_t index);

/* It has not ended, and has answered whatever it was asked. Without one to start with, true. */
RT_MUST_CHECK bool signer_lives(const struct signer *signer);

void signer_stop(struct signer *signer);

#endif
