/* Whom roughproof verify trusts: the table of keys, from options and server lists. */
#ifndef ROUGHPROOF_TOOLS_VERIFY_KEYS_H
#define ROUGHPROOF_TOOLS_VERIFY_KEYS_H

#include "tools/servers.h"
#include "tools/verify_options.h"
#include "verify/explain.h"

/* Tables for the judge and for explanations; `names` refers to `trust`, so it must stay where it is. */
struct verify_keys {
    struct servers servers;
    struct rt_trusted_key *keys;
    size_t num_keys;
    struct rt_bytes *name; /* by server, in the order of the lists */
    struct rt_trust trust;
    struct rt_names names;
};

/* Fills the tables from options and the opened lists. Says on standard error what it does not understand.
 * EXIT_USAGE for a name or a period that is of no known key, EXIT_IO if a list cannot be read; what is wrong
 * within a list is said and left out. Free in any case. */
RT_MUST_CHECK enum exit_status verify_keys_fill(struct verify_keys *out, const struct verify_options *options,
                                                struct opened_list *lists);

/* In steps: `servers` is filled, then room made for its keys and so many others (false when there is no
 * memory), then keys are added: any one, which has the period and the name of its first entry if it is
 * listed; that of an entry; or those of all entries. A key that is there already stays as it is. */
RT_MUST_CHECK bool verify_keys_reserve(struct verify_keys *keys, size_t num_others);
void verify_keys_add(struct verify_keys *keys, const uint8_t key[32]);
void verify_keys_add_listed(struct verify_keys *keys, const struct servers_key *key);
void verify_keys_add_lists(struct verify_keys *keys);

void verify_keys_free(struct verify_keys *keys);

#endif
