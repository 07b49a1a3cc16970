#include "tools/hex.h"

/* The text, where we are in it, and what was read. */
struct hex {
    struct rt_bytes text;
    size_t pos;
    uint8_t *out;
    size_t cap;
    size_t len;
    bool is_octal; /* the offsets of this dump are octal, as the first that differs tells */
};

static uint8_t peek(const struct hex *hex, size_t ahead)
{
    uint8_t c;
    return rt_bytes_u8(&c, hex->text, hex->pos + ahead) ? c : 0;
}

static bool at_end(const struct hex *hex)
{
    return hex->pos >= hex->text.len;
}

/* Value of a hexadecimal digit; 16 for anything else. */
static unsigned digit(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0' + 0u
           : c >= 'a' && c <= 'f' ? c - 'a' + 10u
           : c >= 'A' && c <= 'F' ? c - 'A' + 10u
                                  : 16u;
}

static bool take_pair(struct hex *hex)
{
    unsigned high = digit(peek(hex, 0)), low = digit(peek(hex, 1));
    if (high > 15 || low > 15 || hex->len >= hex->cap) {
        return false;
    }
    hex->out[hex->len++] = (uint8_t)(high << 4 | low);
    hex->pos += 2;
    return true;
}

static bool is_separator(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ':' || c == ',' || c == '-';
}

static void skip_separators(struct hex *hex)
{
    for (;;) {
        uint8_t c = peek(hex, 0), next = peek(hex, 1);
        if ((c == '0' || c == '\\') && (next == 'x' || next == 'X')) {
            hex->pos += 2;
        } else if (is_separator(c)) {
            hex->pos++;
        } else {
            return;
        }
    }
}

static bool read_plain(struct hex *hex)
{
    skip_separators(hex);
    while (!at_end(hex)) {
        if (!take_pair(hex)) {
            return false;
        }
        skip_separators(hex);
    }
    return hex->len > 0;
}

static size_t skip_spaces(struct hex *hex)
{
    size_t start = hex->pos;
    while (peek(hex, 0) == ' ' || peek(hex, 0) == '\t') {
        hex->pos++;
    }
    return hex->pos - start;
}

static void skip_line(struct hex *hex)
{
    while (!at_end(hex) && peek(hex, 0) != '\n') {
        hex->pos++;
    }
    hex->pos += at_end(hex) ? 0 : 1;
}

static unsigned count_digits(const struct hex *hex)
{
    unsigned num = 0;
    while (num < 17 && digit(peek(hex, num)) < 16) {
        num++;
    }
    return num;
}

/* An offset at the beginning of a line: 4 to 8 digits, read in both bases that dumps use. */
struct offset {
    size_t hex, octal;
    bool colon;
};

static bool read_offset(struct offset *out, struct hex *hex)
{
    skip_spaces(hex);
    if (peek(hex, 0) == '0' && peek(hex, 1) == 'x') {
        hex->pos += 2;
    }
    unsigned num = count_digits(hex);
    *out = (struct offset){0, 0, false};
    if (num < 4 || num > 8) {
        return false;
    }
    for (unsigned i = 0; i < num; i++, hex->pos++) {
        out->hex = out->hex << 4 | digit(peek(hex, 0));
        out->octal = out->octal << 3 | digit(peek(hex, 0));
    }
    out->colon = peek(hex, 0) == ':';
    hex->pos += out->colon ? 1 : 0;
    uint8_t c = peek(hex, 0);
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || at_end(hex);
}

/* A little-endian word, as hexdump and od print them. */
static void swap(uint8_t *word, size_t len)
{
    for (size_t i = 0; i < len / 2; i++) {
        uint8_t saved = word[i];
        word[i] = word[len - 1 - i];
        word[len - 1 - i] = saved;
    }
}

/* The groups of a dump's line, at most 16 bytes: to its end, to a '|', or to the gap before the characters,
 * which is two columns in xxd's and three in Wireshark's (hexdump -C has two after eight bytes). */
static bool read_groups(struct hex *hex, bool colon)
{
    size_t start = hex->len;
    for (;;) {
        size_t gap = skip_spaces(hex);
        unsigned num = count_digits(hex);
        bool over = gap == 0 || num == 0 || num > 8 || num % 2 != 0 || hex->len - start + num / 2 > 16;
        if (over || (hex->len > start && gap > (colon ? 1u : 2u))) {
            return true;
        }
        for (unsigned i = 0; i < num; i += 2) {
            if (!take_pair(hex)) {
                return false;
            }
        }
        if (num > 2 && !colon) {
            swap(hex->out + hex->len - num / 2, num / 2);
        }
    }
}

/* Dumps print '*' for lines like the one before: repeat it up to the next offset. */
static bool repeat_line(struct hex *hex, size_t end)
{
    if (hex->len < 16 || end < hex->len || end > hex->cap) {
        return false;
    }
    for (; hex->len < end; hex->len++) {
        hex->out[hex->len] = hex->out[hex->len - 16];
    }
    return true;
}

static bool offset_agrees(const struct offset *offset, size_t len)
{
    return offset->hex == len || (!offset->colon && offset->octal == len);
}

static bool read_dump_line(struct hex *hex, bool repeat)
{
    struct offset offset;
    if (!read_offset(&offset, hex)) {
        return false;
    }
    /* An octal reading exceeds no hexadecimal one: where both would do, as behind '*', digits decide. */
    if (repeat && !repeat_line(hex, hex->is_octal ? offset.octal : offset.hex)) {
        return false;
    }
    if (!offset_agrees(&offset, hex->len)) {
        return false;
    }
    hex->is_octal = offset.hex != hex->len;
    return read_groups(hex, offset.colon);
}

static bool read_dump(struct hex *hex)
{
    bool repeat = false;
    while (!at_end(hex)) {
        size_t line = hex->pos;
        bool star = peek(hex, 0) == '*';
        bool blank = peek(hex, 0) == '\n' || peek(hex, 0) == '\r';
        if (!star && !blank && !read_dump_line(hex, repeat)) {
            hex->pos = line;
            return false;
        }
        repeat = star || (blank && repeat);
        skip_line(hex);
    }
    return hex->len > 0 && !repeat;
}

bool hex_decode(uint8_t *out, size_t *len, size_t *at, size_t cap, struct rt_bytes text)
{
    struct hex dump = {text, 0, out, cap, 0, false}, plain = {text, 0, out, cap, 0, false};
    *len = 0;
    *at = 0;
    if (read_dump(&dump)) {
        *len = dump.len;
        return true;
    }
    /* What begins like a dump and is none must not have its offsets taken for bytes. */
    bool begins = dump.len > 0 && text.len > 0;
    if (!begins && read_plain(&plain)) {
        *len = plain.len;
        return true;
    }
    *at = begins ? dump.pos : plain.pos;
    return false;
}
