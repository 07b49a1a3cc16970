#include "fuzz/invariants.h"

#include "parser/json.h"

static void inv_printable(const struct rt_text *text)
{
    for (size_t i = 0; i < rt_text_len(text); i++) {
        INVARIANT(text->out[i] >= 0x20 && text->out[i] <= 0x7e);
    }
}

/* The meaning of an item, as far as it fits. */
static size_t meaning(char *buffer, size_t cap, const struct rt_description *d, const struct rt_item *item)
{
    struct rt_text text = rt_text_into(buffer, cap);
    rt_item_meaning(&text, d, item);
    inv_printable(&text);
    return rt_text_len(&text);
}

/* A length that is told in days has no more hours than its odd days can have: 2^40 us and a day. */
static void inv_duration(char *meaning, size_t len)
{
    unsigned long long days, hours;
    meaning[len] = '\0';
    INVARIANT(sscanf(meaning, "valid for %llu d %llu:", &days, &hours) != 2 || hours < 330);
}

static void inv_walk(const struct rt_description *d)
{
    char buffer[1024];
    struct rt_walk walk;
    struct rt_item item;
    size_t steps = 0, at = d->input.at;
    unsigned depth = 0;
    rt_walk_begin(&walk, d);
    while (rt_walk_next(&item, &walk)) {
        INVARIANT(steps++ <= d->input.len + 32); /* a value may be empty, but never its tag */
        inv_inside(item.bytes, d->input);
        INVARIANT(item.depth == depth && (item.kind != RT_ITEM_END || item.bytes.len == 0));
        size_t len = meaning(buffer, sizeof buffer - 1, d, &item);
        inv_duration(buffer, len);
        if (item.kind == RT_ITEM_END) {
            depth--;
            continue;
        }
        INVARIANT(item.bytes.at == at);
        at += item.kind == RT_ITEM_MESSAGE ? 0 : item.bytes.len;
        depth += item.kind == RT_ITEM_MESSAGE ? 1 : 0;
    }
    INVARIANT(depth == 0 && at == d->input.at + d->input.len);
    INVARIANT(!rt_walk_next(&item, &walk)); /* and goes on saying so */
}

/* Two walks side by side. */
static void inv_walk_elsewhere(const struct rt_description *d, const struct rt_description *moved)
{
    char buffer[256], moved_buffer[sizeof buffer];
    struct rt_walk walk, moved_walk;
    struct rt_item item, other;
    rt_walk_begin(&walk, d);
    rt_walk_begin(&moved_walk, moved);
    while (rt_walk_next(&item, &walk)) {
        INVARIANT(rt_walk_next(&other, &moved_walk));
        inv_same_slice(item.bytes, other.bytes);
        INVARIANT(item.kind == other.kind && item.depth == other.depth && item.place == other.place);
        INVARIANT(item.tag == other.tag && item.index == other.index && item.broken == other.broken);
        size_t len = meaning(buffer, sizeof buffer, d, &item);
        INVARIANT(meaning(moved_buffer, sizeof moved_buffer, moved, &other) == len);
        INVARIANT(memcmp(buffer, moved_buffer, len) == 0);
    }
    INVARIANT(!rt_walk_next(&other, &moved_walk));
}

static void inv_description_elsewhere(const struct rt_description *d)
{
    struct rt_bytes copy = inv_copy(d->input);
    struct rt_description moved;
    rt_describe(&moved, copy, d->framed ? RT_FORM_PACKET : RT_FORM_MESSAGE);
    inv_same_error(&d->error, &moved.error);
    INVARIANT(moved.identity.kind == d->identity.kind && moved.identity.version == d->identity.version);
    INVARIANT(moved.identity.code == d->identity.code && moved.identity.has_code == d->identity.has_code);
    INVARIANT(moved.remarks.num == d->remarks.num);
    for (size_t i = 0; i < d->remarks.num; i++) {
        const struct rt_remark *remark = &d->remarks.item[i], *other = &moved.remarks.item[i];
        INVARIANT(remark->code == other->code && remark->place == other->place && remark->tag == other->tag);
        INVARIANT(remark->offset + INV_SHIFT == other->offset);
    }
    inv_walk_elsewhere(d, &moved);
    inv_copy_drop(copy);
}

/* The window of `cap` characters from `from` on shows what the whole text has there. */
static void inv_window(const struct rt_description *d, struct rt_bytes source, const char *whole, size_t len,
                       size_t from, size_t cap)
{
    char part[64];
    struct rt_text text = {part, cap, from, 0};
    size_t left = len - from;
    rt_describe_json(&text, d, source, 7);
    INVARIANT(cap <= sizeof part && text.pos == len);
    INVARIANT(rt_text_len(&text) == (left < cap ? left : cap) && rt_text_overflows(&text) == (left > cap));
    INVARIANT(memcmp(part, whole + from, rt_text_len(&text)) == 0);
}

/* All windows over a long text would take too long: some of each size, at places that depend on the length.
 */
static void inv_json(const struct rt_description *d)
{
    static const size_t caps[] = {1, 7, 64};
    const struct rt_bytes source = rt_bytes_from("a\"\n\xff", 4);
    struct rt_text text = rt_text_into(NULL, 0);
    struct rt_json root;
    struct rt_error err;
    rt_describe_json(&text, d, source, 7);
    size_t len = text.pos;
    char *whole = malloc(len);
    INVARIANT(whole != NULL);
    text = rt_text_into(whole, len);
    rt_describe_json(&text, d, source, 7);
    INVARIANT(rt_text_len(&text) == len && !rt_text_overflows(&text));
    inv_printable(&text);
    INVARIANT(rt_json_parse(&root, &err, rt_bytes_from(whole, len), len) && root.text.len == len);
    for (size_t i = 0; i < sizeof caps / sizeof caps[0]; i++) {
        inv_window(d, source, whole, len, len % 5 * (len - 1) / 4, caps[i]);
    }
    free(whole);
}

void inv_description(const struct rt_description *d)
{
    char buffer[512];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    inv_error(d->error.code == RT_OK, &d->error, d->input);
    rt_describe_title(&text, d);
    inv_printable(&text);
    if (d->error.code != RT_OK) {
        text = rt_text_into(buffer, sizeof buffer);
        rt_error_text(&text, &d->error);
        INVARIANT(!rt_text_overflows(&text));
        inv_printable(&text);
    }
    for (size_t i = 0; i < d->remarks.num; i++) {
        text = rt_text_into(buffer, sizeof buffer);
        rt_remark_text(&text, &d->remarks.item[i]);
        INVARIANT(!rt_text_overflows(&text));
        INVARIANT(d->remarks.item[i].offset - d->input.at <= d->input.len);
        inv_printable(&text);
    }
    inv_walk(d);
    inv_description_elsewhere(d);
    inv_json(d);
}
