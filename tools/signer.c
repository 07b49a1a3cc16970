#include "tools/signer.h"

#include "tools/serve_log.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define MICROS   UINT64_C(1000000)
#define KEYS_MAX 16

/* Clients' clocks and ours may differ: a delegation begins a little before it is made. */
#define EARLY (600 * MICROS)

/* Online keys of one long-term key, to be certified from now on. */
struct question {
    uint32_t index;
    uint8_t public_keys[RESPOND_NUM_FAMILIES][32];
};

struct answer {
    bool ok, is_test;
    uint8_t long_term[32];
    uint64_t from_micros, until_micros;
    uint8_t certs[RESPOND_NUM_FAMILIES][152];
};

/* What the child knows. */
struct office {
    struct secret secrets[KEYS_MAX];
    size_t num;
    uint64_t lifetime_micros;
    struct clock_options clock;
    struct confine_user user;
};

static uint64_t now_micros(const struct office *office, bool is_test)
{
    static const struct clock_options honest = {.fixed = false};
    static const struct clock_quality any = {CLOCK_SYNCHRONISED, 0};
    struct respond_clock now;
    clock_now(&now, is_test ? &office->clock : &honest, &any);
    return now.unix_micros;
}

/* Whole messages, or nothing. */
static bool take(int fd, void *out, size_t len)
{
    ssize_t got;
    do {
        got = recv(fd, out, len, 0);
    } while (got < 0 && errno == EINTR);
    return got == (ssize_t)len;
}

static bool give(int fd, const void *in, size_t len)
{
    return send(fd, in, len, MSG_NOSIGNAL) == (ssize_t)len;
}

static void certify(struct answer *out, const struct office *office, const struct question *question)
{
    const struct secret *secret = &office->secrets[question->index];
    uint64_t now = now_micros(office, secret->is_test);
    out->ok = true;
    out->is_test = secret->is_test;
    memcpy(out->long_term, secret->public_key, sizeof out->long_term);
    out->from_micros = now > EARLY ? now - EARLY : 0;
    out->until_micros = now + office->lifetime_micros;
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        out->ok = respond_certify(out->certs[i], (enum respond_family)i, secret->key,
                                  question->public_keys[i], out->from_micros, out->until_micros) &&
                  out->ok;
    }
}

/* The child, until the other side is gone. */
static void work(int fd, const struct office *office)
{
    struct question question;
    while (take(fd, &question, sizeof question)) {
        struct answer answer;
        memset(&answer, 0, sizeof answer);
        if (question.index < office->num) {
            certify(&answer, office, &question);
        }
        if (!give(fd, &answer, sizeof answer)) {
            return;
        }
    }
}

/* Signals are for the parent: it stops, and then so does this. */
static void be_quiet(void)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_NAME, "roughproof-sign");
}

static bool read_all(struct office *office, const char *const *paths, size_t num)
{
    while (office->num < num) {
        if (!secret_read(&office->secrets[office->num], paths[office->num])) {
            return false;
        }
        office->num++;
    }
    return true;
}

static _Noreturn void run_child(int fd, struct office *office, const char *const *paths, size_t num)
{
    be_quiet();
    bool ok = read_all(office, paths, num) && confine_become(&office->user);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* becoming another user would undo it */
    confine_files(NULL, 0, NULL);
    confine_calls(CONFINE_SIGNER);
    if (give(fd, &ok, sizeof ok) && ok) {
        work(fd, office);
    }
    while (office->num > 0) {
        secret_free(&office->secrets[--office->num]);
    }
    _exit(ok ? 0 : 1);
}

bool signer_start(struct signer *out, const char *const *paths, size_t num, uint64_t lifetime_micros,
                  const struct clock_options *clock, const struct confine_user *user)
{
    int pair[2];
    bool ok = false;
    struct office office = {.lifetime_micros = lifetime_micros, .clock = *clock, .user = *user};
    *out = (struct signer){-1, -1};
    if (num > KEYS_MAX || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) {
        log_event(LOG_ERROR, "no-signer", "reason", num > KEYS_MAX ? "more than 16 keys" : strerror(errno));
        return false;
    }
    out->pid = fork();
    if (out->pid == 0) {
        close(pair[0]);
        run_child(pair[1], &office, paths, num);
    }
    close(pair[1]);
    out->fd = pair[0];
    if (out->pid < 0 || !take(out->fd, &ok, sizeof ok) || !ok) {
        signer_stop(out); /* the child has said why */
        return false;
    }
    static const struct timeval patience = {10, 0};
    return setsockopt(out->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0;
}

bool signer_lives(const struct signer *signer)
{
    struct pollfd other_side = {.fd = signer->fd}; /* below 0 it is passed over */
    return poll(&other_side, 1, 0) <= 0;
}

void signer_stop(struct signer *signer)
{
    if (signer->fd >= 0) {
        close(signer->fd);
    }
    if (signer->pid > 0) {
        waitpid(signer->pid, NULL, 0);
    }
    *signer = (struct signer){-1, -1};
}

static bool fail(struct online *out, const char *why)
{
    online_free(out);
    log_event(LOG_ERROR, "no-delegation", "reason", why);
    return false;
}

bool signer_renew(struct online *out, const struct signer *signer, size_t index)
{
    struct question question = {.index = (uint32_t)index};
    struct answer answer;
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        if (!secret_new(&out->keys[i], false)) {
            return fail(out, "no locked memory for online keys");
        }
        memcpy(question.public_keys[i], out->keys[i].public_key, 32);
    }
    if (!give(signer->fd, &question, sizeof question) || !take(signer->fd, &answer, sizeof answer) ||
        !answer.ok) {
        shutdown(signer->fd, SHUT_RDWR); /* an answer that comes late would be taken for another one */
        return fail(out, "the signer does not answer");
    }
    out->is_test = answer.is_test;
    out->from_micros = answer.from_micros;
    out->until_micros = answer.until_micros;
    memcpy(out->long_term.b, answer.long_term, sizeof out->long_term.b);
    for (size_t i = 0; i < RESPOND_NUM_FAMILIES; i++) {
        memcpy(out->identity.online[i].cert, answer.certs[i], sizeof answer.certs[i]);
    }
    online_point(out);
    return true;
}
