/* The values that options take: keys, durations, times, numbers. */
#ifndef ROUGHPROOF_TOOLS_VALUES_H
#define ROUGHPROOF_TOOLS_VALUES_H

#include "parser/serverlist.h"
#include "parser/version.h"

/* 32 bytes in base64, or in hex of any kind (tools/hex.h). */
RT_MUST_CHECK bool value_key(uint8_t out[32], const char *word);

/* Bytes in hex; `len` of them, at most `cap`. */
RT_MUST_CHECK bool value_hex(uint8_t *out, size_t *len, size_t cap, const char *word);

/* "7d", "90s", "500ms": a number and us, ms, s, m, h, d or w; without a unit, seconds. */
RT_MUST_CHECK bool value_duration(uint64_t *micros, const char *word);

/* A time of RFC 3339, a date alone (its first moment), or seconds since 1970; nothing at all is no date. The
 * word is the `len` bytes at `word`. */
RT_MUST_CHECK bool value_date(struct rt_date *out, const char *word, size_t len);

/* A uint32 in decimal, or in hex behind 0x. */
RT_MUST_CHECK bool value_code(uint32_t *out, const char *word);

/* A version by name, as rt_version_named has it, or by number; `row` is NULL for a number that no document
 * defines. */
RT_MUST_CHECK bool value_version(const struct rt_version **row, uint32_t *code, const char *word);

#endif
