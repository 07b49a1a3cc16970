/* The values of a message by tag, after one pass over its header: what schemas and identification read. */
#ifndef ROUGHPROOF_PARSER_SLOTS_H
#define ROUGHPROOF_PARSER_SLOTS_H

#include "message.h"
#include "tag.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where a value begins and ends, counted from the first one. Messages are packets or parts of them, so 32
 * bits do. */
struct rt_span {
    uint32_t start, end;
};

/* `span` is set for the tags of `seen` alone, for clearing the rest would cost more than reading the header:
 * read it through rt_slots_get. A zeroed one has no tags. Valid as long as the bytes of the message, and
 * without any tags if that has 2^32 bytes or more. */
struct rt_slots {
    struct rt_span span[RT_NUM_IDS];
    uint32_t seen;   /* the RT_BIT of each tag of the list that is there */
    uint32_t misfit; /* those of them whose value has not the usual length of its type */
    bool regular;    /* tags ascend, at least one, each in the list and of the form of RFC 10049 4.1.3 */
    struct rt_bytes values; /* all that follows the header */
};

/*@ predicate rt_slots_sound(struct rt_slots *s) =
      rt_readable(s->values) && s->values.len <= 0xffffffff; */

/* For a tag that appears twice (rt_message_check refuses it later) the last value stands. */
/*@ requires \valid(out) && \valid_read(message) && \separated(out, message);
    requires rt_readable(message->bytes) && rt_tag_rows_sound;
    assigns *out;
    ensures rt_slots_sound(out) && rt_inside(out->values, \old(message->bytes));
    ensures \old(message->bytes.len) == 0 ==> !out->regular; */
void rt_slots_fill(struct rt_slots *out, const struct rt_message *message);

/* rt_message_parse and rt_slots_fill in one pass over the header. The caller has set message->bytes and
 * message->place; after failure the message has no tags, nor has `out`. On success `err` may be left
 * alone. */
/*@ requires \valid(out) && \valid(message) && \valid(err) && \separated(out, message, err);
    requires rt_readable(message->bytes) && rt_tag_rows_sound;
    assigns *out, *message, *err;
    ensures message->bytes == \old(message->bytes);
    ensures rt_slots_sound(out) && rt_inside(out->values, \old(message->bytes));
    ensures rt_message_sound(*message);
    ensures out->regular ==> rt_tags_ascend(*message) && message->num_tags > 0;
    ensures !\result ==> message->num_tags == 0 && out->seen == 0; */
RT_MUST_CHECK bool rt_slots_parse(struct rt_slots *out, struct rt_message *message, struct rt_error *err);

/*@ requires \valid_read(slots) && id < RT_NUM_IDS;
    assigns \nothing; */
static inline bool rt_slots_has(const struct rt_slots *slots, enum rt_id id)
{
    return (slots->seen >> id & 1) != 0;
}

/* The value of the tag, empty if it is not there. */
/*@ requires \valid_read(slots) && rt_slots_sound(slots) && id < RT_NUM_IDS;
    assigns \nothing;
    ensures rt_readable(\result) && rt_inside(\result, slots->values); */
static inline struct rt_bytes rt_slots_get(const struct rt_slots *slots, enum rt_id id)
{
    if (!rt_slots_has(slots, id)) {
        return (struct rt_bytes){NULL, 0, 0};
    }
    return rt_bytes_between(&slots->values, slots->span[id].start, slots->span[id].end);
}

/* The uint32 at the beginning of the value; 0 if there is none. */
/*@ requires \valid_read(slots) && rt_slots_sound(slots) && id < RT_NUM_IDS;
    assigns \nothing; */
static inline uint32_t rt_slots_u32(const struct rt_slots *slots, enum rt_id id)
{
    uint32_t v;
    return rt_bytes_u32(&v, rt_slots_get(slots, id), 0) ? v : 0;
}

/*@ requires \valid_read(slots) && rt_slots_sound(slots) && id < RT_NUM_IDS;
    assigns \nothing; */
static inline uint64_t rt_slots_u64(const struct rt_slots *slots, enum rt_id id)
{
    uint64_t v;
    return rt_bytes_u64(&v, rt_slots_get(slots, id), 0) ? v : 0;
}

#ifdef __cplusplus
}
#endif

#endif
