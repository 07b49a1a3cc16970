#include "tools/capture_ip.h"

#include <pcap/dlt.h>

#define ETHERTYPE_IPV4   0x0800
#define ETHERTYPE_IPV6   0x86dd
#define ETHERTYPE_VLAN   0x8100
#define ETHERTYPE_QINQ   0x88a8
#define ETHERTYPE_QINQ_9 0x9100

#define PROTOCOL_HOP_BY_HOP  0
#define PROTOCOL_TCP         6
#define PROTOCOL_UDP         17
#define PROTOCOL_ROUTING     43
#define PROTOCOL_FRAGMENT    44
#define PROTOCOL_AH          51
#define PROTOCOL_DESTINATION 60

/* More VLAN tags or extension headers than these are taken for an attack on the reader. */
#define NESTING_MAX 16

static unsigned byte_at(struct rt_bytes in, size_t at)
{
    uint8_t v;
    return rt_bytes_u8(&v, in, at) ? v : 0;
}

/* Big-endian; 0 beyond the end, which the lengths are checked for before. */
static unsigned u16_at(struct rt_bytes in, size_t at)
{
    return byte_at(in, at) << 8 | byte_at(in, at + 1);
}

static uint32_t u32_at(struct rt_bytes in, size_t at)
{
    return (uint32_t)u16_at(in, at) << 16 | u16_at(in, at + 2);
}

/* Cuts what follows `len` bytes off, as padding of a frame; more than there are is missing. */
static void limit(struct rt_bytes *payload, size_t *missing, size_t len)
{
    if (len <= payload->len) {
        *missing = 0;
        payload->len = len;
    } else {
        *missing = len - payload->len;
    }
}

static void take_udp(struct capture_segment *out, struct rt_bytes in)
{
    size_t len = u16_at(in, 4);
    out->flow.from.port = (uint16_t)u16_at(in, 0);
    out->flow.to.port = (uint16_t)u16_at(in, 2);
    if (in.len < 8 || (len < 8 && len != 0)) {
        return;
    }
    out->kind = CAPTURE_UDP;
    out->payload = rt_bytes_after(in, 8);
    /* A length of 0 is a jumbogram's, or that of an offloading network card: then IP's counts. */
    if (len >= 8 && len - 8 <= out->payload.len + out->missing) {
        limit(&out->payload, &out->missing, len - 8);
    }
}

static void take_tcp(struct capture_segment *out, struct rt_bytes in)
{
    size_t header = (size_t)(byte_at(in, 12) >> 4) * 4;
    unsigned flags = byte_at(in, 13);
    if (header < 20 || header > in.len) {
        return;
    }
    out->kind = CAPTURE_TCP;
    out->flow.tcp = true;
    out->flow.from.port = (uint16_t)u16_at(in, 0);
    out->flow.to.port = (uint16_t)u16_at(in, 2);
    out->sequence = u32_at(in, 4);
    out->fin = (flags & 1) != 0;
    out->syn = (flags & 2) != 0;
    out->reset = (flags & 4) != 0;
    out->payload = rt_bytes_after(in, header);
}

static void take_transport(struct capture_segment *out, unsigned protocol, struct rt_bytes in)
{
    if (protocol == PROTOCOL_UDP) {
        take_udp(out, in);
    } else if (protocol == PROTOCOL_TCP) {
        take_tcp(out, in);
    }
}

static void take_fragment(struct capture_segment *out, unsigned protocol)
{
    if (protocol == PROTOCOL_UDP || protocol == PROTOCOL_TCP) {
        out->kind = CAPTURE_FRAGMENT;
        out->flow.tcp = protocol == PROTOCOL_TCP;
    }
}

static void take_addresses(struct capture_flow *flow, struct rt_bytes in, size_t at, uint8_t len)
{
    struct rt_bytes from, to;
    if (rt_bytes_sub(&from, in, at, len) && rt_bytes_sub(&to, in, at + len, len)) {
        memcpy(flow->from.address, from.data, len);
        memcpy(flow->to.address, to.data, len);
        flow->from.address_len = flow->to.address_len = len;
    }
}

static void take_ipv4(struct capture_segment *out, struct rt_bytes in)
{
    size_t header = (size_t)(byte_at(in, 0) & 15) * 4;
    size_t total = u16_at(in, 2);
    unsigned fragment = u16_at(in, 6), protocol = byte_at(in, 9);
    if (in.len < 20 || header < 20 || header > in.len) {
        return;
    }
    /* A total length of 0 comes from cards that cut large packets themselves. */
    if (total >= header) {
        limit(&in, &out->missing, total);
    }
    take_addresses(&out->flow, in, 12, 4);
    if ((fragment & 0x3fff) != 0) { /* an offset, or more to come */
        take_fragment(out, protocol);
        return;
    }
    take_transport(out, protocol, rt_bytes_after(in, header));
}

/* The length of an extension header, or 0 if `protocol` is none that can be passed over. */
static size_t extension_len(unsigned protocol, struct rt_bytes in)
{
    switch (protocol) {
    case PROTOCOL_HOP_BY_HOP:
    case PROTOCOL_ROUTING:
    case PROTOCOL_DESTINATION:
        return ((size_t)byte_at(in, 1) + 1) * 8;
    case PROTOCOL_AH:
        return ((size_t)byte_at(in, 1) + 2) * 4;
    default:
        return 0;
    }
}

static void take_ipv6(struct capture_segment *out, struct rt_bytes in)
{
    size_t total = u16_at(in, 4);
    unsigned protocol = byte_at(in, 6);
    if (in.len < 40) {
        return;
    }
    take_addresses(&out->flow, in, 8, 16);
    in = rt_bytes_after(in, 40);
    if (total > 0) { /* 0: a jumbogram */
        limit(&in, &out->missing, total);
    }
    for (int i = 0; i < NESTING_MAX; i++) {
        size_t len = extension_len(protocol, in);
        if (protocol == PROTOCOL_FRAGMENT && in.len >= 8) {
            if ((u16_at(in, 2) & 0xfff9) != 0) {
                take_fragment(out, byte_at(in, 0));
                return;
            }
            len = 8; /* an atomic fragment is whole (RFC 6946) */
        }
        if (len == 0 || len > in.len) {
            break;
        }
        protocol = byte_at(in, 0);
        in = rt_bytes_after(in, len);
    }
    take_transport(out, protocol, in);
}

static void take_network(struct capture_segment *out, unsigned type, struct rt_bytes in)
{
    for (int i = 0; i < NESTING_MAX && in.len >= 4 &&
                    (type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ || type == ETHERTYPE_QINQ_9);
         i++) {
        type = u16_at(in, 2);
        in = rt_bytes_after(in, 4);
    }
    if (type == ETHERTYPE_IPV4) {
        take_ipv4(out, in);
    } else if (type == ETHERTYPE_IPV6) {
        take_ipv6(out, in);
    }
}

static void take_ip(struct capture_segment *out, struct rt_bytes in)
{
    unsigned version = byte_at(in, 0) >> 4;
    if (version == 4) {
        take_ipv4(out, in);
    } else if (version == 6) {
        take_ipv6(out, in);
    }
}

bool capture_link_is_known(int link)
{
    switch (link) {
    case DLT_EN10MB:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_NULL:
    case DLT_LOOP:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
        return true;
    default:
        return false;
    }
}

void capture_take_apart(struct capture_segment *out, int link, struct rt_bytes frame, size_t missing)
{
    *out = (struct capture_segment){.kind = CAPTURE_OTHER, .missing = missing};
    switch (link) {
    case DLT_EN10MB:
        take_network(out, u16_at(frame, 12), rt_bytes_after(frame, 14));
        break;
    case DLT_LINUX_SLL:
        take_network(out, u16_at(frame, 14), rt_bytes_after(frame, 16));
        break;
    case DLT_LINUX_SLL2:
        take_network(out, u16_at(frame, 0), rt_bytes_after(frame, 20));
        break;
    case DLT_NULL:
    case DLT_LOOP: /* the family's number differs from system to system, and so does its byte order */
        take_ip(out, rt_bytes_after(frame, 4));
        break;
    default:
        take_ip(out, frame);
        break;
    }
}
