/* Mistakes in tags and values. */
#include "tools/sketch.h"

#include "parser/encode.h"

#include <string.h>

/* Numbers that no document will define: one that the drafts jumped over, and the first for private use. */
#define NEVER_DEFINED UINT32_C(0x8000000d)
#define PRIVATE_USE   UINT32_C(0xc0000000)

/* Index of the tag, or -1. */
static int find(const struct sketch *s, uint32_t tag)
{
    for (uint32_t i = 0; i < s->num; i++) {
        if (s->field[i].tag == tag) {
            return (int)i;
        }
    }
    return -1;
}

/* Room for a value of a mistake's own, zeroed; NULL if there is no more. */
static uint8_t *make(struct sketch *s, size_t len)
{
    uint8_t *room = s->made + s->num_made;
    if (len > sizeof s->made - s->num_made) {
        return NULL;
    }
    memset(room, 0, len);
    s->num_made += len;
    return room;
}

static bool drop(struct sketch *s, uint32_t tag)
{
    int at = find(s, tag);
    if (at < 0) {
        return false;
    }
    s->num--;
    memmove(&s->field[at], &s->field[at + 1], (s->num - (uint32_t)at) * sizeof s->field[0]);
    return true;
}

/* Behind all tags that are not greater. */
static bool add(struct sketch *s, uint32_t tag, struct rt_bytes value)
{
    uint32_t at = 0;
    if (s->num == SKETCH_FIELDS) {
        return false;
    }
    while (at < s->num && s->field[at].tag <= tag) {
        at++;
    }
    memmove(&s->field[at + 1], &s->field[at], (s->num - at) * sizeof s->field[0]);
    s->field[at] = (struct rt_field){tag, value};
    s->num++;
    return true;
}

static bool add_zeros(struct sketch *s, uint32_t tag, size_t len)
{
    uint8_t *value = make(s, len);
    return value != NULL && add(s, tag, rt_bytes_from(value, len));
}

/* The first `len` bytes of the value that is there, or all and zeros behind; NULL if it is not there. */
static uint8_t *resize(struct sketch *s, uint32_t tag, size_t len)
{
    int at = find(s, tag);
    uint8_t *value = at < 0 ? NULL : make(s, len);
    if (value != NULL) {
        struct rt_bytes old = s->field[at].value;
        size_t kept = old.len < len ? old.len : len;
        if (kept > 0) {
            memcpy(value, old.data, kept);
        }
        s->field[at].value = rt_bytes_from(value, len);
    }
    return value;
}

static size_t length_of(const struct sketch *s, uint32_t tag)
{
    int at = find(s, tag);
    return at < 0 ? 0 : s->field[at].value.len;
}

static uint32_t last_version(const struct sketch *s)
{
    int at = find(s, RT_TAG_VER);
    uint32_t code = 0;
    struct rt_bytes list = at < 0 ? (struct rt_bytes){NULL, 0, 0} : s->field[at].value;
    return list.len >= 4 && rt_bytes_u32(&code, list, list.len - 4) ? code : 0;
}

/* Appends a number to VER. */
static bool add_version(struct sketch *s, uint32_t code)
{
    size_t len = length_of(s, RT_TAG_VER);
    uint8_t *list = resize(s, RT_TAG_VER, len + 4);
    if (list != NULL) {
        rt_encode_u32(list + len, code);
    }
    return list != NULL;
}

bool mistake_no_version(struct sketch *s)
{
    return drop(s, RT_TAG_VER);
}

bool mistake_no_nonce(struct sketch *s)
{
    return drop(s, RT_TAG_NONC);
}

bool mistake_no_type(struct sketch *s)
{
    return drop(s, RT_TAG_TYPE);
}

bool mistake_type_response(struct sketch *s)
{
    uint8_t *value = resize(s, RT_TAG_TYPE, length_of(s, RT_TAG_TYPE));
    if (value != NULL) {
        rt_encode_u32(value, 1);
    }
    return value != NULL;
}

bool mistake_type_long(struct sketch *s)
{
    return resize(s, RT_TAG_TYPE, 8) != NULL;
}

bool mistake_nonce_empty(struct sketch *s)
{
    return resize(s, RT_TAG_NONC, 0) != NULL;
}

bool mistake_nonce_short(struct sketch *s)
{
    return resize(s, RT_TAG_NONC, (size_t)s->version->nonce_len - 4) != NULL;
}

bool mistake_nonce_long(struct sketch *s)
{
    return resize(s, RT_TAG_NONC, (size_t)s->version->nonce_len + 4) != NULL;
}

bool mistake_nonce_other(struct sketch *s)
{
    return resize(s, RT_TAG_NONC, s->version->nonce_len == 32 ? 64 : 32) != NULL;
}

/* An SRV to spoil, where the version has one. */
static bool want_srv(struct sketch *s)
{
    bool defined = (s->version->request.may & RT_BIT(SRV)) != 0;
    return defined && (find(s, RT_TAG_SRV) >= 0 || add_zeros(s, RT_TAG_SRV, 32));
}

bool mistake_srv_other(struct sketch *s)
{
    uint8_t *value = want_srv(s) ? resize(s, RT_TAG_SRV, 32) : NULL;
    for (size_t i = 0; value != NULL && i < 32; i++) {
        value[i] ^= 0xff;
    }
    return value != NULL;
}

bool mistake_srv_short(struct sketch *s)
{
    return want_srv(s) && resize(s, RT_TAG_SRV, 28) != NULL;
}

bool mistake_versions_empty(struct sketch *s)
{
    return resize(s, RT_TAG_VER, 0) != NULL;
}

bool mistake_versions_unknown(struct sketch *s)
{
    return mistake_versions_empty(s) && add_version(s, NEVER_DEFINED) && add_version(s, PRIVATE_USE);
}

bool mistake_version_zero(struct sketch *s)
{
    size_t len = length_of(s, RT_TAG_VER);
    uint8_t *list = resize(s, RT_TAG_VER, len + 4);
    if (list == NULL || rt_bytes_le32(list) == 0) {
        return false;
    }
    memmove(list + 4, list, len);
    rt_encode_u32(list, 0);
    return true;
}

bool mistake_version_undefined(struct sketch *s)
{
    uint32_t last = last_version(s);
    return last != UINT32_MAX && add_version(s, last < PRIVATE_USE ? PRIVATE_USE : last + 1);
}

/* The last number is put first; a number that is alone gets one. */
bool mistake_versions_unsorted(struct sketch *s)
{
    uint32_t last = last_version(s);
    if (length_of(s, RT_TAG_VER) == 4 && !mistake_version_undefined(s)) {
        return false;
    }
    size_t len = length_of(s, RT_TAG_VER);
    uint8_t *list = resize(s, RT_TAG_VER, len);
    if (list == NULL || len == 0) {
        return false;
    }
    last = rt_bytes_le32(list + len - 4);
    memmove(list + 4, list, len - 4);
    rt_encode_u32(list, last);
    return true;
}

bool mistake_versions_twice(struct sketch *s)
{
    return length_of(s, RT_TAG_VER) >= 4 && add_version(s, last_version(s));
}

bool mistake_versions_33(struct sketch *s)
{
    size_t len = length_of(s, RT_TAG_VER);
    uint8_t *list = resize(s, RT_TAG_VER, 4 * (RT_VERSIONS_MAX + 1));
    for (; list != NULL && len < 4 * (RT_VERSIONS_MAX + 1); len += 4) {
        rt_encode_u32(list + len, PRIVATE_USE + (uint32_t)len / 4);
    }
    return list != NULL;
}

bool mistake_version_tag(struct sketch *s)
{
    int at = find(s, RT_TAG_VER);
    struct rt_bytes list = at < 0 ? (struct rt_bytes){NULL, 0, 0} : s->field[at].value;
    return drop(s, RT_TAG_VER) && add(s, RT_TAG_VERX, list);
}

bool mistake_padding_none(struct sketch *s)
{
    return drop(s, s->padding_tag);
}

bool mistake_padding_other(struct sketch *s)
{
    uint32_t other = s->padding_tag == RT_TAG_ZZZZ ? RT_TAG_PAD : RT_TAG_ZZZZ;
    if (!drop(s, s->padding_tag)) {
        return false;
    }
    s->padding_tag = other;
    return add(s, other, (struct rt_bytes){NULL, 0, 0});
}

size_t sketch_padding_len(const struct sketch *s)
{
    size_t others = (size_t)8 * s->num;
    for (uint32_t i = 0; i < s->num; i++) {
        others += s->field[i].tag == s->padding_tag ? 0 : s->field[i].value.len;
    }
    return s->size > others ? s->size - others : 0;
}

bool mistake_padding_not_zero(struct sketch *s)
{
    s->padding_byte = 0xff;
    return find(s, s->padding_tag) >= 0 && sketch_padding_len(s) > 0;
}

bool mistake_too_short(struct sketch *s)
{
    s->size = 1020;
    return find(s, s->padding_tag) >= 0 && sketch_padding_len(s) > 0;
}

bool mistake_tag_unknown(struct sketch *s)
{
    return add_zeros(s, UINT32_C(0x45535247), 4); /* GRSE, as one server greases */
}

bool mistake_tag_undefined(struct sketch *s)
{
    return add_zeros(s, RT_TAG_VERS, 4);
}

bool mistake_tag_ill_formed(struct sketch *s)
{
    return add_zeros(s, UINT32_C(0x64636261), 4); /* abcd */
}

bool mistake_tag_of_response(struct sketch *s)
{
    return add_zeros(s, RT_TAG_SREP, 0);
}

bool mistake_tags_twice(struct sketch *s)
{
    int at = find(s, RT_TAG_NONC);
    return at >= 0 && add(s, RT_TAG_NONC, s->field[at].value);
}

bool mistake_tags_unsorted(struct sketch *s)
{
    if (s->num < 2) {
        return false;
    }
    struct rt_field last = s->field[s->num - 1];
    s->field[s->num - 1] = s->field[s->num - 2];
    s->field[s->num - 2] = last;
    return true;
}
