#include "slots.h"

/* The two of the list that RFC 10049 4.1.3 would not allow. */
#define ILL_FORMED (RT_BIT(PADG) | RT_BIT(VERX))

/* Walks offsets and tags side by side and reads each word once: this is the parser's hottest loop, and
 * everything a schema wants to know of a regular message falls out of it. */
void rt_slots_fill(struct rt_slots *out, const struct rt_message *message)
{
    const struct rt_bytes in = message->bytes;
    const uint32_t num = message->num_tags;
    const size_t header = (size_t)rt_message_header_len(num);
    size_t start = header;
    uint32_t before = 0, seen = 0, misfit = 0;
    bool regular = true;
    for (uint32_t i = 0; i < num; i++) {
        uint32_t tag, offset = 0;
        bool last = i + 1 == num;
        bool ok = rt_bytes_u32(&tag, in, (size_t)4 * num + (size_t)4 * i) &&
                  (last || rt_bytes_u32(&offset, in, (size_t)4 * i + 4));
        size_t end = last ? in.len : header + offset;
        enum rt_id id = rt_tag_id(tag);
        regular = regular && id != RT_NUM_IDS && tag > before;
        if (id != RT_NUM_IDS && ok && rt_bytes_sub(&out->value[id], in, start, end - start)) {
            seen |= UINT32_C(1) << id;
            misfit |= (uint32_t)(end - start != rt_tag_len(id)) << id;
        }
        before = tag;
        start = end;
    }
    out->seen = seen;
    out->misfit = misfit;
    out->regular = regular && (seen & ILL_FORMED) == 0;
}
