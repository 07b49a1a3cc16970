/* rt_encode_begin, _reserve, _add, _end, _frame, driven by the input: what the encoder writes parses to what
 * was written, whatever the tags; too small a buffer fails and is not overrun. Maximum length 2048. */
#include "fuzz/invariants.h"
#include "fuzz/target.h"
#include "parser/encode.h"

#define MAX_TAGS 64

/* Tag and value number i as the input says: a tag, a length byte, bytes. */
static bool next_field(struct rt_field *field, struct rt_bytes *rest)
{
    uint8_t words;
    if (!rt_bytes_u32(&field->tag, *rest, 0) || !rt_bytes_u8(&words, *rest, 4)) {
        return false;
    }
    *rest = rt_bytes_after(*rest, 5);
    bool fits = rt_bytes_sub(&field->value, *rest, 0, (size_t)4 * (words % 32));
    *rest = rt_bytes_after(*rest, field->value.len);
    return fits;
}

static size_t encode(uint8_t *out, size_t cap, const struct rt_field *fields, uint32_t num)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, num);
    for (uint32_t i = 0; i < num; i++) {
        rt_encode_add(&encoder, fields[i].tag, fields[i].value);
    }
    return rt_encode_end(&encoder);
}

static void check_parsed(const uint8_t *packet, size_t len, const struct rt_field *fields, uint32_t num)
{
    struct rt_bytes bytes;
    struct rt_message message;
    struct rt_error err;
    struct rt_field field;
    INVARIANT(rt_frame_parse(&bytes, &err, rt_bytes_from(packet, len)));
    INVARIANT(rt_message_parse(&message, &err, bytes, RT_IN_TOP) && message.num_tags == num);
    for (uint32_t i = 0; i < num; i++) {
        INVARIANT(rt_message_at(&field, &message, i) && field.tag == fields[i].tag);
        INVARIANT(rt_bytes_equal(field.value, fields[i].value));
    }
    inv_message(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t packet[RT_FRAME_LEN + MAX_TAGS * 132];
    struct rt_field fields[MAX_TAGS];
    struct rt_bytes rest = rt_bytes_from(data, size);
    uint32_t num = 0;
    while (num < MAX_TAGS && next_field(&fields[num], &rest)) {
        num++;
    }
    size_t len = encode(packet + RT_FRAME_LEN, sizeof packet - RT_FRAME_LEN, fields, num);
    INVARIANT(len >= 4 && rt_encode_frame(packet, sizeof packet, len));
    check_parsed(packet, RT_FRAME_LEN + len, fields, num);
    size_t cap = size > 0 ? data[size - 1] % len : 0;
    uint8_t *small = malloc(cap + 1);
    INVARIANT(small != NULL);
    small[cap] = 0xa5;
    INVARIANT(encode(small, cap, fields, num) == 0 && small[cap] == 0xa5);
    free(small);
    return 0;
}
