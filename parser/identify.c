#include "identify.h"

#define RESPONSE_TAGS (RT_BIT(SIG) | RT_BIT(PATH) | RT_BIT(INDX))
#define REQUEST_TAGS  (RT_BIT(NONC) | RT_BIT(VER) | RT_BIT(VERX) | RT_BIT(TYPE))

/* By the tags that only this kind of message has, the most telling first: a message that lacks a mandatory
 * tag should still be called what it is, so that the tag can be called missing. */
/*@ assigns \nothing; */
static enum rt_kind kind_of(uint32_t seen)
{
    return (seen & (RT_BIT(SREP) | RT_BIT(CERT))) != 0   ? RT_KIND_RESPONSE
           : (seen & RT_BIT(DELE)) != 0                  ? RT_KIND_CERT
           : (seen & RT_BIT(PUBK)) != 0                  ? RT_KIND_DELE
           : (seen & (RT_BIT(ROOT) | RT_BIT(MIDP))) != 0 ? RT_KIND_SREP
           : (seen & RESPONSE_TAGS) != 0                 ? RT_KIND_RESPONSE
           : (seen & REQUEST_TAGS) != 0                  ? RT_KIND_REQUEST
                                                         : RT_KIND_MESSAGE;
}

/*@ requires \valid_read(slots) && rt_slots_sound(slots) && id < RT_NUM_IDS;
    assigns \nothing; */
static bool has_code(const struct rt_slots *slots, enum rt_id id)
{
    return rt_slots_get(slots, id).len >= 4;
}

/* Cloudflare's VER\xff stands for VER where there is none. */
/*@ requires \valid_read(message) && rt_slots_sound(message);
    assigns \nothing;
    ensures \result == RT_ID_VER || \result == RT_ID_VERX; */
static enum rt_id outer_id(const struct rt_slots *message)
{
    return rt_slots_has(message, RT_ID_VER) ? RT_ID_VER : RT_ID_VERX;
}

/* SREP.VER speaks first. */
/*@ requires \valid(signs) && \valid_read(message) && rt_slots_sound(message);
    requires \valid_read(srep) && rt_slots_sound(srep);
    requires \separated(signs, message) && \separated(signs, srep);
    assigns *signs; */
static void find_code(struct rt_version_signs *signs, const struct rt_slots *message,
                      const struct rt_slots *srep)
{
    enum rt_id outer = outer_id(message);
    signs->is_modern = has_code(srep, RT_ID_VER);
    signs->has_code = signs->is_modern || has_code(message, outer);
    signs->code = signs->is_modern ? rt_slots_u32(srep, RT_ID_VER) : rt_slots_u32(message, outer);
}

/*@ requires \valid(out) && \valid_read(message) && rt_slots_sound(message) && \separated(out, message);
    requires \valid_read(srep) && rt_slots_sound(srep) && \separated(out, srep);
    assigns *out;
    ensures rt_version_sound(out->version) && out->kind == \old(out->kind); */
static void identify_response(struct rt_identity *out, const struct rt_slots *message,
                              const struct rt_slots *srep, bool framed)
{
    struct rt_version_signs signs = {.framed = framed};
    find_code(&signs, message, srep);
    signs.has_type = rt_slots_has(message, RT_ID_TYPE);
    /* ROOT says so, or for want of it an echoed nonce. */
    enum rt_id id = RT_ID_ROOT;
    const struct rt_slots *holder = srep;
    if (!rt_slots_has(srep, RT_ID_ROOT)) {
        id = RT_ID_NONC;
        holder = message;
    }
    signs.is_long = rt_slots_get(holder, id).len == 64;
    signs.unit = rt_time_guess_unit(rt_slots_u64(srep, RT_ID_MIDP));
    out->version = rt_version_find(&signs);
    out->has_code = signs.has_code;
    out->code = signs.code;
}

/*@ requires \valid(out) && \valid_read(message) && rt_slots_sound(message) && \separated(out, message);
    assigns *out;
    ensures rt_version_sound(out->version) && out->kind == \old(out->kind); */
static void identify_request(struct rt_identity *out, const struct rt_slots *message, bool framed)
{
    enum rt_id list = outer_id(message);
    out->has_code = has_code(message, list);
    if (out->has_code) {
        bool has_type = rt_slots_has(message, RT_ID_TYPE);
        out->version = rt_version_choose(&out->code, rt_slots_get(message, list), has_type);
        return;
    }
    struct rt_version_signs signs = {.framed = framed};
    signs.is_long = rt_slots_get(message, RT_ID_NONC).len == 64;
    signs.has_pad = rt_slots_has(message, RT_ID_PAD);
    out->version = rt_version_find(&signs);
}

/* An SREP on its own tells its version from draft 12 on. */
/*@ requires \valid(out) && \valid_read(srep) && rt_slots_sound(srep) && \separated(out, srep);
    assigns *out;
    ensures rt_version_sound(out->version) && out->kind == \old(out->kind); */
static void identify_srep(struct rt_identity *out, const struct rt_slots *srep)
{
    struct rt_version_signs signs = {.is_modern = true, .has_type = true};
    signs.has_code = has_code(srep, RT_ID_VER);
    signs.code = rt_slots_u32(srep, RT_ID_VER);
    out->version = signs.has_code ? rt_version_find(&signs) : NULL;
    out->has_code = signs.has_code;
    out->code = signs.code;
}

void rt_identify(struct rt_identity *out, const struct rt_slots *message, const struct rt_slots *srep,
                 bool framed)
{
    *out = (struct rt_identity){.kind = kind_of(message->seen)};
    if (out->kind == RT_KIND_RESPONSE) {
        identify_response(out, message, srep, framed);
    } else if (out->kind == RT_KIND_REQUEST) {
        identify_request(out, message, framed);
    } else if (out->kind == RT_KIND_SREP) {
        identify_srep(out, message);
    }
}

void rt_identify_as(struct rt_identity *identity, const struct rt_slots *message, const struct rt_slots *srep,
                    uint32_t code)
{
    if (identity->version != NULL || !identity->has_code || code == 0) {
        return;
    }
    struct rt_version_signs signs = {.framed = true, .has_code = true, .code = code};
    signs.is_modern = has_code(srep, RT_ID_VER) || rt_slots_has(message, RT_ID_TYPE);
    signs.has_type = rt_slots_has(message, RT_ID_TYPE);
    signs.unit = rt_time_guess_unit(rt_slots_u64(srep, RT_ID_MIDP));
    identity->version = rt_version_find(&signs);
}

const char *rt_kind_name(enum rt_kind kind)
{
    static const char names[][12] = {"message", "request", "response", "SREP", "CERT", "DELE"};
    size_t index = (size_t)kind;
    return names[index < sizeof names / sizeof names[0] ? index : 0];
}
