/* Packet captures: the Roughtime packets in them, with where and when they were seen. */
#ifndef ROUGHPROOF_TOOLS_CAPTURE_H
#define ROUGHPROOF_TOOLS_CAPTURE_H

#include "parser/error.h"
#include "parser/time.h"

/* Streams of TCP that are followed at the same time, and bytes that one of them may hold back while earlier
 * ones are missing, or before a packet is whole. What is beyond is told. */
#define CAPTURE_STREAMS_MAX 4096
#define CAPTURE_HELD_MAX    ((size_t)256 << 10)

#define CAPTURE_LABEL_MAX 192

struct capture_endpoint {
    uint8_t address[16]; /* 4 bytes of IPv4, or 16 */
    uint8_t address_len;
    uint16_t port;
};

/* One end to another. */
struct capture_flow {
    struct capture_endpoint from, to;
    bool tcp;
};

/* A Roughtime packet, or one that might have been one but for what `error` says. */
struct capture_packet {
    struct rt_bytes bytes; /* from malloc, the capture's; empty if there is an error */
    struct rt_error error; /* RT_OK, or truncated-capture, capture-fragment, capture-gap */
    struct rt_time time;   /* when its last byte was seen */
    uint64_t frame;        /* of that byte, counted from 1 as other tools do */
    struct capture_flow flow;
    char label[CAPTURE_LABEL_MAX]; /* "frame 12, udp 192.0.2.1:4000 > 198.51.100.7:2002": printable */
};

struct capture {
    struct capture_packet *packet;
    size_t num_packets, room;
    uint64_t num_frames;
    uint64_t num_others; /* frames that were no Roughtime, and no doubt */
};

enum capture_failure { CAPTURE_READ, CAPTURE_REFUSED, CAPTURE_NO_MEMORY };

/* Begins like a file of libpcap's or like pcapng. */
bool capture_begins(struct rt_bytes file);

/* Reads all of a capture: Ethernet, VLAN, raw IP, loopback, Linux cooked; IPv4, IPv6, UDP, TCP. Taken for
 * Roughtime is what begins like a packet with ROUGHTIM header; what is a request or a response without one;
 * and whatever goes to or from the ports 2002, 2003 and 5319.
 * Errors: capture-form, capture-link. Capture that ends in the middle of a frame: `err` is capture-end, all
 * before it is there, and the result CAPTURE_READ. Free in any case. */
RT_MUST_CHECK enum capture_failure capture_read(struct capture *out, struct rt_error *err,
                                                struct rt_bytes file);

void capture_free(struct capture *capture);

/* The flow in the other direction. */
bool capture_flow_answers(const struct capture_flow *response, const struct capture_flow *request);

#endif
