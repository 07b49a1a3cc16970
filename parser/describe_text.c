/* The words of an account: titles, meanings, errors and remarks. */
#include "describe.h"

static void text_tag(struct rt_text *text, uint32_t tag)
{
    char name[RT_TAG_NAME_MAX];
    rt_tag_name(name, tag);
    rt_text_string(text, name);
}

void rt_path_text(struct rt_text *text, enum rt_place place, uint32_t tag)
{
    static const char prefixes[][12] = {"", "SREP", "CERT", "CERT.DELE"};
    rt_text_string(text, prefixes[place <= RT_IN_DELE ? place : RT_IN_TOP]);
    if (tag != 0) {
        if (place != RT_IN_TOP) {
            rt_text_char(text, '.');
        }
        text_tag(text, tag);
    }
}

static void text_offset(struct rt_text *text, size_t offset)
{
    rt_text_string(text, "offset 0x");
    bool begun = false;
    for (unsigned shift = 64; shift > 0; shift -= 4) {
        unsigned digit = (unsigned)((uint64_t)offset >> (shift - 4) & 15);
        begun = begun || digit != 0 || shift == 4;
        if (begun) {
            rt_text_char(text, "0123456789abcdef"[digit]);
        }
    }
    rt_text_string(text, ": ");
}

/* "slug: PATH: sentence (clause)" */
static void text_finding(struct rt_text *text, const char *slug, enum rt_place place, uint32_t tag,
                         const char *sentence, const char *clause)
{
    rt_text_string(text, slug);
    rt_text_string(text, ": ");
    if (tag != 0 || place != RT_IN_TOP) {
        rt_path_text(text, place, tag);
        rt_text_string(text, ": ");
    }
    rt_text_string(text, sentence);
    rt_text_string(text, " (");
    rt_text_string(text, clause);
    rt_text_char(text, ')');
}

void rt_error_text(struct rt_text *text, const struct rt_error *error)
{
    const struct rt_error_info *info = rt_error_info(error->code);
    text_offset(text, error->offset);
    text_finding(text, info->slug, error->place, error->tag, info->text, info->clause);
}

void rt_remark_text(struct rt_text *text, const struct rt_remark *remark)
{
    const struct rt_remark_info *info = rt_remark_info(remark->code);
    text_offset(text, remark->offset);
    text_finding(text, info->slug, remark->place, remark->tag, info->text, info->clause);
}

void rt_describe_title(struct rt_text *text, const struct rt_description *description)
{
    const struct rt_identity *identity = &description->identity;
    rt_text_string(text, rt_kind_name(identity->kind));
    if (identity->version != NULL) {
        rt_text_string(text, " of ");
        rt_text_string(text, identity->version->name);
        rt_text_string(text, identity->version->squatted ? " (not RFC 10049)" : "");
    } else if (identity->has_code) {
        rt_text_string(text, " of unknown version ");
        rt_text_code(text, identity->code);
    }
    rt_text_string(text, description->framed ? ", packet of " : ", without packet header, ");
    rt_text_uint(text, description->input.len);
    rt_text_string(text, " bytes");
}

static const char *unit_name(enum rt_unit unit)
{
    return unit == RT_UNIT_SECONDS        ? "s since 1970"
           : unit == RT_UNIT_MICROSECONDS ? "us since 1970"
           : unit == RT_UNIT_MJD          ? "MJD and us of the day"
                                          : "unit unknown";
}

static void mean_time(struct rt_text *text, uint64_t raw, enum rt_unit unit)
{
    char formatted[RT_TIME_TEXT_MAX];
    enum rt_unit guess = rt_time_guess_unit(raw);
    rt_time_format(formatted, rt_time_from_raw(raw, unit));
    if (unit != RT_UNIT_UNKNOWN) {
        rt_text_string(text, formatted);
        rt_text_char(text, ' ');
    }
    rt_text_char(text, '(');
    rt_text_uint(text, raw);
    rt_text_string(text, " ");
    rt_text_string(text, unit_name(unit));
    if (guess != unit && guess != RT_UNIT_UNKNOWN) {
        rt_time_format(formatted, rt_time_from_raw(raw, guess));
        rt_text_string(text, "; as ");
        rt_text_string(text, unit_name(guess));
        rt_text_string(text, " it would be ");
        rt_text_string(text, formatted);
    }
    rt_text_char(text, ')');
}

static void mean_versions(struct rt_text *text, struct rt_bytes list)
{
    uint32_t code;
    for (size_t i = 0; rt_bytes_u32(&code, list, i); i += 4) {
        rt_text_string(text, i > 0 ? ", " : "");
        if (code < 0x80000000) {
            rt_text_uint(text, code);
        } else {
            rt_text_code(text, code);
        }
        rt_text_string(text, " (");
        rt_version_code_name(text, code);
        rt_text_char(text, ')');
    }
}

static void mean_radius(struct rt_text *text, uint32_t radius, enum rt_unit unit)
{
    rt_text_uint(text, radius);
    rt_text_string(text, unit == RT_UNIT_SECONDS   ? " s"
                         : unit == RT_UNIT_UNKNOWN ? " (unit unknown)"
                                                   : " us");
}

static void mean_uint32(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    uint32_t v;
    if (!rt_bytes_u32(&v, item->bytes, 0) || item->bytes.len != 4) {
        return;
    }
    if (item->tag == RT_TAG_RADI) {
        enum rt_unit unit = d->identity.version != NULL ? d->identity.version->unit : RT_UNIT_UNKNOWN;
        mean_radius(text, v, unit);
        return;
    }
    rt_text_uint(text, v);
    if (item->tag == RT_TAG_TYPE) {
        rt_text_string(text, v == 0 ? " (request)" : v == 1 ? " (response)" : " (undefined)");
    } else if (item->tag == RT_TAG_INDX) {
        rt_text_string(text, " (number of the leaf)");
    }
}

static void mean_path(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    size_t node = d->identity.version != NULL ? d->identity.version->hash_len : 32;
    if (item->bytes.len == 0) {
        rt_text_string(text, "empty: depth 0, a tree of one leaf");
    } else if (item->bytes.len % node == 0) {
        rt_text_string(text, "depth ");
        rt_text_uint(text, item->bytes.len / node);
        rt_text_string(text, ": the nodes from leaf to root");
    }
}

static void mean_padding(struct rt_text *text, struct rt_bytes padding)
{
    size_t first = rt_bytes_first_nonzero(padding);
    if (first == padding.len) {
        rt_text_string(text, "zeros");
    } else {
        rt_text_string(text, "not all zero: the first other byte is number ");
        rt_text_uint(text, first);
    }
}

/* Sign and magnitude (draft-01 5.1.1). */
static void text_int32(struct rt_text *text, uint32_t word)
{
    rt_text_string(text, word >> 31 != 0 ? "-" : "");
    rt_text_uint(text, word & UINT32_C(0x7fffffff));
}

static void mean_int32(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    uint32_t word;
    const struct rt_version *version = d->identity.version;
    if (!rt_bytes_u32(&word, item->bytes, 0) || item->bytes.len != 4) {
        return;
    }
    text_int32(text, word);
    if (version != NULL) {
        const char *unit = item->tag == RT_TAG_DUT1 ? version->dut1_unit : version->dtai_unit;
        rt_text_string(text, *unit != '\0' ? " " : "");
        rt_text_string(text, unit);
    }
    rt_text_string(text, item->tag == RT_TAG_DUT1 ? " (UT1 - UTC)" : " (TAI - UTC)");
}

/* Days on which leap seconds were inserted or, when negative, removed. */
static void mean_leap(struct rt_text *text, struct rt_bytes days)
{
    char formatted[RT_TIME_TEXT_MAX];
    uint32_t word;
    rt_text_string(text, days.len == 0 ? "no leap seconds listed" : "");
    for (size_t i = 0; rt_bytes_u32(&word, days, i); i += 4) {
        rt_time_format_date(formatted, rt_time_from_mjd(word & UINT32_C(0x7fffffff)));
        rt_text_string(text, i > 0 ? ", " : "");
        rt_text_string(text, word >> 31 != 0 ? "-" : "+");
        rt_text_string(text, formatted);
    }
}

/* How long the delegation lasts: "valid for 36 d 23:00:00". */
static void mean_delegation(struct rt_text *text, const struct rt_description *d, struct rt_bytes dele)
{
    struct rt_slots slots;
    struct rt_message message;
    struct rt_error ignored;
    enum rt_unit unit = d->identity.version != NULL ? d->identity.version->unit : RT_UNIT_UNKNOWN;
    if (!rt_message_parse(&message, &ignored, dele, RT_IN_DELE) || unit == RT_UNIT_UNKNOWN) {
        return;
    }
    rt_slots_fill(&slots, &message);
    struct rt_time from = rt_time_from_raw(rt_slots_u64(&slots, RT_ID_MINT), unit);
    struct rt_time until = rt_time_from_raw(rt_slots_u64(&slots, RT_ID_MAXT), unit);
    uint32_t both = RT_BIT(MINT) | RT_BIT(MAXT);
    /* A day's microseconds stay below 2^40: the difference is less than 13 days either way. */
    int64_t days = until.day - from.day, micros = (int64_t)until.micros - (int64_t)from.micros;
    for (; micros < 0; micros += (int64_t)RT_DAY_MICROS) {
        days--;
    }
    if ((slots.seen & both) != both || days < 0) {
        return;
    }
    uint64_t seconds = (uint64_t)micros / 1000000;
    rt_text_string(text, "valid for ");
    rt_text_uint(text, (uint64_t)days);
    rt_text_string(text, " d ");
    rt_text_uint_padded(text, seconds / 3600, 2);
    rt_text_char(text, ':');
    rt_text_uint_padded(text, seconds / 60 % 60, 2);
    rt_text_char(text, ':');
    rt_text_uint_padded(text, seconds % 60, 2);
}

static void mean_message(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    if (item->broken) {
        rt_text_string(text, "malformed");
    } else if (item->tag == RT_TAG_DELE || d->identity.kind == RT_KIND_DELE) {
        mean_delegation(text, d, item->bytes);
    }
}

static void mean_value(struct rt_text *text, const struct rt_description *d, const struct rt_item *item)
{
    uint64_t raw;
    switch (rt_tag_type(item->tag)) {
    case RT_TYPE_TIME:
        if (item->bytes.len == 8 && rt_bytes_u64(&raw, item->bytes, 0)) {
            mean_time(text, raw, d->identity.version != NULL ? d->identity.version->unit : RT_UNIT_UNKNOWN);
        }
        break;
    case RT_TYPE_UINT32:
        mean_uint32(text, d, item);
        break;
    case RT_TYPE_VERSION:
    case RT_TYPE_VERSIONS:
        mean_versions(text, item->bytes);
        break;
    case RT_TYPE_PATH:
        mean_path(text, d, item);
        break;
    case RT_TYPE_PADDING:
        mean_padding(text, item->bytes);
        break;
    case RT_TYPE_INT32:
        mean_int32(text, d, item);
        break;
    case RT_TYPE_INT32S:
        mean_leap(text, item->bytes);
        break;
    case RT_TYPE_BYTES32:
        if (item->tag == RT_TAG_PUBK) {
            rt_text_base64(text, item->bytes);
        }
        break;
    case RT_TYPE_OPAQUE:
    case RT_TYPE_SIGNATURE:
    case RT_TYPE_NONCE:
    case RT_TYPE_HASH:
    case RT_TYPE_MESSAGE:
        break;
    }
}

static void mean_word(struct rt_text *text, const struct rt_item *item, const char *label)
{
    uint32_t v;
    if (rt_bytes_u32(&v, item->bytes, 0)) {
        rt_text_string(text, label);
        rt_text_uint(text, v);
    }
}

void rt_item_meaning(struct rt_text *text, const struct rt_description *description,
                     const struct rt_item *item)
{
    switch (item->kind) {
    case RT_ITEM_MAGIC:
        rt_text_string(text, rt_bytes_starts(item->bytes, "ROUGHTIM", 8) ? "ROUGHTIM" : "not ROUGHTIM");
        break;
    case RT_ITEM_LENGTH:
        mean_word(text, item, "message length ");
        break;
    case RT_ITEM_COUNT:
        mean_word(text, item, "number of tags ");
        break;
    case RT_ITEM_OFFSET:
        rt_text_string(text, "value ");
        rt_text_uint(text, item->index);
        mean_word(text, item, " at ");
        break;
    case RT_ITEM_TAG:
        rt_text_string(text, "tag ");
        text_tag(text, item->tag);
        break;
    case RT_ITEM_VALUE:
        mean_value(text, description, item);
        break;
    case RT_ITEM_REST:
        rt_text_string(text, "not understood");
        break;
    case RT_ITEM_MESSAGE:
        mean_message(text, description, item);
        break;
    case RT_ITEM_END:
        break;
    }
}
