#include "tools/capture.h"

#include "tools/capture_tcp.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

bool capture_begins(struct rt_bytes file)
{
    static const uint8_t magics[][4] = {
        {0xa1, 0xb2, 0xc3, 0xd4}, {0xd4, 0xc3, 0xb2, 0xa1}, /* microseconds, in both byte orders */
        {0xa1, 0xb2, 0x3c, 0x4d}, {0x4d, 0x3c, 0xb2, 0xa1}, /* nanoseconds */
        {0xa1, 0xb2, 0xcd, 0x34}, {0x34, 0xcd, 0xb2, 0xa1}, /* Kuznetzov's */
        {0x0a, 0x0d, 0x0d, 0x0a},                           /* pcapng */
    };
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (rt_bytes_starts(file, magics[i], sizeof magics[i])) {
            return file.len >= 24; /* no capture is shorter, and no message of so many tags is either */
        }
    }
    return false;
}

bool capture_port_is_known(const struct capture_flow *flow)
{
    static const uint16_t ports[] = {2002, 2003, 5319};
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++) {
        if (flow->from.port == ports[i] || flow->to.port == ports[i]) {
            return true;
        }
    }
    return false;
}

static bool is_other_end(const struct capture_endpoint *a, const struct capture_endpoint *b)
{
    return a->port == b->port && a->address_len == b->address_len &&
           memcmp(a->address, b->address, a->address_len) == 0;
}

bool capture_flow_answers(const struct capture_flow *response, const struct capture_flow *request)
{
    return response->tcp == request->tcp && is_other_end(&response->from, &request->to) &&
           is_other_end(&response->to, &request->from);
}

/* "192.0.2.1:4000", "[2001:db8::1]:4000", without the port where it is not known. */
static void put_endpoint(char out[64], const struct capture_endpoint *end)
{
    char address[INET6_ADDRSTRLEN] = "?";
    bool v6 = end->address_len == 16;
    inet_ntop(v6 ? AF_INET6 : AF_INET, end->address, address, sizeof address);
    if (end->port != 0) {
        snprintf(out, 64, v6 ? "[%s]:%u" : "%s:%u", address, end->port);
    } else {
        snprintf(out, 64, "%s", address);
    }
}

static void put_label(struct capture_packet *packet)
{
    char from[64], to[64];
    put_endpoint(from, &packet->flow.from);
    put_endpoint(to, &packet->flow.to);
    snprintf(packet->label, sizeof packet->label, "frame %llu, %s %s > %s", (unsigned long long)packet->frame,
             packet->flow.tcp ? "tcp" : "udp", from, to);
}

static bool grow(struct capture *capture)
{
    size_t room = capture->room == 0 ? 64 : 2 * capture->room;
    if (capture->num_packets < capture->room) {
        return true;
    }
    void *moved = realloc(capture->packet, room * sizeof *capture->packet);
    if (moved == NULL) {
        return false;
    }
    capture->packet = moved;
    capture->room = room;
    return true;
}

bool capture_add(struct capture *capture, const struct capture_flow *flow, const struct capture_moment *at,
                 struct rt_bytes bytes, enum rt_code code)
{
    uint8_t *copy = NULL;
    if (!grow(capture) || (code == RT_OK && (copy = malloc(bytes.len + 1)) == NULL)) {
        return false;
    }
    struct capture_packet *packet = &capture->packet[capture->num_packets++];
    *packet =
        (struct capture_packet){.error.code = code, .time = at->time, .frame = at->frame, .flow = *flow};
    if (copy != NULL) {
        memcpy(copy, bytes.data, bytes.len);
        packet->bytes = rt_bytes_from(copy, bytes.len);
    }
    put_label(packet);
    return true;
}

void capture_free(struct capture *capture)
{
    for (size_t i = 0; i < capture->num_packets; i++) {
        free((void *)(uintptr_t)capture->packet[i].bytes.data);
    }
    free(capture->packet);
    *capture = (struct capture){.packet = NULL};
}
