#include "tools/serve_sockets.h"

#include "tools/serve_log.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define LISTEN_FDS_START 3

static bool complain(const char *where, const char *why)
{
    struct log_line line;
    log_begin(&line, LOG_ERROR, "no-socket");
    log_text(&line, "address", where[0] != '\0' ? where : "all");
    log_text(&line, "reason", why);
    log_end(&line);
    return false;
}

/* "host:port", "[v6]:port", "host", "[v6]" or "". */
static bool split(char *host, char *port, size_t cap, const char *where, const char *default_port)
{
    const char *colon = strrchr(where, ':');
    const char *bracket = strchr(where, ']');
    bool has_port = colon != NULL && (bracket == NULL ? strchr(where, ':') == colon : colon > bracket);
    size_t host_len = has_port ? (size_t)(colon - where) : strlen(where);
    bool bracketed = bracket != NULL && where[0] == '[' && (size_t)(bracket - where) + 1 == host_len;
    const char *begin = where + (bracketed ? 1 : 0);
    host_len -= bracketed ? 2 : 0;
    const char *port_text = has_port ? colon + 1 : default_port;
    if (host_len >= cap || strlen(port_text) >= cap || port_text[0] == '\0') {
        return false;
    }
    memcpy(host, begin, host_len);
    host[host_len] = '\0';
    strcpy(port, port_text);
    return true;
}

static bool set(int fd, int level, int name, int value)
{
    return setsockopt(fd, level, name, &value, sizeof value) == 0;
}

static bool is_any(const struct sockaddr_storage *at)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    memcpy(&v4, at, sizeof v4);
    memcpy(&v6, at, sizeof v6);
    return at->ss_family == AF_INET ? v4.sin_addr.s_addr == htonl(INADDR_ANY)
                                    : IN6_IS_ADDR_UNSPECIFIED(&v6.sin6_addr);
}

/* A reply must come from the address that the request went to: where there are several, the kernel tells
 * which it was. An address alone needs no telling, which spares a look at the routes for every reply. */
static bool ask_for_address(int fd)
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    return getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
           (!is_any(&at) || (at.ss_family == AF_INET ? set(fd, IPPROTO_IP, IP_PKTINFO, 1)
                                                     : set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)));
}

/* Whoever names a port may share it with the server that has it, to take over from it; `alone`, for a port
 * that the system chooses: it would choose one that another server shares. */
static int open_one(const struct addrinfo *at, int type, bool alone)
{
    int fd = socket(at->ai_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    bool datagrams = type == SOCK_DGRAM;
    bool ok = (at->ai_family != AF_INET6 || set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)) &&
              set(fd, SOL_SOCKET, SO_REUSEPORT, !alone) &&
              (datagrams || set(fd, SOL_SOCKET, SO_REUSEADDR, 1)) &&
              bind(fd, at->ai_addr, at->ai_addrlen) == 0 && set(fd, SOL_SOCKET, SO_REUSEPORT, 1) &&
              (datagrams ? ask_for_address(fd) : listen(fd, 128) == 0);
    if (ok && datagrams) {
        set(fd, SOL_SOCKET, SO_RCVBUF, 4 << 20); /* bursts wait here; less is no failure */
    }
    if (!ok) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    return fd;
}

static bool open_udp(struct serve_thread *threads, size_t num_threads, const struct addrinfo *at, bool alone)
{
    for (size_t i = 0; i < num_threads; i++) {
        int fd = threads[i].num_udp < SERVE_SOCKETS_MAX ? open_one(at, SOCK_DGRAM, alone) : -1;
        if (fd < 0) {
            return false;
        }
        threads[i].udp[threads[i].num_udp++] = fd;
    }
    return true;
}

static bool open_tcp(struct serve *serve, const struct addrinfo *at, bool alone)
{
    int fd = serve->num_tcp < SERVE_SOCKETS_MAX ? open_one(at, SOCK_STREAM, alone) : -1;
    if (fd >= 0) {
        serve->tcp[serve->num_tcp++] = fd;
    }
    return fd >= 0;
}

/* Says where the server is to be reached, port 0 resolved. */
static void announce(int fd, const char *transport)
{
    struct sockaddr_storage at;
    socklen_t len = sizeof at;
    char host[64], port[16];
    if (getsockname(fd, (struct sockaddr *)&at, &len) == 0 &&
        getnameinfo((const struct sockaddr *)&at, len, host, sizeof host, port, sizeof port,
                    NI_NUMERICHOST | NI_NUMERICSERV) == 0) {
        char address[96];
        bool v6 = at.ss_family == AF_INET6;
        struct log_line line;
        snprintf(address, sizeof address, "%s%s%s:%s", v6 ? "[" : "", host, v6 ? "]" : "", port);
        log_begin(&line, LOG_INFO, "listening");
        log_text(&line, "transport", transport);
        log_text(&line, "address", address);
        log_end(&line);
    }
}

static uint16_t port_of(const struct addrinfo *at)
{
    struct sockaddr_in v4; /* in both families the port is in the same place */
    memcpy(&v4, at->ai_addr, sizeof v4);
    return v4.sin_port;
}

/* With port 0, TCP takes the port that UDP got. */
static void follow_port(struct addrinfo *at, int fd)
{
    struct sockaddr_storage bound;
    socklen_t len = sizeof bound;
    if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0 && len <= at->ai_addrlen) {
        memcpy(at->ai_addr, &bound, len);
    }
}

static bool open_both(struct serve *serve, struct serve_thread *threads, size_t num_threads,
                      struct addrinfo *at, bool udp, bool tcp)
{
    bool alone = port_of(at) == 0;
    if (udp) {
        if (!open_udp(threads, 1, at, alone)) {
            return false;
        }
        follow_port(at, threads[0].udp[threads[0].num_udp - 1]);
        if (!open_udp(threads + 1, num_threads - 1, at, false)) {
            return false;
        }
    }
    return !tcp || open_tcp(serve, at, alone);
}

/* How many times a port that the system chose for UDP may be found to be taken for TCP. */
#define ATTEMPTS 32

/* Closes each thread's sockets of UDP but the first `keep`; errno stays. */
static void close_from(struct serve_thread *threads, size_t num_threads, size_t keep)
{
    int why = errno;
    for (size_t i = 0; i < num_threads; i++) {
        while (threads[i].num_udp > keep) {
            close(threads[i].udp[--threads[i].num_udp]);
        }
    }
    errno = why;
}

static bool open_all(struct serve *serve, struct serve_thread *threads, size_t num_threads,
                     struct addrinfo *at, bool udp, bool tcp)
{
    struct sockaddr_storage asked;
    size_t num_udp = threads[0].num_udp, num_tcp = serve->num_tcp;
    memcpy(&asked, at->ai_addr, at->ai_addrlen);
    bool any_port = port_of(at) == 0;
    for (int attempt = 0; !open_both(serve, threads, num_threads, at, udp, tcp); attempt++) {
        close_from(threads, num_threads, num_udp);
        if (errno != EADDRINUSE || !any_port || attempt == ATTEMPTS) {
            return false;
        }
        memcpy(at->ai_addr, &asked, at->ai_addrlen);
    }
    if (udp) {
        announce(threads[0].udp[num_udp], "udp");
    }
    if (tcp) {
        announce(serve->tcp[num_tcp], "tcp");
    }
    return true;
}

bool sockets_open(struct serve *serve, struct serve_thread *threads, size_t num_threads, const char *where,
                  const char *default_port, bool udp, bool tcp)
{
    char host[256], port[256];
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM};
    struct addrinfo *all;
    if (!split(host, port, sizeof host, where, default_port)) {
        return complain(where, "no address");
    }
    int why = getaddrinfo(host[0] != '\0' ? host : NULL, port, &hints, &all);
    if (why != 0) {
        return complain(where, gai_strerror(why));
    }
    bool ok = true, any = false;
    for (struct addrinfo *at = all; at != NULL && ok; at = at->ai_next) {
        ok = open_all(serve, threads, num_threads, at, udp, tcp);
        /* A machine without IPv6 can still serve all of its addresses. */
        bool lacks = !ok && host[0] == '\0' && errno == EAFNOSUPPORT;
        any = any || ok;
        ok = ok || lacks;
    }
    int code = errno;
    freeaddrinfo(all);
    return (ok && any) || complain(where, strerror(code));
}

/* The type of a socket that can be served, made ready for it; 0 for any other. */
static int adopt(int fd)
{
    int type = 0, family = 0;
    socklen_t len = sizeof type;
    bool ok = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0;
    len = sizeof family;
    ok = ok && getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &len) == 0 &&
         (family == AF_INET || family == AF_INET6) && (type == SOCK_DGRAM || type == SOCK_STREAM) &&
         fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) == 0 &&
         (type == SOCK_STREAM || ask_for_address(fd));
    return ok ? type : 0;
}

static bool inherit_one(struct serve *serve, int udp[SERVE_SOCKETS_MAX], size_t *num_udp, int fd)
{
    int type = adopt(fd);
    if (type == SOCK_DGRAM && *num_udp < SERVE_SOCKETS_MAX) {
        announce(fd, "udp");
        udp[(*num_udp)++] = fd;
        return true;
    }
    if (type == SOCK_STREAM && serve->num_tcp < SERVE_SOCKETS_MAX) {
        announce(fd, "tcp");
        serve->tcp[serve->num_tcp++] = fd;
        return true;
    }
    return false;
}

bool sockets_inherit(size_t *num, struct serve *serve, struct serve_thread *threads, size_t num_threads)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    int udp[SERVE_SOCKETS_MAX];
    size_t num_udp = 0;
    *num = 0;
    if (pid == NULL || fds == NULL || strtol(pid, NULL, 10) != (long)getpid()) {
        return true;
    }
    long count = strtol(fds, NULL, 10);
    for (; (long)*num < count; ++*num) {
        if (!inherit_one(serve, udp, &num_udp, LISTEN_FDS_START + (int)*num)) {
            return complain("LISTEN_FDS", "a socket that is neither UDP nor TCP, or one too many");
        }
    }
    size_t rounds = num_udp > num_threads ? num_udp : num_threads;
    for (size_t i = 0; num_udp > 0 && i < rounds; i++) {
        struct serve_thread *thread = &threads[i % num_threads];
        thread->udp[thread->num_udp++] = udp[i % num_udp];
    }
    serve->keep_sockets = count > 0;
    return true;
}

void sockets_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t len = path != NULL ? strlen(path) : 0;
    int fd = len > 0 && len < sizeof at.sun_path ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0) : -1;
    if (fd < 0) {
        return;
    }
    char text[128];
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_MONOTONIC, &now); /* systemd wants to know with RELOADING=1 */
    int text_len = snprintf(text, sizeof text, "%s\nMONOTONIC_USEC=%lld", state,
                            (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
    memcpy(at.sun_path, path, len);
    at.sun_path[0] = path[0] == '@' ? '\0' : path[0];
    socklen_t at_len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
    /* Nobody listening is not our business. */
    ssize_t sent = sendto(fd, text, (size_t)text_len, MSG_NOSIGNAL, (const struct sockaddr *)&at, at_len);
    (void)sent;
    close(fd);
}
