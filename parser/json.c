#include "json.h"

#include "base64.h"
#include "utf8.h"

/* Stands for the closing quote: no code point. */
#define STRING_END UINT32_C(0xffffffff)

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* The byte at `pos`; at the end 0, which JSON allows nowhere. */
static uint8_t byte_at(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    return rt_bytes_u8(&c, in, pos) ? c : 0;
}

static size_t after_space(struct rt_bytes in, size_t pos)
{
    while (is_space(byte_at(in, pos))) {
        pos++;
    }
    return pos;
}

/* Characters of strings. These are the one place that knows escapes: checking, comparing and decoding all
 * read through take_char. */

/* 16 for what is no hexadecimal digit. */
static unsigned hex_value(uint8_t c)
{
    unsigned v = c;
    return is_digit(c)            ? v - '0'
           : c >= 'a' && c <= 'f' ? v - 'a' + 10
           : c >= 'A' && c <= 'F' ? v - 'A' + 10
                                  : 16;
}

/* \uXXXX at `pos`. */
static bool take_unit(uint32_t *out, struct rt_bytes in, size_t pos)
{
    *out = 0;
    if (byte_at(in, pos) != '\\' || byte_at(in, pos + 1) != 'u') {
        return false;
    }
    for (size_t i = pos + 2; i < pos + 6; i++) {
        unsigned v = hex_value(byte_at(in, i));
        if (v > 15) {
            return false;
        }
        *out = *out << 4 | v;
    }
    return true;
}

/* A \u escape, or the two of a surrogate pair. */
static enum rt_code take_unicode(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    uint32_t low;
    if (!take_unit(out, in, *pos)) {
        return RT_E_JSON_ESCAPE;
    }
    if (*out < 0xd800 || *out > 0xdfff) {
        *pos += 6;
        return RT_OK;
    }
    if (*out > 0xdbff || !take_unit(&low, in, *pos + 6) || low < 0xdc00 || low > 0xdfff) {
        return RT_E_JSON_SURROGATE;
    }
    *out = 0x10000 + ((*out - 0xd800) << 10 | (low - 0xdc00));
    *pos += 12;
    return RT_OK;
}

static enum rt_code take_escape(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    uint8_t c = byte_at(in, *pos + 1);
    if (c == 'u') {
        return take_unicode(out, in, pos);
    }
    for (size_t i = 0; i < sizeof from - 1; i++) {
        if (c == (uint8_t)from[i]) {
            *out = (uint8_t)to[i];
            *pos += 2;
            return RT_OK;
        }
    }
    return RT_E_JSON_ESCAPE;
}

/* The character at `pos` inside a string, or STRING_END. On failure `pos` stays before it. */
static enum rt_code take_char(uint32_t *out, struct rt_bytes in, size_t *pos)
{
    uint8_t c;
    *out = 0;
    if (!rt_bytes_u8(&c, in, *pos)) {
        return RT_E_JSON_TRUNCATED;
    }
    if (c == '\\') {
        return take_escape(out, in, pos);
    }
    if (c >= 0x80) {
        return rt_utf8_next(out, in, pos) ? RT_OK : RT_E_JSON_UTF8;
    }
    *out = c == '"' ? STRING_END : c;
    *pos += c < 0x20 ? 0 : 1;
    return c < 0x20 ? RT_E_JSON_CONTROL : RT_OK;
}

/* For strings that were checked: the end when there are no more. */
static uint32_t next_char(struct rt_bytes in, size_t *pos)
{
    uint32_t c;
    return take_char(&c, in, pos) == RT_OK ? c : STRING_END;
}

/* Two strings, each from behind its opening quote. */
static bool same_string(struct rt_bytes in, size_t a, size_t b)
{
    uint32_t c;
    do {
        c = next_char(in, &a);
        if (c != next_char(in, &b)) {
            return false;
        }
    } while (c != STRING_END);
    return true;
}

/* Checking. */

struct level {
    bool object;
    unsigned num_keys;
    uint32_t key[RT_JSON_MEMBERS_MAX]; /* each the offset behind the opening quote */
};

/* A checker that stands at `pos`, inside `depth` objects and arrays. */
struct checker {
    struct rt_bytes in;
    size_t pos;
    struct rt_error *err;
    bool opened; /* the last value began an object or array that is not empty */
    unsigned depth;
    struct level level[RT_JSON_DEPTH_MAX];
};

static uint8_t peek(const struct checker *p)
{
    return byte_at(p->in, p->pos);
}

static void skip_space(struct checker *p)
{
    p->pos = after_space(p->in, p->pos);
}

static bool refuse(struct checker *p, enum rt_code code)
{
    size_t pos = code == RT_E_JSON_TRUNCATED ? p->in.len : p->pos;
    return rt_fail(p->err, code, RT_IN_TOP, 0, p->in.at + pos);
}

/* Refuses the character here as `code`, or that there is none. */
static bool refuse_here(struct checker *p, enum rt_code code)
{
    return refuse(p, p->pos < p->in.len ? code : RT_E_JSON_TRUNCATED);
}

static bool check_string(struct checker *p)
{
    uint32_t c;
    p->pos++; /* the opening quote */
    do {
        enum rt_code code = take_char(&c, p->in, &p->pos);
        if (code != RT_OK) {
            return refuse(p, code);
        }
    } while (c != STRING_END);
    return true;
}

static bool check_word(struct checker *p, const char *word)
{
    for (; *word != '\0'; word++, p->pos++) {
        if (peek(p) != (uint8_t)*word) {
            return refuse_here(p, RT_E_JSON_CHARACTER);
        }
    }
    return true;
}

static bool take_digits(struct checker *p)
{
    size_t start = p->pos;
    while (is_digit(peek(p))) {
        p->pos++;
    }
    return p->pos > start;
}

static bool take_one_of(struct checker *p, uint8_t a, uint8_t b)
{
    bool there = peek(p) == a || peek(p) == b;
    p->pos += there ? 1 : 0;
    return there;
}

/* What may follow a number neither continues it nor looks as if it should: 01, 1.2.3, 0x10, 1e5f. */
static bool ends_number(uint8_t c)
{
    return !is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '.' && c != '+' &&
           c != '-';
}

static bool check_number(struct checker *p)
{
    (void)take_one_of(p, '-', '-');
    bool ok = take_one_of(p, '0', '0') || take_digits(p);
    if (ok && take_one_of(p, '.', '.')) {
        ok = take_digits(p);
    }
    if (ok && take_one_of(p, 'e', 'E')) {
        (void)take_one_of(p, '+', '-');
        ok = take_digits(p);
    }
    return (ok && ends_number(peek(p))) || refuse_here(p, RT_E_JSON_NUMBER);
}

/* The bracket that ends the innermost object or array. */
static bool take_close(struct checker *p)
{
    if (peek(p) != (p->level[p->depth - 1].object ? '}' : ']')) {
        return false;
    }
    p->pos++;
    p->depth--;
    return true;
}

static bool check_opening(struct checker *p)
{
    if (p->depth == RT_JSON_DEPTH_MAX) {
        return refuse(p, RT_E_JSON_TOO_DEEP);
    }
    struct level *level = &p->level[p->depth++];
    level->object = peek(p) == '{';
    level->num_keys = 0;
    p->pos++;
    skip_space(p);
    p->opened = !take_close(p);
    return true;
}

static bool check_value(struct checker *p)
{
    switch (peek(p)) {
    case '{':
    case '[':
        return check_opening(p);
    case '"':
        return check_string(p);
    case 't':
        return check_word(p, "true");
    case 'f':
        return check_word(p, "false");
    case 'n':
        return check_word(p, "null");
    default:
        return peek(p) == '-' || is_digit(peek(p)) ? check_number(p) : refuse_here(p, RT_E_JSON_CHARACTER);
    }
}

static bool is_new_key(const struct checker *p, const struct level *level, size_t key)
{
    for (unsigned i = 0; i < level->num_keys; i++) {
        if (same_string(p->in, level->key[i], key)) {
            return false;
        }
    }
    return true;
}

/* A key and its colon. */
static bool check_key(struct checker *p)
{
    struct level *level = &p->level[p->depth - 1];
    size_t start = p->pos;
    if (peek(p) != '"') {
        return refuse_here(p, RT_E_JSON_CHARACTER);
    }
    if (level->num_keys == RT_JSON_MEMBERS_MAX) {
        return refuse(p, RT_E_JSON_TOO_MANY_MEMBERS);
    }
    if (!check_string(p)) {
        return false;
    }
    if (!is_new_key(p, level, start + 1)) {
        p->pos = start;
        return refuse(p, RT_E_JSON_DUPLICATE_KEY);
    }
    level->key[level->num_keys++] = (uint32_t)(start + 1); /* the text is shorter than 2^32 */
    skip_space(p);
    if (peek(p) != ':') {
        return refuse_here(p, RT_E_JSON_CHARACTER);
    }
    p->pos++;
    skip_space(p);
    return true;
}

/* A value, with its key if it has one; of an object or array only the beginning, unless it is empty. */
static bool check_item(struct checker *p)
{
    p->opened = false;
    if (p->depth > 0 && p->level[p->depth - 1].object && !check_key(p)) {
        return false;
    }
    return check_value(p);
}

/* What follows a value: the ends of all that ends with it, then a comma unless that was the outermost. */
static bool check_ends(struct checker *p)
{
    while (p->depth > 0) {
        skip_space(p);
        if (peek(p) == ',') {
            p->pos++;
            skip_space(p);
            return true;
        }
        if (!take_close(p)) {
            return refuse_here(p, RT_E_JSON_CHARACTER);
        }
    }
    return true;
}

static bool check_text(struct checker *p)
{
    do {
        if (!check_item(p) || (!p->opened && !check_ends(p))) {
            return false;
        }
    } while (p->depth > 0);
    return true;
}

bool rt_json_parse(struct rt_json *out, struct rt_error *err, struct rt_bytes text, size_t max)
{
    struct checker p;
    p.in = text;
    p.pos = after_space(text, 0);
    p.err = err;
    p.depth = 0; /* levels are filled as they open: clearing them would cost more than a short text */
    *out = (struct rt_json){{NULL, 0, 0}};
    size_t most = max < UINT32_MAX ? max : UINT32_MAX;
    if (text.len > most) {
        return rt_fail(err, RT_E_JSON_TOO_LONG, RT_IN_TOP, 0, text.at + most);
    }
    size_t start = p.pos;
    if (!check_text(&p)) {
        return false;
    }
    size_t end = p.pos;
    skip_space(&p);
    if (p.pos < text.len) {
        return refuse(&p, RT_E_JSON_TRAILING);
    }
    return rt_bytes_sub(&out->text, text, start, end - start) && rt_succeed(err);
}

/* Walking. */

enum rt_json_type rt_json_type(struct rt_json value)
{
    switch (byte_at(value.text, 0)) {
    case 0:
        return RT_JSON_NONE;
    case 'n':
        return RT_JSON_NULL;
    case 'f':
        return RT_JSON_FALSE;
    case 't':
        return RT_JSON_TRUE;
    case '"':
        return RT_JSON_STRING;
    case '[':
        return RT_JSON_ARRAY;
    case '{':
        return RT_JSON_OBJECT;
    default:
        return RT_JSON_NUMBER;
    }
}

/* Behind the string that begins at `pos`. */
static size_t after_string(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    for (pos++; rt_bytes_u8(&c, in, pos) && c != '"'; pos++) {
        pos += c == '\\' ? 1 : 0;
    }
    return pos + 1;
}

static size_t after_container(struct rt_bytes in, size_t pos)
{
    size_t depth = 0;
    uint8_t c;
    while (rt_bytes_u8(&c, in, pos)) {
        if (c == '"') {
            pos = after_string(in, pos);
            continue;
        }
        pos++;
        depth += c == '{' || c == '[' ? 1 : 0;
        depth -= c == '}' || c == ']' ? 1 : 0;
        if (depth == 0) {
            break;
        }
    }
    return pos;
}

static size_t after_scalar(struct rt_bytes in, size_t pos)
{
    uint8_t c;
    while (rt_bytes_u8(&c, in, pos) && !is_space(c) && c != ',' && c != '}' && c != ']') {
        pos++;
    }
    return pos;
}

/* Cuts the value at the beginning off. */
static struct rt_json take_value(struct rt_bytes *rest)
{
    struct rt_json out;
    uint8_t c = byte_at(*rest, 0);
    size_t end = c == '"'               ? after_string(*rest, 0)
                 : c == '{' || c == '[' ? after_container(*rest, 0)
                                        : after_scalar(*rest, 0);
    if (!rt_bytes_sub(&out.text, *rest, 0, end)) {
        out.text = *rest; /* never in a text that was checked */
    }
    *rest = rt_bytes_after(*rest, end);
    return out;
}

struct rt_json_walk rt_json_enter(struct rt_json value)
{
    struct rt_json_walk walk = {{NULL, 0, 0}, rt_json_type(value) == RT_JSON_OBJECT};
    if (walk.object || rt_json_type(value) == RT_JSON_ARRAY) {
        walk.rest = rt_bytes_after(value.text, 1);
        walk.rest.len -= walk.rest.len > 0 ? 1 : 0; /* the closing bracket */
    }
    return walk;
}

static void skip_to_value(struct rt_bytes *rest, uint8_t separator)
{
    size_t pos = after_space(*rest, 0);
    if (byte_at(*rest, pos) == separator) {
        pos = after_space(*rest, pos + 1);
    }
    *rest = rt_bytes_after(*rest, pos);
}

bool rt_json_next(struct rt_json *key, struct rt_json *value, struct rt_json_walk *walk)
{
    *key = *value = (struct rt_json){{NULL, 0, 0}};
    skip_to_value(&walk->rest, ',');
    if (walk->rest.len == 0) {
        return false;
    }
    if (walk->object) {
        *key = take_value(&walk->rest);
        skip_to_value(&walk->rest, ':');
    }
    *value = take_value(&walk->rest);
    return value->text.len > 0;
}

bool rt_json_equals(struct rt_json value, const char *s)
{
    size_t pos = 1;
    if (rt_json_type(value) != RT_JSON_STRING) {
        return false;
    }
    for (; *s != '\0'; s++) {
        if (next_char(value.text, &pos) != (uint8_t)*s) {
            return false;
        }
    }
    return next_char(value.text, &pos) == STRING_END;
}

void rt_json_pick(struct rt_json *out, const char (*names)[RT_JSON_NAME_MAX], size_t num,
                  struct rt_json object)
{
    struct rt_json_walk walk = rt_json_enter(object);
    struct rt_json key, value;
    for (size_t i = 0; i < num; i++) {
        out[i] = (struct rt_json){{NULL, 0, 0}};
    }
    while (rt_json_next(&key, &value, &walk)) {
        for (size_t i = 0; i < num; i++) {
            if (rt_json_equals(key, names[i])) {
                out[i] = value;
            }
        }
    }
}

/* Reading. */

static bool demand(struct rt_error *err, struct rt_json value, enum rt_json_type type)
{
    return rt_json_type(value) == type || rt_fail(err, RT_E_JSON_TYPE, RT_IN_TOP, 0, value.text.at);
}

bool rt_json_string(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_json value)
{
    size_t pos = 1, used = 0, num;
    uint32_t c;
    *len = 0;
    if (!demand(err, value, RT_JSON_STRING)) {
        return false;
    }
    for (; (c = next_char(value.text, &pos)) != STRING_END; used += num) {
        uint8_t utf8[4];
        num = rt_utf8_put(utf8, c);
        if (num > cap - used) {
            return rt_fail(err, RT_E_JSON_ROOM, RT_IN_TOP, 0, value.text.at);
        }
        memcpy(out + used, utf8, num);
    }
    *len = used;
    return rt_succeed(err);
}

/* Up to four characters of a string whose escapes are undone, as a slice of `group`, and where each of them
 * stands, the end of the string included. */
static struct rt_bytes take_group(uint8_t group[4], size_t at[5], struct rt_bytes in, size_t *pos)
{
    size_t num = 0;
    uint32_t c;
    do {
        at[num] = *pos;
        c = next_char(in, pos);
        if (c != STRING_END) {
            group[num++] = (uint8_t)(c < 0x80 ? c : 0xff);
        }
    } while (num < 4 && c != STRING_END);
    return rt_bytes_from(group, num);
}

/* Some writers escape '/' or '=': such a string is decoded group by group. */
static bool decode_escaped(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_bytes in)
{
    uint8_t group[4];
    size_t at[5], pos = 1, used = 0, padding = 0;
    for (;;) {
        struct rt_bytes chars = take_group(group, at, in, &pos);
        if (chars.len == 0) {
            *len = used;
            return rt_succeed(err);
        }
        if (padding != 0) { /* in the group before, which thus was not the last */
            return rt_fail(err, RT_E_BASE64_CHARACTER, RT_IN_TOP, 0, in.at + padding);
        }
        size_t num;
        if (!rt_base64_decode(out + used, &num, err, cap - used, chars)) {
            return rt_fail(err, err->code, RT_IN_TOP, 0, in.at + at[err->offset]);
        }
        padding = num < 3 ? at[num + 1] : 0;
        used += num;
    }
}

bool rt_json_base64(uint8_t *out, size_t *len, struct rt_error *err, size_t cap, struct rt_json value)
{
    struct rt_bytes body = {NULL, 0, 0};
    *len = 0;
    if (!demand(err, value, RT_JSON_STRING)) {
        return false;
    }
    for (size_t i = 0; i < value.text.len; i++) {
        if (byte_at(value.text, i) == '\\') {
            return decode_escaped(out, len, err, cap, value.text);
        }
    }
    return rt_bytes_sub(&body, value.text, 1, value.text.len - 2) &&
           rt_base64_decode(out, len, err, cap, body);
}

bool rt_json_uint(uint64_t *out, struct rt_error *err, struct rt_json value)
{
    *out = 0;
    if (!demand(err, value, RT_JSON_NUMBER)) {
        return false;
    }
    uint64_t sum = 0;
    for (size_t i = 0; i < value.text.len; i++) {
        unsigned digit = (unsigned)byte_at(value.text, i) - '0';
        if (digit > 9 || sum > (UINT64_MAX - digit) / 10) {
            return rt_fail(err, RT_E_JSON_INTEGER, RT_IN_TOP, 0, value.text.at);
        }
        sum = sum * 10 + digit;
    }
    *out = sum;
    return rt_succeed(err);
}

static void echo_unit(struct rt_text *text, uint32_t unit)
{
    rt_text_string(text, "\\u");
    for (unsigned shift = 16; shift > 0; shift -= 4) {
        rt_text_char(text, "0123456789abcdef"[unit >> (shift - 4) & 15]);
    }
}

void rt_json_echo(struct rt_text *text, struct rt_json value)
{
    enum rt_json_type type = rt_json_type(value);
    uint32_t c;
    if (type == RT_JSON_ARRAY || type == RT_JSON_OBJECT) {
        return;
    }
    for (size_t pos = 0; rt_utf8_next(&c, value.text, &pos);) {
        if (c >= 0x10000) { /* a surrogate pair */
            echo_unit(text, 0xd800 + ((c - 0x10000) >> 10));
            echo_unit(text, 0xdc00 + ((c - 0x10000) & 0x3ff));
        } else if (c >= 0x7f) {
            echo_unit(text, c);
        } else {
            rt_text_char(text, (char)c); /* controls are escaped in JSON as it is */
        }
    }
}
