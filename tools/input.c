#include "tools/input.h"

#include "parser/base64.h"
#include "tools/hex.h"

#include <stdlib.h>
#include <string.h>

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

/* Digits, separators and the '*' of dumps alone: a dump in a form that we do not read. Base64 of as much as a
 * packet has other letters. */
static bool looks_like_dump(struct rt_bytes text)
{
    static const char allowed[] = "0123456789abcdefABCDEF*:,-";
    uint8_t c;
    for (size_t i = 0; rt_bytes_u8(&c, text, i); i++) {
        if (!is_space(c) && memchr(allowed, c, sizeof allowed - 1) == NULL) {
            return false;
        }
    }
    return true;
}

static enum input_result decode_hex(struct input *out, size_t *at, struct rt_bytes text)
{
    size_t room = HEX_ROOM(text.len);
    out->bytes.data = malloc(room);
    if (out->bytes.data == NULL) {
        return INPUT_NO_MEMORY;
    }
    return hex_decode(out->bytes.data, &out->bytes.len, at, room, text) ? INPUT_DECODED : INPUT_NOT_HEX;
}

/* Base64 as people keep it, folded into lines. */
static enum input_result decode_base64(struct input *out, struct rt_bytes text)
{
    struct rt_error err;
    uint8_t c;
    size_t len = 0;
    uint8_t *joined = malloc(text.len + 1);
    out->bytes.data = malloc(RT_BASE64_ROOM(text.len) + 1);
    if (joined == NULL || out->bytes.data == NULL) {
        free(joined);
        return INPUT_NO_MEMORY;
    }
    for (size_t i = 0; rt_bytes_u8(&c, text, i); i++) {
        if (!is_space(c)) {
            joined[len++] = c;
        }
    }
    bool ok = len > 0 && rt_base64_decode(out->bytes.data, &out->bytes.len, &err, RT_BASE64_ROOM(text.len),
                                          rt_bytes_from(joined, len));
    free(joined);
    return ok ? INPUT_DECODED : INPUT_NOT_BASE64;
}

static void take_raw(struct input *out, struct file *file)
{
    out->bytes = *file;
    out->coding = INPUT_RAW;
    *file = (struct file){NULL, 0};
}

static enum input_result decode_text(struct input *out, size_t *at, struct rt_bytes text,
                                     enum input_coding coding)
{
    *out = (struct input){.coding = coding};
    enum input_result result = coding == INPUT_HEX ? decode_hex(out, at, text) : decode_base64(out, text);
    if (result != INPUT_DECODED) {
        input_free(out);
    }
    return result;
}

/* The mark that some editors put before UTF-8. */
static struct rt_bytes without_mark(struct rt_bytes in)
{
    return rt_bytes_after(in, rt_bytes_starts(in, "\xef\xbb\xbf", 3) ? 3 : 0);
}

enum input_result input_decode(struct input *out, size_t *at, struct file *file, enum input_coding coding)
{
    struct rt_bytes in = rt_bytes_from(file->data, file->len), text = without_mark(in);
    bool guess = coding == INPUT_ANY;
    enum input_result result = INPUT_NOT_HEX;
    *out = (struct input){.coding = coding};
    *at = 0;
    if (coding == INPUT_RAW || (guess && (rt_frame_begins(in) || !is_text(text)))) {
        take_raw(out, file);
        return INPUT_DECODED;
    }
    if (guess || coding == INPUT_HEX) {
        result = decode_text(out, at, text, INPUT_HEX);
    }
    if (result == INPUT_NOT_HEX && (coding == INPUT_BASE64 || (guess && !looks_like_dump(text)))) {
        result = decode_text(out, at, text, INPUT_BASE64);
    }
    if (guess && result != INPUT_DECODED && result != INPUT_NO_MEMORY) {
        take_raw(out, file);
        out->odd = true;
        return INPUT_DECODED;
    }
    *at += in.len - text.len;
    return result;
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
