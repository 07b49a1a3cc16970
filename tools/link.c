#define _GNU_SOURCE /* ppoll */
#include "tools/link.h"

#include "tools/query_clock.h"

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
    link->connected = false;
    link->out_len = link->out_done = 0;
}

void link_close(struct link *link)
{
    if (link->fd >= 0) {
        close(link->fd);
    }
    link->fd = -1;
}

/* An hour at most. */
static struct timespec timespec_of(uint64_t micros)
{
    uint64_t most = micros < UINT64_C(3600000000) ? micros : UINT64_C(3600000000);
    return (struct timespec){(time_t)(most / 1000000), (long)(most % 1000000) * 1000};
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
    link->connected = failed == 0;
    return failed == 0 || errno == EINPROGRESS || fail(link, errno);
}

bool link_connect(struct link *link, uint64_t until)
{
    uint64_t now = query_clock_now();
    struct pollfd item = {.fd = link->fd, .events = POLLOUT};
    int error = ETIMEDOUT;
    socklen_t len = sizeof error;
    if (link->connected) {
        return true;
    }
    struct timespec wait = timespec_of(until > now ? until - now : 0);
    int num = ppoll(&item, 1, &wait, NULL);
    if (num < 0 || (num > 0 && getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0)) {
        error = errno;
    }
    link->connected = num > 0 && error == 0;
    return link->connected || fail(link, error);
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
    struct timespec wait = timespec_of(micros);
    struct pollfd item = {.fd = link->fd, .events = POLLIN}; /* poll passes over a negative one */
    if (link->fd >= 0 && link->out_done < link->out_len) {
        item.events |= POLLOUT;
    }
    (void)ppoll(&item, 1, &wait, NULL);
}

enum link_result link_receive(struct link *link, struct rt_bytes *bytes)
{
    *bytes = (struct rt_bytes){NULL, 0, 0};
    if (link->fd < 0 || !flush(link)) {
        return LINK_CLOSED;
    }
    ssize_t got = recv(link->fd, link->in, sizeof link->in, 0);
    if (got < 0) {
        return is_later(errno) || fail(link, errno) ? LINK_NOTHING : LINK_CLOSED;
    }
    if (got == 0 && link->protocol == RT_PROTOCOL_TCP) {
        (void)fail(link, 0);
        return LINK_CLOSED;
    }
    *bytes = rt_bytes_from(link->in, (size_t)got);
    return LINK_BYTES;
}
