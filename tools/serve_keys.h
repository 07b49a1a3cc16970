/* The keys that a server answers under: read, renewed, replaced while it runs. */
#ifndef ROUGHPROOF_TOOLS_SERVE_KEYS_H
#define ROUGHPROOF_TOOLS_SERVE_KEYS_H

#include "tools/serve_options.h"
#include "tools/signer.h"

/* Starts the signer if there are long-term keys. Before any thread or socket is made. */
RT_MUST_CHECK bool keys_start(struct keyring *out, const struct serve_options *options,
                              const struct confine_user *user);

/* Reads and renews all there are; replaces in `keyring` those that are good, and keeps the others. False if
 * one was not good, which the log says. */
RT_MUST_CHECK bool keys_load(struct keyring *keyring, const struct serve_options *options);

/* Renews what the signer made if half of its time is over, and chooses what is in use. Call it every second.
 * False if the signer is lost, and every delegation over: there is nothing to wait for. */
RT_MUST_CHECK bool keys_tend(struct keyring *keyring, const struct serve_options *options,
                             uint64_t now_micros);

/* When the first delegation of those in use ends. */
uint64_t keys_expiry(const struct keyring *keyring);

/* Every one was made with --test. */
bool keys_are_for_tests(const struct keyring *keyring);

void keys_free(struct keyring *keyring);

#endif
