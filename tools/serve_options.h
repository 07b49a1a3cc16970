/* What `roughproof serve` is told, by options and by a file of them. */
#ifndef ROUGHPROOF_TOOLS_SERVE_OPTIONS_H
#define ROUGHPROOF_TOOLS_SERVE_OPTIONS_H

#include "tools/exit.h"
#include "tools/io.h"
#include "tools/serve.h"

struct serve_options {
    const char *listen[SERVE_SOCKETS_MAX]; /* addresses; none: all */
    const char *key[SERVE_KEYS_MAX];       /* long-term keys, for the signer */
    const char *delegation[SERVE_KEYS_MAX];
    size_t num_listen, num_keys, num_delegations;
    const char *port;    /* where an address has none */
    const char *metrics; /* or NULL */
    const char *user;    /* or NULL */
    bool udp, tcp;
    uint64_t lifetime_micros;   /* of what the signer certifies */
    uint32_t metrics_interval;  /* seconds */
    uint32_t threads;           /* that answer UDP; 0: one for each processor */
    uint32_t batch, rate;       /* as in struct serve */
    uint32_t tcp_max, tcp_idle; /* likewise */
    struct clock_options clock;
    struct misconduct_options misconduct;
    struct file text; /* of the file: strings above may point into it */
};

/* False when there is nothing to do: `status` says why, and standard error too. */
RT_MUST_CHECK bool serve_options_take(struct serve_options *out, enum exit_status *status, int argc,
                                      char **argv);

void serve_options_free(struct serve_options *options);

#endif
