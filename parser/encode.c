#include "encode.h"

void rt_encode_u32(uint8_t out[4], uint32_t v)
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (uint8_t)(v >> (8 * i));
    }
}

void rt_encode_u64(uint8_t out[8], uint64_t v)
{
    rt_encode_u32(out, (uint32_t)v);
    rt_encode_u32(out + 4, (uint32_t)(v >> 32));
}

void rt_encode_begin(struct rt_encoder *encoder, uint8_t *out, size_t cap, uint32_t num_tags)
{
    uint64_t header = num_tags == 0 ? 4 : (uint64_t)8 * num_tags;
    bool failed = header > cap;
    *encoder = (struct rt_encoder){out, cap, failed ? 0 : (size_t)header, num_tags, 0, failed};
    if (!failed) {
        rt_encode_u32(out, num_tags);
    }
}

uint8_t *rt_encode_reserve(struct rt_encoder *encoder, uint32_t tag, size_t len)
{
    /* encoder->len <= cap and header <= len: neither difference wraps. */
    bool fits = !encoder->failed && encoder->next < encoder->num_tags && len % 4 == 0 &&
                len <= encoder->cap - encoder->len;
    size_t offset = encoder->failed ? 0 : encoder->len - (size_t)8 * encoder->num_tags;
    if (!fits || (encoder->next > 0 && offset > UINT32_MAX)) {
        encoder->failed = true;
        return NULL;
    }
    if (encoder->next > 0) {
        rt_encode_u32(encoder->out + (size_t)4 * encoder->next, (uint32_t)offset);
    }
    rt_encode_u32(encoder->out + (size_t)4 * encoder->num_tags + (size_t)4 * encoder->next, tag);
    uint8_t *value = encoder->out + encoder->len;
    memset(value, 0, len);
    encoder->next++;
    encoder->len += len;
    return value;
}

void rt_encode_add(struct rt_encoder *encoder, uint32_t tag, struct rt_bytes value)
{
    uint8_t *room = rt_encode_reserve(encoder, tag, value.len);
    if (room != NULL && value.len > 0) {
        memcpy(room, value.data, value.len);
    }
}

size_t rt_encode_end(struct rt_encoder *encoder)
{
    encoder->failed = encoder->failed || encoder->next != encoder->num_tags;
    return encoder->failed ? 0 : encoder->len;
}

bool rt_encode_frame(uint8_t *out, size_t cap, size_t message_len)
{
    if (cap < 12 || message_len > UINT32_MAX) {
        return false;
    }
    memcpy(out, "ROUGHTIM", 8);
    rt_encode_u32(out + 8, (uint32_t)message_len);
    return true;
}
