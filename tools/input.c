#include "tools/input.h"

#include "parser/base64.h"
#include "tools/hex.h"

#include <stdlib.h>

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_text(struct rt_bytes in)
{
    uint8_t c;
    for (size_t i = 0; rt_bytes_u8(&c, in, i); i++) {
        if (!is_space(c) && (c < 0x20 || c > 0x7e)) {
            return false;
        }
    }
    return in.len > 0;
}

static bool decode_hex(struct input *out, size_t *at, struct rt_bytes text)
{
    size_t room = HEX_ROOM(text.len);
    out->bytes.data = malloc(room);
    return out->bytes.data != NULL && hex_decode(out->bytes.data, &out->bytes.len, at, room, text);
}

/* Base64 as people keep it, folded into lines. */
static bool decode_base64(struct input *out, size_t *at, struct rt_bytes text)
{
    struct rt_error err;
    uint8_t c;
    size_t len = 0;
    uint8_t *joined = malloc(text.len + 1);
    out->bytes.data = malloc(RT_BASE64_ROOM(text.len) + 1);
    for (size_t i = 0; joined != NULL && rt_bytes_u8(&c, text, i); i++) {
        if (!is_space(c)) {
            joined[len++] = c;
        }
    }
    bool ok = joined != NULL && out->bytes.data != NULL && len > 0 &&
              rt_base64_decode(out->bytes.data, &out->bytes.len, &err, RT_BASE64_ROOM(text.len),
                               rt_bytes_from(joined, len));
    *at = 0; /* the place among the joined characters would tell nobody anything */
    free(joined);
    return ok;
}

static void take_raw(struct input *out, struct file *file)
{
    out->bytes = *file;
    out->coding = INPUT_RAW;
    *file = (struct file){NULL, 0};
}

static bool try_text(struct input *out, size_t *at, struct rt_bytes text, enum input_coding coding)
{
    *out = (struct input){.coding = coding};
    bool ok = coding == INPUT_HEX ? decode_hex(out, at, text) : decode_base64(out, at, text);
    if (!ok) {
        input_free(out);
    }
    return ok;
}

bool input_decode(struct input *out, size_t *at, const char **why, struct file *file,
                  enum input_coding coding)
{
    struct rt_bytes in = rt_bytes_from(file->data, file->len);
    bool guess = coding == INPUT_ANY;
    *out = (struct input){.coding = coding};
    *at = 0;
    *why = "";
    if (coding == INPUT_RAW || (guess && (rt_frame_begins(in) || !is_text(in)))) {
        take_raw(out, file);
        return true;
    }
    if ((guess || coding == INPUT_HEX) && try_text(out, at, in, INPUT_HEX)) {
        return true;
    }
    *why = "is not hex";
    if ((guess || coding == INPUT_BASE64) && try_text(out, at, in, INPUT_BASE64)) {
        return true;
    }
    if (coding == INPUT_BASE64) {
        *why = "is not base64";
    }
    if (guess) {
        take_raw(out, file);
        out->odd = true;
    }
    return guess;
}

void input_free(struct input *input)
{
    file_free(&input->bytes);
}

/* The same bytes, with offsets that begin at 0. */
static struct rt_bytes rebased(struct rt_bytes in)
{
    return rt_bytes_from(in.data, in.len);
}

bool input_next(struct rt_bytes *message, struct rt_bytes *rest, bool first, enum rt_form form)
{
    struct rt_error err;
    struct rt_bytes packet, behind;
    struct rt_bytes in = *rest;
    *message = rebased(in);
    *rest = rt_bytes_after(in, in.len);
    if (in.len == 0) {
        return first;
    }
    if (form != RT_FORM_MESSAGE && rt_frame_begins(in) && rt_frame_split(&packet, &behind, &err, in) &&
        rt_frame_begins(behind)) {
        *message = rebased(packet);
        *rest = behind;
    }
    return true;
}
