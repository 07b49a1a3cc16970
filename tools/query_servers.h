/* Whom to ask: servers from a list or from the command line, their keys and addresses. */
#ifndef ROUGHPROOF_TOOLS_QUERY_SERVERS_H
#define ROUGHPROOF_TOOLS_QUERY_SERVERS_H

#include "tools/endpoint.h"
#include "tools/query_options.h"
#include "tools/verify_keys.h"
#include "verify/measure.h"

struct query_server {
    struct rt_bytes name;              /* of a list, or what the user called it; through rt_text_json */
    const struct rt_trusted_key *keys; /* none only of a server given without */
    size_t num_keys;
    struct rt_offer offers[RT_MEASURE_OFFERS_MAX];
    size_t num_offers;
    const struct rt_address *address; /* as listed */
    size_t num_addresses;
    struct endpoints endpoints; /* resolved: those of UDP before those of TCP */
    size_t num_udp, num_tcp;
};

struct query_servers {
    struct query_server *item;
    size_t num;
    struct rt_trusted_key *keys;
    size_t num_keys;
    struct rt_address given[2]; /* the one of the command line, UDP and TCP */
};

/* The candidates, in the order of the lists, without those that have no key or no address; said on standard
 * error. EXIT_USAGE if a name is in no list, EXIT_BAD if there is nobody to ask. `keys` must stay. Free in
 * any case. */
RT_MUST_CHECK enum exit_status query_servers_fill(struct query_servers *out,
                                                  const struct query_options *options,
                                                  const struct verify_keys *keys);

/* Looks up the addresses of the transports that are wanted; those of UDP serve for TCP where none is listed.
 * False if there is none; why is said on standard error. */
RT_MUST_CHECK bool query_server_resolve(struct query_server *server, enum query_transport transport);

/* The address of this number among those of the protocol. */
const struct endpoint *query_server_endpoint(const struct query_server *server, enum rt_protocol protocol,
                                             size_t index);

void query_servers_free(struct query_servers *servers);

#endif
