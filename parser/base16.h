/* Hexadecimal digits in pairs: base16 of RFC 4648 section 8, in either case. */
#ifndef ROUGHPROOF_PARSER_BASE16_H
#define ROUGHPROOF_PARSER_BASE16_H

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Value of a hexadecimal digit; 16 for anything else. */
unsigned rt_base16_digit(uint8_t c);

/* Decodes `text` into `out`, which has room for `cap` bytes, and sets `len` (0 on failure). Pair by pair: the
 * error's offset is that of the pair, or of the text. Errors: hex-digits, base64-room. */
RT_MUST_CHECK bool rt_base16_decode(uint8_t *out, size_t *len, struct rt_error *err, size_t cap,
                                    struct rt_bytes text);

#ifdef __cplusplus
}
#endif

#endif
