/* A server's online keys: one for each family of versions, with the certificates by which a long-term key
 * delegates to them. Made where the long-term key is; all that a server needs to know of it. */
#ifndef ROUGHPROOF_TOOLS_ONLINE_H
#define ROUGHPROOF_TOOLS_ONLINE_H

#include "tools/respond.h"
#include "tools/secret.h"
#include "verify/ed25519.h"

struct online {
    struct rt_key long_term; /* the public half */
    bool is_test;
    uint64_t from_micros,
        until_micros; /* of the delegations; all are alike, but for what their units round */
    struct secret keys[RESPOND_NUM_FAMILIES];
    struct respond_identity identity; /* points into `keys` */
};

/* Makes new online keys and certifies them. False, with the reason on standard error, if there is no locked
 * memory. `out` must stay where it is; likewise below. */
RT_MUST_CHECK bool online_new(struct online *out, const struct secret *long_term, uint64_t from_micros,
                              uint64_t until_micros);

/* A file of such keys: lines of text, written as secret_write does. */
RT_MUST_CHECK bool online_write(const struct online *online, const char *path);

/* Reads it, and checks every certificate: that it is of this key, over this online key, and verifies. */
RT_MUST_CHECK bool online_read(struct online *out, const char *path);

/* Makes `identity` point to the keys, once keys, certificates and long-term key are there. */
void online_point(struct online *online);

void online_free(struct online *online);

#endif
