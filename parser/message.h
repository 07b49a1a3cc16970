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

/*@ // Where value number i of n begins, counted from the first one, and for n where the last one ends.
    logic integer rt_offset(struct rt_bytes b, integer n, integer i) =
      i == 0 ? 0 : i == n ? b.len - 8 * n : rt_word(b, i);

    predicate rt_header_sound(struct rt_bytes b, integer n) =
      rt_readable(b) && 8 * n <= b.len && \forall integer i; 0 <= i < n ==>
        0 <= rt_offset(b, n, i) <= rt_offset(b, n, i + 1) <= b.len - 8 * n;

    predicate rt_message_sound(struct rt_message m) = rt_header_sound(m.bytes, m.num_tags);

    // The same, counted from the first byte of the message.
    logic integer rt_value_start(struct rt_message m, integer i) =
      8 * m.num_tags + rt_offset(m.bytes, m.num_tags, i);

    logic integer rt_tag_word(struct rt_message m, integer i) = rt_word(m.bytes, m.num_tags + i);

    predicate rt_tags_ascend(struct rt_message m) =
      \forall integer i; 1 <= i < m.num_tags ==> rt_tag_word(m, i - 1) < rt_tag_word(m, i);

    predicate rt_tags_distinct(struct rt_message m) =
      \forall integer i, j; 0 <= i < j < m.num_tags ==> rt_tag_word(m, i) != rt_tag_word(m, j); */

/* Checks that number of tags, offsets and tags fit into `bytes`, and that each value does. On failure the
 * view has no tags. `place` goes into errors.
 * Errors: message-short, message-empty (no tags, yet bytes behind), header-truncated, offset-unaligned,
 * offset-order, offset-range, message-unaligned. */
/*@ requires \valid(out) && \valid(err) && \separated(out, err) && rt_readable(bytes);
    assigns *out, *err;
    ensures out->bytes == bytes && rt_message_sound(*out);
    ensures \result ==> bytes.len % 4 == 0 && (out->num_tags == 0 ==> bytes.len == 4);
    ensures !\result ==> out->num_tags == 0; */
RT_MUST_CHECK bool rt_message_parse(struct rt_message *out, struct rt_error *err, struct rt_bytes bytes,
                                    enum rt_place place);

/* Applies the version's rules. Errors: message-empty, tag-order, tag-duplicate, tag-form.
 * Linear in the number of tags, but quadratic when they neither ascend nor have to. */
/*@ requires \valid(err) && \valid_read(message) && \separated(err, message);
    requires rt_message_sound(*message);
    assigns *err;
    ensures \result && rules.ascending ==> rt_tags_ascend(*message);
    ensures \result && !rt_tags_ascend(*message) ==> rt_tags_distinct(*message);
    ensures \result && !rules.empty ==> message->num_tags > 0; */
RT_MUST_CHECK bool rt_message_check(struct rt_error *err, const struct rt_message *message,
                                    struct rt_message_rules rules);

/* Each tag is greater than the one before it, and so none is there twice. */
/*@ requires \valid_read(message) && rt_message_sound(*message);
    assigns \nothing;
    ensures \result <==> rt_tags_ascend(*message); */
bool rt_message_ascends(const struct rt_message *message);

/* Tag and value number `index`, in order of the header; false and zeroed past the end. */
/*@ requires \valid(out) && \valid_read(message) && \separated(out, message);
    requires rt_message_sound(*message);
    assigns *out;
    ensures \result <==> index < \old(message->num_tags);
    ensures !\result ==> out->tag == 0 && out->value.len == 0;
    ensures \result ==> out->tag == rt_tag_word(\old(*message), index);
    ensures \result ==>
      out->value.data == \old(message->bytes.data) + rt_value_start(\old(*message), index);
    ensures \result ==> out->value.len ==
      rt_value_start(\old(*message), index + 1) - rt_value_start(\old(*message), index);
    ensures rt_readable(out->value) && rt_inside(out->value, \old(message->bytes)); */
RT_MUST_CHECK bool rt_message_at(struct rt_field *out, const struct rt_message *message, uint32_t index);

/* The value of `tag`; false and empty when there is none. */
/*@ requires \valid(out) && \valid_read(message) && \separated(out, message);
    requires rt_message_sound(*message);
    assigns *out;
    ensures \result <==>
      \exists integer i; 0 <= i < \old(message->num_tags) &&
        rt_tag_word(\old(*message), i) == tag;
    ensures !\result ==> out->len == 0;
    ensures rt_readable(*out) && rt_inside(*out, \old(message->bytes)); */
RT_MUST_CHECK bool rt_message_find(struct rt_bytes *out, const struct rt_message *message, uint32_t tag);

/* Length of the header of a message of `num_tags`: RFC 10049 4.2. No wrap: num_tags < 2^32. */
/*@ assigns \nothing;
    ensures \result == (num_tags == 0 ? 4 : 8 * num_tags); */
static inline uint64_t rt_message_header_len(uint32_t num_tags)
{
    return num_tags == 0 ? 4 : (uint64_t)8 * num_tags;
}

/* Offset of the word that holds tag number `index`, counted from the outermost bytes. */
/*@ requires \valid_read(message);
    assigns \nothing; */
static inline size_t rt_message_tag_at(const struct rt_message *message, uint32_t index)
{
    return message->bytes.at + (size_t)4 * message->num_tags + (size_t)4 * index;
}

#ifdef __cplusplus
}
#endif

#endif
