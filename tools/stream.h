/* Packets in a stream of bytes (RFC 10049 5). */
#ifndef ROUGHPROOF_TOOLS_STREAM_H
#define ROUGHPROOF_TOOLS_STREAM_H

#include "parser/frame.h"

enum stream_state {
    STREAM_PACKET, /* a whole one */
    STREAM_MORE,   /* what there is may become one */
    STREAM_WRONG,  /* nothing that follows can make it one, or it is too long: the connection is to be closed
                    */
};

/* The first packet of what has arrived: packet header and message, at most `max` bytes; empty unless
 * STREAM_PACKET. */
enum stream_state stream_cut(struct rt_bytes *packet, struct rt_bytes arrived, size_t max);

#endif
