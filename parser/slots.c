#include "slots.h"

/* Those of the list that RFC 10049 4.1.3 would not allow: DUT1 has a digit, the others end in 0xff. */
#define ILL_FORMED (RT_BIT(DUT1) | RT_BIT(PADG) | RT_BIT(VERX))

/* Those whose values may have any length. */
#define IF_ANY_LEN(name, type) (RT_USUAL_##type == RT_USUAL_ANY ? RT_BIT(name) : 0) |
#define ANY_LEN                (RT_TAG_LIST(IF_ANY_LEN) 0)

/*@ logic integer word(struct rt_words words, integer i) = rt_le32(words.data + 4 * i); */

/* Walks tags and the offsets between their values side by side and reads each word once: this is the parser's
 * hottest loop, and everything a schema wants to know of a message falls out of it. No value is touched:
 * spans are checked again when they are read. False at the first offset that rt_message_parse would refuse,
 * and also at the first tag that is not in the list or not greater than the one before it: both are so seldom
 * that the loop need not carry them along. There is at least one tag, and out->values has fewer than 2^32
 * bytes. */
/*@ requires \valid(out) && rt_words_readable(offsets) && rt_words_readable(tags) && rt_tag_rows_sound;
    requires rt_slots_sound(out) && offsets.num + 1 == tags.num;
    assigns *out;
    ensures out->values == \old(out->values);
    ensures \result ==> \forall integer k; 0 <= k < offsets.num ==>
      0 <= word(offsets, k) <= out->values.len;
    ensures \result ==> \forall integer k; 0 <= k < offsets.num - 1 ==>
      word(offsets, k) <= word(offsets, k + 1);
    ensures \result ==> \forall integer k; 1 <= k < tags.num ==> word(tags, k - 1) < word(tags, k); */
static bool walk(struct rt_slots *out, struct rt_words offsets, struct rt_words tags)
{
    uint32_t start = 0, seen = 0, misfit = 0, tag, end;
    /*@ loop invariant i <= tags.num && out->values == \at(out->values, Pre);
        loop invariant start == (i == 0 ? 0 : i == tags.num ? out->values.len : word(offsets, i - 1));
        loop invariant \forall integer k; 0 <= k < i && k < offsets.num ==> 0 <= word(offsets, k) <= start;
        loop invariant \forall integer k; 0 <= k < i - 1 && k < offsets.num - 1 ==>
          word(offsets, k) <= word(offsets, k + 1);
        loop invariant \forall integer k; 1 <= k < i ==> word(tags, k - 1) < word(tags, k);
        loop invariant i > 0 ==> \exists integer k; 0 <= k < 32 && rt_tag_rows[k].bit <= seen &&
          rt_tag_rows[k].tag == word(tags, i - 1);
        loop assigns i, tag, end, start, seen, misfit, out->span[0 .. RT_NUM_IDS - 1];
        loop variant tags.num - i; */
    for (size_t i = 0; rt_words_get(&tag, tags, i); i++) {
        if (!rt_words_get(&end, offsets, i)) {
            end = (uint32_t)out->values.len; /* of the last value: no offset may be greater */
        }
        const struct rt_tag_row *row = rt_tag_row(tag);
        /* Bits ascend as tags do, so a bit greater than all that were seen is that of a greater tag. */
        if (row->tag != tag || row->bit <= seen || end < start || end % 4 != 0) {
            return false;
        }
        out->span[row->id] = (struct rt_span){start, end};
        seen += row->bit; /* which none of them has */
        misfit |= end - start != row->usual_len ? row->bit : 0;
        start = end;
    }
    out->seen = seen;
    out->misfit = misfit & ~ANY_LEN;
    out->regular = (seen & ILL_FORMED) == 0;
    return true;
}

/*@ requires \valid(out);
    assigns out->values, out->seen, out->misfit, out->regular;
    ensures rt_slots_sound(out) && out->values.len == 0 && out->seen == 0 && !out->regular; */
static void clear(struct rt_slots *out)
{
    out->values = (struct rt_bytes){NULL, 0, 0};
    out->seen = 0;
    out->misfit = 0;
    out->regular = false;
}

/* As walk, for any tags in any order, but of a message that was parsed. */
/*@ requires \valid(out) && rt_message_sound(message) && rt_tag_rows_sound;
    assigns *out;
    ensures rt_slots_sound(out) && rt_inside(out->values, message.bytes) && !out->regular; */
static void fill_any(struct rt_slots *out, struct rt_message message)
{
    const size_t header = (size_t)rt_message_header_len(message.num_tags);
    struct rt_field field;
    clear(out);
    if (message.bytes.len > UINT32_MAX) {
        return;
    }
    out->values = rt_bytes_after(message.bytes, header);
    /*@ loop invariant i <= message.num_tags && out->values == \at(out->values, LoopEntry);
        loop assigns i, field, out->span[0 .. RT_NUM_IDS - 1], out->seen, out->misfit;
        loop variant message.num_tags - i; */
    for (uint32_t i = 0; rt_message_at(&field, &message, i); i++) {
        const struct rt_tag_row *row = rt_tag_row(field.tag);
        uint32_t start = (uint32_t)(field.value.at - out->values.at);
        if (row->tag == field.tag) {
            out->span[row->id] = (struct rt_span){start, start + (uint32_t)field.value.len};
            out->seen |= row->bit;
            out->misfit |= field.value.len != row->usual_len ? row->bit & ~ANY_LEN : 0;
        }
    }
}

/* The usual message, at a glance. Whether another one is a message all the same, and if not, why, is for the
 * functions that say so. */
/*@ requires \valid(out) && \valid(message) && \separated(out, message);
    requires rt_readable(message->bytes) && rt_tag_rows_sound;
    assigns *out, message->num_tags;
    ensures \result ==> rt_slots_sound(out) && rt_inside(out->values, message->bytes);
    ensures \result ==> rt_message_sound(*message) && message->num_tags > 0;
    ensures \result ==> rt_tags_ascend(*message); */
static bool parse_usual(struct rt_slots *out, struct rt_message *message)
{
    const size_t len = message->bytes.len;
    const struct rt_words words = rt_bytes_words(&message->bytes);
    uint32_t num;
    if (!rt_words_get(&num, words, 0) || num == 0 || num > words.num / 2 || len > UINT32_MAX) {
        return false;
    }
    /* The header has 2 * num <= words.num words: the count, num - 1 offsets, and the tags. */
    struct rt_words offsets = rt_words_sub(words, 1, num - 1);
    struct rt_words tags = rt_words_sub(words, num, num);
    message->num_tags = num;
    out->values = rt_bytes_between(&message->bytes, (size_t)8 * num, len);
    bool usual = walk(out, offsets, tags);
    /*@ assert offsets: \forall integer k; 1 <= k < num ==>
          word(offsets, k - 1) == rt_word(message->bytes, k); */
    /*@ assert tags: \forall integer k; 0 <= k < num ==> word(tags, k) == rt_tag_word(*message, k); */
    /*@ assert ascend: usual ==> \forall integer k; 1 <= k < num ==>
          rt_tag_word(*message, k - 1) < rt_tag_word(*message, k); */
    /*@ assert values: out->values.len == message->bytes.len - 8 * num; */
    /*@ assert ranged: usual ==> \forall integer k; 0 <= k <= num ==>
          0 <= rt_offset(message->bytes, num, k) <= message->bytes.len - 8 * num; */
    /*@ assert ordered: usual ==> \forall integer k; 0 <= k < num ==>
          rt_offset(message->bytes, num, k) <= rt_offset(message->bytes, num, k + 1); */
    return usual;
}

bool rt_slots_parse(struct rt_slots *out, struct rt_message *message, struct rt_error *err)
{
    if (parse_usual(out, message)) {
        return true;
    }
    if (!rt_message_parse(message, err, message->bytes, message->place)) {
        clear(out);
        return false;
    }
    fill_any(out, *message);
    return true;
}

void rt_slots_fill(struct rt_slots *out, const struct rt_message *message)
{
    struct rt_message again = *message;
    struct rt_error ignored;
    bool sound = rt_slots_parse(out, &again, &ignored);
    (void)sound; /* if it is not, there are no tags */
}
