/* Versions by the names that people give them. */
#include "version.h"

/* The next letter or digit of `name` at or behind `at`, in lower case; 0 at the end. */
static uint8_t next_char(struct rt_bytes name, size_t *at)
{
    uint8_t c;
    while (rt_bytes_u8(&c, name, (*at)++)) {
        if (c >= 'A' && c <= 'Z') {
            return (uint8_t)(c - 'A' + 'a');
        }
        if (c != ' ' && c != '-') {
            return c == 0 ? ' ' : c; /* no name has either */
        }
    }
    return 0;
}

static bool same_name(struct rt_bytes a, struct rt_bytes b)
{
    size_t i = 0, j = 0;
    uint8_t c, d;
    do {
        c = next_char(a, &i);
        d = next_char(b, &j);
    } while (c == d && c != 0);
    return c == d;
}

static struct rt_bytes row_name(const struct rt_version *row)
{
    size_t len = 0;
    while (row->name[len] != '\0') {
        len++;
    }
    return rt_bytes_from(row->name, len);
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
                              : row->num_drafts == 0 && !row->squatted && same_name(row_name(row), name);
        if (named) {
            *code = is_draft ? draft_code(row, draft - row->first_draft) : row->first_code;
            return row;
        }
    }
    *code = 0;
    return NULL;
}
