/* Messages: a map from tags to values (RFC 10049 4). The view re-reads the header from the bytes, so there
 * are no arrays and no limit on the number of tags but the length of the message. */
#ifndef ROUGHPROOF_PARSER_MESSAGE_H
#define ROUGHPROOF_PARSER_MESSAGE_H

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A message whose structure is sound: header and values lie inside `bytes`. What only some versions demand
 * of the tags is for rt_message_check, once the version is known. Valid as long as the bytes. A zeroed one
 * has no tags. */
struct rt_message {
    struct rt_bytes bytes;
    uint32_t num_tags;
    enum rt_place place;
};

/* What a version demands of the tags of a message. */
struct rt_message_rules {
    bool ascending; /* else any order, but none twice (drafts 00 and 01) */
    bool formed;    /* from draft 11 on */
    bool empty;     /* no tags at all are allowed (Google) */
};

struct rt_field {
    uint32_t tag;
    struct rt_bytes value;
};

/* Checks that number of tags, offsets and tags fit into `bytes`, and that each value does. On failure the
 * view has no tags. `place` goes into errors.
 * Errors: message-short, message-empty (no tags, yet bytes behind), header-truncated, offset-unaligned,
 * offset-order, offset-range, message-unaligned. */
RT_MUST_CHECK bool rt_message_parse(struct rt_message *out, struct rt_error *err, struct rt_bytes bytes,
                                    enum rt_place place);

/* Applies the version's rules. Errors: message-empty, tag-order, tag-duplicate, tag-form.
 * Linear in the number of tags, but quadratic when they neither ascend nor have to. */
RT_MUST_CHECK bool rt_message_check(struct rt_error *err, const struct rt_message *message,
                                    struct rt_message_rules rules);

/* Each tag is greater than the one before it, and so none is there twice. */
bool rt_message_ascends(const struct rt_message *message);

/* Tag and value number `index`, in order of the header; false and zeroed past the end. */
RT_MUST_CHECK bool rt_message_at(struct rt_field *out, const struct rt_message *message, uint32_t index);

/* The value of `tag`; false and empty when there is none. */
RT_MUST_CHECK bool rt_message_find(struct rt_bytes *out, const struct rt_message *message, uint32_t tag);

/* Length of the header of a message of `num_tags`: RFC 10049 4.2. No wrap: num_tags < 2^32. */
static inline uint64_t rt_message_header_len(uint32_t num_tags)
{
    return num_tags == 0 ? 4 : (uint64_t)8 * num_tags;
}

/* Offset of the word that holds tag number `index`, counted from the outermost bytes. */
static inline size_t rt_message_tag_at(const struct rt_message *message, uint32_t index)
{
    return message->bytes.at + (size_t)4 * message->num_tags + (size_t)4 * index;
}

#ifdef __cplusplus
}
#endif

#endif
