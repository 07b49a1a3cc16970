#include "lines.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Without the blanks at both ends. */
static struct rt_bytes trim(struct rt_bytes in)
{
    uint8_t c;
    size_t start = 0, end = in.len;
    while (rt_bytes_u8(&c, in, start) && is_blank(c)) {
        start++;
    }
    while (end > start && rt_bytes_u8(&c, in, end - 1) && is_blank(c)) {
        end--;
    }
    struct rt_bytes out;
    return rt_bytes_sub(&out, in, start, end - start) ? out : in;
}

/* Whether one of eight bytes is a line feed: x - 1 borrows from the highest bit of the lowest that is 0. */
static bool has_line_feed(uint64_t bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), x = bytes ^ '\n' * ones;
    return ((x - ones) & ~x & 0x80 * ones) != 0;
}

/* Cuts off what precedes the next line feed, and that as well. */
static struct rt_bytes take_line(struct rt_bytes *rest)
{
    struct rt_bytes out;
    size_t end = 0;
    uint8_t c;
    uint64_t bytes;
    while (rt_bytes_u64(&bytes, *rest, end) && !has_line_feed(bytes)) {
        end += 8;
    }
    while (rt_bytes_u8(&c, *rest, end) && c != '\n') {
        end++;
    }
    if (!rt_bytes_sub(&out, *rest, 0, end)) {
        out = *rest; /* unreachable: end <= rest->len */
    }
    *rest = rt_bytes_after(*rest, end + 1);
    return out;
}

bool rt_lines_next(struct rt_bytes *line, struct rt_bytes *rest)
{
    do {
        *line = trim(take_line(rest));
    } while (line->len == 0 && rest->len > 0);
    return line->len > 0;
}

bool rt_words_next(struct rt_bytes *word, struct rt_bytes *rest)
{
    uint8_t c;
    size_t end = 0;
    *rest = trim(*rest);
    while (rt_bytes_u8(&c, *rest, end) && !is_blank(c)) {
        end++;
    }
    bool ok = rt_bytes_sub(word, *rest, 0, end) && end > 0;
    *rest = rt_bytes_after(*rest, end);
    return ok;
}

bool rt_word_is(struct rt_bytes word, const char *s)
{
    uint8_t c;
    size_t i = 0;
    for (; rt_bytes_u8(&c, word, i) && s[i] != '\0' && c == (uint8_t)s[i]; i++) {
    }
    return i == word.len && s[i] == '\0';
}
