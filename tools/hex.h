/* Bytes written as hexadecimal text, in the ways that people and tools write them. */
#ifndef ROUGHPROOF_TOOLS_HEX_H
#define ROUGHPROOF_TOOLS_HEX_H

#include "parser/bytes.h"

/* Room that every text of `len` characters fits into, if its '*' lines stand for less than a packet. */
#define HEX_ROOM(len) ((len) / 2 + 65536)

/* Reads `text` into `out`, which has room for `cap` bytes, and sets `len`. Understood are
 *   - digits in pairs, with spaces, colons, commas, hyphens, line ends, 0x and \x between the pairs;
 *   - hex dumps with offsets: xxd, hexdump -C, hexdump, od (octal or -A x; -t x1 or -x), Wireshark. Their
 *     offsets must agree with the bytes; a '*' stands for lines like the one before. Words of two or more
 * bytes without a colon behind the offset are taken for little-endian, as hexdump and od print them. False,
 * `len` 0, for anything else; `at` is then the offset of what was not understood. */
RT_MUST_CHECK bool hex_decode(uint8_t *out, size_t *len, size_t *at, size_t cap, struct rt_bytes text);

#endif
