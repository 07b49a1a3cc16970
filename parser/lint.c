/* The remarks about requests and responses that parsed: request.h and response.h declare the entries. */
#include "request.h"
#include "response.h"
#include "schema.h"

#define DAY_SECONDS 86400

static void remark(struct rt_remarks *remarks, enum rt_remark_code code, enum rt_place place, uint32_t tag,
                   struct rt_bytes where)
{
    rt_remark_add(remarks, code, place, tag, where.at);
}

/* A tag of the list where the version defines none. The known cases have remarks of their own. */
static enum rt_remark_code undefined_tag(enum rt_place place, uint32_t tag)
{
    if (tag == RT_TAG_VERX) {
        return RT_R_VERSION_TAG;
    }
    if (place == RT_IN_SREP && (tag == RT_TAG_VER || tag == RT_TAG_VERS)) {
        return RT_R_SREP_VERSION;
    }
    if (place == RT_IN_TOP && tag == RT_TAG_NONC) {
        return RT_R_NONCE_ECHO;
    }
    return place == RT_IN_TOP && tag == RT_TAG_TYPE ? RT_R_TYPE_UNDEFINED : RT_R_TAG_UNDEFINED;
}

static void lint_tags(struct rt_remarks *remarks, const struct rt_message *message,
                      const struct rt_tag_set *set)
{
    struct rt_field field;
    if (!rt_message_ascends(message)) {
        remark(remarks, RT_R_TAGS_UNSORTED, message->place, 0, message->bytes);
    }
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        size_t at = rt_message_tag_at(message, i);
        enum rt_id id = rt_tag_id(field.tag);
        if (id == RT_NUM_IDS) {
            rt_remark_add(remarks, rt_tag_is_formed(field.tag) ? RT_R_TAG_UNKNOWN : RT_R_TAG_FORM,
                          message->place, field.tag, at);
        } else if (((set->need | set->may) >> id & 1) == 0) {
            rt_remark_add(remarks, undefined_tag(message->place, field.tag), message->place, field.tag, at);
        }
    }
}

static bool is_defined(uint32_t code)
{
    struct rt_version_signs modern = {.has_code = true, .code = code, .is_modern = true, .has_type = true};
    return rt_version_find(&modern) != NULL;
}

static void lint_versions(struct rt_remarks *remarks, struct rt_bytes list, enum rt_place place, uint32_t tag)
{
    uint32_t code, before = 0;
    for (size_t i = 0; rt_bytes_u32(&code, list, i); i += 4) {
        if (code == 0) {
            rt_remark_add(remarks, RT_R_VERSION_ZERO, place, tag, list.at + i);
        } else if (!is_defined(code)) {
            rt_remark_add(remarks, RT_R_VERSION_UNDEFINED, place, tag, list.at + i);
        }
        if (i > 0 && code <= before) {
            rt_remark_add(remarks, RT_R_VERSIONS_UNSORTED, place, tag, list.at + i);
        }
        before = code;
    }
}

static void lint_version(struct rt_remarks *remarks, const struct rt_version *version, bool framed,
                         const struct rt_message *message)
{
    struct rt_bytes value;
    if (version->framed && !framed) {
        remark(remarks, RT_R_FRAME_STRIPPED, RT_IN_TOP, 0, message->bytes);
    }
    if (version->squatted) {
        bool found =
            rt_message_find(&value, message, RT_TAG_VER) || rt_message_find(&value, message, RT_TAG_VERX);
        remark(remarks, RT_R_VERSION_SQUATTED, RT_IN_TOP, RT_TAG_VER, found ? value : message->bytes);
    }
    if (version->first_code == RT_VERSION_DRAFT12 && (version->response.need & RT_BIT(TYPE)) == 0) {
        remark(remarks, RT_R_TYPE_LACKING, RT_IN_TOP, RT_TAG_TYPE, message->bytes);
    }
}

static void lint_nonce(struct rt_remarks *remarks, const struct rt_version *version, struct rt_bytes nonce)
{
    if (nonce.len != 0 && nonce.len != version->nonce_len && nonce.len == version->nonce_len_seen) {
        remark(remarks, RT_R_NONCE_LENGTH, RT_IN_TOP, RT_TAG_NONC, nonce);
    }
}

static void lint_size(struct rt_remarks *remarks, const struct rt_request *request)
{
    if (request->packet.len < 1024) {
        remark(remarks, RT_R_REQUEST_SHORT, RT_IN_TOP, 0, request->packet);
    } else if (request->message.bytes.len < 1024) {
        remark(remarks, RT_R_REQUEST_PACKET_1024, RT_IN_TOP, 0, request->packet);
    }
}

/* A version may define several padding tags. */
static void lint_padding(struct rt_remarks *remarks, const struct rt_request *request)
{
    static const uint32_t tags[] = {RT_TAG_PAD, RT_TAG_ZZZZ, RT_TAG_PADG};
    struct rt_bytes padding;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        bool defined = (request->version->request.may >> rt_tag_id(tags[i]) & 1) != 0;
        if (!defined || !rt_message_find(&padding, &request->message, tags[i])) {
            continue;
        }
        size_t at = rt_bytes_first_nonzero(padding);
        if (at < padding.len) {
            rt_remark_add(remarks, RT_R_PADDING_NOT_ZERO, RT_IN_TOP, 0, padding.at + at);
        }
    }
}

void rt_request_lint(struct rt_remarks *remarks, const struct rt_request *request)
{
    lint_version(remarks, request->version, request->framed, &request->message);
    lint_tags(remarks, &request->message, &request->version->request);
    lint_versions(remarks, request->versions, RT_IN_TOP, RT_TAG_VER);
    lint_nonce(remarks, request->version, request->nonce);
    lint_padding(remarks, request);
    lint_size(remarks, request);
}

static void lint_radius(struct rt_remarks *remarks, const struct rt_response *r)
{
    struct rt_bytes radi;
    uint64_t micros = rt_time_radius_micros(r->radius, r->version->unit);
    if (!rt_message_find(&radi, &r->srep, RT_TAG_RADI)) {
        return;
    }
    if (r->radius < r->version->radius_least) {
        remark(remarks, RT_R_RADIUS_SMALL, RT_IN_SREP, RT_TAG_RADI, radi);
    }
    if (micros >= (uint64_t)DAY_SECONDS * 1000000 || r->radius == UINT32_MAX) {
        remark(remarks, RT_R_RADIUS_ABSURD, RT_IN_SREP, RT_TAG_RADI, radi);
    }
}

static void lint_midpoint(struct rt_remarks *remarks, const struct rt_response *r)
{
    struct rt_bytes midp;
    enum rt_unit unit = r->version->unit;
    if (!rt_message_find(&midp, &r->srep, RT_TAG_MIDP)) {
        return;
    }
    if (!rt_time_is_plausible(r->midpoint, unit)) {
        remark(remarks, RT_R_UNIT_MISMATCH, RT_IN_SREP, RT_TAG_MIDP, midp);
    }
    if (unit == RT_UNIT_MJD && rt_time_from_raw(r->midpoint, unit).micros >= RT_LEAP_DAY_MICROS) {
        remark(remarks, RT_R_TIME_OF_DAY, RT_IN_SREP, RT_TAG_MIDP, midp);
    }
    if (r->midpoint < r->min_time || r->midpoint > r->max_time) {
        remark(remarks, RT_R_MIDPOINT_OUTSIDE, RT_IN_SREP, RT_TAG_MIDP, midp);
    }
}

static void lint_delegation(struct rt_remarks *remarks, const struct rt_response *r)
{
    struct rt_bytes mint, maxt;
    if (!rt_message_find(&mint, &r->dele, RT_TAG_MINT) || !rt_message_find(&maxt, &r->dele, RT_TAG_MAXT)) {
        return;
    }
    if (r->max_time == UINT64_MAX) {
        remark(remarks, RT_R_DELEGATION_UNLIMITED, RT_IN_DELE, RT_TAG_MAXT, maxt);
    }
    if (r->min_time > r->max_time) {
        remark(remarks, RT_R_DELEGATION_EMPTY, RT_IN_DELE, RT_TAG_MINT, mint);
    }
}

static void lint_path(struct rt_remarks *remarks, const struct rt_response *r)
{
    struct rt_bytes indx;
    size_t depth = r->path.len / r->version->hash_len; /* at most RT_PATH_MAX */
    bool left = depth < 32 && r->index >> depth != 0;
    if (left && rt_message_find(&indx, &r->message, RT_TAG_INDX)) {
        remark(remarks, RT_R_INDEX_BITS, RT_IN_TOP, RT_TAG_INDX, indx);
    }
}

static void lint_leap(struct rt_remarks *remarks, const struct rt_response *r)
{
    struct rt_bytes leap;
    bool defined = (r->version->srep.may & RT_BIT(LEAP)) != 0;
    if (defined && rt_message_find(&leap, &r->srep, RT_TAG_LEAP) && leap.len == 0) {
        remark(remarks, RT_R_LEAP_EMPTY, RT_IN_SREP, RT_TAG_LEAP, leap);
    }
}

void rt_response_lint(struct rt_remarks *remarks, const struct rt_response *response)
{
    const struct rt_version *version = response->version;
    lint_version(remarks, version, response->framed, &response->message);
    lint_tags(remarks, &response->message, &version->response);
    lint_tags(remarks, &response->srep, &version->srep);
    lint_tags(remarks, &response->cert, &version->cert);
    lint_tags(remarks, &response->dele, &version->dele);
    lint_versions(remarks, response->versions, RT_IN_SREP, RT_TAG_VERS);
    lint_nonce(remarks, version, response->nonce);
    if ((version->response.lacking & RT_BIT(NONC)) != 0 && response->nonce.len == 0) {
        remark(remarks, RT_R_NONCE_LACKING, RT_IN_TOP, RT_TAG_NONC, response->message.bytes);
    }
    lint_midpoint(remarks, response);
    lint_radius(remarks, response);
    lint_delegation(remarks, response);
    lint_path(remarks, response);
    lint_leap(remarks, response);
}
