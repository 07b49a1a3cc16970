#include "schema.h"

/* One value in its place, for the checks below, which write the error only when they fail. */
struct value {
    struct rt_bytes bytes;
    uint32_t tag;
    enum rt_place place;
};

/*@ requires \valid(err);
    assigns *err;
    ensures !\result; */
static bool fail(struct rt_error *err, enum rt_code code, struct value v, size_t at)
{
    return rt_fail(err, code, v.place, v.tag, v.bytes.at + at);
}

/*@ requires \valid(err);
    assigns *err;
    ensures \result ==> v.bytes.len == len; */
static bool check_len(struct rt_error *err, struct value v, size_t len)
{
    return v.bytes.len == len || fail(err, RT_E_VALUE_LENGTH, v, 0);
}

/*@ requires \valid(err) && \valid_read(version) && \separated(err, version);
    assigns *err; */
static bool check_nonce(struct rt_error *err, struct value v, const struct rt_version *version)
{
    bool seen = version->nonce_len_seen != 0 && v.bytes.len == version->nonce_len_seen;
    return seen || check_len(err, v, version->nonce_len);
}

/* A list repeats a number or descends at entry `i`, and the version forbids that. */
/*@ requires rt_readable(list) && list.len <= 4 * RT_VERSIONS_MAX;
    assigns \nothing; */
static enum rt_code list_fault(struct rt_bytes list, size_t i, enum rt_list_rule rule)
{
    uint32_t entry, before;
    if (!rt_bytes_u32(&entry, list, i)) {
        return RT_OK;
    }
    /*@ loop invariant j <= list.len + 4;
        loop assigns j, before;
        loop variant list.len + 4 - j; */
    for (size_t j = 0; j < i && rt_bytes_u32(&before, list, j); j += 4) {
        if (before == entry && rule != RT_LIST_ANY) {
            return RT_E_VERSIONS_REPEAT;
        }
        if (before > entry && rule == RT_LIST_ASCENDING) {
            return RT_E_VERSIONS_ORDER;
        }
    }
    return RT_OK;
}

/*@ requires \valid(err) && rt_readable(v.bytes);
    assigns *err;
    ensures \result ==> v.bytes.len % 4 == 0 && 4 <= v.bytes.len <= 4 * RT_VERSIONS_MAX; */
static bool check_list(struct rt_error *err, struct value v, enum rt_list_rule rule)
{
    if (v.bytes.len % 4 != 0) {
        return fail(err, RT_E_VALUE_LENGTH, v, 0);
    }
    if (v.bytes.len == 0 || v.bytes.len > (size_t)4 * RT_VERSIONS_MAX) {
        return fail(err, RT_E_VERSIONS_COUNT, v, 0);
    }
    /*@ loop invariant i <= v.bytes.len + 4;
        loop assigns i, *err;
        loop variant v.bytes.len - i; */
    for (size_t i = 4; i < v.bytes.len; i += 4) {
        enum rt_code fault = list_fault(v.bytes, i, rule);
        if (fault != RT_OK) {
            return fail(err, fault, v, i);
        }
    }
    return true;
}

/*@ requires \valid(err) && hash_len > 0;
    assigns *err;
    ensures \result ==> v.bytes.len % hash_len == 0 && v.bytes.len / hash_len <= RT_PATH_MAX; */
static bool check_path(struct rt_error *err, struct value v, size_t hash_len)
{
    if (v.bytes.len % hash_len != 0) {
        return fail(err, RT_E_PATH_LENGTH, v, 0);
    }
    return v.bytes.len / hash_len <= RT_PATH_MAX || fail(err, RT_E_PATH_TOO_LONG, v, 0);
}

/*@ requires \valid(err) && rt_readable(v.bytes);
    assigns *err;
    ensures \result ==> v.bytes.len % 4 == 0; */
static bool check_int32s(struct rt_error *err, struct value v)
{
    uint32_t word;
    if (v.bytes.len % 4 != 0) {
        return fail(err, RT_E_VALUE_LENGTH, v, 0);
    }
    /*@ loop invariant i <= v.bytes.len && i % 4 == 0;
        loop assigns i, word, *err;
        loop variant v.bytes.len - i; */
    for (size_t i = 0; rt_bytes_u32(&word, v.bytes, i); i += 4) {
        if (word == UINT32_C(0x80000000)) {
            return fail(err, RT_E_INT32_FORM, v, i);
        }
    }
    return true;
}

/*@ requires \valid(err) && \valid_read(version) && \separated(err, version) && version->hash_len > 0;
    requires rt_readable(v.bytes) && rt_tag_rows_sound;
    assigns *err; */
static bool check_value(struct rt_error *err, struct value v, const struct rt_version *version,
                        bool is_request)
{
    switch (rt_tag_type(v.tag)) {
    case RT_TYPE_SIGNATURE:
        return check_len(err, v, 64);
    case RT_TYPE_BYTES32:
        return check_len(err, v, 32);
    case RT_TYPE_NONCE:
        return check_nonce(err, v, version);
    case RT_TYPE_HASH:
        return check_len(err, v, version->hash_len);
    case RT_TYPE_PATH:
        return check_path(err, v, version->hash_len);
    case RT_TYPE_UINT32:
        return check_len(err, v, 4);
    case RT_TYPE_TIME:
        return check_len(err, v, 8);
    case RT_TYPE_VERSION:
        return is_request ? check_list(err, v, version->list_rule) : check_len(err, v, 4);
    case RT_TYPE_VERSIONS:
        return check_list(err, v, version->list_rule);
    case RT_TYPE_INT32:
        return check_len(err, v, 4) && check_int32s(err, v);
    case RT_TYPE_INT32S:
        return check_int32s(err, v);
    case RT_TYPE_OPAQUE:
    case RT_TYPE_MESSAGE: /* parsed, not measured */
    case RT_TYPE_PADDING:
        break;
    }
    return true;
}

/* Number of the lowest set bit: the multiplier is a de Bruijn sequence, whose every five bits differ. */
static enum rt_id lowest_id(uint32_t mask)
{
    static const uint8_t numbers[32] = {0,  1,  28, 2,  29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4,  8,
                                        31, 27, 13, 23, 21, 19, 16, 7, 26, 12, 18, 6,  11, 5,  10, 9};
    return (enum rt_id)numbers[(uint32_t)((mask & (~mask + 1)) * UINT32_C(0x077cb531)) >> 27];
}

/* Tags to look at whatever their length: those of which this version has another idea than most. */
/*@ requires \valid_read(version);
    assigns \nothing; */
static uint32_t unusual(const struct rt_version *version)
{
    return (version->nonce_len != RT_USUAL_NONCE ? RT_BIT(NONC) : 0) |
           (version->hash_len != RT_USUAL_HASH ? RT_BIT(ROOT) : 0);
}

bool rt_schema_check_closely(struct rt_error *err, const struct rt_version *version,
                             const struct rt_tag_set *set, const struct rt_slots *slots,
                             const struct rt_message *message, bool is_request)
{
    uint32_t seen = slots->seen;
    uint32_t defined = set->need | set->may;
    if ((seen & RT_BIT(VERX)) != 0 && (set->need & RT_BIT(VER)) != 0) {
        seen |= RT_BIT(VER);
        defined = (defined & ~RT_BIT(VER)) | (slots->seen & RT_BIT(VER)) | RT_BIT(VERX);
    }
    uint32_t missing = set->need & ~set->lacking & ~seen;
    if (missing != 0) {
        uint32_t tag = rt_tag_of(lowest_id(missing));
        return rt_fail(err, RT_E_TAG_MISSING, message->place, tag, message->bytes.at);
    }
    for (uint32_t left = (slots->misfit | unusual(version)) & seen & defined; left != 0; left &= left - 1) {
        enum rt_id id = lowest_id(left);
        struct value v = {rt_slots_get(slots, id), rt_tag_of(id), message->place};
        if (!check_value(err, v, version, is_request)) {
            return false;
        }
    }
    return true;
}

bool rt_schema_version(struct rt_error *err, const struct rt_identity *identity,
                       const struct rt_slots *message, const struct rt_slots *srep, size_t packet_at)
{
    if (identity->version != NULL) {
        return true;
    }
    if (!identity->has_code) {
        bool is_long = rt_slots_get(srep, RT_ID_ROOT).len == 64 ||
                       (!rt_slots_has(message, RT_ID_SREP) && rt_slots_get(message, RT_ID_NONC).len == 64);
        return is_long ? rt_fail(err, RT_E_PACKET_FRAMED, RT_IN_TOP, 0, packet_at)
                       : rt_fail(err, RT_E_VERSION_MISSING, RT_IN_TOP, RT_TAG_VER, packet_at);
    }
    bool in_srep = rt_slots_get(srep, RT_ID_VER).len >= 4;
    const struct rt_slots *holder = in_srep ? srep : message;
    enum rt_id id = rt_slots_has(holder, RT_ID_VER) ? RT_ID_VER : RT_ID_VERX;
    return rt_fail(err, RT_E_VERSION_UNKNOWN, in_srep ? RT_IN_SREP : RT_IN_TOP, rt_tag_of(id),
                   rt_slots_get(holder, id).at);
}
