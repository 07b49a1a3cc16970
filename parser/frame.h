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
/*@ requires rt_readable(in);
    assigns \nothing;
    ensures \result ==> in.len >= 4; */
bool rt_frame_begins(struct rt_bytes in);

/* The message inside `packet`, which must be one whole packet and nothing else, as in a datagram.
 * On failure `message` is empty. Errors: all packet-* but packet-framed. */
/*@ requires \valid(message) && \valid(err) && \separated(message, err) && rt_readable(packet);
    assigns *message, *err;
    ensures rt_readable(*message) && rt_inside(*message, packet);
    ensures \result ==> message->data == packet.data + RT_FRAME_LEN;
    ensures \result ==> message->len == packet.len - RT_FRAME_LEN && message->len % 4 == 0;
    ensures \result ==> packet.len <= RT_PACKET_MAX;
    ensures !\result ==> message->len == 0; */
RT_MUST_CHECK bool rt_frame_parse(struct rt_bytes *message, struct rt_error *err, struct rt_bytes packet);

/* The message in `in`, which is one packet or one bare message; `framed` says which it was taken for, also
 * after failure. Errors: as rt_frame_parse, and packet-too-long for a bare message. */
/*@ requires \valid(message) && \valid(framed) && \valid(err) && rt_readable(in);
    requires \separated(message, framed, err);
    assigns *message, *framed, *err;
    ensures rt_readable(*message) && rt_inside(*message, in);
    ensures \result ==> message->len <= RT_PACKET_MAX;
    ensures !\result ==> message->len == 0; */
RT_MUST_CHECK bool rt_frame_open(struct rt_bytes *message, bool *framed, struct rt_error *err,
                                 struct rt_bytes in, enum rt_form form);

/* Cuts the first packet, header included, off a stream of packets. Bytes that follow it are left in `rest`:
 * what they are is not looked at. On failure `packet` is all of `in` and `rest` is empty, for where the next
 * packet begins is then anybody's guess. Errors: as rt_frame_parse, without packet-trailing. */
/*@ requires \valid(packet) && \valid(rest) && \valid(err) && rt_readable(in);
    requires \separated(packet, rest, err);
    assigns *packet, *rest, *err;
    ensures rt_readable(*packet) && rt_inside(*packet, in);
    ensures rt_readable(*rest) && rt_inside(*rest, in);
    ensures \result ==> packet->len + rest->len == in.len && RT_FRAME_LEN <= packet->len <= RT_PACKET_MAX;
    ensures !\result ==> packet->len == in.len && rest->len == 0; */
RT_MUST_CHECK bool rt_frame_split(struct rt_bytes *packet, struct rt_bytes *rest, struct rt_error *err,
                                  struct rt_bytes in);

#ifdef __cplusplus
}
#endif

#endif
