#include "tools/serve_keys.h"

#include "tools/serve_log.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define MICROS UINT64_C(1000000)

/* After a renewal has failed. */
#define RETRY (10 * MICROS)

bool keys_start(struct keyring *out, const struct serve_options *options, const struct confine_user *user)
{
    memset(out, 0, sizeof *out);
    out->signer.fd = -1;
    pthread_rwlockattr_t attributes;
    /* Readers come without a pause: without preference the writer might never have its turn. */
    bool ok = pthread_rwlockattr_init(&attributes) == 0 &&
              pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP) == 0 &&
              pthread_rwlock_init(&out->lock, &attributes) == 0;
    return ok && (options->num_keys == 0 || signer_start(&out->signer, options->key, options->num_keys,
                                                         options->lifetime_micros, &options->clock, user));
}

static void free_online(struct online *online)
{
    if (online != NULL) {
        online_free(online);
        free(online);
    }
}

/* Of two delegations from one key: the one that is valid now and ends later. */
static bool is_better(const struct respond_identity *a, const struct respond_identity *b, uint64_t now)
{
    bool a_now = a->from_micros <= now && now <= a->until_micros;
    bool b_now = b->from_micros <= now && now <= b->until_micros;
    return a_now != b_now ? a_now : a->until_micros > b->until_micros;
}

static size_t find(const struct respond_identity *identities, size_t num, const uint8_t srv[32])
{
    size_t i = 0;
    while (i < num && memcmp(identities[i].srv, srv, 32) != 0) {
        i++;
    }
    return i;
}

/* One identity for each long-term key. */
static void choose(struct keyring *keyring, uint64_t now)
{
    struct respond_identity chosen[SERVE_KEYS_MAX];
    size_t num = 0;
    memset(chosen, 0, sizeof chosen);
    for (size_t i = 0; i < SERVE_KEYS_MAX; i++) {
        if (keyring->online[i] != NULL) {
            const struct respond_identity *identity = &keyring->online[i]->identity;
            size_t at = find(chosen, num, identity->srv);
            if (at == num || is_better(identity, &chosen[at], now)) {
                chosen[at] = *identity;
            }
            num += at == num;
        }
    }
    if (num != keyring->num || memcmp(chosen, keyring->identities, sizeof chosen) != 0) {
        pthread_rwlock_wrlock(&keyring->lock);
        memcpy(keyring->identities, chosen, sizeof chosen);
        keyring->num = num;
        pthread_rwlock_unlock(&keyring->lock);
    }
}

static void log_delegation(const struct online *online)
{
    char key[45];
    struct log_line line;
    sodium_bin2base64(key, sizeof key, online->long_term.b, 32, sodium_base64_VARIANT_ORIGINAL);
    log_begin(&line, LOG_INFO, "delegation");
    log_text(&line, "key", key);
    log_time(&line, "from", online->from_micros);
    log_time(&line, "until", online->until_micros);
    log_text(&line, "test", online->is_test ? "yes" : "no");
    log_end(&line);
}

/* The old one is freed when no batch can use it any more: choose() must run in between. */
static void replace(struct keyring *keyring, size_t at, struct online *fresh, uint64_t now)
{
    struct online *old = keyring->online[at];
    keyring->online[at] = fresh;
    choose(keyring, now);
    log_delegation(fresh);
    free_online(old);
}

static uint64_t now_of(const struct serve_options *options)
{
    struct respond_clock now;
    const struct clock_quality any = {CLOCK_SYNCHRONISED, 0};
    clock_now(&now, &options->clock, &any);
    return now.unix_micros;
}

/* Number `at`: first those of the signer, then those of files. */
static bool refresh(struct keyring *keyring, const struct serve_options *options, size_t at)
{
    struct online *fresh = calloc(1, sizeof *fresh);
    size_t file = at - options->num_keys;
    bool ok = fresh != NULL && (at < options->num_keys ? signer_renew(fresh, &keyring->signer, at)
                                                       : online_read(fresh, options->delegation[file]));
    if (ok && (options->clock.fixed || options->clock.offset_micros != 0 || options->misconduct.rate > 0) &&
        !fresh->is_test) {
        log_event(LOG_ERROR, "refused", "reason",
                  "wrong times are signed, and clients misled, with keys made by --test alone");
        online_free(fresh);
        ok = false;
    }
    if (!ok) {
        free(fresh);
        return false;
    }
    replace(keyring, at, fresh, now_of(options));
    return true;
}

bool keys_load(struct keyring *keyring, const struct serve_options *options)
{
    bool ok = true;
    for (size_t i = 0; i < options->num_keys + options->num_delegations; i++) {
        ok = refresh(keyring, options, i) && ok;
    }
    keyring->retry_micros = 0;
    return ok;
}

static bool is_half_over(const struct online *online, uint64_t lifetime, uint64_t now)
{
    return online == NULL || online->until_micros < now || online->until_micros - now < lifetime / 2;
}

/* Says once that a delegation is about to end, which a signer prevents, and once that it has. */
static void warn(struct keyring *keyring, uint64_t now)
{
    for (size_t i = 0; i < keyring->num; i++) {
        const struct respond_identity *identity = &keyring->identities[i];
        uint64_t until = identity->until_micros, soon = (until - identity->from_micros) / 8;
        bool over = now > until, near = now + soon > until;
        uint64_t mark = over ? until + 1 : near ? until : 0;
        if (mark > keyring->warned[i]) {
            struct log_line line;
            log_begin(&line, over ? LOG_ERROR : LOG_WARNING, over ? "expired" : "expires");
            log_time(&line, "until", until);
            log_end(&line);
            keyring->warned[i] = mark;
        }
    }
}

static void watch_signer(struct keyring *keyring)
{
    if (!keyring->lost_signer && !signer_lives(&keyring->signer)) {
        keyring->lost_signer = true;
        log_event(LOG_ERROR, "lost-signer", "reason",
                  "it ended or did not answer: the server goes on until its last delegation ends");
    }
}

static void renew(struct keyring *keyring, const struct serve_options *options, uint64_t now)
{
    for (size_t i = 0; i < options->num_keys && now >= keyring->retry_micros; i++) {
        if (is_half_over(keyring->online[i], options->lifetime_micros, now) &&
            !refresh(keyring, options, i)) {
            keyring->retry_micros = now + RETRY;
        }
    }
}

static bool is_any_in_time(const struct keyring *keyring, uint64_t now)
{
    size_t i = 0;
    while (i < keyring->num && now > keyring->identities[i].until_micros) {
        i++;
    }
    return i < keyring->num;
}

bool keys_tend(struct keyring *keyring, const struct serve_options *options, uint64_t now_micros)
{
    watch_signer(keyring);
    if (!keyring->lost_signer) {
        renew(keyring, options, now_micros);
    }
    choose(keyring, now_micros);
    warn(keyring, now_micros);
    return !keyring->lost_signer || is_any_in_time(keyring, now_micros);
}

uint64_t keys_expiry(const struct keyring *keyring)
{
    uint64_t first = UINT64_MAX;
    for (size_t i = 0; i < keyring->num; i++) {
        uint64_t until = keyring->identities[i].until_micros;
        first = until < first ? until : first;
    }
    return first;
}

bool keys_are_for_tests(const struct keyring *keyring)
{
    bool all = keyring->num > 0;
    for (size_t i = 0; i < SERVE_KEYS_MAX; i++) {
        all = all && (keyring->online[i] == NULL || keyring->online[i]->is_test);
    }
    return all;
}

void keys_free(struct keyring *keyring)
{
    for (size_t i = 0; i < SERVE_KEYS_MAX; i++) {
        free_online(keyring->online[i]);
    }
    signer_stop(&keyring->signer);
}
