#include "tools/later.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct waiting {
    struct waiting *next;
    struct timespec due;
    int fd;
    bool stream; /* then `fd` is ours to close */
    struct sockaddr_storage to;
    socklen_t to_len;
    _Alignas(struct cmsghdr) uint8_t control[64];
    size_t control_len, len;
    uint8_t bytes[];
};

struct later {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct waiting *first; /* by due time; of equal ones, as they came */
    size_t num;
    bool stop;
};

static bool is_before(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec < b->tv_sec : a->tv_nsec < b->tv_nsec;
}

static void drop(struct waiting *w)
{
    if (w->stream) {
        close(w->fd);
    }
    free(w);
}

static void send_now(struct waiting *w)
{
    struct iovec iov = {w->bytes, w->len};
    struct mmsghdr message = {.msg_hdr = {.msg_name = &w->to,
                                          .msg_namelen = w->to_len,
                                          .msg_iov = &iov,
                                          .msg_iovlen = 1,
                                          .msg_control = w->control_len > 0 ? w->control : NULL,
                                          .msg_controllen = w->control_len}};
    ssize_t sent = w->stream ? send(w->fd, w->bytes, w->len, MSG_DONTWAIT | MSG_NOSIGNAL)
                             : sendmmsg(w->fd, &message, 1, MSG_DONTWAIT);
    (void)sent;
    drop(w);
}

/* Under the lock; the first of those that wait, once its time has come. NULL at the end. */
static struct waiting *next(struct later *later)
{
    while (!later->stop) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        struct waiting *first = later->first;
        if (first != NULL && !is_before(&now, &first->due)) {
            later->first = first->next;
            later->num--;
            return first;
        }
        if (first == NULL) {
            pthread_cond_wait(&later->changed, &later->lock);
        } else {
            struct timespec until = first->due; /* it may be gone before the wait is over */
            pthread_cond_timedwait(&later->changed, &later->lock, &until);
        }
    }
    return NULL;
}

static void *run(void *argument)
{
    struct later *later = argument;
    struct waiting *w;
    pthread_mutex_lock(&later->lock);
    while ((w = next(later)) != NULL) {
        send_now(w); /* which does not wait */
    }
    pthread_mutex_unlock(&later->lock);
    return NULL;
}

struct later *later_new(void)
{
    struct later *later = calloc(1, sizeof *later);
    pthread_condattr_t monotonic;
    if (later == NULL) {
        return NULL;
    }
    int code = pthread_condattr_init(&monotonic);
    code = code != 0 ? code : pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    code = code != 0 ? code : pthread_cond_init(&later->changed, &monotonic);
    code = code != 0 ? code : pthread_mutex_init(&later->lock, NULL);
    code = code != 0 ? code : pthread_create(&later->thread, NULL, run, later);
    if (code != 0) {
        free(later);
        errno = code;
        return NULL;
    }
    return later;
}

/* False if it cannot be sent. */
static bool address(struct waiting *w, int fd, const struct msghdr *to)
{
    w->stream = to == NULL;
    if (w->stream) {
        w->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        return w->fd >= 0;
    }
    w->fd = fd;
    if (to->msg_namelen > sizeof w->to || to->msg_controllen > sizeof w->control) {
        return false;
    }
    memcpy(&w->to, to->msg_name, to->msg_namelen);
    memcpy(w->control, to->msg_control, to->msg_controllen);
    w->to_len = to->msg_namelen;
    w->control_len = to->msg_controllen;
    return true;
}

static void set_due(struct timespec *out, uint32_t delay_ms)
{
    clock_gettime(CLOCK_MONOTONIC, out);
    out->tv_sec += delay_ms / 1000;
    out->tv_nsec += (long)(delay_ms % 1000) * 1000000;
    if (out->tv_nsec >= 1000000000) {
        out->tv_sec++;
        out->tv_nsec -= 1000000000;
    }
}

static void insert(struct later *later, struct waiting *w)
{
    struct waiting **at = &later->first;
    while (*at != NULL && !is_before(&w->due, &(*at)->due)) {
        at = &(*at)->next;
    }
    w->next = *at;
    *at = w;
    later->num++;
    pthread_cond_signal(&later->changed);
}

void later_send(struct later *later, int fd, const struct msghdr *to, struct rt_bytes bytes,
                uint32_t delay_ms)
{
    struct waiting *w = calloc(1, sizeof *w + bytes.len);
    if (w == NULL || !address(w, fd, to)) {
        free(w);
        return;
    }
    memcpy(w->bytes, bytes.data, bytes.len);
    w->len = bytes.len;
    set_due(&w->due, delay_ms);
    pthread_mutex_lock(&later->lock);
    bool room = later->num < LATER_MAX;
    if (room) {
        insert(later, w);
    }
    pthread_mutex_unlock(&later->lock);
    if (!room) {
        drop(w);
    }
}

void later_free(struct later *later)
{
    if (later == NULL) {
        return;
    }
    pthread_mutex_lock(&later->lock);
    later->stop = true;
    pthread_cond_signal(&later->changed);
    pthread_mutex_unlock(&later->lock);
    pthread_join(later->thread, NULL);
    for (struct waiting *w = later->first, *after; w != NULL; w = after) {
        after = w->next;
        drop(w);
    }
    free(later);
}
