#include "utf8.h"

bool rt_utf8_next(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    static const uint32_t least[4] = {0, 0x80, 0x800, 0x10000};
    uint8_t b;
    *out = 0;
    if (!rt_bytes_u8(&b, in, *pos) || (b >= 0x80 && b < 0xc2) || b > 0xf4) {
        return false;
    }
    unsigned more = b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : b >= 0x80 ? 1 : 0;
    uint32_t v = more == 0 ? b : b & (0x3fU >> more);
    for (unsigned i = 1; i <= more; i++) {
        if (!rt_bytes_u8(&b, in, *pos + i) || (b & 0xc0) != 0x80) {
            return false;
        }
        v = v << 6 | (b & 0x3fU);
    }
    if (v < least[more] || v > 0x10ffff || (v >= 0xd800 && v < 0xe000)) {
        return false;
    }
    *out = v;
    *pos += more + 1;
    return true;
}

size_t rt_utf8_put(uint8_t out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (uint8_t)c;
        return 1;
    }
    unsigned more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    for (unsigned i = more; i > 0; i--, c >>= 6) {
        out[i] = (uint8_t)(0x80 | (c & 0x3f));
    }
    out[0] = (uint8_t)(0xff00U >> (more + 1) | c); /* 110, 1110 or 11110 before what is left */
    return more + 1;
}
