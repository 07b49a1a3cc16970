/* Checks a text as a whole, so that walking and reading it afterwards cannot fail: json.h declares the entry.
 */
#include "json.h"
#include "json_char.h"

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
    return rt_json_byte(p->in, p->pos);
}

static void skip_space(struct checker *p)
{
    p->pos = rt_json_after_space(p->in, p->pos);
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
        p->pos = rt_json_after_plain(p->in, p->pos);
        enum rt_code code = rt_json_take_char(&c, p->in, &p->pos);
        if (code != RT_OK) {
            return refuse(p, code);
        }
    } while (c != RT_JSON_STRING_END);
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
    while (rt_json_is_digit(peek(p))) {
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
    return !rt_json_is_digit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && c != '.' &&
           c != '+' && c != '-';
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
        return peek(p) == '-' || rt_json_is_digit(peek(p)) ? check_number(p)
                                                           : refuse_here(p, RT_E_JSON_CHARACTER);
    }
}

static bool is_new_key(const struct checker *p, const struct level *level, size_t key)
{
    for (unsigned i = 0; i < level->num_keys; i++) {
        if (rt_json_same_string(p->in, level->key[i], key)) {
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
    p.pos = rt_json_after_space(text, 0);
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
