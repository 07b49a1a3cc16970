#include "tools/respond.h"

#include "tools/respond_tree.h"

#include "parser/encode.h"
#include "verify/response.h"

#include <sodium.h>

#define MICROS UINT64_C(1000000)

const char *respond_outcome_name(enum respond_outcome outcome)
{
    static const char *const names[] = {
#define RESPOND_OUTCOME_NAME(name, word) word,
        RESPOND_OUTCOME_LIST(RESPOND_OUTCOME_NAME)
#undef RESPOND_OUTCOME_NAME
    };
    return names[outcome < RESPOND_NUM_OUTCOMES ? outcome : RESPOND_MALFORMED];
}

enum respond_family respond_family_of(const struct rt_version *version)
{
    bool dashed = version->delegation_context_len == sizeof "RoughTime v1 delegation signature--";
    if (version->squatted) {
        return RESPOND_NUM_FAMILIES;
    }
    switch (version->unit) {
    case RT_UNIT_MICROSECONDS:
        return RESPOND_GOOGLE;
    case RT_UNIT_MJD:
        return dashed ? RESPOND_MJD_DASHED : RESPOND_MJD_PLAIN;
    case RT_UNIT_SECONDS:
        return dashed                                       ? RESPOND_UNIX_DASHED
               : version->first_code == RT_VERSION_RFC10049 ? RESPOND_RFC
                                                            : RESPOND_UNIX_PLAIN;
    case RT_UNIT_UNKNOWN:
        break;
    }
    return RESPOND_NUM_FAMILIES;
}

static uint64_t raw_time(uint64_t unix_micros, enum rt_unit unit)
{
    uint64_t day = unix_micros / RT_DAY_MICROS; /* as MJD below 2^24, and the shift fits, for 45000 years */
    return unit == RT_UNIT_SECONDS ? unix_micros / MICROS
           : unit == RT_UNIT_MJD   ? (day + 40587) << 40 | unix_micros % RT_DAY_MICROS
                                   : unix_micros;
}

/* RADI covers what MIDP loses by being cut to seconds, too. */
static uint32_t raw_radius(const struct respond_clock *clock, enum rt_unit unit)
{
    uint64_t radius = clock->radius_micros;
    if (unit == RT_UNIT_SECONDS) {
        radius = (radius + clock->unix_micros % MICROS + MICROS - 1) / MICROS;
    }
    return radius == 0 ? 1 : radius > UINT32_MAX ? UINT32_MAX : (uint32_t)radius;
}

static const struct respond_identity *choose_identity(enum respond_outcome *why,
                                                      const struct respond_identity *identities, size_t num,
                                                      struct rt_bytes srv)
{
    *why = srv.len == 0 ? RESPOND_SRV_MISSING : RESPOND_SRV_UNKNOWN;
    if (srv.len == 0) {
        return num == 1 ? identities : NULL;
    }
    for (size_t i = 0; i < num; i++) {
        if (rt_bytes_equal(srv, rt_bytes_from(identities[i].srv, sizeof identities[i].srv))) {
            return &identities[i];
        }
    }
    return NULL;
}

static enum respond_outcome refusal(enum rt_code code)
{
    enum rt_stage stage = rt_error_info(code)->stage;
    return code == RT_E_VERSION_UNKNOWN                            ? RESPOND_VERSION
           : stage == RT_STAGE_PACKET || stage == RT_STAGE_MESSAGE ? RESPOND_MALFORMED
                                                                   : RESPOND_INVALID;
}

/* Reads a request and finds who is to answer it; ANSWERED if somebody can. */
static enum respond_outcome take_in(const struct respond_identity **identity, struct respond_item *item,
                                    const struct respond_identity *identities, size_t num, uint64_t now)
{
    struct rt_error err;
    enum respond_outcome why;
    if (!item->stream && item->request.len < RESPOND_REQUEST_MIN) {
        return RESPOND_SHORT;
    }
    if (!rt_request_parse(&item->parsed, &err, item->request, RT_FORM_ANY)) {
        return refusal(err.code);
    }
    const struct rt_version *version = item->parsed.version;
    enum respond_family family = respond_family_of(version);
    /* A framed version without its frame was kept so by somebody, but never sent so. */
    if (family == RESPOND_NUM_FAMILIES || version->framed != item->parsed.framed) {
        return RESPOND_VERSION;
    }
    *identity = choose_identity(&why, identities, num, item->parsed.srv);
    if (*identity == NULL) {
        return why;
    }
    bool delegated = now >= (*identity)->from_micros && now <= (*identity)->until_micros;
    return !delegated                                   ? RESPOND_UNDELEGATED
           : (*identity)->online[family].secret == NULL ? RESPOND_VERSION
                                                        : RESPOND_ANSWERED;
}

/* The groups of a batch: those that requests can join come from the front of the room, those of drafts 01 and
 * 02, which sign the nonce and so have one request each, from its end. There are never more than requests. */
struct groups {
    struct respond_group *group;
    uint32_t num, num_alone;
};

static struct respond_group *group_of(struct groups *groups, const struct rt_request *q, uint32_t identity)
{
    const struct respond_group fresh = {identity, q->version, q->code, q->nonce.len, 0, 0, 0};
    struct respond_group *group = groups->group;
    if ((q->version->srep.need & RT_BIT(NONC)) != 0) {
        group += RESPOND_BATCH_MAX - ++groups->num_alone;
        *group = fresh;
        return group;
    }
    const struct respond_group *end = group + groups->num;
    while (group < end && !(group->identity == identity && group->version == q->version &&
                            group->code == q->code && group->nonce_len == q->nonce.len)) {
        group++;
    }
    if (group == end) {
        *group = fresh;
        groups->num++;
    }
    return group;
}

static void join(struct groups *groups, struct respond_item *items, uint32_t number, uint32_t identity)
{
    struct respond_group *group = group_of(groups, &items[number].parsed, identity);
    if (group->num == 0) {
        group->first = number;
    } else {
        items[group->last].next = number;
    }
    group->last = number;
    group->num++;
}

/* Appends a tag if `set` has it. */
static uint8_t *put(struct rt_encoder *encoder, uint32_t set, enum rt_id id, uint32_t tag, size_t len)
{
    return (set >> id & 1) != 0 ? rt_encode_reserve(encoder, tag, len) : NULL;
}

static void put_bytes(struct rt_encoder *encoder, uint32_t set, enum rt_id id, uint32_t tag,
                      struct rt_bytes value)
{
    uint8_t *room = put(encoder, set, id, tag, value.len);
    if (room != NULL && value.len > 0) {
        memcpy(room, value.data, value.len);
    }
}

static void put_u32(struct rt_encoder *encoder, uint32_t set, enum rt_id id, uint32_t tag, uint32_t v)
{
    uint8_t *room = put(encoder, set, id, tag, 4);
    if (room != NULL) {
        rt_encode_u32(room, v);
    }
}

static uint32_t num_tags(uint32_t set)
{
    uint32_t num = 0;
    for (; set != 0; set &= set - 1) {
        num++;
    }
    return num;
}

/* Every version that is served, ascending, as VERS lists them. */
static struct rt_bytes list_versions(uint8_t out[4 * RT_VERSIONS_MAX])
{
    size_t num = 0;
    rt_encode_u32(out, RT_VERSION_RFC10049);
    num++;
    for (uint32_t code = 0x80000001; code <= RT_VERSION_DRAFT12; code++) {
        rt_encode_u32(out + 4 * num++, code);
    }
    return rt_bytes_from(out, 4 * num);
}

/* SREP of a group; `nonce` is used by the versions that sign it. */
static size_t write_srep(uint8_t *out, size_t cap, const struct respond_group *group,
                         const struct respond_clock *clock, struct rt_bytes root, struct rt_bytes nonce)
{
    uint8_t midpoint[8], versions[4 * RT_VERSIONS_MAX];
    const struct rt_version *v = group->version;
    uint32_t set = v->srep.need;
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, num_tags(set));
    rt_encode_u64(midpoint, raw_time(clock->unix_micros, v->unit));
    put_u32(&encoder, set, RT_ID_VER, RT_TAG_VER, group->code);
    put_bytes(&encoder, set, RT_ID_NONC, RT_TAG_NONC, nonce);
    put_u32(&encoder, set, RT_ID_RADI, RT_TAG_RADI, raw_radius(clock, v->unit));
    put_bytes(&encoder, set, RT_ID_MIDP, RT_TAG_MIDP, rt_bytes_from(midpoint, 8));
    put_bytes(&encoder, set, RT_ID_VERS, RT_TAG_VERS, list_versions(versions));
    put_bytes(&encoder, set, RT_ID_ROOT, RT_TAG_ROOT, root);
    return rt_encode_end(&encoder);
}

void respond_sign(uint8_t out[64], const char *context, size_t context_len, struct rt_bytes value,
                  const uint8_t *secret)
{
    uint8_t message[512]; /* a context of at most 40 bytes and an SREP or DELE below 400 */
    memcpy(message, context, context_len);
    memcpy(message + context_len, value.data, value.len);
    crypto_sign_detached(out, NULL, message, context_len + value.len, secret);
}

/* A reply of a group, of which only the values of NONC, PATH and INDX are each request's own. */
struct template
{
    uint8_t data[RESPOND_REPLY_MAX];
    size_t len;                /* 0 if it has no room */
    size_t nonce, path, index; /* where in `data`; 0 for a value that there is not */
    size_t nonce_len, path_len;
};

/* Where a value is that was just put; 0 for none. */
static size_t place(const struct template *template, const uint8_t *value)
{
    return value != NULL ? (size_t)(value - template->data) : 0;
}

static void write_template(struct template *out, const struct respond_group *group, struct rt_bytes srep,
                           const uint8_t signature[64], const uint8_t *cert, size_t path_len)
{
    const struct rt_version *v = group->version;
    uint32_t set = v->response.need;
    size_t frame = v->framed ? RT_FRAME_LEN : 0;
    struct rt_encoder encoder;
    out->nonce_len = group->nonce_len;
    out->path_len = path_len;
    rt_encode_begin(&encoder, out->data + frame, RESPOND_REPLY_MAX - frame, num_tags(set));
    put_bytes(&encoder, set, RT_ID_SIG, RT_TAG_SIG, rt_bytes_from(signature, 64));
    put_u32(&encoder, set, RT_ID_VER, RT_TAG_VER, group->code);
    out->nonce = place(out, put(&encoder, set, RT_ID_NONC, RT_TAG_NONC, group->nonce_len));
    put_u32(&encoder, set, RT_ID_TYPE, RT_TAG_TYPE, 1);
    out->path = place(out, put(&encoder, set, RT_ID_PATH, RT_TAG_PATH, path_len));
    put_bytes(&encoder, set, RT_ID_SREP, RT_TAG_SREP, srep);
    put_bytes(&encoder, set, RT_ID_CERT, RT_TAG_CERT, rt_bytes_from(cert, 152));
    out->index = place(out, put(&encoder, set, RT_ID_INDX, RT_TAG_INDX, 4));
    size_t len = rt_encode_end(&encoder);
    bool framed = len > 0 && (!v->framed || rt_encode_frame(out->data, RT_FRAME_LEN, len));
    out->len = framed ? frame + len : 0;
}

/* The leaves of a group into the room's nodes, in the order of the requests; the nonce of the last one. */
static struct rt_bytes hash_leaves(struct respond_room *room, const struct respond_item *items,
                                   const struct respond_group *group)
{
    size_t len = rt_hash_len(group->version->hash);
    uint32_t at = group->first;
    for (uint32_t i = 0; i < group->num; i++, at = items[at].next) {
        bool whole = group->version->leaf == RT_LEAF_PACKET;
        room->jobs[i] =
            (struct sha512_job){0, whole ? items[at].request : items[at].parsed.nonce, room->nodes + i * len};
    }
    sha512_many(group->version->hash, room->jobs, group->num);
    return items[group->last].parsed.nonce;
}

static void reply_to(struct respond_item *item, uint32_t leaf, const struct template *template,
                     const struct rt_merkle_tree *tree)
{
    if (template->len == 0 || (!item->stream && template->len > item->request.len)) {
        item->outcome = RESPOND_LARGER;
        return;
    }
    memcpy(item->reply, template->data, template->len);
    if (template->nonce != 0) {
        memcpy(item->reply + template->nonce, item->parsed.nonce.data, template->nonce_len);
    }
    if (template->path_len != 0) {
        (void)rt_merkle_tree_path(item->reply + template->path, tree, leaf);
    }
    rt_encode_u32(item->reply + template->index, leaf);
    item->reply_len = template->len;
}

static void answer_group(struct respond_item *items, const struct respond_group *group,
                         const struct respond_online *online, const struct respond_clock *clock,
                         struct respond_room *room)
{
    const struct rt_version *v = group->version;
    struct rt_merkle_tree tree;
    struct rt_hash root;
    uint8_t srep[400], signature[64];
    struct template template;
    struct rt_bytes nonce = hash_leaves(room, items, group);
    if (!respond_tree(&tree, v->hash, group->num, room)) {
        return; /* unreachable: at most RESPOND_BATCH_MAX leaves, for which there is room */
    }
    rt_merkle_tree_root(&root, &tree);
    size_t len = write_srep(srep, sizeof srep, group, clock, rt_hash_bytes(&root), nonce);
    respond_sign(signature, v->response_context, v->response_context_len, rt_bytes_from(srep, len),
                 online->secret);
    write_template(&template, group, rt_bytes_from(srep, len), signature, online->cert,
                   (size_t)tree.depth * rt_hash_len(v->hash));
    uint32_t at = group->first;
    for (uint32_t i = 0; i < group->num; i++, at = items[at].next) {
        reply_to(&items[at], i, &template, &tree);
    }
}

void respond(struct respond_item *items, size_t num, const struct respond_identity *identities,
             size_t num_identities, const struct respond_clock *clock, struct respond_room *room)
{
    struct groups groups = {room->groups, 0, 0};
    for (uint32_t i = 0; i < num; i++) {
        const struct respond_identity *identity = NULL;
        items[i].reply_len = 0;
        items[i].outcome = take_in(&identity, &items[i], identities, num_identities, clock->unix_micros);
        if (items[i].outcome == RESPOND_ANSWERED) {
            join(&groups, items, i, (uint32_t)(identity - identities));
        }
    }
    for (uint32_t i = 0; i < groups.num + groups.num_alone; i++) {
        const struct respond_group *group =
            i < groups.num ? &room->groups[i] : &room->groups[RESPOND_BATCH_MAX - 1 - (i - groups.num)];
        enum respond_family family = respond_family_of(group->version);
        answer_group(items, group, &identities[group->identity].online[family], clock, room);
    }
}

const struct rt_version *respond_row_of(enum respond_family family)
{
    const struct rt_version *row;
    for (size_t i = 0; (row = rt_version_row(i)) != NULL; i++) {
        if (respond_family_of(row) == family) {
            break;
        }
    }
    return row;
}

bool respond_certify(uint8_t cert[152], enum respond_family family, const uint8_t *secret,
                     const uint8_t public_key[32], uint64_t from_micros, uint64_t until_micros)
{
    const struct rt_version *row = respond_row_of(family);
    uint8_t dele[72], from[8], until[8], signature[64];
    struct rt_encoder encoder;
    if (row == NULL) {
        return false;
    }
    rt_encode_u64(from, raw_time(from_micros, row->unit));
    rt_encode_u64(until, raw_time(until_micros, row->unit));
    rt_encode_begin(&encoder, dele, sizeof dele, 3);
    rt_encode_add(&encoder, RT_TAG_PUBK, rt_bytes_from(public_key, 32));
    rt_encode_add(&encoder, RT_TAG_MINT, rt_bytes_from(from, 8));
    rt_encode_add(&encoder, RT_TAG_MAXT, rt_bytes_from(until, 8));
    size_t len = rt_encode_end(&encoder);
    respond_sign(signature, row->delegation_context, row->delegation_context_len, rt_bytes_from(dele, len),
                 secret);
    rt_encode_begin(&encoder, cert, 152, 2);
    rt_encode_add(&encoder, RT_TAG_SIG, rt_bytes_from(signature, 64));
    rt_encode_add(&encoder, RT_TAG_DELE, rt_bytes_from(dele, len));
    return rt_encode_end(&encoder) == 152;
}
