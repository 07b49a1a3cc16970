/* From a captured frame to the transport's payload. */
#ifndef ROUGHPROOF_TOOLS_CAPTURE_IP_H
#define ROUGHPROOF_TOOLS_CAPTURE_IP_H

#include "tools/capture.h"

enum capture_kind {
    CAPTURE_OTHER, /* nothing that concerns us */
    CAPTURE_UDP,
    CAPTURE_TCP,
    CAPTURE_FRAGMENT, /* of an IP packet that carries UDP or TCP */
};

struct capture_segment {
    enum capture_kind kind;
    struct capture_flow flow; /* of a fragment but the first, without ports */
    struct rt_bytes payload;  /* as much of it as was captured */
    size_t missing;           /* bytes of it that the capture cut off */
    uint32_t sequence;        /* of TCP: number of the payload's first byte */
    bool syn, fin, reset;
};

/* The link types that are read: DLT_ numbers of libpcap. */
bool capture_link_is_known(int link);

/* Takes a frame apart, `missing` bytes of which were cut off by the capture. */
void capture_take_apart(struct capture_segment *out, int link, struct rt_bytes frame, size_t missing);

#endif
