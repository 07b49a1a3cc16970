#include "json_write.h"

#include "describe.h"

void rt_write_key(struct rt_text *text, const char *name)
{
    rt_text_char(text, '"');
    rt_text_string(text, name);
    rt_text_string(text, "\":");
}

void rt_write_next(struct rt_text *text, const char *name)
{
    rt_text_char(text, ',');
    rt_write_key(text, name);
}

static void write_char(struct rt_text *text, char c)
{
    if (c == '"' || c == '\\') {
        rt_text_char(text, '\\');
    }
    rt_text_char(text, c);
}

void rt_write_word(struct rt_text *text, const char *word)
{
    rt_text_char(text, '"');
    for (; *word != '\0'; word++) {
        write_char(text, *word);
    }
    rt_text_char(text, '"');
}

void rt_write_escaped(struct rt_text *text, struct rt_bytes part)
{
    uint8_t c;
    for (size_t i = 0; rt_bytes_u8(&c, part, i); i++) {
        write_char(text, (char)c);
    }
}

void rt_write_first(struct rt_text *text, const char *name)
{
    rt_text_char(text, '{');
    rt_write_key(text, name);
}

void rt_write_list(struct rt_text *text, const char *name)
{
    rt_write_next(text, name);
    rt_text_char(text, '[');
}

void rt_write_optional_key(struct rt_text *text, const char *name, bool there)
{
    rt_write_next(text, name);
    rt_text_string(text, there ? "" : "null");
}

void rt_write_word_member(struct rt_text *text, const char *name, const char *word)
{
    rt_write_next(text, name);
    rt_write_word(text, word);
}

void rt_write_uint_member(struct rt_text *text, const char *name, uint64_t v)
{
    rt_write_next(text, name);
    rt_text_uint(text, v);
}

void rt_write_bool_member(struct rt_text *text, const char *name, bool v)
{
    rt_write_next(text, name);
    rt_write_bool(text, v);
}

/* Of the string that begins here, with both its quotes. */
static size_t string_len(struct rt_bytes in)
{
    uint8_t c;
    size_t i = 1;
    while (rt_bytes_u8(&c, in, i) && c != '"') {
        i += c == '\\' ? 2 : 1;
    }
    return i < in.len ? i + 1 : in.len;
}

/* Strings at once, and everything between them but the blanks. */
void rt_write_value(struct rt_text *text, struct rt_json value)
{
    uint8_t c;
    struct rt_bytes rest = value.text, string;
    rt_text_string(text, rest.len == 0 ? "null" : "");
    while (rt_bytes_u8(&c, rest, 0)) {
        size_t len = c == '"' ? string_len(rest) : 1;
        if (c == '"' && rt_bytes_sub(&string, rest, 0, len)) {
            rt_json_echo(text, (struct rt_json){string});
        } else if (c > ' ') {
            rt_text_char(text, (char)c);
        }
        rest = rt_bytes_after(rest, len);
    }
}

void rt_write_bool(struct rt_text *text, bool v)
{
    rt_text_string(text, v ? "true" : "false");
}

void rt_write_hex(struct rt_text *text, struct rt_bytes bytes)
{
    rt_text_string(text, bytes.len > 0 ? "\"" : "null");
    rt_text_hex(text, bytes);
    rt_text_string(text, bytes.len > 0 ? "\"" : "");
}

void rt_write_base64(struct rt_text *text, struct rt_bytes bytes)
{
    rt_text_string(text, bytes.len > 0 ? "\"" : "null");
    rt_text_base64(text, bytes);
    rt_text_string(text, bytes.len > 0 ? "\"" : "");
}

void rt_write_path(struct rt_text *text, enum rt_place place, uint32_t tag)
{
    char name[2 * RT_TAG_NAME_MAX];
    if (tag == 0 && place == RT_IN_TOP) {
        rt_text_string(text, "null");
        return;
    }
    struct rt_text part = rt_text_into(name, sizeof name); /* "CERT.DELE." and a tag's name fit */
    rt_path_text(&part, place, tag);
    rt_text_json(text, rt_bytes_from(name, rt_text_len(&part)));
}

static void write_subject(struct rt_text *text, const char *subject)
{
    if (subject != NULL) {
        rt_write_word_member(text, "subject", subject);
    }
}

void rt_write_error(struct rt_text *text, const struct rt_error *error, const char *subject)
{
    const struct rt_error_info *info = rt_error_info(error->code);
    if (error->code == RT_OK) {
        rt_text_string(text, "null");
        return;
    }
    rt_write_first(text, "slug");
    rt_write_word(text, info->slug);
    rt_write_uint_member(text, "code", info->code);
    rt_write_word_member(text, "stage", rt_stage_name(info->stage));
    write_subject(text, subject);
    rt_write_next(text, "tag");
    rt_write_path(text, error->place, error->tag);
    rt_write_uint_member(text, "offset", error->offset);
    rt_write_word_member(text, "clause", info->clause);
    rt_write_word_member(text, "text", info->text);
    rt_text_char(text, '}');
}

void rt_write_remark(struct rt_text *text, const struct rt_remark *remark, const char *subject)
{
    const struct rt_remark_info *info = rt_remark_info(remark->code);
    rt_write_first(text, "slug");
    rt_write_word(text, info->slug);
    rt_write_word_member(text, "clause", info->clause);
    rt_write_word_member(text, "text", info->text);
    write_subject(text, subject);
    rt_write_next(text, "tag");
    rt_write_path(text, remark->place, remark->tag);
    rt_write_uint_member(text, "offset", remark->offset);
    rt_text_char(text, '}');
}
