/* The server's sockets: made, or handed over by systemd. */
#ifndef ROUGHPROOF_TOOLS_SERVE_SOCKETS_H
#define ROUGHPROOF_TOOLS_SERVE_SOCKETS_H

#include "tools/serve.h"

/* The port of RFC 10049 12.1. */
#define SERVE_PORT "5319"

/* Opens UDP and TCP at "host:port", "[v6]:port", "host" or "" (all addresses, both families), where `port` is
 * for those without one. Each of the threads gets UDP sockets of its own, at the same ports. False, with the
 * reason in the log. */
RT_MUST_CHECK bool sockets_open(struct serve *serve, struct serve_thread *threads, size_t num_threads,
                                const char *where, const char *port, bool udp, bool tcp);

/* Takes over the sockets that systemd passed on (sd_listen_fds(3)); `num` says how many: with 0 there were
 * none. UDP sockets go to the threads in turn, and round again until every thread has one. */
RT_MUST_CHECK bool sockets_inherit(size_t *num, struct serve *serve, struct serve_thread *threads,
                                   size_t num_threads);

/* Tells systemd how things are (sd_notify(3)): "READY=1", "RELOADING=1", "STOPPING=1", ... Does nothing if
 * nobody asked for it. */
void sockets_notify(const char *state);

#endif
