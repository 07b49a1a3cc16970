/* Packets one after the other on each connection, answered in order. A connection holds bounded memory and
 * bounded time: one that reads slowly stops being read from, and is closed when it stalls. */
#include "tools/serve.h"

#include "parser/frame.h"
#include "tools/ratelimit.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* Packets answered at once, for one connection. */
#define PIPELINE 8

struct connection {
    int fd;
    uint64_t deadline; /* to make progress by: a request complete, or a reply taken */
    size_t in_len, out_len, out_sent;
    uint8_t in[PIPELINE * SERVE_REQUEST_MAX];
    uint8_t out[PIPELINE * RESPOND_REPLY_MAX];
};

struct tcp {
    struct serve *serve;
    struct counters *counters;
    struct connection *connections; /* of serve->tcp_max, the first `num` of which are open */
    size_t num;
    struct pollfd *poll_fds; /* listeners, then connections */
    struct respond_item items[PIPELINE];
    uint8_t replies[PIPELINE][RESPOND_REPLY_MAX];
    struct respond_room room;
};

static void close_connection(struct tcp *tcp, size_t i)
{
    close(tcp->connections[i].fd);
    tcp->num--;
    if (i != tcp->num) {
        memcpy(&tcp->connections[i], &tcp->connections[tcp->num], sizeof tcp->connections[i]);
    }
}

static void extend(struct connection *c, const struct serve *serve, uint64_t now)
{
    c->deadline = now + (uint64_t)serve->tcp_idle * 1000000;
}

static void accept_all(struct tcp *tcp, int listener, uint64_t now)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            return;
        }
        if (tcp->num == tcp->serve->tcp_max) {
            close(fd);
            count(&tcp->counters->refused, 1);
            continue;
        }
        const int one = 1;
        struct connection *c = &tcp->connections[tcp->num++];
        c->fd = fd;
        c->in_len = c->out_len = c->out_sent = 0;
        extend(c, tcp->serve, now);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        count(&tcp->counters->connections, 1);
    }
}

/* Cuts whole packets off what has arrived, as items. False for a stream that is no sequence of packets, or
 * has one that is too long: RFC 10049 5 has such a connection closed. `used` is what the items take. */
static bool cut(struct tcp *tcp, size_t *num, size_t *used, struct connection *c)
{
    *num = 0;
    *used = 0;
    while (*num < PIPELINE) {
        uint32_t len = 0;
        struct rt_bytes rest = rt_bytes_after(rt_bytes_from(c->in, c->in_len), *used);
        size_t magic = rest.len < 8 ? rest.len : 8;
        if (!rt_bytes_starts(rt_bytes_from("ROUGHTIM", 8), rest.data, magic)) {
            return false;
        }
        if (!rt_bytes_u32(&len, rest, 8)) {
            return true;
        }
        if (len > SERVE_REQUEST_MAX - RT_FRAME_LEN) {
            return false;
        }
        struct rt_bytes packet;
        if (!rt_bytes_sub(&packet, rest, 0, RT_FRAME_LEN + (size_t)len)) {
            return true;
        }
        packet.at = 0;
        tcp->items[*num] =
            (struct respond_item){.request = packet, .stream = true, .reply = tcp->replies[*num]};
        ++*num;
        *used += packet.len;
    }
    return true;
}

/* Room in `out` for a full pipeline is the caller's condition. */
static bool answer(struct tcp *tcp, struct connection *c, uint64_t now)
{
    size_t num, used;
    if (!cut(tcp, &num, &used, c)) {
        count(&tcp->counters->violations, 1);
        return false;
    }
    if (num > 0) {
        serve_answer(tcp->serve, tcp->counters, TRANSPORT_TCP, tcp->items, num, &tcp->room);
        for (size_t i = 0; i < num; i++) {
            memcpy(c->out + c->out_len, tcp->items[i].reply, tcp->items[i].reply_len);
            c->out_len += tcp->items[i].reply_len;
        }
        memmove(c->in, c->in + used, c->in_len - used);
        c->in_len -= used;
        extend(c, tcp->serve, now);
    }
    return true;
}

static bool receive(struct connection *c)
{
    ssize_t got = read(c->fd, c->in + c->in_len, sizeof c->in - c->in_len);
    if (got <= 0) {
        return got < 0 && (errno == EAGAIN || errno == EINTR);
    }
    c->in_len += (size_t)got;
    return true;
}

static bool flush(struct tcp *tcp, struct connection *c, uint64_t now)
{
    if (c->out_sent == c->out_len) {
        return true;
    }
    ssize_t sent = send(c->fd, c->out + c->out_sent, c->out_len - c->out_sent, MSG_NOSIGNAL);
    if (sent < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    c->out_sent += (size_t)sent;
    if (c->out_sent == c->out_len) {
        c->out_sent = c->out_len = 0;
    }
    extend(c, tcp->serve, now);
    return true;
}

/* Reads only when all replies are gone: whoever does not take them does not get more. Answers until nothing
 * whole is left or a reply waits. */
static bool attend(struct tcp *tcp, struct connection *c, short events, uint64_t now)
{
    if (!flush(tcp, c, now)) {
        return false;
    }
    if (c->out_len == 0 && (events & (POLLIN | POLLHUP | POLLERR)) != 0 && !receive(c)) {
        return false;
    }
    for (size_t before = SIZE_MAX; c->out_len == 0 && c->in_len > 0 && c->in_len != before;) {
        before = c->in_len;
        if (!answer(tcp, c, now) || !flush(tcp, c, now)) {
            return false;
        }
    }
    return true;
}

static void attend_all(struct tcp *tcp, uint64_t now)
{
    /* Backwards, for closing moves the last one into the gap. */
    for (size_t i = tcp->num; i-- > 0;) {
        struct connection *c = &tcp->connections[i];
        bool late = now >= c->deadline;
        count(&tcp->counters->timed_out, late ? 1 : 0);
        if (late || !attend(tcp, c, tcp->poll_fds[tcp->serve->num_tcp + i].revents, now)) {
            close_connection(tcp, i);
        }
    }
}

static void poll_all(struct tcp *tcp)
{
    size_t num = 0;
    for (size_t i = 0; i < tcp->serve->num_tcp; i++) {
        tcp->poll_fds[num++] = (struct pollfd){.fd = tcp->serve->tcp[i], .events = POLLIN};
    }
    for (size_t i = 0; i < tcp->num; i++) {
        short events = tcp->connections[i].out_len > 0 ? POLLOUT : POLLIN;
        tcp->poll_fds[num++] = (struct pollfd){.fd = tcp->connections[i].fd, .events = events};
    }
    if (poll(tcp->poll_fds, (nfds_t)num, 500) < 0) {
        memset(tcp->poll_fds, 0, num * sizeof tcp->poll_fds[0]);
    }
}

static bool begin(struct tcp **out, const struct serve_thread *self)
{
    struct tcp *tcp = calloc(1, sizeof *tcp);
    *out = tcp;
    if (tcp == NULL) {
        return false;
    }
    tcp->serve = self->serve;
    tcp->counters = self->counters;
    tcp->connections = calloc(self->serve->tcp_max, sizeof tcp->connections[0]);
    tcp->poll_fds = calloc(self->serve->num_tcp + self->serve->tcp_max, sizeof tcp->poll_fds[0]);
    return tcp->connections != NULL && tcp->poll_fds != NULL;
}

static void end(struct tcp *tcp)
{
    while (tcp != NULL && tcp->num > 0) {
        close_connection(tcp, tcp->num - 1);
    }
    if (tcp != NULL) {
        free(tcp->connections);
        free(tcp->poll_fds);
    }
    free(tcp);
}

void *serve_tcp(void *thread)
{
    const struct serve_thread *self = thread;
    struct tcp *tcp;
    bool ok = begin(&tcp, self);
    while (ok && !atomic_load_explicit(&self->serve->stop, memory_order_relaxed)) {
        poll_all(tcp);
        uint64_t now = ratelimit_now();
        attend_all(tcp, now);
        for (size_t i = 0; i < self->serve->num_tcp; i++) {
            if ((tcp->poll_fds[i].revents & POLLIN) != 0) {
                accept_all(tcp, self->serve->tcp[i], now);
            }
        }
    }
    end(tcp);
    return NULL;
}
