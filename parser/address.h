/* Where a server is: host and port as server lists and users write them (RFC 10049 8.3). */
#ifndef ROUGHPROOF_PARSER_ADDRESS_H
#define ROUGHPROOF_PARSER_ADDRESS_H

#include "remark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room for a host, with its NUL: no DNS name is longer than 253 characters. */
#define RT_HOST_MAX 254

enum rt_protocol { RT_PROTOCOL_UDP, RT_PROTOCOL_TCP };
enum rt_host_kind { RT_HOST_NAME, RT_HOST_IPV4, RT_HOST_IPV6 };

struct rt_address {
    enum rt_protocol protocol;
    enum rt_host_kind kind;
    uint16_t port;
    char host[RT_HOST_MAX]; /* a string without brackets; letters, digits, '-', '_', '.' and ':' alone */
};

/* Reads "host:port", where host is a DNS name, an IPv4 address in dotted decimal or an IPv6 address in
 * brackets without zone. An IPv6 address without brackets is read too, with a remark. The protocol is left to
 * the caller. After failure `out` is zeroed. Errors: list-address, list-port, list-zone. Remark:
 * list-address-bare. */
RT_MUST_CHECK bool rt_address_parse(struct rt_address *out, struct rt_error *err, struct rt_remarks *remarks,
                                    struct rt_bytes text);

#ifdef __cplusplus
}
#endif

#endif
