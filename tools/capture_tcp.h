/* Streams of TCP, put together again, and the packets in them. */
#ifndef ROUGHPROOF_TOOLS_CAPTURE_TCP_H
#define ROUGHPROOF_TOOLS_CAPTURE_TCP_H

#include "tools/capture_ip.h"

/* Where and when a segment was seen. */
struct capture_moment {
    uint64_t frame;
    struct rt_time time;
};

struct capture_stream;

/* A zeroed one follows no streams yet. */
struct capture_streams {
    struct capture_stream *stream;
    size_t num, room;
};

/* Takes a segment, and adds the packets that it completes. Segments may come twice, overlap and overtake each
 * other: of bytes that came twice the first count. Streams of which nothing looks like Roughtime are passed
 * over. False when there is no memory; likewise below. */
RT_MUST_CHECK bool capture_tcp_take(struct capture_streams *streams, struct capture *capture,
                                    const struct capture_segment *segment, const struct capture_moment *at);

/* At the end of the capture: what is still incomplete. */
RT_MUST_CHECK bool capture_tcp_end(struct capture_streams *streams, struct capture *capture);

void capture_tcp_free(struct capture_streams *streams);

/* Adds a packet whose bytes are copied, or an error in its place. */
RT_MUST_CHECK bool capture_add(struct capture *capture, const struct capture_flow *flow,
                               const struct capture_moment *at, struct rt_bytes bytes, enum rt_code code);

/* From or to a port of Roughtime. */
bool capture_port_is_known(const struct capture_flow *flow);

#endif
