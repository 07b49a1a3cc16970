/* Where a server can be reached: its names resolved, every address of each. */
#ifndef ROUGHPROOF_TOOLS_ENDPOINT_H
#define ROUGHPROOF_TOOLS_ENDPOINT_H

#include "parser/address.h"

#include <sys/socket.h>

/* The port of RFC 10049 12.1. */
#define ENDPOINT_PORT 5319

/* Room for "[IPv6%scope]:port" with its NUL. */
#define ENDPOINT_TEXT_MAX 80

struct endpoint {
    enum rt_protocol protocol;
    struct sockaddr_storage address;
    socklen_t address_len;
};

/* The most endpoints of one server and protocol that are used: names with more addresses are cut off there.
 */
#define ENDPOINTS_MAX 8

struct endpoints {
    struct endpoint item[2 * ENDPOINTS_MAX];
    size_t num;
};

/* Reads "HOST[:PORT]": a name, an IPv4 address, or an IPv6 address with brackets, or without if no port
 * follows. The protocol is left to the caller. */
RT_MUST_CHECK bool endpoint_take(struct rt_address *out, const char *word);

/* Adds what `address` resolves to, in the order of getaddrinfo(3), but none twice. False if it resolves to
 * nothing: `why` is then a text of the system's, for a terminal_name. Asks name servers, and may take
 * seconds. */
RT_MUST_CHECK bool endpoints_add(struct endpoints *out, const char **why, const struct rt_address *address);

/* "192.0.2.1:5319", "[2001:db8::1]:5319": printable ASCII. */
void endpoint_text(char out[ENDPOINT_TEXT_MAX], const struct endpoint *endpoint);

/* "UDP" or "TCP". */
const char *endpoint_protocol(enum rt_protocol protocol);

#endif
