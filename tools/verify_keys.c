#include "tools/verify_keys.h"

#include "tools/values.h"

#include <stdlib.h>
#include <string.h>

static bool is_named(const char *word)
{
    uint8_t key[32];
    return !value_key(key, word);
}

static bool complain(const char *verb, const char *option, const char *word, const char *why)
{
    fprintf(stderr, "roughproof %s: --%s ", verb, option);
    terminal_name(stderr, word);
    fprintf(stderr, ": %s\n", why);
    return false;
}

/* All keys of the server of this name. */
static bool add_named(struct verify_keys *k, const char *verb, const char *word)
{
    const struct servers_row *server = servers_by_name(&k->servers, rt_bytes_from(word, strlen(word)));
    for (size_t i = 0; server != NULL && i < k->servers.num_keys; i++) {
        if (&k->servers.row[k->servers.key[i].server] == server) {
            verify_keys_add_listed(k, &k->servers.key[i]);
        }
    }
    return server != NULL ||
           complain(verb, "key", word, "neither 32 bytes in base64 or hex, nor a server of the lists");
}

static bool add_word(struct verify_keys *k, const char *verb, const char *word)
{
    uint8_t key[32];
    if (!value_key(key, word)) {
        return add_named(k, verb, word);
    }
    verify_keys_add(k, key);
    return true;
}

/* The lists are trusted as a whole unless they serve to look up names. */
static void add_lists(struct verify_keys *k, const struct words *words)
{
    for (size_t i = 0; i < words->num; i++) {
        if (is_named(words->word[i])) {
            return;
        }
    }
    verify_keys_add_lists(k);
}

/* FROM..UNTIL */
static bool take_period(struct rt_trusted_key *row, const char *period)
{
    const char *dots = strstr(period, "..");
    return dots != NULL && value_date(&row->from, period, (size_t)(dots - period)) &&
           value_date(&row->until, dots + 2, strlen(dots + 2)) &&
           !(row->from.there && row->until.there && rt_time_compare(row->from.time, row->until.time) > 0);
}

static bool is_meant(const struct verify_keys *k, const struct rt_trusted_key *row, const char *word)
{
    uint8_t key[32];
    struct rt_bytes name = {NULL, 0, 0};
    if (value_key(key, word)) {
        return memcmp(key, row->key.b, sizeof key) == 0;
    }
    if (row->id < k->names.num_names) {
        name = k->names.name[row->id];
    }
    return rt_bytes_equal(name, rt_bytes_from(word, strlen(word)));
}

static bool apply_period(struct verify_keys *k, const char *verb, char *word)
{
    char *equals = strrchr(word, '=');
    size_t num = 0;
    bool ok = equals != NULL;
    if (ok) {
        *equals = '\0'; /* base64 may end in others */
    }
    for (size_t i = 0; ok && i < k->num_keys; i++) {
        if (is_meant(k, &k->keys[i], word)) {
            ok = take_period(&k->keys[i], equals + 1);
            num++;
        }
    }
    if (!ok) {
        return complain(verb, "key-valid", word,
                        "KEY=FROM..UNTIL is wanted, not backwards, with times like 2026-10-01T12:00:00Z");
    }
    return num > 0 || complain(verb, "key-valid", word, "no such key is trusted; see --key and --servers");
}

static bool take_words(struct verify_keys *k, const struct verify_options *options)
{
    bool ok = true;
    add_lists(k, &options->keys);
    for (size_t i = 0; ok && i < options->keys.num; i++) {
        ok = add_word(k, options->verb, options->keys.word[i]);
    }
    for (size_t i = 0; ok && i < options->periods.num; i++) {
        ok = apply_period(k, options->verb, options->periods.word[i]);
    }
    return ok;
}

enum exit_status verify_keys_fill(struct verify_keys *out, const struct verify_options *options,
                                  struct opened_list *lists)
{
    *out = (struct verify_keys){.num_keys = 0};
    out->trust.grace_micros = options->grace_micros;
    out->trust.trust_embedded = options->trust_embedded;
    if (servers_add_all(&out->servers, lists) == EXIT_IO) {
        return EXIT_IO;
    }
    if (!verify_keys_reserve(out, options->keys.num)) {
        fputs("roughproof: out of memory\n", stderr);
        return EXIT_IO;
    }
    return take_words(out, options) ? EXIT_GOOD : EXIT_USAGE;
}
