#include "slots.h"

/* Those of the list that RFC 10049 4.1.3 would not allow: DUT1 has a digit, the others end in 0xff. */
#define ILL_FORMED (RT_BIT(DUT1) | RT_BIT(PADG) | RT_BIT(VERX))

/* Walks offsets and tags side by side and reads each word once: this is the parser's hottest loop, and
 * everything a schema wants to know of a regular message falls out of it. No value is touched: spans are
 * checked against the message again when they are read. */
void rt_slots_fill(struct rt_slots *out, const struct rt_message *message)
{
    const struct rt_bytes in = message->bytes;
    const uint32_t num = message->num_tags;
    const uint32_t header = (uint32_t)rt_message_header_len(num);
    uint32_t start = header, before = 0, seen = 0, misfit = 0, irregular = 0;
    for (uint32_t i = 0; i < num; i++) {
        uint32_t tag, next;
        /* Behind the last offset stands the first tag: a word that can be read, and is not used. */
        bool ok = rt_bytes_u32(&tag, in, (size_t)4 * num + (size_t)4 * i) &&
                  rt_bytes_u32(&next, in, (size_t)4 * i + 4);
        uint32_t end = i + 1 == num || !ok ? (uint32_t)in.len : header + next;
        const struct rt_tag_row *row = rt_tag_row(tag);
        if (row->tag == tag && tag != 0) {
            out->span[row->id] = (struct rt_span){start, end};
            seen |= UINT32_C(1) << row->id;
            misfit |= (uint32_t)(end - start != row->usual_len && row->usual_len != 255) << row->id;
        } else {
            irregular = 1;
        }
        irregular |= tag <= before;
        before = tag;
        start = end;
    }
    out->bytes = in;
    out->seen = seen;
    out->misfit = misfit;
    out->regular = num > 0 && irregular == 0 && (seen & ILL_FORMED) == 0;
}
