/* rt_base64_decode, rt_text_base64: what decodes is canonical, so it encodes to the same text; what was
 * encoded decodes; a short buffer is not overrun. Maximum length 1024. */
#include "parser/base64.h"
#include "fuzz/invariants.h"
#include "fuzz/target.h"

static void check_encoded(const uint8_t *data, size_t size)
{
    size_t room = (size + 2) / 3 * 4, len;
    char *text = malloc(room + 1);
    uint8_t *back = malloc(size + 1);
    struct rt_error err;
    INVARIANT(text != NULL && back != NULL);
    struct rt_text out = rt_text_into(text, room);
    rt_text_base64(&out, rt_bytes_from(data, size));
    INVARIANT(rt_text_len(&out) == room && !rt_text_overflows(&out));
    INVARIANT(rt_base64_decode(back, &len, &err, size, rt_bytes_from(text, room)));
    INVARIANT(rt_bytes_equal(rt_bytes_from(back, len), rt_bytes_from(data, size)));
    INVARIANT(size == 0 || !rt_base64_decode(back, &len, &err, size - 1, rt_bytes_from(text, room)));
    free(text);
    free(back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rt_bytes in = rt_bytes_from(data, size);
    struct rt_error err;
    size_t len, room = RT_BASE64_ROOM(size);
    uint8_t *out = malloc(room + 1);
    char *text = malloc(size + 1);
    INVARIANT(out != NULL && text != NULL);
    bool ok = rt_base64_decode(out, &len, &err, room, in);
    inv_error(ok, &err, in);
    INVARIANT(ok || len == 0);
    if (ok) {
        struct rt_text again = rt_text_into(text, size);
        rt_text_base64(&again, rt_bytes_from(out, len));
        INVARIANT(rt_bytes_equal(rt_bytes_from(text, rt_text_len(&again)), in));
    }
    free(out);
    free(text);
    check_encoded(data, size);
    return 0;
}
