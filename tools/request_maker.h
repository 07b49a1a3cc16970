/* Requests as mkreq and its like ask for them: from options to bytes, without any input or output. */
#ifndef ROUGHPROOF_TOOLS_REQUEST_MAKER_H
#define ROUGHPROOF_TOOLS_REQUEST_MAKER_H

#include "parser/request_encode.h"
#include "parser/text.h"
#include "tools/mistake.h"

/* All slices stay the caller's. */
struct request_options {
    struct rt_offer offer;
    struct rt_bytes key;      /* the server's long-term key, 32 bytes, from which SRV comes; empty for none */
    struct rt_bytes response; /* a packet that the nonce is to follow; empty for none */
    struct rt_bytes random;   /* the nonce; or behind a response its rand: see request_random_len */
    size_t size;              /* of the message */
    uint64_t mistakes;        /* mask */
};

/* The result; `data` is good for `len` bytes. */
struct request {
    size_t len;
    size_t nonce_len;
    uint8_t nonce[64]; /* as it would be without mistakes */
    uint8_t data[RT_PACKET_MAX + MISTAKE_ROOM];
};

/* The row that a version number means in a request, or NULL. */
const struct rt_version *request_version(uint32_t code);

/* How many bytes `options->random` must have: as the offered versions say, of which one at least is defined.
 */
size_t request_random_len(const struct request_options *options);

/* What is wrong with the options, before any mistake is made: RT_PLAN_NONCE stands for `random` of a wrong
 * length, RT_PLAN_SRV for a key of a wrong length. */
RT_MUST_CHECK enum rt_plan_result request_check(const struct request_options *options);

/* The size of the message without padding: of options whose only fault is their size. */
size_t request_least_size(const struct request_options *options);

/* Makes the request without any mistakes. False, `out` zeroed but for `data`, if request_check finds fault.
 */
RT_MUST_CHECK bool request_make_sound(struct request *out, const struct request_options *options);

/* Makes the request. False, `out` zeroed but for `data`, if request_check finds fault, or if `culprit` is a
 * mistake that cannot be made in it (otherwise NUM_MISTAKES). */
RT_MUST_CHECK bool request_make(struct request *out, enum mistake *culprit,
                                const struct request_options *options);

/* The JSON of roughproof-mkreq(1), without a line end: what comes before the names of mistakes, and what
 * behind them. */
void request_json_begin(struct rt_text *text, const struct request_options *asked);
void request_json_end(struct rt_text *text, const struct request_options *asked, const struct request *made);

#endif
