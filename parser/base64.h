/* Base64 of RFC 4648 section 4, canonical: padding required, no stray bits, no white space. */
#ifndef ROUGHPROOF_PARSER_BASE64_H
#define ROUGHPROOF_PARSER_BASE64_H

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room that suffices for `len` characters. */
#define RT_BASE64_ROOM(len) ((len) / 4 * 3)

/* Decodes `text` into `out`, which has room for `cap` bytes, and sets `len` (0 on failure).
 * Errors: base64-length, base64-character, base64-padding, base64-room. */
/*@ requires rt_readable(text) && (cap == 0 || \valid(out + (0 .. cap - 1)));
    requires \valid(len) && \valid(err) && \separated(out + (0 .. cap - 1), len, err);
    assigns out[0 .. cap - 1], *len, *err;
    ensures \result ==> *len <= cap && *len <= text.len / 4 * 3;
    ensures !\result ==> *len == 0; */
RT_MUST_CHECK bool rt_base64_decode(uint8_t *out, size_t *len, struct rt_error *err, size_t cap,
                                    struct rt_bytes text);

#ifdef __cplusplus
}
#endif

#endif
