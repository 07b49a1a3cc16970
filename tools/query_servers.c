#include "tools/query_servers.h"

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

static void choose_offers(struct query_server *server, const struct query_options *options,
                          enum rt_server_version listed, uint32_t code)
{
    if (options->offer.version != NULL || options->offer.list_len > 0) {
        server->offers[0] = options->offer;
        server->num_offers = 1;
    } else {
        server->num_offers = rt_measure_offers(server->offers, listed, code);
    }
}

/* Those that are trusted for server `row`, with the periods that options may have given them. */
static void take_keys(struct query_servers *out, struct query_server *server, const struct verify_keys *keys,
                      size_t row)
{
    const struct servers *s = &keys->servers;
    struct rt_key key;
    server->keys = out->keys + out->num_keys;
    for (size_t i = 0; i < s->num_keys; i++) {
        memcpy(key.b, s->key[i].b, sizeof key.b);
        const struct rt_trusted_key *trusted = rt_trust_find(&keys->trust, &key);
        if (s->key[i].server == row && trusted != NULL) {
            out->keys[out->num_keys++] = *trusted;
            server->num_keys++;
        }
    }
}

/* Of a list; false if it cannot be asked. */
static bool take_row(struct query_servers *all, const struct query_options *options,
                     const struct verify_keys *keys, size_t index)
{
    const struct servers_row *row = &keys->servers.row[index];
    struct query_server *out = &all->item[all->num];
    *out = (struct query_server){.name = rt_bytes_from(row->name, row->name_len),
                                 .address = &keys->servers.address[row->first_address],
                                 .num_addresses = row->num_addresses};
    take_keys(all, out, keys, index);
    choose_offers(out, options, row->version, row->code);
    if (out->num_keys == 0 || out->num_addresses == 0) {
        complain(out->name, out->num_keys > 0 ? "has no address that is understood" : "has no ed25519 key");
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
        if (is_wanted(&options->names, &keys->servers.row[i]) && take_row(out, options, keys, i)) {
            out->num++;
        }
    }
    if (status == EXIT_GOOD && out->num == 0) {
        fputs("roughproof query: nobody to ask\n", stderr);
        return EXIT_BAD;
    }
    return status;
}

/* The key that was given: itself, or those of the server in a list that it names, which alone are trusted
 * then. */
static void take_given_keys(struct query_servers *out, struct query_server *server,
                            const struct query_options *options, const struct verify_keys *keys)
{
    struct rt_key key;
    bool is_key = options->trust.keys.num > 0 && value_key(key.b, options->trust.keys.word[0]);
    server->keys = out->keys;
    for (size_t i = 0; options->trust.keys.num > 0 && i < keys->num_keys; i++) {
        if (!is_key || memcmp(keys->keys[i].key.b, key.b, sizeof key.b) == 0) {
            out->keys[server->num_keys++] = keys->keys[i];
        }
    }
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
                                    .num_addresses = 2};
    take_given_keys(out, server, options, keys);
    choose_offers(server, options, RT_SERVER_UNKNOWN, 0);
    out->num = 1;
    return EXIT_GOOD;
}

enum exit_status query_servers_fill(struct query_servers *out, const struct query_options *options,
                                    const struct verify_keys *keys)
{
    *out = (struct query_servers){.item = calloc(keys->servers.num_rows + 1, sizeof *out->item),
                                  .keys =
                                      calloc(keys->servers.num_keys + keys->num_keys + 1, sizeof *out->keys)};
    if (out->item == NULL || out->keys == NULL) {
        fputs("roughproof: out of memory\n", stderr);
        return EXIT_IO;
    }
    return options->host != NULL ? take_host(out, options, keys) : take_lists(out, options, keys);
}

/* Those listed for `listed`, for use with `protocol`; how many. */
static size_t resolve(struct query_server *server, enum rt_protocol listed, enum rt_protocol protocol)
{
    size_t before = server->endpoints.num;
    const char *why;
    for (size_t i = 0; i < server->num_addresses; i++) {
        struct rt_address address = server->address[i];
        bool wanted = address.protocol == listed;
        address.protocol = protocol;
        if (wanted && !endpoints_add(&server->endpoints, &why, &address)) {
            fputs("roughproof query: ", stderr);
            terminal_name(stderr, address.host);
            fprintf(stderr, ": %s\n", why);
        }
    }
    return server->endpoints.num - before;
}

bool query_server_resolve(struct query_server *server, enum query_transport transport)
{
    if (transport != QUERY_TCP) {
        server->num_udp = resolve(server, RT_PROTOCOL_UDP, RT_PROTOCOL_UDP);
    }
    if (transport != QUERY_UDP) {
        server->num_tcp = resolve(server, RT_PROTOCOL_TCP, RT_PROTOCOL_TCP);
        if (server->num_tcp == 0) {
            server->num_tcp = resolve(server, RT_PROTOCOL_UDP, RT_PROTOCOL_TCP);
        }
    }
    if (server->endpoints.num == 0) {
        complain(server->name, "has no address for the transports that are wanted");
    }
    return server->endpoints.num > 0;
}

const struct endpoint *query_server_endpoint(const struct query_server *server, enum rt_protocol protocol,
                                             size_t index)
{
    return &server->endpoints.item[protocol == RT_PROTOCOL_TCP ? server->num_udp + index : index];
}

void query_servers_free(struct query_servers *servers)
{
    free(servers->item);
    free(servers->keys);
    *servers = (struct query_servers){.num = 0};
}
