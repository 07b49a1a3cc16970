/* A server that misbehaves, for those who test clients: what an honest server would have sent goes in, what
 * this one sends comes out. Pure computation, as `respond` is, which stays honest. */
#ifndef ROUGHPROOF_TOOLS_MISBEHAVE_H
#define ROUGHPROOF_TOOLS_MISBEHAVE_H

#include "tools/respond.h"

/* X(function, kind, name, verdict, sentence), in the order in which they are listed.
 * Kinds: GREASE is what RFC 10049 7 wants of any server now and then; SPOIL states no wrong time under a
 * server's keys either, but no server should send it; LIE signs a wrong time, which is evidence for ever.
 * The verdict is what rt_verify says of the reply, "none" if it is valid, or "timeout" if there is none in
 * time; where versions differ, of one of them each. */
#define MISBEHAVIOUR_LIST(X)                                                                                 \
    X(tag_missing, GREASE, "tag-missing", "tag-missing", "a mandatory tag is missing")                       \
    X(tag_unknown, GREASE, "tag-unknown", "none",                                                            \
      "a tag that nobody defines, in the reply or in SREP: clients must ignore it")                          \
    X(version_other, GREASE, "version-not-offered", "version-not-offered, version-unknown",                  \
      "a version that the request does not offer")                                                           \
    X(bad_signature, GREASE, "bad-signature", "signature-mismatch", "a wrong time with a wrong signature")   \
    X(bad_delegation, GREASE, "bad-delegation", "signature-mismatch",                                        \
      "a wrong time signed with an online key that the long-term key did not sign")                          \
    X(wrong_time, LIE, "wrong-time", "none",                                                                 \
      "a time an hour off, well signed: only other servers' replies convict it")                             \
    X(radius_huge, SPOIL, "radius-huge", "none",                                                             \
      "the greatest radius that RADI can hold: true, and of no use (radius-too-large to those who set a "    \
      "limit)")                                                                                              \
    X(wrong_nonce, SPOIL, "wrong-nonce", "nonce-mismatch, root-mismatch",                                    \
      "the reply to another request, good in itself")                                                        \
    X(wrong_path, SPOIL, "wrong-path", "root-mismatch", "PATH leads to another ROOT")                        \
    X(wrong_index, SPOIL, "wrong-index", "index-leftover", "INDX has a bit more than PATH has nodes")        \
    X(expired_delegation, SPOIL, "expired-delegation", "midpoint-late",                                      \
      "the delegation is over; needs --key")                                                                 \
    X(future_delegation, SPOIL, "future-delegation", "midpoint-early",                                       \
      "the delegation has not begun; needs --key")                                                           \
    X(wrong_key, SPOIL, "wrong-key", "signature-mismatch",                                                   \
      "the right time, all of it signed with keys that nobody knows")                                        \
    X(unsorted, SPOIL, "unsorted", "tag-order, none",                                                        \
      "two tags have changed places, which drafts 00 and 01 allow")                                          \
    X(duplicate_tag, SPOIL, "duplicate-tag", "tag-duplicate", "a tag is there twice")                        \
    X(truncated, SPOIL, "truncated", "packet-truncated, offset-range", "the end of the packet is missing")   \
    X(trailing, SPOIL, "trailing", "packet-trailing, value-length", "bytes follow the packet")               \
    X(oversized, SPOIL, "oversized", "none",                                                                 \
      "the reply is longer than its request, which no server may send (remark response-longer)")             \
    X(length_huge, SPOIL, "length-huge", "packet-too-long", "the length field promises 4 GiB")               \
    X(junk, SPOIL, "junk", "none",                                                                           \
      "before the reply comes one to another request and, over UDP, random bytes: clients wait on")          \
    X(delayed, SPOIL, "delayed", "none", "the reply comes two seconds late")                                 \
    X(duplicated, SPOIL, "duplicated", "none", "the reply comes three times")                                \
    X(reordered, SPOIL, "reordered", "none", "replies come up to 400 ms late, and overtake each other")      \
    X(slow, SPOIL, "slow", "timeout", "over TCP a few bytes every second, over UDP no reply")                \
    X(silent, SPOIL, "silent", "timeout", "there is no reply")

enum misbehaviour {
#define MISBEHAVIOUR_ENUM(function, kind, name, verdict, text) MISBEHAVE_##function,
    MISBEHAVIOUR_LIST(MISBEHAVIOUR_ENUM)
#undef MISBEHAVIOUR_ENUM
        NUM_MISBEHAVIOURS,
};

enum misbehaviour_kind { MISBEHAVIOUR_GREASE, MISBEHAVIOUR_SPOIL, MISBEHAVIOUR_LIE };

struct misbehaviour_info {
    enum misbehaviour_kind kind;
    const char *name;
    const char *verdict; /* slugs, divided by ", "; "none"; "timeout" */
    const char *text;
};

/* Row of the list. `mode` is none but NUM_MISBEHAVIOURS. */
const struct misbehaviour_info *misbehaviour_info(enum misbehaviour mode);

/* The one called `name`; NUM_MISBEHAVIOURS if there is none. */
enum misbehaviour misbehaviour_find(const char *name);

/* Random numbers from a state that the caller has filled; never for secrets. */
struct misbehave_dice {
    uint64_t state;
};

/* The server's keys, and what `respond` was given. */
struct misbehave_scene {
    const struct respond_identity *identities;
    size_t num;
    /* Of the same long-term keys, or some of them, with delegations that are over, or have not begun. */
    const struct respond_identity *expired, *future;
    size_t num_expired, num_future;
    const struct respond_clock *clock;
    struct respond_room *room; /* free for use */
};

#define MISBEHAVE_REPLY_MAX   4096
#define MISBEHAVE_PACKETS_MAX 32

/* What to send, in this order: over TCP as it stands, over UDP in datagrams. */
struct misbehave_packet {
    struct rt_bytes bytes;
    uint32_t delay_ms; /* since now */
};

struct misbehave_plan {
    struct misbehave_packet packet[MISBEHAVE_PACKETS_MAX];
    size_t num;
    uint8_t reply[2][MISBEHAVE_REPLY_MAX]; /* the packets' bytes, unless they are the item's reply */
};

/* Plans what is sent for `item`, which `respond` has just answered with what is in `scene`. False, with the
 * honest reply (or, unless it was answered, none) as the plan, if the mode cannot be: the version has no such
 * thing, keys are missing, or a reply over UDP would be longer than its request, which only `oversized` does.
 */
RT_MUST_CHECK bool misbehave(struct misbehave_plan *out, enum misbehaviour mode,
                             const struct respond_item *item, const struct misbehave_scene *scene,
                             struct misbehave_dice *dice);

/* A probability: of 2^32, certain if all of them. */
#define MISBEHAVE_ALWAYS (UINT64_C(1) << 32)

/* Whether a thing of this probability happens now. */
bool misbehave_happens(uint64_t rate, struct misbehave_dice *dice);

/* "0.01" or "1%", from 0 to 1. */
RT_MUST_CHECK bool misbehave_rate(uint64_t *out, const char *word);

/* Greases an answered batch, each reply with probability `rate`, in place. No reply grows over its request,
 * and none states a wrong time under a server's keys. The number of replies that were greased. */
size_t misbehave_grease(struct respond_item *items, size_t num, uint64_t rate,
                        const struct misbehave_scene *scene, struct misbehave_dice *dice);

#endif
