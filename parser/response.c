#include "response.h"

#include "schema.h"

struct nest {
    struct rt_slots message, srep, cert, dele;
};

/* The structure of the value of `id`; a message without tags where the tag is missing. */
static bool open_nested(struct rt_message *out, struct rt_slots *slots, struct rt_error *err,
                        const struct rt_slots *outer, enum rt_id id, enum rt_place place)
{
    *out = (struct rt_message){.place = place};
    slots->seen = 0;
    slots->misfit = 0;
    slots->regular = false;
    slots->bytes = (struct rt_bytes){NULL, 0, 0};
    if (!rt_slots_has(outer, id)) {
        return true;
    }
    if (!rt_message_parse(out, err, rt_slots_get(outer, id), place)) {
        return false;
    }
    rt_slots_fill(slots, out);
    return true;
}

static bool open_all(struct rt_response *out, struct nest *nest, struct rt_error *err)
{
    rt_slots_fill(&nest->message, &out->message);
    return open_nested(&out->srep, &nest->srep, err, &nest->message, RT_ID_SREP, RT_IN_SREP) &&
           open_nested(&out->cert, &nest->cert, err, &nest->message, RT_ID_CERT, RT_IN_CERT) &&
           open_nested(&out->dele, &nest->dele, err, &nest->cert, RT_ID_DELE, RT_IN_DELE);
}

/* A nested message that is missing is the schema's business. */
static bool check_tags(struct rt_error *err, const struct rt_response *r, const struct nest *nest)
{
    const struct rt_version *v = r->version;
    return rt_schema_tags(err, v, &nest->message, &r->message) &&
           (r->srep.bytes.data == NULL || rt_schema_tags(err, v, &nest->srep, &r->srep)) &&
           (r->cert.bytes.data == NULL || rt_schema_tags(err, v, &nest->cert, &r->cert)) &&
           (r->dele.bytes.data == NULL || rt_schema_tags(err, v, &nest->dele, &r->dele));
}

static bool check_schema(struct rt_error *err, const struct rt_response *r, const struct nest *nest)
{
    const struct rt_version *v = r->version;
    return rt_schema_check(err, v, &v->response, &nest->message, &r->message, false) &&
           rt_schema_check(err, v, &v->srep, &nest->srep, &r->srep, false) &&
           rt_schema_check(err, v, &v->cert, &nest->cert, &r->cert, false) &&
           rt_schema_check(err, v, &v->dele, &nest->dele, &r->dele, false);
}

static bool check_values(struct rt_error *err, const struct rt_version *version, const struct nest *nest)
{
    bool has_type = (version->response.need & RT_BIT(TYPE)) != 0;
    if (has_type && rt_slots_u32(&nest->message, RT_ID_TYPE) != 1) {
        return rt_fail(err, RT_E_TYPE_VALUE, RT_IN_TOP, RT_TAG_TYPE,
                       rt_slots_get(&nest->message, RT_ID_TYPE).at);
    }
    if (version->radius_nonzero && rt_slots_u32(&nest->srep, RT_ID_RADI) == 0) {
        return rt_fail(err, RT_E_RADIUS_ZERO, RT_IN_SREP, RT_TAG_RADI,
                       rt_slots_get(&nest->srep, RT_ID_RADI).at);
    }
    bool has_list = (version->srep.need & RT_BIT(VERS)) != 0;
    if (has_list &&
        !rt_schema_list_has(rt_slots_get(&nest->srep, RT_ID_VERS), rt_slots_u32(&nest->srep, RT_ID_VER))) {
        return rt_fail(err, RT_E_VERSIONS_LACK_VER, RT_IN_SREP, RT_TAG_VERS,
                       rt_slots_get(&nest->srep, RT_ID_VERS).at);
    }
    return rt_succeed(err);
}

static void fill(struct rt_response *out, const struct nest *nest)
{
    out->sig = rt_slots_get(&nest->message, RT_ID_SIG);
    bool signed_nonce = (out->version->srep.need & RT_BIT(NONC)) != 0; /* drafts 01 and 02 */
    bool has_nonce = ((out->version->response.need | out->version->response.may) & RT_BIT(NONC)) != 0;
    out->nonce = signed_nonce ? rt_slots_get(&nest->srep, RT_ID_NONC)
                 : has_nonce  ? rt_slots_get(&nest->message, RT_ID_NONC)
                              : (struct rt_bytes){NULL, 0, 0};
    out->path = rt_slots_get(&nest->message, RT_ID_PATH);
    out->index = rt_slots_u32(&nest->message, RT_ID_INDX);
    out->root = rt_slots_get(&nest->srep, RT_ID_ROOT);
    bool has_list = (out->version->srep.need & RT_BIT(VERS)) != 0;
    out->versions = has_list ? rt_slots_get(&nest->srep, RT_ID_VERS) : (struct rt_bytes){NULL, 0, 0};
    out->radius = rt_slots_u32(&nest->srep, RT_ID_RADI);
    out->midpoint = rt_slots_u64(&nest->srep, RT_ID_MIDP);
    out->cert_sig = rt_slots_get(&nest->cert, RT_ID_SIG);
    out->pubk = rt_slots_get(&nest->dele, RT_ID_PUBK);
    out->min_time = rt_slots_u64(&nest->dele, RT_ID_MINT);
    out->max_time = rt_slots_u64(&nest->dele, RT_ID_MAXT);
}

/* From the parsed outer message on. */
static bool parse_message(struct rt_response *out, struct rt_error *err)
{
    struct nest nest;
    struct rt_identity identity;
    if (!open_all(out, &nest, err)) {
        return false;
    }
    rt_identify(&identity, &nest.message, &nest.srep, out->framed);
    out->version = identity.version;
    out->code = identity.code;
    if (!check_tags(err, out, &nest)) {
        return false;
    }
    if (identity.kind != RT_KIND_RESPONSE) {
        return rt_fail(err, RT_E_NOT_RESPONSE, RT_IN_TOP, 0, out->message.bytes.at);
    }
    if (!rt_schema_version(err, &identity, &nest.message, &nest.srep, out->packet) ||
        !check_schema(err, out, &nest) || !check_values(err, identity.version, &nest)) {
        return false;
    }
    fill(out, &nest);
    return true;
}

bool rt_response_parse(struct rt_response *out, struct rt_error *err, struct rt_bytes in, enum rt_form form)
{
    struct rt_bytes message;
    *out = (struct rt_response){.packet = in};
    if (rt_frame_open(&message, &out->framed, err, in, form) &&
        rt_message_parse(&out->message, err, message, RT_IN_TOP) && parse_message(out, err)) {
        return true;
    }
    *out = (struct rt_response){.packet = in, .framed = out->framed};
    return false;
}
