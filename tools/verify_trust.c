#include "tools/verify_keys.h"

#include <stdlib.h>
#include <string.h>

/* A key that no list has a name for. */
#define NAMELESS UINT32_MAX

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

void verify_keys_add(struct verify_keys *k, const uint8_t key[32])
{
    struct rt_trusted_key nameless = {.id = NAMELESS};
    const struct servers_key *listed = servers_by_key(&k->servers, rt_bytes_from(key, 32));
    memcpy(nameless.key.b, key, sizeof nameless.key.b);
    add(k, listed != NULL ? row_of(listed) : nameless);
}

void verify_keys_add_listed(struct verify_keys *k, const struct servers_key *key)
{
    add(k, row_of(key));
}

void verify_keys_add_lists(struct verify_keys *k)
{
    for (size_t i = 0; i < k->servers.num_keys; i++) {
        verify_keys_add_listed(k, &k->servers.key[i]);
    }
}

bool verify_keys_reserve(struct verify_keys *k, size_t num_others)
{
    const struct servers *s = &k->servers;
    k->keys = calloc(s->num_keys * (num_others + 1) + num_others + 1, sizeof *k->keys);
    k->name = calloc(s->num_rows + 1, sizeof *k->name);
    if (k->keys == NULL || k->name == NULL) {
        return false;
    }
    for (size_t i = 0; i < s->num_rows; i++) {
        k->name[i] = rt_bytes_from(s->row[i].name, s->row[i].name_len);
    }
    k->trust.keys = k->keys;
    k->names = (struct rt_names){&k->trust, k->name, s->num_rows};
    return true;
}

void verify_keys_free(struct verify_keys *keys)
{
    servers_free(&keys->servers);
    free(keys->keys);
    free(keys->name);
}
