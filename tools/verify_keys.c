#include "tools/verify_keys.h"

#include "tools/values.h"

#include <stdlib.h>
#include <string.h>

/* A key that no list has a name for. */
#define NAMELESS UINT32_MAX

static bool is_named(const char *word)
{
    uint8_t key[32];
    return !value_key(key, word);
}

static struct rt_trusted_key row_of(const struct servers_key *key)
{
    struct rt_trusted_key row = {.from = key->from, .until = key->until, .id = (uint32_t)key->server};
    memcpy(row.key.b, key->b, sizeof row.key.b);
    return row;
}

static void add(struct verify_keys *k, struct rt_trusted_key row)
{
    if (rt_trust_find(&k->trust, &row.key) == NULL) {
        k->keys[k->num_keys++] = row;
        k->trust.num_keys = k->num_keys;
    }
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
            add(k, row_of(&k->servers.key[i]));
        }
    }
    return server != NULL ||
           complain(verb, "key", word, "neither 32 bytes in base64 or hex, nor a server of the lists");
}

static bool add_word(struct verify_keys *k, const char *verb, const char *word)
{
    struct rt_trusted_key row = {.id = NAMELESS};
    if (!value_key(row.key.b, word)) {
        return add_named(k, verb, word);
    }
    const struct servers_key *listed = servers_by_key(&k->servers, rt_bytes_from(row.key.b, 32));
    add(k, listed != NULL ? row_of(listed) : row);
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
    for (size_t i = 0; i < k->servers.num_keys; i++) {
        add(k, row_of(&k->servers.key[i]));
    }
}

/* FROM..UNTIL */
static bool take_period(struct rt_trusted_key *row, const char *period)
{
    const char *dots = strstr(period, "..");
    return dots != NULL && value_date(&row->from, period, (size_t)(dots - period)) &&
           value_date(&row->until, dots + 2, strlen(dots + 2));
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
                        "KEY=FROM..UNTIL is wanted, with times like 2026-10-01T12:00:00Z");
    }
    return num > 0 || complain(verb, "key-valid", word, "no such key is trusted; see --key and --servers");
}

static bool reserve(struct verify_keys *k, size_t num_words)
{
    const struct servers *s = &k->servers;
    k->keys = calloc(s->num_keys * (num_words + 1) + num_words + 1, sizeof *k->keys);
    k->name = calloc(s->num_rows + 1, sizeof *k->name);
    if (k->keys == NULL || k->name == NULL) {
        fputs("roughproof: out of memory\n", stderr);
        return false;
    }
    for (size_t i = 0; i < s->num_rows; i++) {
        k->name[i] = rt_bytes_from(s->row[i].name, s->row[i].name_len);
    }
    k->trust.keys = k->keys;
    k->names = (struct rt_names){&k->trust, k->name, s->num_rows};
    return true;
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
    if (servers_add_all(&out->servers, lists) == EXIT_IO || !reserve(out, options->keys.num)) {
        return EXIT_IO;
    }
    return take_words(out, options) ? EXIT_GOOD : EXIT_USAGE;
}

void verify_keys_free(struct verify_keys *keys)
{
    servers_free(&keys->servers);
    free(keys->keys);
    free(keys->name);
}
