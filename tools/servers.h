/* The servers of one or more lists in memory: who has this key, whom does this SRV ask, where is this name.
 */
#ifndef ROUGHPROOF_TOOLS_SERVERS_H
#define ROUGHPROOF_TOOLS_SERVERS_H

#include "parser/serverlist.h"
#include "tools/opened.h"

#include <stdio.h>

struct servers_key {
    uint8_t b[32];
    uint8_t srv[32]; /* zeros in a build without hashes */
    struct rt_date from, until;
    size_t server; /* whose it is */
};

/* Its addresses are the `num_addresses` from `first_address` on. */
struct servers_row {
    char name[RT_SERVER_NAME_MAX]; /* anything may be in it: print it with servers_put_name */
    size_t name_len;
    enum rt_server_version version;
    uint32_t code;
    size_t first_address, num_addresses;
};

/* A zeroed one is empty. Its tables are in the order of the lists. */
struct servers {
    struct servers_row *row;
    struct servers_key *key;
    struct rt_address *address;
    size_t num_rows, num_keys, num_addresses;
    size_t row_room, key_room, address_room;
};

/* Adds the list `text` of the file `path`. An entry, key or address that is refused is left out, and so is
 * what belongs to it; that and all remarks are said with file_complain, with the offset. EXIT_BAD if anything
 * was refused, EXIT_IO if there is no memory. */
RT_MUST_CHECK enum exit_status servers_add_text(struct servers *servers, const char *path,
                                                struct rt_bytes text);

/* The same of an opened file; EXIT_IO also if it could not be read. */
RT_MUST_CHECK enum exit_status servers_add(struct servers *servers, struct opened *list);

/* All of several lists: the gravest status. */
RT_MUST_CHECK enum exit_status servers_add_all(struct servers *servers, struct opened_list *lists);

/* The first key that fits, or NULL. An empty slice, or one of another length than 32, fits none. */
const struct servers_key *servers_by_key(const struct servers *servers, struct rt_bytes key);
const struct servers_key *servers_by_srv(const struct servers *servers, struct rt_bytes srv);

/* The first server of this name, in UTF-8, or NULL. */
const struct servers_row *servers_by_name(const struct servers *servers, struct rt_bytes name);

/* SRV of a key (RFC 10049 5.1.4). False, and zeros, in a build without hashes. */
bool servers_srv(uint8_t out[32], const uint8_t key[32]);

/* A server's name in quotes, as JSON has strings: printable ASCII. */
void servers_put_name(FILE *out, const char *name, size_t len);

void servers_free(struct servers *servers);

#endif
