/* Writes messages and packets into the caller's buffer: the exact inverse of message.h and frame.h. */
#ifndef ROUGHPROOF_PARSER_ENCODE_H
#define ROUGHPROOF_PARSER_ENCODE_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A message under construction. After the first failure every further call does nothing and fails too, so
 * that a caller may check rt_encode_end alone. */
struct rt_encoder {
    uint8_t *out;
    size_t cap;
    size_t len; /* written, header included */
    uint32_t num_tags;
    uint32_t next;
    bool failed;
};

/* Begins a message of `num_tags` at out[0]; the header's room is taken at once. */
void rt_encode_begin(struct rt_encoder *encoder, uint8_t *out, size_t cap, uint32_t num_tags);

/* Appends a tag and its value. Tags go onto the wire in the order of the calls: sorting them, as every
 * version but drafts 00 and 01 demands, is the caller's business (and breaking that is mkreq's).
 * Fails when the buffer is full, after `num_tags` calls, and for a value that is not a multiple of four. */
void rt_encode_add(struct rt_encoder *encoder, uint32_t tag, struct rt_bytes value);

/* Room for a value of `len` bytes under `tag`, zeroed, to be filled before rt_encode_end: for nested
 * messages. NULL on failure, as above. */
uint8_t *rt_encode_reserve(struct rt_encoder *encoder, uint32_t tag, size_t len);

/* Ends the message; its length, or 0 on failure (also when fewer than `num_tags` were added). */
RT_MUST_CHECK size_t rt_encode_end(struct rt_encoder *encoder);

/* Writes the 12 bytes of a packet header for a message of `message_len`, which the caller puts behind them.
 * False, nothing written, if `cap` is less than 12 or the length no uint32. */
RT_MUST_CHECK bool rt_encode_frame(uint8_t *out, size_t cap, size_t message_len);

void rt_encode_u32(uint8_t out[4], uint32_t v);
void rt_encode_u64(uint8_t out[8], uint64_t v);

#ifdef __cplusplus
}
#endif

#endif
