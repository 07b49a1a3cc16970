/* Versions by the names that people give them. */
#include "version.h"

/* The next character of `name` at or behind `at` but spaces and hyphens, in lower case; 0 at the end. */
static uint8_t next_char(struct rt_bytes name, size_t *at)
{
    uint8_t c;
    while (rt_bytes_u8(&c, name, (*at)++)) {
        if (c >= 'A' && c <= 'Z') {
            return (uint8_t)(c - 'A' + 'a');
        }
        if (c != ' ' && c != '-') {
            return c == 0 ? ' ' : c; /* a NUL is no end, and no part of a name */
        }
    }
    return 0;
}

/* (Measuring the row's name in a loop would become a call of strlen, which the core does without.) */
static bool is_name_of(const struct rt_version *row, struct rt_bytes name)
{
    struct rt_bytes own = rt_bytes_from(row->name, sizeof row->name);
    size_t i = 0, j = 0;
    uint8_t c, d;
    do {
        c = next_char(own, &i);
        d = next_char(name, &j);
        c = c == ' ' ? 0 : c; /* the NULs behind it */
    } while (c == d && c != 0);
    return c == d;
}

/* The number behind "draft": one or two digits. */
static bool draft_number(unsigned *out, struct rt_bytes name)
{
    static const char word[] = "draft";
    size_t at = 0;
    for (size_t i = 0; i < sizeof word - 1; i++) {
        if (next_char(name, &at) != (uint8_t)word[i]) {
            return false;
        }
    }
    unsigned num_digits = 0;
    *out = 0;
    for (uint8_t c = next_char(name, &at); c != 0; c = next_char(name, &at)) {
        if (c < '0' || c > '9' || ++num_digits > 2) {
            return false;
        }
        *out = *out * 10 + (unsigned)(c - '0');
    }
    return num_digits > 0;
}

/* The number of draft number `index` of those that a row stands for. */
static uint32_t draft_code(const struct rt_version *row, unsigned index)
{
    uint32_t most = row->last_code - row->first_code;
    return row->first_code + (index < most ? index : most);
}

const struct rt_version *rt_version_named(uint32_t *code, struct rt_bytes name)
{
    const struct rt_version *row;
    unsigned draft = 0;
    bool is_draft = draft_number(&draft, name);
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        bool named = is_draft ? draft >= row->first_draft && draft - row->first_draft < row->num_drafts
                              : row->num_drafts == 0 && !row->squatted && is_name_of(row, name);
        if (named) {
            *code = is_draft ? draft_code(row, draft - row->first_draft) : row->first_code;
            return row;
        }
    }
    *code = 0;
    return NULL;
}
