/* What a running server does that an honest one would not: see tools/misbehave.h. */
#ifndef ROUGHPROOF_TOOLS_SERVE_MISBEHAVE_H
#define ROUGHPROOF_TOOLS_SERVE_MISBEHAVE_H

#include "tools/exit.h"
#include "tools/serve.h"

struct serve_options;

/* "MODE" or "MODE,RATE" of --misbehave. False, said on standard error, if it is neither. */
RT_MUST_CHECK bool misconduct_take(struct misconduct_options *out, const char *word);

/* Prints the modes for --list-misbehaviours. */
enum exit_status misconduct_list(void);

/* Prepares for what the options ask for, if anything: keys for other delegations, a thread. Call it before
 * the process is confined. False, which the log says. */
RT_MUST_CHECK bool misconduct_start(struct serve *serve, const struct serve_options *options);

void misconduct_stop(struct serve *serve);

/* Greases a batch, in place; the caller holds the lock of the keyring. The number of replies greased. */
size_t misconduct_grease(struct serve *serve, struct respond_item *items, size_t num,
                         const struct respond_clock *clock, struct respond_room *room);

/* Misbehaves to the one that asked, at a socket: `to` is as in later_send. What is to be sent at once is in
 * the item afterwards, and nothing if it all comes later. */
void misconduct_commit(struct serve *serve, struct respond_item *item, int fd, const struct msghdr *to,
                       struct respond_room *room);

#endif
