/* Whom to ask: servers from a list or from the command line, their keys and addresses. */
#ifndef ROUGHPROOF_TOOLS_QUERY_SERVERS_H
#define ROUGHPROOF_TOOLS_QUERY_SERVERS_H

#include "tools/endpoint.h"
#include "tools/query_options.h"
#include "tools/verify_keys.h"

struct query_server {
    struct rt_bytes name; /* of a list, or what the user called it; through rt_text_json */
    bool has_key;
    struct rt_key key;
    struct rt_offer offer;
    const struct rt_address *address; /* as listed */
    size_t num_addresses;
    bool resolved; /* then `endpoints` are all of them, UDP's first */
    struct endpoints endpoints;
};

struct query_servers {
    struct query_server *item;
    size_t num;
    struct rt_address given[2]; /* the one of the command line, UDP and TCP */
};

/* The candidates, in the order of the lists, without those that have no key or no address; said on standard
 * error. EXIT_USAGE if a name is in no list, EXIT_BAD if there is nobody to ask. `keys` must stay. Free in
 * any case. */
RT_MUST_CHECK enum exit_status query_servers_fill(struct query_servers *out,
                                                  const struct query_options *options,
                                                  const struct verify_keys *keys);

/* Looks up the addresses, once: of the transports that are wanted. False if there is none; why is said on
 * standard error. */
RT_MUST_CHECK bool query_server_resolve(struct query_server *server, enum query_transport transport);

/* Every version that one request of 32-byte nonces can offer: RFC 10049 and drafts 05 to 19. */
void query_offer_all(struct rt_offer *out);

void query_servers_free(struct query_servers *servers);

#endif
