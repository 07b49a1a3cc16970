/* A socket to one endpoint, of UDP or TCP. Nothing here waits but link_wait. */
#ifndef ROUGHPROOF_TOOLS_LINK_H
#define ROUGHPROOF_TOOLS_LINK_H

#include "parser/frame.h"
#include "tools/endpoint.h"

struct link {
    int fd; /* -1: closed */
    enum rt_protocol protocol;
    int error; /* errno of what closed it; 0 if the peer did */
    bool connected;
    size_t out_len, out_done;
    uint8_t out[RT_PACKET_MAX]; /* of TCP */
    uint8_t in[RT_PACKET_MAX];
};

enum link_result {
    LINK_BYTES,
    LINK_NOTHING, /* so far */
    LINK_CLOSED,  /* `error` says why */
};

/* A closed one: all that must be done before the first use. */
void link_init(struct link *link);

/* Opens it. UDP is connected then, TCP later: see link_connect. False, closed, with `error`. */
RT_MUST_CHECK bool link_open(struct link *link, const struct endpoint *to);

/* Waits until it is connected, until `until` of query_clock_now at most, or until a signal comes. False if it
 * is not: closed, with `error`. */
RT_MUST_CHECK bool link_connect(struct link *link, uint64_t until);

/* Sends a packet, or of TCP as much of it as goes now; the rest goes while link_receive is called. What was
 * given before must have been sent. False, closed, with `error`. */
RT_MUST_CHECK bool link_send(struct link *link, struct rt_bytes packet);

/* Waits until something can be done, `micros` at most, or a signal comes. Of a closed one, all that time. */
void link_wait(const struct link *link, uint64_t micros);

/* What came: a datagram, or the next piece of the stream, not empty. Valid until the next call. */
RT_MUST_CHECK enum link_result link_receive(struct link *link, struct rt_bytes *bytes);

void link_close(struct link *link);

#endif
