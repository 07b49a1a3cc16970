#include "tools/serve_misbehave.h"

#include "tools/later.h"
#include "tools/misbehave.h"
#include "tools/serve_log.h"
#include "tools/serve_options.h"
#include "tools/terminal.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct misconduct {
    struct misconduct_options options;
    _Atomic(uint64_t) rolls;
    struct later *later; /* NULL if it only greases */
    struct online expired[SERVE_KEYS_MAX], future[SERVE_KEYS_MAX];
    struct respond_identity expired_identity[SERVE_KEYS_MAX], future_identity[SERVE_KEYS_MAX];
    size_t num_other; /* of each */
};

bool misconduct_take(struct misconduct_options *out, const char *word)
{
    char name[32];
    const char *comma = strchr(word, ',');
    size_t len = comma == NULL ? strlen(word) : (size_t)(comma - word);
    snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name), word);
    out->mode = misbehaviour_find(name);
    out->rate = MISBEHAVE_ALWAYS;
    return out->mode != NUM_MISBEHAVIOURS && (comma == NULL || misbehave_rate(&out->rate, comma + 1));
}

enum exit_status misconduct_list(void)
{
    static const char kinds[][8] = {"grease", "", "lie"};
    printf("%-20s %-6s  %-38s  %s\n", "MODE", "KIND", "A GOOD CLIENT SAYS", "WHAT");
    for (unsigned i = 0; i < NUM_MISBEHAVIOURS; i++) {
        const struct misbehaviour_info *info = misbehaviour_info((enum misbehaviour)i);
        printf("%-20s %-6s  %-38s  %s\n", info->name, kinds[info->kind], info->verdict, info->text);
    }
    return fflush(stdout) == 0 ? EXIT_GOOD : EXIT_IO;
}

static uint64_t now_of(const struct serve_options *options)
{
    struct respond_clock now;
    const struct clock_quality any = {CLOCK_SYNCHRONISED, 0};
    clock_now(&now, &options->clock, &any);
    return now.unix_micros;
}

/* Delegations of a day, two days ago and in a year. The long-term key is read in this process, which it never
 * is otherwise: it is one for tests. */
static bool delegate(struct misconduct *m, size_t i, const char *path, uint64_t now)
{
    struct secret secret;
    if (!secret_read(&secret, path)) {
        return false;
    }
    bool ok = secret.is_test &&
              online_new(&m->expired[i], &secret, now - 2 * RT_DAY_MICROS, now - RT_DAY_MICROS) &&
              online_new(&m->future[i], &secret, now + 365 * RT_DAY_MICROS, now + 366 * RT_DAY_MICROS);
    secret_free(&secret);
    m->expired_identity[i] = m->expired[i].identity;
    m->future_identity[i] = m->future[i].identity;
    return ok;
}

static bool fail(const char *why)
{
    log_event(LOG_ERROR, "refused", "reason", why);
    return false;
}

static bool delegate_all(struct misconduct *m, const struct serve_options *options)
{
    bool needed =
        m->options.mode == MISBEHAVE_expired_delegation || m->options.mode == MISBEHAVE_future_delegation;
    if (!needed) {
        return true;
    }
    if (options->num_keys == 0) {
        return fail("this misbehaviour signs delegations of its own: it needs --key");
    }
    for (size_t i = 0; i < options->num_keys; i++) {
        if (!delegate(m, i, options->key[i], now_of(options))) {
            return fail("no delegations of another time from this key");
        }
        m->num_other++;
    }
    return true;
}

bool misconduct_start(struct serve *serve, const struct serve_options *options)
{
    uint64_t rolls;
    if (options->misconduct.rate == 0 && options->misconduct.grease == 0) {
        return true;
    }
    struct misconduct *m = calloc(1, sizeof *m);
    if (m == NULL) {
        return fail("no memory");
    }
    serve->misconduct = m;
    m->options = options->misconduct;
    randombytes_buf(&rolls, sizeof rolls);
    atomic_init(&m->rolls, rolls);
    if (m->options.rate == 0) {
        return true;
    }
    log_event(LOG_WARNING, "misbehaving", "mode", misbehaviour_info(m->options.mode)->name);
    m->later = later_new();
    return m->later == NULL ? fail(strerror(errno)) : delegate_all(m, options);
}

void misconduct_stop(struct serve *serve)
{
    struct misconduct *m = serve->misconduct;
    if (m == NULL) {
        return;
    }
    later_free(m->later);
    for (size_t i = 0; i < m->num_other; i++) {
        online_free(&m->expired[i]);
        online_free(&m->future[i]);
    }
    free(m);
    serve->misconduct = NULL;
}

/* Threads share the counter alone: no two get the same. */
static struct misbehave_dice throw(struct misconduct * m)
{
    return (struct misbehave_dice){
        atomic_fetch_add_explicit(&m->rolls, UINT64_C(0xd1342543de82ef95), memory_order_relaxed)};
}

static struct misbehave_scene scene_of(const struct serve *serve, const struct respond_clock *clock,
                                       struct respond_room *room)
{
    const struct misconduct *m = serve->misconduct;
    return (struct misbehave_scene){.identities = serve->keyring.identities,
                                    .num = serve->keyring.num,
                                    .expired = m->expired_identity,
                                    .future = m->future_identity,
                                    .num_expired = m->num_other,
                                    .num_future = m->num_other,
                                    .clock = clock,
                                    .room = room};
}

size_t misconduct_grease(struct serve *serve, struct respond_item *items, size_t num,
                         const struct respond_clock *clock, struct respond_room *room)
{
    if (serve->misconduct == NULL || serve->misconduct->options.grease == 0) {
        return 0;
    }
    struct misbehave_dice dice = throw(serve->misconduct);
    const struct misbehave_scene scene = scene_of(serve, clock, room);
    return misbehave_grease(items, num, serve->misconduct->options.grease, &scene, &dice);
}

/* What goes at once goes the usual way, if it fits. */
static void deliver(struct misconduct *m, const struct misbehave_plan *plan, struct respond_item *item,
                    int fd, const struct msghdr *to)
{
    const struct misbehave_packet *first = &plan->packet[0];
    item->reply_len = 0;
    if (plan->num == 1 && first->delay_ms == 0 && first->bytes.len <= RESPOND_REPLY_MAX) {
        memmove(item->reply, first->bytes.data, first->bytes.len);
        item->reply_len = first->bytes.len;
        return;
    }
    for (size_t i = 0; i < plan->num; i++) {
        later_send(m->later, fd, to, plan->packet[i].bytes, plan->packet[i].delay_ms);
    }
}

void misconduct_commit(struct serve *serve, struct respond_item *item, int fd, const struct msghdr *to,
                       struct respond_room *room)
{
    struct misconduct *m = serve->misconduct;
    struct misbehave_plan plan;
    struct respond_clock clock;
    const struct clock_quality quality = {CLOCK_SYNCHRONISED, atomic_load(&serve->radius_micros)};
    if (m == NULL || item->reply_len == 0) {
        return;
    }
    struct misbehave_dice dice = throw(m);
    if (!misbehave_happens(m->options.rate, &dice)) {
        return;
    }
    clock_now(&clock, &serve->clock, &quality);
    pthread_rwlock_rdlock(&serve->keyring.lock);
    const struct misbehave_scene scene = scene_of(serve, &clock, room);
    bool done = misbehave(&plan, m->options.mode, item, &scene, &dice);
    pthread_rwlock_unlock(&serve->keyring.lock);
    if (done) {
        deliver(m, &plan, item, fd, to);
    }
}
