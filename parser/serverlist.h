/* Lists of servers, of every project and era (RFC 10049 8.3): servers are pulled one at a time, and so are
 * the keys and the addresses of each. */
#ifndef ROUGHPROOF_PARSER_SERVERLIST_H
#define ROUGHPROOF_PARSER_SERVERLIST_H

#include "address.h"
#include "json.h"
#include "remark.h"
#include "time.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room for the name of a server, with its NUL. */
#define RT_SERVER_NAME_MAX 256

/* A time that may be missing. */
struct rt_date {
    bool there;
    struct rt_time time;
};

/* A reader between two servers; a copy of it is a place to come back to. Valid as long as the text. */
struct rt_server_list {
    bool lines;                  /* Botan's: Name ed25519 KEY udp HOST:PORT [HOST:PORT ...] */
    struct rt_date created;      /* Google's lists have these */
    struct rt_date expires;      /* what to make of it is the caller's business */
    struct rt_json_walk sources; /* strings: URLs where the list can be had */
    struct rt_json reports;      /* a string: the URL that takes reports; or none */
    size_t index;                /* of the next server */
    struct rt_json_walk servers;
    struct rt_bytes rest;
};

/* What a list says of the protocol that a server speaks. */
enum rt_server_version {
    RT_SERVER_UNKNOWN,
    RT_SERVER_GOOGLE, /* the protocol before the drafts, without version numbers */
    RT_SERVER_IETF,   /* some draft or the RFC */
    RT_SERVER_CODE,   /* at most the version `code` */
};

struct rt_server {
    size_t index;         /* among all entries, refused ones included */
    struct rt_bytes text; /* the entry within the list */
    enum rt_server_version version;
    uint32_t code;
    char name[RT_SERVER_NAME_MAX]; /* UTF-8, or of lines any bytes: filter it for display */
    size_t name_len;
    struct rt_json_walk keys; /* the rest is for the readers of keys and addresses */
    struct rt_json_walk addresses;
    struct rt_json key;
    struct rt_bytes line_key;
    struct rt_bytes line_addresses;
    enum rt_protocol line_protocol;
};

/* A long-term key, and when it may be used: `from` and `until` are validFrom and validUntil, both inclusive.
 */
struct rt_server_key {
    uint8_t b[32];
    struct rt_date from, until;
};

/* Checks the JSON, of at most `max` bytes, and reads what concerns the list as a whole. Text that begins with
 * no brace must be lines of Botan's. Errors: those of rt_json_parse; json-type, list-form, list-time.
 * Remarks: list-dated, list-lines, list-url. */
RT_MUST_CHECK bool rt_server_list_open(struct rt_server_list *out, struct rt_error *err,
                                       struct rt_remarks *remarks, struct rt_bytes text, size_t max);

/* The next server. False at the end, `err` then being RT_OK, and for an entry that is refused, `err` saying
 * why: then only `index` and `text` are set, and the next call goes on behind it. Keys and addresses are not
 * looked at yet. The version may be an integer (RFC 10049, drafts), a string of one or "Google-Roughtime" or
 * "IETF-Roughtime" (cloudflare and others), "" or missing (Google), or "newver" may tell (pyroughtime): each
 * but the RFC's has its remark. Errors: json-type, json-room (of the name), list-member, list-line. Remarks:
 * list-version-*, list-newver, version-zero, version-undefined, list-key-period; list-key-type and
 * list-protocol in lines. */
RT_MUST_CHECK bool rt_server_next(struct rt_server *out, struct rt_error *err, struct rt_remarks *remarks,
                                  struct rt_server_list *list);

/* The next key of a server: publicKey with validFrom and validUntil beside it, then those of the array
 * publicKeys, objects of the same members. These three are this toolkit's own addition; times are of RFC
 * 3339, in 64 octets at most, or seconds since 1970. A key of 64 hexadecimal digits, none escaped, is read as
 * such. Keys of other types than ed25519 are passed over: a server may thus have none. False at the end, and
 * for a key that is refused, as above. Errors: json-type, those of rt_base64_decode, list-member,
 * list-key-length, list-time. Remarks: list-key-*.
 */
RT_MUST_CHECK bool rt_server_key_next(struct rt_server_key *out, struct rt_error *err,
                                      struct rt_remarks *remarks, struct rt_server *server);

/* The next address of a server. Those of other protocols than udp and tcp are passed over. False at the end,
 * and for an address that is refused, as above. Errors: json-type, json-room, list-member, list-address,
 * list-port, list-zone. Remarks: list-protocol, list-address-bare. */
RT_MUST_CHECK bool rt_server_address_next(struct rt_address *out, struct rt_error *err,
                                          struct rt_remarks *remarks, struct rt_server *server);

#ifdef __cplusplus
}
#endif

#endif
