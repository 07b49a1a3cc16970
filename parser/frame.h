/* The packet header: "ROUGHTIM" and the length of the message that follows (RFC 10049 5). */
#ifndef ROUGHPROOF_PARSER_FRAME_H
#define ROUGHPROOF_PARSER_FRAME_H

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes before the message. */
#define RT_FRAME_LEN 12

/* The longest packet or bare message that is read: what no UDP datagram exceeds. TCP states no limit. */
#define RT_PACKET_MAX 65535

/* What the caller knows of the bytes. */
enum rt_form {
    RT_FORM_ANY,     /* a packet if it begins like one, else a bare message */
    RT_FORM_PACKET,  /* with ROUGHTIM header */
    RT_FORM_MESSAGE, /* without */
};

/* `in` begins like a packet, well formed or not: with ROUG, or with MITH as when the magic was written
 * big-endian. No message does, for it would have more than a milliard tags. */
bool rt_frame_begins(struct rt_bytes in);

/* The message inside `packet`, which must be one whole packet and nothing else, as in a datagram.
 * On failure `message` is empty. Errors: all packet-* but packet-framed. */
RT_MUST_CHECK bool rt_frame_parse(struct rt_bytes *message, struct rt_error *err, struct rt_bytes packet);

/* The message in `in`, which is one packet or one bare message; `framed` says which it was taken for, also
 * after failure. Errors: as rt_frame_parse, and packet-too-long for a bare message. */
RT_MUST_CHECK bool rt_frame_open(struct rt_bytes *message, bool *framed, struct rt_error *err,
                                 struct rt_bytes in, enum rt_form form);

/* Cuts the first packet, header included, off a stream of packets. Bytes that follow it are left in `rest`:
 * what they are is not looked at. On failure `packet` is all of `in` and `rest` is empty, for where the next
 * packet begins is then anybody's guess. Errors: as rt_frame_parse, without packet-trailing. */
RT_MUST_CHECK bool rt_frame_split(struct rt_bytes *packet, struct rt_bytes *rest, struct rt_error *err,
                                  struct rt_bytes in);

#ifdef __cplusplus
}
#endif

#endif
