#include "tools/serve.h"

#include "tools/serve_misbehave.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

/* What one thread needs, once. */
struct batch {
    struct mmsghdr in[RESPOND_BATCH_MAX], out[RESPOND_BATCH_MAX];
    struct iovec in_iov[RESPOND_BATCH_MAX], out_iov[RESPOND_BATCH_MAX];
    struct sockaddr_storage from[RESPOND_BATCH_MAX];
    _Alignas(struct cmsghdr) uint8_t control[RESPOND_BATCH_MAX][64];
    uint8_t requests[RESPOND_BATCH_MAX][SERVE_REQUEST_MAX];
    uint8_t replies[RESPOND_BATCH_MAX][RESPOND_REPLY_MAX];
    struct respond_item items[RESPOND_BATCH_MAX];
    size_t source[RESPOND_BATCH_MAX]; /* of an item: its place in `in` */
    struct respond_room room;
};

static void prepare(struct batch *batch, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        batch->in_iov[i] = (struct iovec){batch->requests[i], SERVE_REQUEST_MAX};
        batch->in[i].msg_hdr = (struct msghdr){.msg_name = &batch->from[i],
                                               .msg_namelen = sizeof batch->from[i],
                                               .msg_iov = &batch->in_iov[i],
                                               .msg_iovlen = 1,
                                               .msg_control = batch->control[i],
                                               .msg_controllen = sizeof batch->control[i]};
    }
}

/* Requests within the rate limit, as items. */
static size_t admit(struct batch *batch, struct serve *serve, struct counters *counters, size_t received)
{
    size_t num = 0;
    uint64_t now = serve->rate > 0 ? ratelimit_now() : 0;
    for (size_t i = 0; i < received; i++) {
        if (serve->rate > 0 &&
            !ratelimit_take(&serve->ratelimit, serve->rate, now, (const struct sockaddr *)&batch->from[i])) {
            count(&counters->limited, 1);
            continue;
        }
        batch->source[num] = i;
        batch->items[num++] = (struct respond_item){
            .request = rt_bytes_from(batch->requests[i], batch->in[i].msg_len), .reply = batch->replies[i]};
    }
    return num;
}

/* Which interface a reply goes out by is for the routes to say, unless its address has a meaning on one
 * alone. */
static void forget_interface(struct msghdr *message)
{
    struct cmsghdr *control = CMSG_FIRSTHDR(message);
    struct in6_pktinfo v6;
    if (control == NULL) {
        return;
    }
    if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
        memset(CMSG_DATA(control) + offsetof(struct in_pktinfo, ipi_ifindex), 0, sizeof(int));
    } else if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
        memcpy(&v6, CMSG_DATA(control), sizeof v6);
        v6.ipi6_ifindex = IN6_IS_ADDR_LINKLOCAL(&v6.ipi6_addr) ? v6.ipi6_ifindex : 0;
        memcpy(CMSG_DATA(control), &v6, sizeof v6);
    }
}

/* The address that a request was sent to comes in a control message, where the socket has several, and goes
 * back with the reply, which must come from there. */
static size_t address(struct batch *batch, size_t num)
{
    size_t ready = 0;
    for (size_t i = 0; i < num; i++) {
        const struct msghdr *in = &batch->in[batch->source[i]].msg_hdr;
        if (batch->items[i].reply_len > 0) {
            batch->out_iov[ready] = (struct iovec){batch->items[i].reply, batch->items[i].reply_len};
            batch->out[ready] = (struct mmsghdr){.msg_hdr = *in};
            batch->out[ready].msg_hdr.msg_iov = &batch->out_iov[ready];
            batch->out[ready].msg_hdr.msg_flags = 0;
            forget_interface(&batch->out[ready].msg_hdr);
            ready++;
        }
    }
    return ready;
}

/* What the kernel does not take now is dropped: a client asks again, and a queue would only grow. */
static void send_all(struct batch *batch, struct counters *counters, int fd, size_t ready)
{
    for (size_t done = 0; done < ready;) {
        int sent = sendmmsg(fd, batch->out + done, (unsigned)(ready - done), MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            count(&counters->unsent, 1);
        }
        done += sent > 0 ? (size_t)sent : 1;
    }
}

/* All that has arrived at a socket is one batch. False if there was nothing. */
static bool answer_socket(struct batch *batch, struct serve *serve, struct counters *counters, int fd)
{
    int received = recvmmsg(fd, batch->in, serve->batch, MSG_DONTWAIT, NULL);
    if (received <= 0) {
        return false;
    }
    size_t num = admit(batch, serve, counters, (size_t)received);
    serve_answer(serve, counters, TRANSPORT_UDP, batch->items, num, &batch->room);
    for (size_t i = 0; i < num && serve->misconduct != NULL; i++) {
        misconduct_commit(serve, &batch->items[i], fd, &batch->in[batch->source[i]].msg_hdr, &batch->room);
    }
    send_all(batch, counters, fd, address(batch, num));
    prepare(batch, (size_t)received); /* the kernel has written into these alone */
    return true;
}

/* Connected to itself, a socket gets nothing new: what the kernel has accepted for it can be answered to the
 * last, and another server at the same port gets the rest. */
static void drain(struct batch *batch, const struct serve_thread *self, int fd)
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    if (getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
        connect(fd, (const struct sockaddr *)&at, len) == 0) {
        while (answer_socket(batch, self->serve, self->counters, fd)) {
        }
    }
}

static void attend(struct batch *batch, const struct serve_thread *self, struct pollfd *poll_fds)
{
    int ready = poll(poll_fds, (nfds_t)self->num_udp + 1, -1);
    for (size_t i = 0; ready > 0 && i < self->num_udp; i++) {
        if ((poll_fds[i].revents & (POLLIN | POLLERR)) != 0) {
            answer_socket(batch, self->serve, self->counters, self->udp[i]);
        }
    }
}

void *serve_udp_new(void)
{
    struct batch *batch = calloc(1, sizeof *batch);
    if (batch != NULL) {
        prepare(batch, RESPOND_BATCH_MAX);
    }
    return batch;
}

void *serve_udp(void *thread)
{
    const struct serve_thread *self = thread;
    struct batch *batch = self->room;
    struct pollfd poll_fds[SERVE_SOCKETS_MAX + 1];
    for (size_t i = 0; i < self->num_udp; i++) {
        poll_fds[i] = (struct pollfd){.fd = self->udp[i], .events = POLLIN};
    }
    poll_fds[self->num_udp] = (struct pollfd){.fd = self->serve->wake, .events = POLLIN};
    pthread_barrier_wait(&self->serve->gate);
    while (!atomic_load_explicit(&self->serve->stop, memory_order_relaxed)) {
        attend(batch, self, poll_fds);
    }
    for (size_t i = 0; i < self->num_udp && !self->serve->keep_sockets; i++) {
        drain(batch, self, self->udp[i]);
    }
    free(batch);
    return NULL;
}
