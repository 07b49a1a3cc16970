/* Requests (RFC 10049 5.1), of any version. */
#ifndef ROUGHPROOF_PARSER_REQUEST_H
#define ROUGHPROOF_PARSER_REQUEST_H

#include "frame.h"
#include "identify.h"
#include "remark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All slices point into the bytes that were parsed, and those that a request lacks are empty. */
struct rt_request {
    const struct rt_version *version; /* that which a server would choose; never NULL after success */
    uint32_t code;                    /* its number, 0 without */
    bool framed;
    struct rt_bytes packet; /* all of it, as a leaf of draft 12 and later hashes it */
    struct rt_message message;
    struct rt_bytes versions; /* uint32 each */
    struct rt_bytes nonce;
    struct rt_bytes srv;
    struct rt_bytes padding;
};

/* Reads one request. After failure `out` is zeroed but for `framed` and `packet`.
 * Errors: those of rt_frame_open, rt_message_parse, rt_message_check and rt_schema_check; packet-framed,
 * version-missing, version-unknown (none of the offered ones is defined), type-value, not-a-request. */
RT_MUST_CHECK bool rt_request_parse(struct rt_request *out, struct rt_error *err, struct rt_bytes in,
                                    enum rt_form form);

/* The same, but a request that offers only versions that no document defines is read as one of `treat_as`.
 * With 0, the same altogether. */
RT_MUST_CHECK bool rt_request_parse_as(struct rt_request *out, struct rt_error *err, struct rt_bytes in,
                                       enum rt_form form, uint32_t treat_as);

/* Appends what is remarkable about a request that was parsed. */
void rt_request_lint(struct rt_remarks *remarks, const struct rt_request *request);

#ifdef __cplusplus
}
#endif

#endif
