/* Writes text through a window: everything is counted, and what falls into [from, from + cap) is stored. A
 * producer that always writes the same text can thus fill a long text into small buffers, call by call:
 * the state of a resumed text is one number. */
#ifndef ROUGHPROOF_PARSER_TEXT_H
#define ROUGHPROOF_PARSER_TEXT_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rt_text {
    char *out;
    size_t cap;
    size_t from;
    size_t pos; /* length of the whole text so far */
};

/* A window over the first `cap` characters. */
static inline struct rt_text rt_text_into(char *out, size_t cap)
{
    return (struct rt_text){out, cap, 0, 0};
}

/* Characters that were stored. No NUL is written. */
size_t rt_text_len(const struct rt_text *text);

/* The text goes on behind the window. */
bool rt_text_overflows(const struct rt_text *text);

/* Moves the window on, behind what it showed, for the producer to write the same text once more. False, and
 * nothing moved, if the text ended within it. */
RT_MUST_CHECK bool rt_text_advance(struct rt_text *text);

RT_SHARED static inline void rt_text_char(struct rt_text *text, char c)
{
    if (text->pos >= text->from && text->pos - text->from < text->cap) {
        text->out[text->pos - text->from] = c;
    }
    text->pos++;
}

void rt_text_string(struct rt_text *text, const char *s);
void rt_text_uint(struct rt_text *text, uint64_t v);

/* At least `digits` digits, with leading zeros. */
void rt_text_uint_padded(struct rt_text *text, uint64_t v, unsigned digits);

/* "0x" and eight hexadecimal digits. */
void rt_text_code(struct rt_text *text, uint32_t v);

/* Two lower-case digits a byte. */
void rt_text_hex(struct rt_text *text, struct rt_bytes bytes);

/* RFC 4648 section 4, with padding. */
void rt_text_base64(struct rt_text *text, struct rt_bytes bytes);

/* A JSON string, quotes included. `bytes` is read as UTF-8; everything but printable ASCII is escaped as
 * \uXXXX, and what is no UTF-8 becomes \ufffd, so that the result is safe to print anywhere. */
void rt_text_json(struct rt_text *text, struct rt_bytes bytes);

/* A JSON number, or a string of digits from 2^53 on, where JavaScript's numbers lose exactness. */
void rt_text_json_uint(struct rt_text *text, uint64_t v);

#ifdef __cplusplus
}
#endif

#endif
