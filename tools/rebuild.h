/* Making a request again that a chain file did not keep. Before draft 12 a response proves no more of its
 * request than the nonce: any request with that nonce does as well. */
#ifndef ROUGHPROOF_TOOLS_REBUILD_H
#define ROUGHPROOF_TOOLS_REBUILD_H

#include "parser/report.h"

/* A message of 1024 bytes, and a packet header. */
#define REBUILD_ROOM 1036

enum rebuild_result {
    REBUILD_DONE,
    REBUILD_MALFORMED, /* the response is none, so nobody knows its version */
    REBUILD_LEAF,      /* from draft 12 on the whole request is what was signed */
    REBUILD_NONCE,     /* nothing tells the nonce */
    REBUILD_HASHES,    /* its nonce would have to be computed, and this build has no hashes */
};

/* Where an exchange stands. */
struct rebuild_place {
    enum rt_report_format format;
    bool has_format;        /* else the exchange is of no report */
    struct rt_bytes before; /* the response before it; empty if there is none, or it is not known */
};

/* Writes a request that would have had this response: of the response's version, padded with zeros to a
 * message of 1024 bytes. The nonce is that which the exchange states; or that which the response repeats; or
 * is made from the response before and `rand`, by the rule of the version, in the chains of Google and Botan
 * by Google's, and there whatever the response repeats. `len` is 0 unless done. */
enum rebuild_result rebuild_request(uint8_t out[REBUILD_ROOM], size_t *len,
                                    const struct rt_exchange *exchange, const struct rebuild_place *place);

#endif
