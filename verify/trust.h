/* Whose keys: a response proves something only under a key that the verifier has reason to trust. */
#ifndef ROUGHPROOF_VERIFY_TRUST_H
#define ROUGHPROOF_VERIFY_TRUST_H

#include "../parser/serverlist.h"
#include "response.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A key that the caller trusts, and when: both ends inclusive, missing ones open. `id` is the caller's own
 * number for it, and keys of one server may share one. */
struct rt_trusted_key {
    struct rt_key key;
    struct rt_date from, until;
    uint32_t id;
};

/* The caller's table and what it allows; the table stays the caller's. */
struct rt_trust {
    const struct rt_trusted_key *keys;
    size_t num_keys;
    uint64_t grace_micros; /* by which both ends of every period are extended */
    bool trust_embedded;   /* keys that the evidence brought along count as trusted */
};

enum rt_standing {
    RT_STANDING_UNKNOWN = 0, /* no key, or none that is trusted, and the evidence brought none */
    RT_STANDING_EMBEDDED,    /* the evidence brought it, and nobody vouches for it */
    RT_STANDING_TRUSTED,     /* in the table, or embedded keys are trusted */
};

/* Row of the table with this key, or NULL. */
const struct rt_trusted_key *rt_trust_find(const struct rt_trust *trust, const struct rt_key *key);

/* Row of the table that the SRV of a request asks for (RFC 10049 5.1.4), or NULL. Hashes every key. */
const struct rt_trusted_key *rt_trust_find_srv(const struct rt_trust *trust, struct rt_bytes srv);

/* Whether `row` was valid at the midpoint that the response states, grace given: evidence is
 * judged by the time that it proves, never by today's.
 * Errors: key-expired, key-not-yet-valid. */
RT_MUST_CHECK bool rt_trust_period(struct rt_error *err, const struct rt_trust *trust,
                                   const struct rt_trusted_key *row, struct rt_time midpoint);

#ifdef __cplusplus
}
#endif

#endif
