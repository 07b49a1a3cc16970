#include "tools/json_out.h"

#include "parser/describe.h"

/* Base64 is written so many bytes at a time, a multiple of three. */
#define BASE64_STEP 3072

static void put_text(FILE *out, const struct rt_text *text)
{
    fwrite(text->out, 1, rt_text_len(text), out);
}

void json_key(FILE *out, const char *name, bool first)
{
    fprintf(out, "%s\"%s\":", first ? "" : ",", name);
}

void json_word(FILE *out, const char *word)
{
    fprintf(out, "\"%s\"", word);
}

void json_string(FILE *out, struct rt_bytes bytes)
{
    char window[4096];
    struct rt_text text = rt_text_into(window, sizeof window);
    for (;;) {
        rt_text_json(&text, bytes);
        put_text(out, &text);
        if (!rt_text_overflows(&text)) {
            return;
        }
        text = (struct rt_text){window, sizeof window, text.from + sizeof window, 0};
    }
}

void json_base64(FILE *out, struct rt_bytes bytes)
{
    char buffer[BASE64_STEP / 3 * 4];
    if (bytes.len == 0) {
        fputs("null", out);
        return;
    }
    fputc('"', out);
    for (; bytes.len > 0; bytes = rt_bytes_after(bytes, BASE64_STEP)) {
        struct rt_bytes step;
        struct rt_text text = rt_text_into(buffer, sizeof buffer);
        if (rt_bytes_sub(&step, bytes, 0, bytes.len < BASE64_STEP ? bytes.len : BASE64_STEP)) {
            rt_text_base64(&text, step);
            put_text(out, &text);
        }
    }
    fputc('"', out);
}

/* Length of the UTF-8 character that begins with `c`. */
static size_t character_len(uint8_t c)
{
    return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* One character beyond ASCII, or DEL, as escapes. */
static void put_escaped(FILE *out, struct rt_bytes character)
{
    char buffer[16];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    rt_json_echo(&text, (struct rt_json){character});
    put_text(out, &text);
}

/* Character by character, since a value can be as long as its file. */
void json_value(FILE *out, struct rt_json value)
{
    uint8_t c;
    bool inside = false, escaped = false; /* a string; a backslash was the character before */
    struct rt_bytes character;
    size_t len;
    fputs(value.text.len == 0 ? "null" : "", out);
    for (size_t i = 0; rt_bytes_u8(&c, value.text, i); i += len) {
        len = character_len(c);
        if (c >= 0x7f && rt_bytes_sub(&character, value.text, i, len)) {
            put_escaped(out, character);
        } else if (inside || c > ' ') {
            fputc(c, out);
        }
        inside = c == '"' && !escaped ? !inside : inside;
        escaped = c == '\\' && !escaped;
    }
}
