/* hex_decode: never overruns, is empty after failure, and reads back what is printed plainly or as a dump.
 * Maximum length 1024. */
#include "tools/hex.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_dump(const uint8_t *data, size_t size)
{
    if (size > 0x10000) {
        return; /* four digits of offset */
    }
    size_t room = size * 4 + 64, len, at; /* 3 characters a byte and 7 a line of 16 */
    char *text = malloc(room);
    uint8_t *back = malloc(size + 1);
    INVARIANT(text != NULL && back != NULL);
    struct rt_text out = rt_text_into(text, room);
    for (size_t i = 0; i < size; i += 16) {
        struct rt_bytes rest = rt_bytes_after(rt_bytes_from(data, size), i), line;
        INVARIANT(rt_bytes_sub(&line, rest, 0, rest.len < 16 ? rest.len : 16));
        rt_text_char(&out, "0123456789abcdef"[i >> 12 & 15]);
        rt_text_char(&out, "0123456789abcdef"[i >> 8 & 15]);
        rt_text_char(&out, "0123456789abcdef"[i >> 4 & 15]);
        rt_text_string(&out, "0:");
        for (size_t j = 0; j < line.len; j++) {
            rt_text_char(&out, ' ');
            rt_text_hex(&out, rt_bytes_from(line.data + j, 1));
        }
        rt_text_char(&out, '\n');
    }
    INVARIANT(!rt_text_overflows(&out));
    bool ok = hex_decode(back, &len, &at, size, rt_bytes_from(text, rt_text_len(&out)));
    INVARIANT(ok == (size > 0));
    INVARIANT(!ok || rt_bytes_equal(rt_bytes_from(back, len), rt_bytes_from(data, size)));
    free(text);
    free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t room = HEX_ROOM(size), len, at;
    uint8_t *out = malloc(room);
    INVARIANT(out != NULL);
    bool ok = hex_decode(out, &len, &at, room, rt_bytes_from(data, size));
    INVARIANT(len <= room && at <= size && ok == (len > 0));
    size_t small = len / 2;
    uint8_t *little = malloc(small + 1);
    INVARIANT(little != NULL);
    INVARIANT(!ok || small == len || !hex_decode(little, &len, &at, small, rt_bytes_from(data, size)));
    free(out);
    free(little);
    check_dump(data, size);
    return 0;
}
