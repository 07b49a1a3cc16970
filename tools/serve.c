/* roughproof serve: starts, watches over its threads, and stops. */
#include "tools/serve.h"

#include "tools/serve_confine.h"
#include "tools/serve_keys.h"
#include "tools/serve_log.h"
#include "tools/serve_metrics.h"
#include "tools/serve_misbehave.h"
#include "tools/serve_options.h"
#include "tools/serve_sockets.h"
#include "tools/verbs.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MICROS UINT64_C(1000000)

/* All of a running server. */
struct server {
    struct serve serve;
    struct serve_options options;
    struct serve_thread thread[SERVE_THREADS_MAX + 1]; /* of UDP, and then one of TCP */
    pthread_t running[SERVE_THREADS_MAX + 1];
    size_t num_udp, num_running;
    struct serve_state state;
    uint64_t metrics_due; /* nanoseconds of ratelimit_now */
};

static bool fail(const char *event, int code)
{
    log_event(LOG_ERROR, event, "reason", strerror(code));
    return false;
}

static size_t num_processors(void)
{
    cpu_set_t set;
    int num = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return num < 1 ? 1 : num > SERVE_THREADS_MAX ? SERVE_THREADS_MAX : (size_t)num;
}

static const char *clock_advice(enum clock_state state)
{
    return state == CLOCK_UNSYNCHRONISED
               ? "the kernel says that nobody keeps this clock right: start chronyd or ntpd and wait, or "
                 "--trust-system-clock"
               : "this process may not ask whether the clock is synchronised (adjtimex): ProtectClock= or a "
                 "container forbids it; allow it, or --trust-system-clock";
}

/* Asks the clock; a server whose clock nobody vouches for is silent. */
static bool check_clock(struct server *server)
{
    struct clock_quality quality;
    clock_ask(&quality, &server->options.clock);
    bool good = quality.state == CLOCK_SYNCHRONISED, was_silent = atomic_load(&server->serve.silent);
    atomic_store(&server->serve.radius_micros, quality.radius_micros);
    atomic_store(&server->serve.silent, !good);
    server->state.clock = quality.state;
    server->state.radius_micros = quality.radius_micros;
    if (!good && !was_silent) {
        struct log_line line;
        log_begin(&line, LOG_ERROR, "clock");
        log_text(&line, "state", clock_state_name(quality.state));
        log_text(&line, "reason", clock_advice(quality.state));
        log_end(&line);
    } else if (good && was_silent) {
        log_event(LOG_INFO, "clock", "state", clock_state_name(quality.state));
    }
    return good;
}

static bool open_sockets(struct server *server)
{
    const struct serve_options *options = &server->options;
    size_t num = options->num_listen, inherited;
    if (!sockets_inherit(&inherited, &server->serve, server->thread, server->num_udp)) {
        return false;
    }
    for (size_t i = 0; inherited == 0 && i < (num > 0 ? num : 1); i++) {
        if (!sockets_open(&server->serve, server->thread, server->num_udp, num > 0 ? options->listen[i] : "",
                          options->port, options->udp, options->tcp)) {
            return false;
        }
    }
    return true;
}

/* Those that have a socket. */
static bool make_threads(struct server *server)
{
    struct serve *serve = &server->serve;
    server->num_udp = server->thread[0].num_udp > 0 ? server->num_udp : 0;
    size_t num = server->num_udp + (serve->num_tcp > 0 ? 1 : 0);
    serve->counters = aligned_alloc(_Alignof(struct counters), num * sizeof serve->counters[0]);
    if (serve->counters == NULL || pthread_barrier_init(&serve->gate, NULL, (unsigned)num + 1) != 0) {
        return fail("no-threads", ENOMEM);
    }
    memset(serve->counters, 0, num * sizeof serve->counters[0]);
    serve->num_threads = num;
    for (size_t i = 0; i < num; i++) {
        struct serve_thread *thread = &server->thread[i];
        bool udp = i < server->num_udp;
        thread->serve = serve;
        thread->counters = &serve->counters[i];
        thread->room = udp ? serve_udp_new() : serve_tcp_new(serve);
        int code = thread->room == NULL
                       ? ENOMEM
                       : pthread_create(&server->running[i], NULL, udp ? serve_udp : serve_tcp, thread);
        if (code != 0) {
            return fail("no-threads", code);
        }
        server->num_running++;
    }
    return true;
}

/* Descriptors for all sockets and connections, or as many as there may be. */
static void allow_connections(struct serve *serve)
{
    struct rlimit limit;
    const rlim_t others = SERVE_SOCKETS_MAX * (SERVE_THREADS_MAX + 1) + 32, want = others + serve->tcp_max;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < want) {
        limit.rlim_cur = limit.rlim_max < want ? limit.rlim_max : want;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void take_options(struct server *server)
{
    struct serve *serve = &server->serve;
    const struct serve_options *options = &server->options;
    serve->clock = options->clock;
    serve->batch = options->batch;
    serve->rate = options->rate;
    serve->tcp_max = options->tcp_max;
    serve->tcp_idle = options->tcp_idle;
    server->num_udp = options->threads > 0 ? options->threads : num_processors();
    ratelimit_init(&serve->ratelimit);
    allow_connections(serve);
}

static bool start(struct server *server)
{
    struct serve *serve = &server->serve;
    const struct serve_options *options = &server->options;
    struct confine_user user;
    take_options(server);
    if (!confine_find_user(&user, options->user) || !keys_start(&serve->keyring, options, &user) ||
        !keys_load(&serve->keyring, options) || !misconduct_start(serve, options) || !check_clock(server) ||
        !open_sockets(server)) {
        return false;
    }
    serve->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (serve->wake < 0 || !confine_become(&user)) {
        return false;
    }
    if (options->metrics != NULL && !metrics_possible(options->metrics)) {
        return fail("no-metrics", errno);
    }
    confine_files(options->delegation, options->num_delegations, options->metrics);
    if (!make_threads(server)) {
        return false;
    }
    confine_calls(CONFINE_SERVER);
    pthread_barrier_wait(&serve->gate);
    return true;
}

static void write_metrics(struct server *server)
{
    const struct serve_options *options = &server->options;
    server->state.expiry_micros = keys_expiry(&server->serve.keyring);
    if (options->metrics != NULL && !metrics_write(options->metrics, &server->serve, &server->state)) {
        log_event(LOG_WARNING, "no-metrics", "reason", strerror(errno));
    }
}

static void reload(struct server *server)
{
    sockets_notify("RELOADING=1");
    bool ok = keys_load(&server->serve.keyring, &server->options);
    log_event(ok ? LOG_INFO : LOG_ERROR, "reloaded", "complete", ok ? "yes" : "no");
    sockets_notify("READY=1");
}

/* Once a second. False if no more can come of it. */
static bool tend(struct server *server)
{
    struct respond_clock now;
    const struct clock_quality any = {CLOCK_SYNCHRONISED, 0};
    clock_now(&now, &server->options.clock, &any);
    bool ok = keys_tend(&server->serve.keyring, &server->options, now.unix_micros);
    (void)check_clock(server);
    if (ratelimit_now() >= server->metrics_due) {
        write_metrics(server);
        server->metrics_due = ratelimit_now() + server->options.metrics_interval * UINT64_C(1000000000);
    }
    return ok;
}

/* Until a signal ends it, or false: until there is no key any more. */
static bool work(struct server *server, const sigset_t *signals)
{
    static const struct timespec second = {1, 0};
    bool ok = true;
    log_event(LOG_INFO, "ready", "version", ROUGHPROOF_VERSION);
    sockets_notify("READY=1");
    for (int signal = 0; ok && signal != SIGTERM && signal != SIGINT;) {
        ok = tend(server);
        signal = sigtimedwait(signals, NULL, &second);
        if (signal == SIGHUP) {
            reload(server);
        }
    }
    sockets_notify("STOPPING=1");
    return ok;
}

static void stop(struct server *server)
{
    uint64_t one = 1;
    atomic_store(&server->serve.stop, true);
    ssize_t written = write(server->serve.wake, &one, sizeof one);
    (void)written;
    for (size_t i = 0; i < server->num_running; i++) {
        pthread_join(server->running[i], NULL);
    }
    write_metrics(server);
    log_event(LOG_INFO, "stopped", NULL, NULL);
}

static void block_signals(sigset_t *out)
{
    sigemptyset(out);
    sigaddset(out, SIGTERM);
    sigaddset(out, SIGINT);
    sigaddset(out, SIGHUP);
    pthread_sigmask(SIG_BLOCK, out, NULL);
    signal(SIGPIPE, SIG_IGN); /* who read the log may be gone */
}

static enum exit_status run(struct server *server)
{
    sigset_t signals;
    block_signals(&signals);
    bool ok = start(server);
    if (ok) {
        ok = work(server, &signals);
        stop(server);
    } else if (server->num_running > 0) {
        _exit(EXIT_IO); /* they wait at the gate */
    }
    misconduct_stop(&server->serve);
    keys_free(&server->serve.keyring);
    free(server->serve.counters);
    return ok ? EXIT_GOOD : EXIT_IO;
}

enum exit_status verb_serve(int argc, char **argv)
{
    enum exit_status status;
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL || sodium_init() < 0) {
        log_event(LOG_ERROR, "no-start", "reason", "no memory, or libsodium does not start");
        free(server);
        return EXIT_IO;
    }
    if (serve_options_take(&server->options, &status, argc, argv)) {
        status = run(server);
    }
    serve_options_free(&server->options);
    free(server);
    return status;
}
