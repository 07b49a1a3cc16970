#include "slots.h"

/* Those of the list that RFC 10049 4.1.3 would not allow: DUT1 has a digit, the others end in 0xff. */
#define ILL_FORMED (RT_BIT(DUT1) | RT_BIT(PADG) | RT_BIT(VERX))

/* Those whose values may have any length. */
#define IF_ANY_LEN(name, type) (RT_USUAL_##type == RT_USUAL_ANY ? RT_BIT(name) : 0) |
#define ANY_LEN                (RT_TAG_LIST(IF_ANY_LEN) 0)

/* Walks `num` > 0 tags and the offsets between their values side by side and reads each word once: this is
 * the parser's hottest loop, and everything a schema wants to know of a regular message falls out of it. No
 * value is touched: spans are checked again when they are read. False at the first offset that
 * rt_message_parse would refuse; out->values has fewer than 2^32 bytes. */
static bool walk(struct rt_slots *out, struct rt_words offsets, struct rt_words tags)
{
    uint32_t start = 0, before = 0, seen = 0, misfit = 0, tag, end;
    bool regular = true;
    for (size_t i = 0; rt_words_get(&tag, tags, i); i++) {
        if (!rt_words_get(&end, offsets, i)) {
            end = (uint32_t)out->values.len; /* of the last value: no offset may be greater */
        }
        if (end < start || end % 4 != 0) {
            return false;
        }
        const struct rt_tag_row *row = rt_tag_row(tag);
        bool listed = row->tag == tag && row->bit != 0; /* tag 0 equals that of an empty row */
        if (listed) {
            out->span[row->id] = (struct rt_span){start, end};
            seen |= row->bit;
            misfit |= end - start != row->usual_len ? row->bit : 0;
        }
        regular = regular && listed && tag > before;
        before = tag;
        start = end;
    }
    out->seen = seen;
    out->misfit = misfit & ~ANY_LEN;
    out->regular = regular && (seen & ILL_FORMED) == 0;
    return true;
}

bool rt_slots_parse(struct rt_slots *out, struct rt_message *message, struct rt_error *err)
{
    const size_t len = message->bytes.len;
    struct rt_words count = rt_bytes_words(&message->bytes, 0, 1);
    uint32_t num;
    if (rt_words_get(&num, count, 0) && num > 0 && num <= len / 8 && len <= UINT32_MAX) {
        /* The header has 8 * num <= len bytes: the count, num - 1 offsets, and the tags. */
        struct rt_words offsets = rt_bytes_words(&message->bytes, 4, (size_t)num - 1);
        struct rt_words tags = rt_bytes_words(&message->bytes, (size_t)4 * num, num);
        message->num_tags = num;
        out->values = rt_bytes_between(&message->bytes, (size_t)8 * num, len);
        if (walk(out, offsets, tags)) {
            return true;
        }
    }
    /* Seldom. Why not, or whether all the same, is for the function whose contract that is. */
    out->values = (struct rt_bytes){NULL, 0, 0};
    out->seen = 0;
    out->misfit = 0;
    out->regular = false;
    return rt_message_parse(message, err, message->bytes, message->place);
}

void rt_slots_fill(struct rt_slots *out, const struct rt_message *message)
{
    struct rt_message again = *message;
    struct rt_error ignored;
    bool sound = rt_slots_parse(out, &again, &ignored);
    (void)sound; /* if it is not, there are no tags */
}
