/* Responses (RFC 10049 5.2), of any version: structure only. Nothing here is verified. */
#ifndef ROUGHPROOF_PARSER_RESPONSE_H
#define ROUGHPROOF_PARSER_RESPONSE_H

#include "frame.h"
#include "identify.h"
#include "remark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All slices point into the bytes that were parsed. Times are raw: version->unit says what they count.
 * Signatures are over srep.bytes and dele.bytes exactly as received. */
struct rt_response {
    const struct rt_version *version; /* never NULL after success */
    uint32_t code;                    /* its number, 0 without */
    bool framed;
    struct rt_bytes packet;
    struct rt_message message, srep, cert, dele;
    struct rt_bytes sig;      /* over SREP, with the key pubk */
    struct rt_bytes nonce;    /* empty in versions without, and where a server left it out */
    struct rt_bytes path;     /* up to 32 hashes of version->hash_len */
    struct rt_bytes root;     /* version->hash_len */
    struct rt_bytes versions; /* VERS, uint32 each; empty before draft 12 */
    struct rt_bytes cert_sig; /* over DELE, with the long-term key */
    struct rt_bytes pubk;     /* 32 bytes */
    uint32_t index;
    uint32_t radius;
    uint64_t midpoint;
    uint64_t min_time, max_time;
};

/* Reads one response. First the structure of all four messages, then what the version demands of their tags,
 * then its schema: malformed comes before invalid, and each from the outside inwards. After failure `out` is
 * zeroed but for `framed` and `packet`.
 * Errors: those of rt_frame_open, rt_message_parse, rt_message_check and rt_schema_check; packet-framed,
 * version-missing, version-unknown, type-value, radius-zero, versions-lack-ver, not-a-response. */
RT_MUST_CHECK bool rt_response_parse(struct rt_response *out, struct rt_error *err, struct rt_bytes in,
                                     enum rt_form form);

/* The same, but a version that no document defines is read as `treat_as`; `out->code` is still the one that
 * is written there. With 0, the same altogether. */
RT_MUST_CHECK bool rt_response_parse_as(struct rt_response *out, struct rt_error *err, struct rt_bytes in,
                                        enum rt_form form, uint32_t treat_as);

/* Appends what is remarkable about a response that was parsed. */
void rt_response_lint(struct rt_remarks *remarks, const struct rt_response *response);

#ifdef __cplusplus
}
#endif

#endif
