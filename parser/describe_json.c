/* The JSON of an account. Keys and their order are fixed: roughproof-dump(1) lists them. */
#include "describe.h"

static void key(struct rt_text *text, const char *name)
{
    rt_text_char(text, '"');
    rt_text_string(text, name);
    rt_text_string(text, "\":");
}

static void next_key(struct rt_text *text, const char *name)
{
    rt_text_char(text, ',');
    key(text, name);
}

/* A string of our own tables: ASCII, at most with a backslash. */
static void string(struct rt_text *text, const char *s)
{
    rt_text_char(text, '"');
    for (; *s != '\0'; s++) {
        rt_text_string(text, *s == '"' || *s == '\\' ? "\\" : "");
        rt_text_char(text, *s);
    }
    rt_text_char(text, '"');
}

static void boolean(struct rt_text *text, bool v)
{
    rt_text_string(text, v ? "true" : "false");
}

static void path(struct rt_text *text, enum rt_place place, uint32_t tag)
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

static void version(struct rt_text *text, const struct rt_identity *identity)
{
    if (identity->version == NULL && !identity->has_code) {
        rt_text_string(text, "null");
        return;
    }
    rt_text_char(text, '{');
    key(text, "code");
    if (identity->has_code) {
        rt_text_uint(text, identity->code);
    } else {
        rt_text_string(text, "null");
    }
    next_key(text, "name");
    if (identity->version != NULL) {
        string(text, identity->version->name);
    } else {
        rt_text_string(text, "null");
    }
    rt_text_char(text, '}');
}

static void versions(struct rt_text *text, struct rt_bytes list)
{
    uint32_t code;
    rt_text_char(text, '[');
    for (size_t i = 0; rt_bytes_u32(&code, list, i); i += 4) {
        rt_text_string(text, i > 0 ? ",{" : "{");
        key(text, "code");
        rt_text_uint(text, code);
        next_key(text, "name");
        rt_text_char(text, '"');
        rt_version_code_name(text, code);
        rt_text_string(text, "\"}");
    }
    rt_text_char(text, ']');
}

static void unit(struct rt_text *text, const char *name)
{
    next_key(text, "unit");
    if (*name == '\0') {
        rt_text_string(text, "null");
    } else {
        string(text, name);
    }
}

static enum rt_unit time_unit(const struct rt_description *d)
{
    return d->identity.version != NULL ? d->identity.version->unit : RT_UNIT_UNKNOWN;
}

static void time_value(struct rt_text *text, const struct rt_description *d, uint64_t raw)
{
    char formatted[RT_TIME_TEXT_MAX];
    enum rt_unit u = time_unit(d);
    rt_text_char(text, '{');
    key(text, "raw");
    rt_text_json_uint(text, raw);
    unit(text, u == RT_UNIT_SECONDS ? "s" : u == RT_UNIT_MICROSECONDS ? "us" : u == RT_UNIT_MJD ? "mjd" : "");
    next_key(text, "utc");
    if (u == RT_UNIT_UNKNOWN) {
        rt_text_string(text, "null}");
        return;
    }
    rt_time_format(formatted, rt_time_from_raw(raw, u));
    string(text, formatted);
    rt_text_char(text, '}');
}

static void uint32_value(struct rt_text *text, const struct rt_description *d, uint32_t tag, uint32_t v)
{
    if (tag != RT_TAG_RADI) {
        rt_text_uint(text, v);
        return;
    }
    enum rt_unit u = time_unit(d);
    rt_text_char(text, '{');
    key(text, "raw");
    rt_text_uint(text, v);
    unit(text, u == RT_UNIT_SECONDS ? "s" : u == RT_UNIT_UNKNOWN ? "" : "us");
    rt_text_char(text, '}');
}

static void int32_number(struct rt_text *text, uint32_t word)
{
    rt_text_string(text, word >> 31 != 0 ? "-" : "");
    rt_text_uint(text, word & UINT32_C(0x7fffffff));
}

static void int32_value(struct rt_text *text, const struct rt_description *d, uint32_t tag, uint32_t word)
{
    const struct rt_version *v = d->identity.version;
    rt_text_char(text, '{');
    key(text, "raw");
    int32_number(text, word);
    unit(text, v == NULL ? "" : tag == RT_TAG_DUT1 ? v->dut1_unit : v->dtai_unit);
    rt_text_char(text, '}');
}

static void leap_value(struct rt_text *text, struct rt_bytes days)
{
    char formatted[RT_TIME_TEXT_MAX];
    uint32_t word;
    rt_text_char(text, '[');
    for (size_t i = 0; rt_bytes_u32(&word, days, i); i += 4) {
        rt_text_string(text, i > 0 ? ",{" : "{");
        key(text, "raw");
        int32_number(text, word);
        next_key(text, "date");
        rt_time_format_date(formatted, rt_time_from_mjd(word & UINT32_C(0x7fffffff)));
        string(text, formatted);
        rt_text_char(text, '}');
    }
    rt_text_char(text, ']');
}

static void path_value(struct rt_text *text, const struct rt_description *d, struct rt_bytes bytes)
{
    rt_text_char(text, '{');
    key(text, "nodes");
    if (d->identity.version != NULL && bytes.len % d->identity.version->hash_len == 0) {
        rt_text_uint(text, bytes.len / d->identity.version->hash_len);
    } else {
        rt_text_string(text, "null");
    }
    rt_text_char(text, '}');
}

static void padding_value(struct rt_text *text, struct rt_bytes bytes)
{
    rt_text_char(text, '{');
    key(text, "zeros");
    boolean(text, rt_bytes_first_nonzero(bytes) == bytes.len);
    rt_text_char(text, '}');
}

/* Values of fixed length; false if it is another one. */
static bool word_value(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    uint32_t word;
    uint64_t raw;
    enum rt_type type = rt_tag_type(item->tag);
    if (type == RT_TYPE_TIME && item->bytes.len == 8 && rt_bytes_u64(&raw, item->bytes, 0)) {
        time_value(text, d, raw);
        return true;
    }
    if (item->bytes.len != 4 || !rt_bytes_u32(&word, item->bytes, 0)) {
        return false;
    }
    if (type == RT_TYPE_UINT32) {
        uint32_value(text, d, item->tag, word);
    } else if (type == RT_TYPE_INT32) {
        int32_value(text, d, item->tag, word);
    }
    return type == RT_TYPE_UINT32 || type == RT_TYPE_INT32;
}

static void decoded(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    enum rt_type type = rt_tag_type(item->tag);
    bool words = item->bytes.len % 4 == 0;
    if (word_value(text, d, item)) {
        return;
    }
    if ((type == RT_TYPE_VERSION || type == RT_TYPE_VERSIONS) && words) {
        versions(text, item->bytes);
    } else if (type == RT_TYPE_INT32S && words) {
        leap_value(text, item->bytes);
    } else if (type == RT_TYPE_PATH) {
        path_value(text, d, item->bytes);
    } else if (type == RT_TYPE_PADDING) {
        padding_value(text, item->bytes);
    } else if (item->tag == RT_TAG_PUBK && item->bytes.len == 32) {
        rt_text_char(text, '"');
        rt_text_base64(text, item->bytes);
        rt_text_char(text, '"');
    } else {
        rt_text_string(text, "null");
    }
}

/* A tag up to its decoded value; the caller closes the brace. */
static void tag(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    char name[RT_TAG_NAME_MAX];
    rt_tag_name(name, item->tag);
    rt_text_string(text, item->index > 0 ? ",{" : "{");
    key(text, "tag");
    string(text, name);
    next_key(text, "offset");
    rt_text_uint(text, item->bytes.at);
    next_key(text, "length");
    rt_text_uint(text, item->bytes.len);
    next_key(text, "hex");
    rt_text_char(text, '"');
    rt_text_hex(text, item->bytes);
    rt_text_char(text, '"');
    next_key(text, "value");
    decoded(text, d, item);
}

static void tags(struct rt_text *text, const struct rt_description *d)
{
    struct rt_walk walk;
    struct rt_item item;
    rt_walk_begin(&walk, d);
    rt_text_char(text, '[');
    while (rt_walk_next(&item, &walk)) {
        bool outermost = item.depth == (item.kind == RT_ITEM_END ? 1 : 0);
        if (outermost ||
            (item.kind != RT_ITEM_VALUE && item.kind != RT_ITEM_MESSAGE && item.kind != RT_ITEM_END)) {
            continue;
        }
        if (item.kind == RT_ITEM_END) {
            rt_text_string(text, "]}");
            continue;
        }
        tag(text, d, &item);
        if (item.kind == RT_ITEM_MESSAGE) {
            next_key(text, "tags");
            rt_text_char(text, '[');
        } else {
            rt_text_char(text, '}');
        }
    }
    rt_text_char(text, ']');
}

static void remarks(struct rt_text *text, const struct rt_remarks *list)
{
    rt_text_char(text, '[');
    for (size_t i = 0; i < list->num; i++) {
        const struct rt_remark *remark = &list->item[i];
        const struct rt_remark_info *info = rt_remark_info(remark->code);
        rt_text_string(text, i > 0 ? ",{" : "{");
        key(text, "slug");
        string(text, info->slug);
        next_key(text, "clause");
        string(text, info->clause);
        next_key(text, "text");
        string(text, info->text);
        next_key(text, "tag");
        path(text, remark->place, remark->tag);
        next_key(text, "offset");
        rt_text_uint(text, remark->offset);
        rt_text_char(text, '}');
    }
    rt_text_char(text, ']');
}

static void error(struct rt_text *text, const struct rt_error *err)
{
    const struct rt_error_info *info = rt_error_info(err->code);
    if (err->code == RT_OK) {
        rt_text_string(text, "null");
        return;
    }
    rt_text_char(text, '{');
    key(text, "slug");
    string(text, info->slug);
    next_key(text, "code");
    rt_text_uint(text, info->code);
    next_key(text, "stage");
    string(text, rt_stage_name(info->stage));
    next_key(text, "tag");
    path(text, err->place, err->tag);
    next_key(text, "offset");
    rt_text_uint(text, err->offset);
    next_key(text, "clause");
    string(text, info->clause);
    next_key(text, "text");
    string(text, info->text);
    rt_text_char(text, '}');
}

void rt_describe_json(struct rt_text *text, const struct rt_description *description, struct rt_bytes source,
                      uint64_t index)
{
    const struct rt_identity *identity = &description->identity;
    rt_text_char(text, '{');
    key(text, "source");
    rt_text_json(text, source);
    next_key(text, "index");
    rt_text_json_uint(text, index);
    next_key(text, "framed");
    boolean(text, description->framed);
    next_key(text, "version");
    version(text, identity);
    next_key(text, "kind");
    string(text, rt_kind_name(identity->kind));
    next_key(text, "size");
    rt_text_uint(text, description->input.len);
    next_key(text, "tags");
    tags(text, description);
    next_key(text, "remarks");
    remarks(text, &description->remarks);
    next_key(text, "error");
    error(text, &description->error);
    rt_text_char(text, '}');
}
