#define _GNU_SOURCE /* ppoll */
#include "tools/link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

void link_init(struct link *link)
{
    link->fd = -1;
    link->error = 0;
    link->fault = (struct rt_error){.code = RT_OK};
    link->out_len = link->out_done = link->in_len = link->in_used = 0;
}

void link_close(struct link *link)
{
    if (link->fd >= 0) {
        close(link->fd);
    }
    link->fd = -1;
}

static bool fail(struct link *link, int error)
{
    link_close(link);
    link->error = error;
    return false;
}

static bool is_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR || error == ENOTCONN;
}

bool link_open(struct link *link, const struct endpoint *to)
{
    static const int yes = 1;
    link_init(link);
    link->protocol = to->protocol;
    int type = to->protocol == RT_PROTOCOL_TCP ? SOCK_STREAM : SOCK_DGRAM;
    link->fd = socket(to->address.ss_family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (link->fd < 0) {
        return fail(link, errno);
    }
    if (to->protocol == RT_PROTOCOL_TCP) {
        (void)setsockopt(link->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* only slower without */
    }
    /* Of UDP: from nobody else then, and ICMP's errors arrive. */
    int failed = connect(link->fd, (const struct sockaddr *)&to->address, to->address_len);
    return failed == 0 || errno == EINPROGRESS || fail(link, errno);
}

/* False on a failure that is none of waiting. */
static bool flush(struct link *link)
{
    while (link->out_done < link->out_len) {
        ssize_t sent =
            send(link->fd, link->out + link->out_done, link->out_len - link->out_done, MSG_NOSIGNAL);
        if (sent < 0) {
            return is_later(errno) || fail(link, errno);
        }
        link->out_done += (size_t)sent;
    }
    return true;
}

bool link_send(struct link *link, struct rt_bytes packet)
{
    if (link->fd < 0 || packet.len > sizeof link->out) {
        return fail(link, link->fd < 0 ? ENOTCONN : EMSGSIZE);
    }
    if (link->protocol == RT_PROTOCOL_UDP) {
        return send(link->fd, packet.data, packet.len, MSG_NOSIGNAL) >= 0 || fail(link, errno);
    }
    memcpy(link->out, packet.data, packet.len);
    link->out_len = packet.len;
    link->out_done = 0;
    return flush(link);
}

void link_wait(const struct link *link, uint64_t micros)
{
    uint64_t most = micros < UINT64_C(3600000000) ? micros : UINT64_C(3600000000);
    struct timespec wait = {(time_t)(most / 1000000), (long)(most % 1000000) * 1000};
    struct pollfd item = {.fd = link->fd, .events = POLLIN}; /* poll passes over a negative one */
    if (link->fd >= 0 && link->out_done < link->out_len) {
        item.events |= POLLOUT;
    }
    (void)ppoll(&item, 1, &wait, NULL);
}

/* A packet that is whole in the buffer of TCP. */
static enum link_result cut(struct link *link, struct rt_bytes *packet)
{
    struct rt_bytes rest, all = rt_bytes_from(link->in + link->in_used, link->in_len - link->in_used);
    struct rt_error err;
    uint32_t len;
    if (all.len < RT_FRAME_LEN) {
        return LINK_NOTHING;
    }
    if (rt_frame_split(packet, &rest, &err, all)) {
        link->in_used += packet->len;
        return LINK_PACKET;
    }
    *packet = (struct rt_bytes){NULL, 0, 0};
    if (err.code == RT_E_PACKET_TRUNCATED && rt_bytes_u32(&len, all, 8)) {
        return LINK_NOTHING;
    }
    link->fault = err;
    (void)fail(link, 0);
    return LINK_CLOSED;
}

static enum link_result receive_stream(struct link *link, struct rt_bytes *packet)
{
    if (!flush(link)) {
        return LINK_CLOSED;
    }
    memmove(link->in, link->in + link->in_used, link->in_len - link->in_used);
    link->in_len -= link->in_used;
    link->in_used = 0;
    enum link_result result = cut(link, packet);
    if (result != LINK_NOTHING) {
        return result;
    }
    ssize_t got = recv(link->fd, link->in + link->in_len, sizeof link->in - link->in_len, 0);
    if (got <= 0) {
        bool later = got < 0 && is_later(errno);
        return later || fail(link, got < 0 ? errno : 0) ? LINK_NOTHING : LINK_CLOSED;
    }
    link->in_len += (size_t)got;
    return cut(link, packet);
}

enum link_result link_receive(struct link *link, struct rt_bytes *packet)
{
    *packet = (struct rt_bytes){NULL, 0, 0};
    if (link->fd < 0) {
        return LINK_CLOSED;
    }
    if (link->protocol == RT_PROTOCOL_TCP) {
        return receive_stream(link, packet);
    }
    ssize_t got = recv(link->fd, link->in, RT_PACKET_MAX, 0);
    if (got < 0) {
        return is_later(errno) || fail(link, errno) ? LINK_NOTHING : LINK_CLOSED;
    }
    *packet = rt_bytes_from(link->in, (size_t)got);
    return LINK_PACKET;
}
