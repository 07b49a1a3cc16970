/* The server's heart: requests, a time and keys in, replies out. Pure computation, apart from all sockets,
 * so that it can be fuzzed, tested and used to make packets. Signatures are libsodium's. */
#ifndef ROUGHPROOF_TOOLS_RESPOND_H
#define ROUGHPROOF_TOOLS_RESPOND_H

#include "parser/request.h"
#include "tools/sha512_lanes.h"
#include "verify/merkle.h"

/* The most requests that share a signature, and the most bytes of a reply. */
#define RESPOND_BATCH_MAX 1024
#define RESPOND_REPLY_MAX 1280

/* Fewer bytes are not answered over UDP (RFC 10049 5.1, read as packets: see docs/decisions.md). */
#define RESPOND_REQUEST_MIN 1024

/* Versions that share contexts and unit. Each family has an online key of its own, for below draft 12 the
 * version is not signed: a reply in seconds could else be relabelled as one in microseconds. */
enum respond_family {
    RESPOND_GOOGLE,      /* microseconds */
    RESPOND_MJD_DASHED,  /* drafts 00 to 06 */
    RESPOND_MJD_PLAIN,   /* draft 07 */
    RESPOND_UNIX_DASHED, /* drafts 08 to 11 */
    RESPOND_UNIX_PLAIN,  /* drafts 12 to 19 */
    RESPOND_RFC,         /* RFC 10049 */
    RESPOND_NUM_FAMILIES,
};

/* Why a request was answered, or was not: one list for metrics and logs. X(name, word) */
#define RESPOND_OUTCOME_LIST(X)                                                                              \
    X(ANSWERED, "answered")                                                                                  \
    X(SHORT, "short")             /* under RESPOND_REQUEST_MIN, over UDP */                                  \
    X(MALFORMED, "malformed")     /* no message */                                                           \
    X(INVALID, "invalid")         /* a mandatory tag is missing, TYPE is not 0, ...: no request */           \
    X(VERSION, "version")         /* none that is known or served */                                         \
    X(SRV_UNKNOWN, "srv-unknown") /* asks for another key */                                                 \
    X(SRV_MISSING, "srv-missing") /* asks for none, where there are several */                               \
    X(UNDELEGATED, "undelegated") /* no delegation covers the time now */                                    \
    X(LARGER, "larger")           /* over UDP, the reply would have been larger than the request */

enum respond_outcome {
#define RESPOND_OUTCOME_ENUM(name, word) RESPOND_##name,
    RESPOND_OUTCOME_LIST(RESPOND_OUTCOME_ENUM)
#undef RESPOND_OUTCOME_ENUM
        RESPOND_NUM_OUTCOMES,
};

const char *respond_outcome_name(enum respond_outcome outcome);

/* An online key with its certificate. */
struct respond_online {
    const uint8_t *secret; /* 64 bytes as libsodium's crypto_sign wants them; NULL: not served */
    uint8_t cert[152];     /* the value of CERT, ready for use */
};

/* One long-term key, of which only the public half need ever be near a server. */
struct respond_identity {
    uint8_t srv[32];                    /* rt_srv_from_key */
    uint64_t from_micros, until_micros; /* since 1970, both included: no time outside is ever signed */
    struct respond_online online[RESPOND_NUM_FAMILIES];
};

/* The time of processing, and how far the clock may be off. */
struct respond_clock {
    uint64_t unix_micros;
    uint64_t radius_micros; /* rounded up to whole seconds, at least one, where seconds are the unit */
};

/* A request, and its reply. */
struct respond_item {
    struct rt_bytes request;
    bool stream;    /* came over TCP: lengths do not matter there */
    uint8_t *reply; /* the caller's, RESPOND_REPLY_MAX bytes */
    /* Out: */
    enum respond_outcome outcome;
    size_t reply_len; /* 0 unless answered */
    /* The responder's: */
    struct rt_request parsed;
    uint32_t next; /* item of the same group */
};

/* What a group of requests shares: key and version, hence SREP and its signature. */
struct respond_group {
    uint32_t identity;
    const struct rt_version *version;
    uint32_t code;
    size_t nonce_len;
    uint32_t first, last, num; /* its items */
};

/* Memory for a batch. */
struct respond_room {
    struct respond_group groups[RESPOND_BATCH_MAX];
    struct sha512_job jobs[RESPOND_BATCH_MAX];
    uint8_t nodes[2 * RESPOND_BATCH_MAX * 64 + 64 * 64];
};

/* Answers a batch: one tree and one signature for every version and key that is asked for. `num` is at most
 * RESPOND_BATCH_MAX. The replies are those that an honest server gives; bytes in `reply` behind reply_len are
 * undefined. */
void respond(struct respond_item *items, size_t num, const struct respond_identity *identities,
             size_t num_identities, const struct respond_clock *clock, struct respond_room *room);

/* Signs `value`, an SREP or a DELE below 400 bytes, behind a context of a row of the version table. */
void respond_sign(uint8_t out[64], const char *context, size_t context_len, struct rt_bytes value,
                  const uint8_t *secret);

/* The family of a version; RESPOND_NUM_FAMILIES for the squatted ones, which are not served. */
enum respond_family respond_family_of(const struct rt_version *version);

/* A row of the family; all of them share contexts and unit. NULL for no family. */
const struct rt_version *respond_row_of(enum respond_family family);

/* Writes the value of CERT: `public_key` is delegated to from `from` until `until`, in microseconds since
 * 1970 (rounded to what the family's unit has), with the long-term key `secret`, as above.
 * False, which needs a family that is none, if nothing was written. */
RT_MUST_CHECK bool respond_certify(uint8_t cert[152], enum respond_family family, const uint8_t *secret,
                                   const uint8_t public_key[32], uint64_t from_micros, uint64_t until_micros);

#endif
