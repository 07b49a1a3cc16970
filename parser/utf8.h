/* UTF-8 (RFC 3629), one code point at a time. */
#ifndef ROUGHPROOF_PARSER_UTF8_H
#define ROUGHPROOF_PARSER_UTF8_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The code point at `pos`, which is moved behind it. False, nothing moved, for what is no UTF-8: cut short,
 * longer than need be, a surrogate, beyond U+10FFFF; and at the end. */
RT_MUST_CHECK bool rt_utf8_next(uint32_t *out, struct rt_bytes in, size_t *pos);

/* Writes the code point `c`, at most U+10FFFF; the number of bytes. */
size_t rt_utf8_put(uint8_t out[4], uint32_t c);

#ifdef __cplusplus
}
#endif

#endif
