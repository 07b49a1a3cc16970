/* Misbehaviours that are edits of the honest reply. */
#include "tools/mischief.h"

#include "parser/encode.h"

#include <string.h>

bool mischief_open(struct mischief_fields *out, struct rt_bytes packet, size_t header)
{
    struct rt_message message;
    struct rt_error err;
    out->num = 0;
    if (!rt_message_parse(&message, &err, rt_bytes_after(packet, header), RT_IN_TOP)) {
        return false;
    }
    while (out->num < MISCHIEF_FIELDS && rt_message_at(&out->field[out->num], &message, out->num)) {
        out->num++;
    }
    return out->num == message.num_tags;
}

static struct rt_field *find(struct mischief_fields *fields, uint32_t tag)
{
    for (uint32_t i = 0; i < fields->num; i++) {
        if (fields->field[i].tag == tag) {
            return &fields->field[i];
        }
    }
    return NULL;
}

struct rt_bytes mischief_get(const struct mischief_fields *fields, uint32_t tag)
{
    for (uint32_t i = 0; i < fields->num; i++) {
        if (fields->field[i].tag == tag) {
            return fields->field[i].value;
        }
    }
    return rt_bytes_from(NULL, 0);
}

void mischief_set(struct mischief_fields *fields, uint32_t tag, struct rt_bytes value)
{
    struct rt_field *field = find(fields, tag);
    if (field != NULL) {
        field->value = value;
    }
}

static void drop(struct mischief_fields *fields, uint32_t at)
{
    fields->num--;
    memmove(&fields->field[at], &fields->field[at + 1], (fields->num - at) * sizeof fields->field[0]);
}

/* Behind all tags that are not greater. */
static bool add(struct mischief_fields *fields, uint32_t tag, struct rt_bytes value)
{
    uint32_t at = 0;
    if (fields->num == MISCHIEF_FIELDS) {
        return false;
    }
    while (at < fields->num && fields->field[at].tag <= tag) {
        at++;
    }
    memmove(&fields->field[at + 1], &fields->field[at], (fields->num - at) * sizeof fields->field[0]);
    fields->field[at] = (struct rt_field){tag, value};
    fields->num++;
    return true;
}

/* Room for a value; NULL if there is no more. */
static uint8_t *make(struct mischief *m, size_t len)
{
    uint8_t *room = m->made + m->num_made;
    if (len > sizeof m->made - m->num_made) {
        return NULL;
    }
    m->num_made += len;
    return room;
}

static size_t encode(uint8_t *out, size_t cap, const struct mischief_fields *fields)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, fields->num);
    for (uint32_t i = 0; i < fields->num; i++) {
        rt_encode_add(&encoder, fields->field[i].tag, fields->field[i].value);
    }
    return rt_encode_end(&encoder);
}

static size_t header_of(const struct mischief *m)
{
    return m->version->framed ? RT_FRAME_LEN : 0;
}

bool mischief_seal(struct mischief *m, const struct mischief_fields *fields)
{
    size_t header = header_of(m);
    uint8_t *out = m->plan->reply[0];
    size_t len = encode(out + header, MISBEHAVE_REPLY_MAX - header, fields);
    if (len == 0 || (header > 0 && !rt_encode_frame(out, header, len))) {
        return false;
    }
    mischief_send(m, rt_bytes_from(out, header + len), 0);
    return true;
}

static bool open_honest(struct mischief_fields *out, const struct mischief *m)
{
    return mischief_open(out, mischief_honest(m), header_of(m));
}

/* SREP with other values, signed again: nothing that it states of the time may have changed. */
static bool replace_srep(struct mischief *m, struct mischief_fields *fields,
                         const struct mischief_fields *srep)
{
    const struct rt_version *v = m->version;
    uint8_t *signature = make(m, 64), *value = make(m, 400);
    size_t len = value == NULL ? 0 : encode(value, 400, srep);
    if (len == 0) {
        return false;
    }
    const uint8_t *secret = m->scene->identities[m->identity].online[respond_family_of(v)].secret;
    respond_sign(signature, v->response_context, v->response_context_len, rt_bytes_from(value, len), secret);
    mischief_set(fields, RT_TAG_SIG, rt_bytes_from(signature, 64));
    mischief_set(fields, RT_TAG_SREP, rt_bytes_from(value, len));
    return true;
}

static struct rt_bytes make_u32(struct mischief *m, uint32_t v)
{
    uint8_t *room = make(m, 4);
    if (room == NULL) {
        return rt_bytes_from(NULL, 0);
    }
    rt_encode_u32(room, v);
    return rt_bytes_from(room, 4);
}

/* The reply with another number in SREP, signed again. */
static bool set_in_srep(struct mischief *m, uint32_t tag, uint32_t v)
{
    struct mischief_fields fields, srep;
    if (!open_honest(&fields, m) || !mischief_open(&srep, mischief_get(&fields, RT_TAG_SREP), 0)) {
        return false;
    }
    mischief_set(&srep, tag, make_u32(m, v));
    return replace_srep(m, &fields, &srep) && mischief_seal(m, &fields);
}

bool mischief_radius_huge(struct mischief *m)
{
    return set_in_srep(m, RT_TAG_RADI, UINT32_MAX);
}

/* A reply without it is of the same version, and is wrong for the lack of it: not so without VER or SREP,
 * nor without TYPE between drafts 12 and 19. */
static bool is_missed(const struct rt_version *version, uint32_t tag)
{
    bool type = tag == RT_TAG_TYPE && version->first_code == RT_VERSION_RFC10049;
    bool nonce = tag == RT_TAG_NONC && (version->response.lacking & RT_BIT(NONC)) == 0;
    return type || nonce || tag == RT_TAG_SIG || tag == RT_TAG_PATH || tag == RT_TAG_CERT ||
           tag == RT_TAG_INDX;
}

bool mischief_tag_missing(struct mischief *m)
{
    struct mischief_fields fields;
    uint32_t at[MISCHIEF_FIELDS], num = 0;
    if (!open_honest(&fields, m)) {
        return false;
    }
    for (uint32_t i = 0; i < fields.num; i++) {
        if (is_missed(m->version, fields.field[i].tag)) {
            at[num++] = i;
        }
    }
    if (num == 0) {
        return false;
    }
    drop(&fields, at[mischief_choose(m->dice, num)]);
    return mischief_seal(m, &fields);
}

/* Four capitals that are no tag yet. */
static uint32_t invent_tag(struct misbehave_dice *dice)
{
    uint32_t tag;
    do {
        tag = 0;
        for (size_t i = 0; i < 4; i++) {
            tag = tag << 8 | (uint32_t)('A' + mischief_choose(dice, 26));
        }
    } while (rt_tag_id(tag) != RT_NUM_IDS);
    return tag;
}

bool mischief_tag_unknown(struct mischief *m)
{
    struct mischief_fields fields, srep;
    bool inside = mischief_choose(m->dice, 2) == 1;
    size_t len = (size_t)mischief_choose(m->dice, 5) * 4;
    uint8_t *value = make(m, len);
    if (!open_honest(&fields, m) || !mischief_open(&srep, mischief_get(&fields, RT_TAG_SREP), 0)) {
        return false;
    }
    mischief_fill(value, len, m->dice);
    return add(inside ? &srep : &fields, invent_tag(m->dice), rt_bytes_from(value, len)) &&
           (!inside || replace_srep(m, &fields, &srep)) && mischief_seal(m, &fields);
}

static bool is_offered(struct rt_bytes list, uint32_t code)
{
    uint32_t entry;
    for (size_t i = 0; rt_bytes_u32(&entry, list, i); i += 4) {
        if (entry == code) {
            return true;
        }
    }
    return false;
}

/* A number of a version that looks the same and has the same unit, 0 if all were offered: where nobody signs
 * the version, another unit would make another time of the reply. */
static uint32_t choose_sibling(const struct mischief *m)
{
    const struct rt_version *own = m->version, *row;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        bool alike = !row->squatted && row->framed && row->unit == own->unit &&
                     row->nonce_len == own->nonce_len && row->response.need == own->response.need &&
                     row->srep.need == own->srep.need;
        for (uint32_t code = row->first_code; alike && code <= row->last_code; code++) {
            if (!is_offered(m->item->parsed.versions, code)) {
                return code;
            }
        }
    }
    return 0;
}

bool mischief_version_other(struct mischief *m)
{
    struct mischief_fields fields;
    uint32_t code = choose_sibling(m);
    if ((m->version->srep.need & RT_BIT(VER)) != 0) {
        /* Signed, and hence safe: a number for experiments. */
        uint32_t never = UINT32_C(0xbfffff00) + (uint32_t)mischief_choose(m->dice, 256);
        return set_in_srep(m, RT_TAG_VER, code != 0 ? code : never);
    }
    if (code == 0 || !open_honest(&fields, m) || mischief_get(&fields, RT_TAG_VER).len == 0) {
        return false;
    }
    mischief_set(&fields, RT_TAG_VER, make_u32(m, code));
    return mischief_seal(m, &fields);
}

/* A bit of a node is flipped, or a node is there that should not be. */
bool mischief_wrong_path(struct mischief *m)
{
    struct mischief_fields fields;
    if (!open_honest(&fields, m)) {
        return false;
    }
    struct rt_bytes old = mischief_get(&fields, RT_TAG_PATH);
    size_t len = old.len > 0 ? old.len : m->version->hash_len;
    uint8_t *path = make(m, len);
    if (path == NULL) {
        return false;
    }
    mischief_fill(path, len, m->dice);
    if (old.len > 0) {
        memcpy(path, old.data, len);
        path[mischief_choose(m->dice, len)] ^= (uint8_t)(1u << mischief_choose(m->dice, 8));
    }
    mischief_set(&fields, RT_TAG_PATH, rt_bytes_from(path, len));
    return mischief_seal(m, &fields);
}

bool mischief_wrong_index(struct mischief *m)
{
    struct mischief_fields fields;
    uint32_t index;
    if (!open_honest(&fields, m) || !rt_bytes_u32(&index, mischief_get(&fields, RT_TAG_INDX), 0)) {
        return false;
    }
    size_t depth = mischief_get(&fields, RT_TAG_PATH).len / m->version->hash_len;
    uint32_t bit = (uint32_t)(depth + mischief_choose(m->dice, 32 - depth));
    mischief_set(&fields, RT_TAG_INDX, make_u32(m, index | UINT32_C(1) << bit));
    return mischief_seal(m, &fields);
}

bool mischief_unsorted(struct mischief *m)
{
    struct mischief_fields fields;
    if (!open_honest(&fields, m) || fields.num < 2) {
        return false;
    }
    uint64_t at = mischief_choose(m->dice, fields.num - 1);
    struct rt_field first = fields.field[at];
    fields.field[at] = fields.field[at + 1];
    fields.field[at + 1] = first;
    return mischief_seal(m, &fields);
}

bool mischief_duplicate_tag(struct mischief *m)
{
    struct mischief_fields fields;
    if (!open_honest(&fields, m)) {
        return false;
    }
    static const uint32_t tags[] = {RT_TAG_SIG, RT_TAG_PATH, RT_TAG_INDX};
    uint32_t tag = tags[mischief_choose(m->dice, 3)];
    return add(&fields, tag, mischief_get(&fields, tag)) && mischief_seal(m, &fields);
}

bool mischief_oversized(struct mischief *m)
{
    struct mischief_fields fields;
    size_t reply = m->item->reply_len, request = m->item->request.len;
    size_t len = ((request > reply ? request - reply : 0) & ~(size_t)3) + 4;
    if (len > MISBEHAVE_REPLY_MAX || !open_honest(&fields, m)) {
        return false;
    }
    memset(m->plan->reply[1], 0, len);
    return add(&fields, invent_tag(m->dice), rt_bytes_from(m->plan->reply[1], len)) &&
           mischief_seal(m, &fields);
}

/* The honest reply, to be spoilt where it stands. */
static uint8_t *copy(struct mischief *m)
{
    return memcpy(m->plan->reply[0], m->item->reply, m->item->reply_len);
}

/* Multiples of four, or a bare message would be wrong for another reason; and more than INDX, its last value.
 */
bool mischief_truncated(struct mischief *m)
{
    uint8_t *out = copy(m);
    size_t cut = 8 + 4 * (size_t)mischief_choose(m->dice, 20);
    mischief_send(m, rt_bytes_from(out, m->item->reply_len - cut), 0);
    return true;
}

bool mischief_trailing(struct mischief *m)
{
    uint8_t *out = copy(m);
    size_t more = 4 + 4 * (size_t)mischief_choose(m->dice, 20);
    mischief_fill(out + m->item->reply_len, more, m->dice);
    mischief_send(m, rt_bytes_from(out, m->item->reply_len + more), 0);
    return true;
}

bool mischief_length_huge(struct mischief *m)
{
    uint8_t *out = copy(m);
    if (!m->version->framed) {
        return false;
    }
    rt_encode_u32(out + 8, UINT32_MAX);
    mischief_send(m, rt_bytes_from(out, m->item->reply_len), 0);
    return true;
}
