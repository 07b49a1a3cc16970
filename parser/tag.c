#include "tag.h"

_Static_assert(RT_TAG_SLOT(RT_TAG_LEAP) == RT_TAG_SLOT(0), "0 would be found as a tag");

const struct rt_tag_row rt_tag_rows[32] = {
#define RT_TAG_ROW(name, type)                                                                               \
    [RT_TAG_SLOT(RT_TAG_##name)] = {RT_TAG_##name, RT_BIT(name), RT_ID_##name, RT_USUAL_##type},
    RT_TAG_LIST(RT_TAG_ROW)
#undef RT_TAG_ROW
};

uint32_t rt_tag_of(enum rt_id id)
{
    static const uint32_t tags[] = {
#define RT_TAG_VALUE(name, type) RT_TAG_##name,
        RT_TAG_LIST(RT_TAG_VALUE)
#undef RT_TAG_VALUE
    };
    return id < RT_NUM_IDS ? tags[id] : 0;
}

enum rt_type rt_tag_type(uint32_t tag)
{
    static const uint8_t types[] = {
#define RT_TAG_TYPE_OF(name, type) RT_TYPE_##type,
        RT_TAG_LIST(RT_TAG_TYPE_OF)
#undef RT_TAG_TYPE_OF
            RT_TYPE_OPAQUE,
    };
    return (enum rt_type)types[rt_tag_id(tag)];
}

/*@ assigns \nothing; */
static bool is_plain(uint8_t octet)
{
    return (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z') || (octet >= '0' && octet <= '9');
}

void rt_tag_name(char out[RT_TAG_NAME_MAX], uint32_t tag)
{
    static const char digits[] = "0123456789abcdef";
    size_t len = 0; /* four octets of at most four characters: never beyond 16 */
    uint32_t rest = tag;
    /*@ loop invariant len <= 12 && (len <= 8 || rest < 0x100) && (len <= 4 || rest < 0x10000);
        loop invariant len == 0 || rest < 0x1000000;
        loop assigns len, rest, out[0 .. 15];
        loop variant rest; */
    do {
        uint8_t octet = (uint8_t)(rest % 256);
        if (is_plain(octet)) {
            out[len++] = (char)octet;
        } else {
            out[len++] = '\\';
            out[len++] = 'x';
            out[len++] = digits[octet / 16];
            out[len++] = digits[octet % 16];
        }
        rest /= 256;
    } while (rest != 0);
    out[len] = '\0';
}
