/* The JSON of an account. Keys and their order are fixed: roughproof-dump(1) lists them. */
#include "describe.h"
#include "json_write.h"

static void version(struct rt_text *text, const struct rt_identity *identity)
{
    if (identity->version == NULL && !identity->has_code) {
        rt_text_string(text, "null");
        return;
    }
    rt_write_first(text, "code");
    if (identity->has_code) {
        rt_text_uint(text, identity->code);
    } else {
        rt_text_string(text, "null");
    }
    if (rt_write_optional(text, "name", identity->version != NULL)) {
        rt_write_word(text, identity->version->name);
    }
    rt_text_char(text, '}');
}

static void versions(struct rt_text *text, struct rt_bytes list)
{
    uint32_t code;
    rt_text_char(text, '[');
    for (size_t i = 0; rt_bytes_u32(&code, list, i); i += 4) {
        rt_text_string(text, i > 0 ? ",{" : "{");
        rt_write_key(text, "code");
        rt_text_uint(text, code);
        rt_write_next(text, "name");
        rt_text_char(text, '"');
        rt_version_code_name(text, code);
        rt_text_string(text, "\"}");
    }
    rt_text_char(text, ']');
}

static void unit(struct rt_text *text, const char *name)
{
    rt_write_next(text, "unit");
    if (*name == '\0') {
        rt_text_string(text, "null");
    } else {
        rt_write_word(text, name);
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
    rt_write_first(text, "raw");
    rt_text_json_uint(text, raw);
    unit(text, u == RT_UNIT_SECONDS ? "s" : u == RT_UNIT_MICROSECONDS ? "us" : u == RT_UNIT_MJD ? "mjd" : "");
    rt_write_next(text, "utc");
    if (u == RT_UNIT_UNKNOWN) {
        rt_text_string(text, "null}");
        return;
    }
    rt_time_format(formatted, rt_time_from_raw(raw, u));
    rt_write_word(text, formatted);
    rt_text_char(text, '}');
}

static void uint32_value(struct rt_text *text, const struct rt_description *d, uint32_t tag, uint32_t v)
{
    if (tag != RT_TAG_RADI) {
        rt_text_uint(text, v);
        return;
    }
    enum rt_unit u = time_unit(d);
    rt_write_first(text, "raw");
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
    rt_write_first(text, "raw");
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
        rt_write_key(text, "raw");
        int32_number(text, word);
        rt_write_next(text, "date");
        rt_time_format_date(formatted, rt_time_from_mjd(word & UINT32_C(0x7fffffff)));
        rt_write_word(text, formatted);
        rt_text_char(text, '}');
    }
    rt_text_char(text, ']');
}

static void path_value(struct rt_text *text, const struct rt_description *d, struct rt_bytes bytes)
{
    rt_write_first(text, "nodes");
    if (d->identity.version != NULL && bytes.len % d->identity.version->hash_len == 0) {
        rt_text_uint(text, bytes.len / d->identity.version->hash_len);
    } else {
        rt_text_string(text, "null");
    }
    rt_text_char(text, '}');
}

static void padding_value(struct rt_text *text, struct rt_bytes bytes)
{
    rt_write_first(text, "zeros");
    rt_write_bool(text, rt_bytes_first_nonzero(bytes) == bytes.len);
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
    rt_write_key(text, "tag");
    rt_write_word(text, name);
    rt_write_uint_member(text, "offset", item->bytes.at);
    rt_write_uint_member(text, "length", item->bytes.len);
    rt_write_next(text, "hex");
    rt_text_char(text, '"');
    rt_text_hex(text, item->bytes);
    rt_text_char(text, '"');
    rt_write_next(text, "value");
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
            rt_write_list(text, "tags");
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
        rt_text_string(text, i > 0 ? "," : "");
        rt_write_remark(text, &list->item[i], NULL);
    }
    rt_text_char(text, ']');
}

void rt_describe_json(struct rt_text *text, const struct rt_description *description, struct rt_bytes source,
                      uint64_t index)
{
    const struct rt_identity *identity = &description->identity;
    rt_write_first(text, "source");
    rt_text_json(text, source);
    rt_write_next(text, "index");
    rt_text_json_uint(text, index);
    rt_write_bool_member(text, "framed", description->framed);
    rt_write_next(text, "version");
    version(text, identity);
    rt_write_word_member(text, "kind", rt_kind_name(identity->kind));
    rt_write_uint_member(text, "size", description->input.len);
    rt_write_next(text, "tags");
    tags(text, description);
    rt_write_next(text, "remarks");
    remarks(text, &description->remarks);
    rt_write_next(text, "error");
    rt_write_error(text, &description->error, NULL);
    rt_text_char(text, '}');
}
