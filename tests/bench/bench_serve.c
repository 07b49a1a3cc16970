/* The server beside a plain UDP echo of the same sizes, in one run and in turn. Each answers on one processor
 * and is asked from another: 4 sockets of 64 requests under way, every nonce of its own. Prints replies a
 * second, CPU time a request, their ratios to the echo's, and how long a lone request takes. usage:
 * bench_serve ROUGHPROOF [seconds [rounds]] */
#define _GNU_SOURCE
#include "parser/request.h"
#include "tools/online.h"
#include "tools/request_maker.h"
#include "verify/response.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SOCKETS     4
#define OUTSTANDING 64
#define ROOM        2048
#define LONE        3000
#define ROUNDS_MAX  100

static void demand(bool ok, const char *what)
{
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void stay_on(size_t processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    demand(sched_setaffinity(0, sizeof set, &set) == 0, "a processor of one's own");
}

/* One side of the comparison. */
struct peer {
    pid_t pid;
    uint16_t port;
    struct request request; /* as it is sent to it, but for the nonce */
    size_t nonce_at, reply_len;
    double rate, cpu; /* replies a second; CPU seconds a reply */
    double p50, p99;  /* of a lone request, in seconds */
};

static int bound_socket(uint16_t *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 4 << 20;
    demand(fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
               getsockname(fd, (struct sockaddr *)&at, &len) == 0,
           "socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    *port = ntohs(at.sin_port);
    return fd;
}

/* The server's loop without a server in it: replies are the first bytes of requests. */
static _Noreturn void echo(int fd, size_t reply_len)
{
    static struct mmsghdr messages[128];
    static struct iovec iov[128];
    static struct sockaddr_storage from[128];
    static uint8_t data[128][ROOM];
    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        poll(&ready, 1, -1);
        for (int i = 0; i < 128; i++) {
            iov[i] = (struct iovec){data[i], ROOM};
            messages[i].msg_hdr = (struct msghdr){
                .msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &iov[i], .msg_iovlen = 1};
        }
        int num = recvmmsg(fd, messages, 128, MSG_DONTWAIT, NULL);
        for (int i = 0; i < num; i++) {
            iov[i].iov_len = reply_len;
        }
        if (num > 0) {
            sendmmsg(fd, messages, (unsigned)num, 0);
        }
    }
}

static void start_echo(struct peer *out, const struct peer *like)
{
    *out = *like;
    int fd = bound_socket(&out->port);
    out->pid = fork();
    if (out->pid == 0) {
        stay_on(0);
        echo(fd, out->reply_len);
    }
    close(fd);
}

/* Reads the server's log for its port. */
static uint16_t port_from_log(int fd)
{
    char text[8192];
    size_t len = 0;
    for (;;) {
        ssize_t got = read(fd, text + len, sizeof text - 1 - len);
        demand(got > 0, "the server does not start");
        len += (size_t)got;
        text[len] = '\0';
        const char *port = strstr(text, "address=127.0.0.1:");
        if (port != NULL && strstr(text, "event=ready") != NULL) {
            return (uint16_t)atoi(port + strlen("address=127.0.0.1:"));
        }
    }
}

static void start_server(struct peer *out, const char *roughproof, const char *delegation)
{
    int pipes[2];
    demand(pipe2(pipes, O_CLOEXEC) == 0, "pipe");
    out->pid = fork();
    if (out->pid == 0) {
        stay_on(0);
        dup2(pipes[1], STDERR_FILENO);
        execl(roughproof, roughproof, "serve", "--delegation", delegation, "--listen", "127.0.0.1", "--port",
              "0", "--threads", "1", "--no-tcp", "--trust-system-clock", (char *)NULL);
        _exit(127);
    }
    close(pipes[1]);
    out->port = port_from_log(pipes[0]);
    close(pipes[0]);
}

static void make_request(struct peer *out, const char *name)
{
    static const uint8_t nonce[64];
    struct request_options options = {.size = strcmp(name, "google") == 0 ? 1024 : 1012};
    const struct rt_version *row;
    enum mistake culprit;
    struct rt_request parsed;
    struct rt_error err;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        if (!row->squatted && row->first_code == (options.size == 1024 ? 0 : RT_VERSION_RFC10049)) {
            break;
        }
    }
    demand(row != NULL && rt_offer_add(&options.offer, row, row->first_code) == RT_OFFER_TAKEN, "offer");
    options.random = rt_bytes_from(nonce, row != NULL ? row->nonce_len : 0);
    demand(request_make(&out->request, &culprit, &options), "request");
    demand(rt_request_parse(&parsed, &err, rt_bytes_from(out->request.data, out->request.len), RT_FORM_ANY),
           "request");
    out->nonce_at = parsed.nonce.at;
}

static int ask_socket(const struct peer *peer)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 4 << 20;
    at.sin_port = htons(peer->port);
    demand(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0, "socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    return fd;
}

/* One socket's requests under way. They lie one after the other, and the kernel cuts them apart, so that it
 * is the server and not its clients that a processor is too small for. */
struct load {
    int fd;
    size_t under_way;
    struct mmsghdr in[OUTSTANDING];
    struct iovec in_iov[OUTSTANDING];
    uint8_t requests[OUTSTANDING * ROOM], reply[OUTSTANDING][ROOM];
};

static uint64_t next_nonce = 1;

static void begin(struct load *load, const struct peer *peer)
{
    int segment = (int)peer->request.len;
    memset(load, 0, sizeof *load);
    load->fd = ask_socket(peer);
    demand(setsockopt(load->fd, IPPROTO_UDP, UDP_SEGMENT, &segment, sizeof segment) == 0, "UDP_SEGMENT");
    for (size_t i = 0; i < OUTSTANDING; i++) {
        memcpy(load->requests + i * peer->request.len, peer->request.data, peer->request.len);
        load->in_iov[i] = (struct iovec){load->reply[i], ROOM};
        load->in[i].msg_hdr = (struct msghdr){.msg_iov = &load->in_iov[i], .msg_iovlen = 1};
    }
}

static void ask_some(struct load *load, const struct peer *peer, size_t num)
{
    for (size_t i = 0; i < num; i++, next_nonce++) {
        memcpy(load->requests + i * peer->request.len + peer->nonce_at, &next_nonce, sizeof next_nonce);
    }
    if (num > 0 && send(load->fd, load->requests, num * peer->request.len, 0) > 0) {
        load->under_way += num;
    }
}

/* All at once is more than a datagram may be. */
static void ask(struct load *load, const struct peer *peer)
{
    size_t num = OUTSTANDING - load->under_way;
    ask_some(load, peer, num / 2);
    ask_some(load, peer, num - num / 2);
}

static size_t collect(struct load *load, size_t reply_len)
{
    int got = recvmmsg(load->fd, load->in, OUTSTANDING, MSG_DONTWAIT, NULL);
    size_t good = 0;
    for (int i = 0; i < got; i++) {
        good += load->in[i].msg_len >= reply_len;
    }
    load->under_way -= got > 0 ? (size_t)got : 0;
    return good;
}

static void saturate(struct peer *peer, double duration)
{
    static struct load loads[SOCKETS];
    struct pollfd ready[SOCKETS];
    clockid_t clock;
    size_t num = 0;
    for (size_t i = 0; i < SOCKETS; i++) {
        begin(&loads[i], peer);
        ask(&loads[i], peer);
        ready[i] = (struct pollfd){.fd = loads[i].fd, .events = POLLIN};
    }
    demand(clock_getcpuclockid(peer->pid, &clock) == 0, "clock");
    double start = seconds(CLOCK_MONOTONIC), cpu = seconds(clock), now = start;
    for (; now < start + duration; now = seconds(CLOCK_MONOTONIC)) {
        bool quiet = poll(ready, SOCKETS, 20) == 0;
        for (size_t i = 0; i < SOCKETS; i++) {
            num += collect(&loads[i], peer->reply_len);
            loads[i].under_way = quiet ? 0 : loads[i].under_way; /* they were lost */
            ask(&loads[i], peer);
        }
    }
    peer->cpu = (seconds(clock) - cpu) / (double)num;
    peer->rate = (double)num / (now - start);
    for (size_t i = 0; i < SOCKETS; i++) {
        close(loads[i].fd);
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void ask_alone(struct peer *peer)
{
    static double took[LONE];
    uint8_t reply[ROOM];
    int fd = ask_socket(peer);
    for (size_t i = 0; i < LONE; i++, next_nonce++) {
        memcpy(peer->request.data + peer->nonce_at, &next_nonce, sizeof next_nonce);
        double start = seconds(CLOCK_MONOTONIC);
        demand(send(fd, peer->request.data, peer->request.len, 0) > 0 && recv(fd, reply, ROOM, 0) > 0,
               "lone request");
        took[i] = seconds(CLOCK_MONOTONIC) - start;
    }
    close(fd);
    qsort(took, LONE, sizeof took[0], by_size);
    peer->p50 = took[LONE / 2];
    peer->p99 = took[LONE * 99 / 100];
}

/* The reply to a request under load must be one that verifies, or its speed means nothing. */
static void check_reply(struct peer *peer, const struct rt_key *key)
{
    uint8_t reply[ROOM];
    struct rt_verdict verdict;
    const struct rt_policy strict = {false, 0, false, 0};
    int fd = ask_socket(peer);
    demand(send(fd, peer->request.data, peer->request.len, 0) > 0, "send");
    ssize_t len = recv(fd, reply, ROOM, 0);
    close(fd);
    demand(len > 0, "receive");
    const struct rt_question question = {rt_bytes_from(reply, (size_t)len),
                                         rt_bytes_from(peer->request.data, peer->request.len),
                                         {NULL, 0, 0},
                                         key};
    rt_verify(&verdict, &question, &strict);
    if (verdict.kind != RT_VERDICT_VALID) {
        fputs("bench_serve: the reply does not verify\n", stderr);
        exit(1);
    }
    peer->reply_len = (size_t)len;
}

static void stop(struct peer *peer)
{
    kill(peer->pid, SIGTERM);
    waitpid(peer->pid, NULL, 0);
}

static void show(const char *name, const struct peer *peer)
{
    printf("  %-7s %9.0f replies/s  %6.3f us of CPU each  lone request p50 %5.1f us, p99 %5.1f us\n", name,
           peer->rate, peer->cpu * 1e6, peer->p50 * 1e6, peer->p99 * 1e6);
}

static void compare(const char *version, const char *roughproof, const char *delegation,
                    const struct rt_key *key, double duration, int rounds)
{
    double ratios[ROUNDS_MAX], cpu_ratios[ROUNDS_MAX];
    for (int round = 0; round < rounds; round++) {
        struct peer server = {.reply_len = 0}, echoing;
        make_request(&server, version);
        start_server(&server, roughproof, delegation);
        check_reply(&server, key);
        start_echo(&echoing, &server);
        ask_alone(&server);
        ask_alone(&echoing);
        saturate(&server, duration / 4); /* warm */
        saturate(&echoing, duration);
        saturate(&server, duration);
        stop(&server);
        stop(&echoing);
        printf("%s, %zu bytes to %zu: %.3f of the echo (by CPU time %.3f)\n", version, server.request.len,
               server.reply_len, server.rate / echoing.rate, echoing.cpu / server.cpu);
        show("server", &server);
        show("echo", &echoing);
        ratios[round] = server.rate / echoing.rate;
        cpu_ratios[round] = echoing.cpu / server.cpu;
    }
    qsort(ratios, (size_t)rounds, sizeof ratios[0], by_size);
    qsort(cpu_ratios, (size_t)rounds, sizeof cpu_ratios[0], by_size);
    printf("%s: %.3f of the echo, %.3f by CPU time (medians of %d rounds)\n", version, ratios[rounds / 2],
           cpu_ratios[rounds / 2], rounds);
}

int main(int argc, char **argv)
{
    struct secret secret;
    static struct online online;
    char folder[] = "/tmp/bench_serve.XXXXXX", path[64];
    double duration = argc > 2 ? atof(argv[2]) : 2;
    int rounds = argc > 3 ? atoi(argv[3]) : 3;
    uint64_t now = (uint64_t)time(NULL) * 1000000;
    demand(argc > 1 && rounds > 0 && rounds <= ROUNDS_MAX && sodium_init() >= 0 && mkdtemp(folder) != NULL,
           "usage: bench_serve ROUGHPROOF");
    snprintf(path, sizeof path, "%s/delegation", folder);
    demand(secret_new(&secret, true) && online_new(&online, &secret, now, now + RT_DAY_MICROS) &&
               online_write(&online, path),
           "keys");
    stay_on(1);
    compare("rfc10049", argv[1], path, &online.long_term, duration, rounds);
    compare("google", argv[1], path, &online.long_term, duration, rounds);
    online_free(&online);
    secret_free(&secret);
    unlink(path);
    rmdir(folder);
    return 0;
}
