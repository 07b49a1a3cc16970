/* Mistakes in the header of the message and in the packet. */
#include "tools/sketch.h"

#include "parser/encode.h"
#include "parser/frame.h"

#include <string.h>

/* Word number `index` of the message's header, or NULL where there is none. Word 0 is the number of tags,
 * the next num - 1 are offsets. */
static uint8_t *word(struct sketch *s, uint32_t index)
{
    return (size_t)4 * index + 4 <= s->len - s->header ? s->out + s->header + (size_t)4 * index : NULL;
}

static uint8_t *last_offset(struct sketch *s)
{
    return s->num < 2 ? NULL : word(s, s->num - 1);
}

bool mistake_offset_unaligned(struct sketch *s)
{
    uint8_t *last = last_offset(s);
    if (last != NULL) {
        rt_encode_u32(last, rt_bytes_le32(last) + 2);
    }
    return last != NULL;
}

bool mistake_offset_decreasing(struct sketch *s)
{
    uint8_t *last = last_offset(s), *before = s->num < 3 ? NULL : word(s, s->num - 2);
    if (last == NULL || before == NULL || rt_bytes_le32(before) < 4) {
        return false;
    }
    rt_encode_u32(last, rt_bytes_le32(before) - 4);
    return true;
}

bool mistake_offset_beyond(struct sketch *s)
{
    uint8_t *last = last_offset(s);
    if (last != NULL) {
        rt_encode_u32(last, (uint32_t)(s->len - s->header - (size_t)8 * s->num + 4));
    }
    return last != NULL;
}

static bool claim_tags(struct sketch *s, uint32_t num)
{
    uint8_t *first = word(s, 0);
    if (first != NULL) {
        rt_encode_u32(first, num);
    }
    return first != NULL;
}

bool mistake_tags_none(struct sketch *s)
{
    return claim_tags(s, 0);
}

bool mistake_tags_huge(struct sketch *s)
{
    return claim_tags(s, UINT32_MAX);
}

bool mistake_tags_wrapping(struct sketch *s)
{
    return claim_tags(s, UINT32_C(0x20000001));
}

bool mistake_message_empty(struct sketch *s)
{
    s->len = s->header + 4;
    return claim_tags(s, 0);
}

bool mistake_message_none(struct sketch *s)
{
    s->len = s->header;
    return true;
}

/* The later stages add at most 18 bytes, and MISTAKE_ROOM is far from used up. */
static bool append_zeros(struct sketch *s, size_t len)
{
    memset(s->out + s->len, 0, len);
    s->len += len;
    return true;
}

bool mistake_message_unaligned(struct sketch *s)
{
    return append_zeros(s, 2);
}

static bool put_magic(struct sketch *s, const char *magic)
{
    if (s->framed) {
        memcpy(s->out, magic, 8);
    }
    return s->framed;
}

bool mistake_magic_wrong(struct sketch *s)
{
    return put_magic(s, "ROUGHTIN");
}

bool mistake_magic_swapped(struct sketch *s)
{
    return put_magic(s, "MITHGUOR");
}

bool mistake_length_swapped(struct sketch *s)
{
    if (!s->framed) {
        return false;
    }
    uint8_t b[4];
    memcpy(b, s->out + 8, 4);
    for (unsigned i = 0; i < 4; i++) {
        s->out[8 + i] = b[3 - i];
    }
    return true;
}

static bool claim_length(struct sketch *s, uint32_t len)
{
    if (s->framed) {
        rt_encode_u32(s->out + 8, len);
    }
    return s->framed;
}

bool mistake_length_less(struct sketch *s)
{
    size_t len = s->len - s->header;
    return len >= 4 && claim_length(s, (uint32_t)len - 4);
}

bool mistake_length_more(struct sketch *s)
{
    return claim_length(s, (uint32_t)(s->len - s->header) + 4);
}

bool mistake_length_huge(struct sketch *s)
{
    return claim_length(s, UINT32_MAX);
}

bool mistake_trailing(struct sketch *s)
{
    return s->framed && append_zeros(s, 4);
}

static bool cut(struct sketch *s, size_t len)
{
    bool ok = s->framed && len < s->len;
    s->len = ok ? len : s->len;
    return ok;
}

bool mistake_truncated(struct sketch *s)
{
    return s->len >= RT_FRAME_LEN + 4 && cut(s, s->len - 4);
}

bool mistake_header_alone(struct sketch *s)
{
    return cut(s, RT_FRAME_LEN);
}

bool mistake_header_short(struct sketch *s)
{
    return cut(s, RT_FRAME_LEN - 4);
}

/* A header around all that there is. */
static bool wrap(struct sketch *s)
{
    memmove(s->out + RT_FRAME_LEN, s->out, s->len);
    bool ok = rt_encode_frame(s->out, RT_FRAME_LEN, s->len);
    s->len += RT_FRAME_LEN;
    return ok;
}

bool mistake_header_twice(struct sketch *s)
{
    return s->framed && wrap(s);
}

bool mistake_no_header(struct sketch *s)
{
    if (!s->framed || s->len < RT_FRAME_LEN) {
        return false;
    }
    s->len -= RT_FRAME_LEN;
    memmove(s->out, s->out + RT_FRAME_LEN, s->len);
    return true;
}

bool mistake_header_before_bare(struct sketch *s)
{
    return !s->framed && wrap(s);
}
