#include "base16.h"

unsigned rt_base16_digit(uint8_t c)
{
    unsigned v = c;
    return v >= '0' && v <= '9'   ? v - '0'
           : v >= 'a' && v <= 'f' ? v - 'a' + 10
           : v >= 'A' && v <= 'F' ? v - 'A' + 10
                                  : 16;
}

bool rt_base16_decode(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_bytes text)
{
    uint8_t high, low;
    size_t num = 0;
    *len = 0;
    for (size_t i = 0; rt_bytes_u8(&high, text, i); i += 2) {
        bool pair = rt_bytes_u8(&low, text, i + 1);
        if (!pair || rt_base16_digit(high) > 15 || rt_base16_digit(low) > 15) {
            return rt_fail(err, RT_E_HEX_DIGITS, RT_IN_TOP, 0, text.at + i);
        }
        if (num == cap) {
            return rt_fail(err, RT_E_BASE64_ROOM, RT_IN_TOP, 0, text.at);
        }
        out[num++] = (uint8_t)(rt_base16_digit(high) << 4 | rt_base16_digit(low));
    }
    *len = num;
    return rt_succeed(err);
}
