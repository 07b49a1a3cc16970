/* Packets one after the other on each connection, answered in order. A connection holds bounded memory and
 * bounded time: one that reads slowly stops being read from, and is closed when it stalls. */
#include "tools/serve.h"

#include "tools/serve_misbehave.h"
#include "tools/stream.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

/* Packets answered at once, for one connection. */
#define PIPELINE 8

#define SECOND UINT64_C(1000000000) /* of ratelimit_now */

struct connection {
    int fd;
    struct sockaddr_storage from;
    uint64_t deadline; /* to make progress by: a request complete, or all replies taken */
    size_t in_len, out_len, out_sent;
    uint8_t in[PIPELINE * SERVE_REQUEST_MAX];
    uint8_t out[PIPELINE * RESPOND_REPLY_MAX];
};

struct tcp {
    struct serve *serve;
    struct counters *counters;
    struct connection *connections; /* of serve->tcp_max, the first `num` of which are open */
    size_t num;
    struct pollfd *poll_fds; /* listeners, then connections, then the wake-up */
    uint64_t deaf_until;     /* no connection is taken before: there was no descriptor for one */
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
    c->deadline = now + serve->tcp_idle * SECOND;
}

/* There is room for one more, and its prefix does not hold a quarter of all. */
static bool is_welcome(const struct tcp *tcp, const struct sockaddr_storage *from)
{
    size_t same = 0;
    for (size_t i = 0; i < tcp->num; i++) {
        same += ratelimit_is_same((const struct sockaddr *)&tcp->connections[i].from,
                                  (const struct sockaddr *)from);
    }
    return tcp->num < tcp->serve->tcp_max && same < (tcp->serve->tcp_max + 3) / 4;
}

static void add(struct tcp *tcp, int fd, const struct sockaddr_storage *from, uint64_t now)
{
    static const int one = 1;
    struct connection *c = &tcp->connections[tcp->num++];
    c->fd = fd;
    c->from = *from;
    c->in_len = c->out_len = c->out_sent = 0;
    extend(c, tcp->serve, now);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    count(&tcp->counters->connections, 1);
}

static void accept_all(struct tcp *tcp, int listener, uint64_t now)
{
    for (;;) {
        struct sockaddr_storage from;
        socklen_t len = sizeof from;
        memset(&from, 0, sizeof from);
        int fd = accept4(listener, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) {
            bool full = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
            tcp->deaf_until = full ? now + SECOND : tcp->deaf_until;
            return;
        }
        if (is_welcome(tcp, &from)) {
            add(tcp, fd, &from, now);
        } else {
            close(fd);
            count(&tcp->counters->refused, 1);
        }
    }
}

/* Cuts whole packets off what has arrived, as items. False for a stream that is no sequence of packets, or
 * has one that is too long: RFC 10049 5 has such a connection closed. `used` is what the items take. */
static bool cut(struct tcp *tcp, size_t *num, size_t *used, const struct connection *c)
{
    enum stream_state state = STREAM_PACKET;
    *num = 0;
    *used = 0;
    while (*num < PIPELINE) {
        struct rt_bytes packet, rest = rt_bytes_after(rt_bytes_from(c->in, c->in_len), *used);
        state = stream_cut(&packet, rest, SERVE_REQUEST_MAX);
        if (state != STREAM_PACKET) {
            break;
        }
        packet.at = 0;
        tcp->items[*num] =
            (struct respond_item){.request = packet, .stream = true, .reply = tcp->replies[*num]};
        ++*num;
        *used += packet.len;
    }
    return *num > 0 || state != STREAM_WRONG; /* what came before it is answered first */
}

/* The items within the rate limit, moved together. */
static size_t admit(struct tcp *tcp, const struct connection *c, size_t num, uint64_t now)
{
    size_t kept = 0;
    uint32_t rate = tcp->serve->rate;
    for (size_t i = 0; i < num; i++) {
        if (rate == 0 ||
            ratelimit_take(&tcp->serve->ratelimit, rate, now, (const struct sockaddr *)&c->from)) {
            tcp->items[kept++] = tcp->items[i];
        } else {
            count(&tcp->counters->limited, 1);
        }
    }
    return kept;
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
        num = admit(tcp, c, num, now);
        serve_answer(tcp->serve, tcp->counters, TRANSPORT_TCP, tcp->items, num, &tcp->room);
        for (size_t i = 0; i < num; i++) {
            misconduct_commit(tcp->serve, &tcp->items[i], c->fd, NULL, &tcp->room);
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
        extend(c, tcp->serve, now);
    }
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
    for (size_t i = tcp->num; i > 0;) {
        i--;
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
    const struct serve *serve = tcp->serve;
    size_t num = 0;
    bool deaf = tcp->deaf_until > ratelimit_now();
    for (size_t i = 0; i < serve->num_tcp; i++) {
        tcp->poll_fds[num++] = (struct pollfd){.fd = deaf ? -1 : serve->tcp[i], .events = POLLIN};
    }
    for (size_t i = 0; i < tcp->num; i++) {
        short events = tcp->connections[i].out_len > 0 ? POLLOUT : POLLIN;
        tcp->poll_fds[num++] = (struct pollfd){.fd = tcp->connections[i].fd, .events = events};
    }
    tcp->poll_fds[num++] = (struct pollfd){.fd = serve->wake, .events = POLLIN};
    /* Deadlines are looked at once a second, and only while there are any. */
    if (poll(tcp->poll_fds, (nfds_t)num, tcp->num > 0 || deaf ? 1000 : -1) < 0) {
        memset(tcp->poll_fds, 0, num * sizeof tcp->poll_fds[0]);
    }
}

static void end(struct tcp *tcp)
{
    while (tcp->num > 0) {
        close_connection(tcp, tcp->num - 1);
    }
    free(tcp->connections);
    free(tcp->poll_fds);
    free(tcp);
}

void *serve_tcp_new(const struct serve *serve)
{
    struct tcp *tcp = calloc(1, sizeof *tcp);
    if (tcp == NULL) {
        return NULL;
    }
    tcp->connections = calloc(serve->tcp_max, sizeof tcp->connections[0]);
    tcp->poll_fds = calloc(serve->num_tcp + serve->tcp_max + 1, sizeof tcp->poll_fds[0]);
    if (tcp->connections == NULL || tcp->poll_fds == NULL) {
        end(tcp);
        return NULL;
    }
    return tcp;
}

static void attend_listeners(struct tcp *tcp, uint64_t now)
{
    for (size_t i = 0; i < tcp->serve->num_tcp; i++) {
        if ((tcp->poll_fds[i].revents & POLLIN) != 0) {
            accept_all(tcp, tcp->serve->tcp[i], now);
        }
    }
}

/* What has arrived is answered to the last; a connection that waits to be accepted has arrived too, unless
 * the next server will find it. */
static void finish(struct tcp *tcp, uint64_t now)
{
    for (size_t i = 0; i < tcp->serve->num_tcp && !tcp->serve->keep_sockets; i++) {
        accept_all(tcp, tcp->serve->tcp[i], now);
    }
    for (size_t i = 0; i < tcp->num; i++) {
        bool open = attend(tcp, &tcp->connections[i], POLLIN, now);
        (void)open; /* all of them are closed now */
    }
    end(tcp);
}

void *serve_tcp(void *thread)
{
    const struct serve_thread *self = thread;
    struct tcp *tcp = self->room;
    tcp->serve = self->serve;
    tcp->counters = self->counters;
    pthread_barrier_wait(&self->serve->gate);
    while (!atomic_load_explicit(&self->serve->stop, memory_order_relaxed)) {
        poll_all(tcp);
        uint64_t now = ratelimit_now();
        attend_all(tcp, now);
        attend_listeners(tcp, now);
    }
    finish(tcp, ratelimit_now());
    return NULL;
}
