/* Sends packets later, from a thread of its own: for a server that misbehaves. */
#ifndef ROUGHPROOF_TOOLS_LATER_H
#define ROUGHPROOF_TOOLS_LATER_H

#include "parser/bytes.h"

#include <sys/socket.h>

/* What waits at most; more is dropped, as a network would. */
#define LATER_MAX 4096

struct later;

/* Starts the thread; NULL, with errno, if it cannot. */
struct later *later_new(void);

/* A copy of `bytes` goes out of `fd` in `delay_ms`: to the peer of `to`, with its control message, or if that
 * is NULL to the one that the stream is connected to, be it closed here meanwhile or not. What the kernel
 * does not take then is lost. */
void later_send(struct later *later, int fd, const struct msghdr *to, struct rt_bytes bytes,
                uint32_t delay_ms);

/* Forgets what waits. NULL is allowed. */
void later_free(struct later *later);

#endif
