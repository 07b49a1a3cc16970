#include "tools/query_servers.h"

#include "tools/query_clock.h"
#include "tools/terminal.h"
#include "tools/values.h"

#include <stdio.h>
#include <stdlib.h>

static void complain(struct rt_bytes name, const char *why)
{
    fputs("roughproof query: ", stderr);
    servers_put_name(stderr, (const char *)name.data, name.len);
    fprintf(stderr, ": %s\n", why);
}

static void offer(struct rt_offer *out, const char *version)
{
    uint32_t code;
    const struct rt_version *row = rt_version_named(&code, rt_bytes_from(version, strlen(version)));
    (void)!rt_offer_add(out, row, code); /* these go together */
}

void query_offer_all(struct rt_offer *out)
{
    static const char names[][12] = {"rfc10049", "draft-14", "draft-11", "draft-10", "draft-09",
                                     "draft-08", "draft-07", "draft-06", "draft-05"};
    *out = (struct rt_offer){.version = NULL};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        offer(out, names[i]);
    }
}

static void choose_offer(struct query_server *server, const struct query_options *options,
                         enum rt_server_version listed)
{
    server->offer = options->offer;
    if (options->offer.list_len > 0 || options->offer.version != NULL) {
        return;
    }
    if (listed == RT_SERVER_GOOGLE) {
        offer(&server->offer, "google");
    } else {
        query_offer_all(&server->offer);
    }
}

/* At the time of this machine's clock, which may be wrong: it only chooses among several keys, and says
 * nothing of their validity. */
static bool is_current(const struct servers_key *key, uint64_t grace)
{
    struct rt_time now =
        rt_time_from_raw((uint64_t)query_clock_real(query_clock_now()), RT_UNIT_MICROSECONDS);
    return (!key->from.there || rt_time_compare(now, rt_time_sub(key->from.time, grace)) >= 0) &&
           (!key->until.there || rt_time_compare(now, rt_time_add(key->until.time, grace)) <= 0);
}

/* The first that is current, else the last. */
static void choose_key(struct query_server *server, const struct verify_keys *keys, size_t row)
{
    const struct servers *s = &keys->servers;
    bool current = false;
    for (size_t i = 0; i < s->num_keys && !current; i++) {
        if (s->key[i].server == row) {
            memcpy(server->key.b, s->key[i].b, sizeof server->key.b);
            server->has_key = true;
            current = is_current(&s->key[i], keys->trust.grace_micros);
        }
    }
}

/* Of a list; false if it cannot be asked. */
static bool take_row(struct query_server *out, const struct query_options *options,
                     const struct verify_keys *keys, size_t index)
{
    const struct servers_row *row = &keys->servers.row[index];
    *out = (struct query_server){.name = rt_bytes_from(row->name, row->name_len),
                                 .address = &keys->servers.address[row->first_address],
                                 .num_addresses = row->num_addresses};
    choose_key(out, keys, index);
    choose_offer(out, options, row->version);
    if (!out->has_key || out->num_addresses == 0) {
        complain(out->name, out->has_key ? "has no address that is understood" : "has no ed25519 key");
        return false;
    }
    return true;
}

static bool is_wanted(const struct words *names, const struct servers_row *row)
{
    for (size_t i = 0; i < names->num; i++) {
        if (rt_bytes_equal(rt_bytes_from(names->word[i], strlen(names->word[i])),
                           rt_bytes_from(row->name, row->name_len))) {
            return true;
        }
    }
    return names->num == 0;
}

static enum exit_status check_names(const struct words *names, const struct servers *servers)
{
    for (size_t i = 0; i < names->num; i++) {
        const char *word = names->word[i];
        if (servers_by_name(servers, rt_bytes_from(word, strlen(word))) == NULL) {
            fputs("roughproof query: --name ", stderr);
            terminal_name(stderr, word);
            fputs(": no server of the lists\n", stderr);
            return EXIT_USAGE;
        }
    }
    return EXIT_GOOD;
}

static enum exit_status take_lists(struct query_servers *out, const struct query_options *options,
                                   const struct verify_keys *keys)
{
    enum exit_status status = check_names(&options->names, &keys->servers);
    for (size_t i = 0; status == EXIT_GOOD && i < keys->servers.num_rows; i++) {
        if (is_wanted(&options->names, &keys->servers.row[i]) &&
            take_row(&out->item[out->num], options, keys, i)) {
            out->num++;
        }
    }
    if (status == EXIT_GOOD && out->num == 0) {
        fputs("roughproof query: nobody to ask\n", stderr);
        return EXIT_BAD;
    }
    return status;
}

static enum exit_status take_host(struct query_servers *out, const struct query_options *options,
                                  const struct verify_keys *keys)
{
    struct query_server *server = &out->item[0];
    if (!endpoint_take(&out->given[0], options->host)) {
        fputs("roughproof query: no HOST[:PORT]: ", stderr);
        terminal_name(stderr, options->host);
        fputc('\n', stderr);
        return EXIT_USAGE;
    }
    out->given[1] = out->given[0];
    out->given[1].protocol = RT_PROTOCOL_TCP;
    *server = (struct query_server){.name = rt_bytes_from(options->host, strlen(options->host)),
                                    .address = out->given,
                                    .num_addresses = 2,
                                    .has_key = options->trust.keys.num > 0};
    if (server->has_key && !value_key(server->key.b, options->trust.keys.word[0])) {
        server->key = keys->keys[0].key; /* it was a name: only that server's keys are trusted */
    }
    choose_offer(server, options, RT_SERVER_UNKNOWN);
    out->num = 1;
    return EXIT_GOOD;
}

enum exit_status query_servers_fill(struct query_servers *out, const struct query_options *options,
                                    const struct verify_keys *keys)
{
    *out = (struct query_servers){.item = calloc(keys->servers.num_rows + 1, sizeof *out->item)};
    if (out->item == NULL) {
        fputs("roughproof: out of memory\n", stderr);
        return EXIT_IO;
    }
    return options->host != NULL ? take_host(out, options, keys) : take_lists(out, options, keys);
}

static void resolve(struct query_server *server, enum rt_protocol protocol)
{
    const char *why;
    for (size_t i = 0; i < server->num_addresses; i++) {
        const struct rt_address *address = &server->address[i];
        if (address->protocol == protocol && !endpoints_add(&server->endpoints, &why, address)) {
            fputs("roughproof query: ", stderr);
            terminal_name(stderr, address->host);
            fprintf(stderr, ": %s\n", why);
        }
    }
}

bool query_server_resolve(struct query_server *server, enum query_transport transport)
{
    if (!server->resolved && transport != QUERY_TCP) {
        resolve(server, RT_PROTOCOL_UDP);
    }
    if (!server->resolved && transport != QUERY_UDP) {
        resolve(server, RT_PROTOCOL_TCP);
    }
    server->resolved = true;
    if (server->endpoints.num == 0) {
        complain(server->name, "has no address for the transports that are wanted");
    }
    return server->endpoints.num > 0;
}

void query_servers_free(struct query_servers *servers)
{
    free(servers->item);
    *servers = (struct query_servers){.num = 0};
}
