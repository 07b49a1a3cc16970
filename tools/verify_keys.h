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

void verify_keys_free(struct verify_keys *keys);

#endif
