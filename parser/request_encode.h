/* Writes requests of any version (RFC 10049 5.1): the exact inverse of request.h. */
#ifndef ROUGHPROOF_PARSER_REQUEST_ENCODE_H
#define ROUGHPROOF_PARSER_REQUEST_ENCODE_H

#include "frame.h"
#include "version.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The versions that one request offers. A zeroed one offers none. */
struct rt_offer {
    const struct rt_version *version; /* that which a server would choose: the request is laid out as its row
                                       * says. NULL while no version that is defined is offered */
    bool has_type;                    /* one of them at least demands TYPE; the others ignore it */
    size_t list_len;
    uint8_t list[4 * RT_VERSIONS_MAX]; /* the value of VER: uint32 each, ascending, none twice */
};

enum rt_offer_result {
    RT_OFFER_UNCHECKED = 0,
    RT_OFFER_TAKEN,
    RT_OFFER_FULL,   /* 32 versions are offered */
    RT_OFFER_BARE,   /* one has packets without header and version, and so shares a request with no other */
    RT_OFFER_NONCES, /* the versions have nonces of different lengths */
};

/* Offers one more version: a number, and the row that it means; NULL for a number that no document defines. A
 * version without number has a row and `code` 0. Offering a version again changes nothing. Unless taken, the
 * offer stays as it was. */
RT_MUST_CHECK enum rt_offer_result rt_offer_add(struct rt_offer *offer, const struct rt_version *row,
                                                uint32_t code);

/* What a request says. The slices stay the caller's. */
struct rt_request_plan {
    const struct rt_offer *offer;
    struct rt_bytes nonce;
    struct rt_bytes srv; /* hash of the server's key (RFC 10049 5.1.4), or empty for none */
    size_t size;         /* of the message, without packet header */
};

/* The size that RFC 10049 5.1 recommends at least. */
#define RT_REQUEST_SIZE 1024

enum rt_plan_result {
    RT_PLAN_UNCHECKED = 0,
    RT_PLAN_OK,
    RT_PLAN_NO_VERSION, /* none of the offered ones is defined, or none is offered */
    RT_PLAN_NONCE,      /* not of the version's length */
    RT_PLAN_NO_SRV,     /* the version defines no SRV */
    RT_PLAN_SRV,        /* not of 32 bytes */
    RT_PLAN_SIZE,       /* too small or too large, or no multiple of four, or one that padding cannot reach */
};

/* Whether rt_request_encode can write it: the first fault. */
RT_MUST_CHECK enum rt_plan_result rt_request_plan_check(const struct rt_request_plan *plan);

/* The size of the message without any padding; the next one possible is 8 greater, since the tag takes room
 * as well. Of a plan whose offer has a version. */
size_t rt_request_least_size(const struct rt_request_plan *plan);

/* Writes the packet, or for a version without packet header the bare message; its length, or 0 if the plan
 * has a fault or does not fit into `cap`. */
RT_MUST_CHECK size_t rt_request_encode(uint8_t *out, size_t cap, const struct rt_request_plan *plan);

#ifdef __cplusplus
}
#endif

#endif
