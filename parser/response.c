#include "response.h"

#include "schema.h"

struct nest {
    struct rt_slots message, srep, cert, dele;
};

/* The structure of the value of `id`; a message without tags where the tag is missing. */
static bool open_nested(struct rt_message *out, struct rt_slots *slots, struct rt_error *err,
                        const struct rt_slots *outer, enum rt_id id, enum rt_place place)
{
    out->bytes = rt_slots_get(outer, id);
    out->place = place;
    out->num_tags = 0;
    if (!rt_slots_has(outer, id)) {
        rt_slots_fill(slots, out);
        return true;
    }
    return rt_slots_parse(slots, out, err);
}

static bool open_all(struct rt_response *out, struct nest *nest, struct rt_error *err)
{
    return rt_slots_parse(&nest->message, &out->message, err) &&
           open_nested(&out->srep, &nest->srep, err, &nest->message, RT_ID_SREP, RT_IN_SREP) &&
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

static bool has_word(struct rt_words list, uint32_t word)
{
    uint32_t entry;
    for (size_t i = 0; rt_words_get(&entry, list, i); i++) {
        if (entry == word) {
            return true;
        }
    }
    return false;
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
    struct rt_bytes list = rt_slots_get(&nest->srep, RT_ID_VERS);
    if (has_list && !has_word(rt_bytes_words(&list), rt_slots_u32(&nest->srep, RT_ID_VER))) {
        return rt_fail(err, RT_E_VERSIONS_LACK_VER, RT_IN_SREP, RT_TAG_VERS, list.at);
    }
    return true;
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

/* From the outer message on. Sets all of `out` that rt_response_parse has not. */
static bool parse_message(struct rt_response *out, struct rt_error *err, uint32_t treat_as)
{
    struct nest nest;
    struct rt_identity identity;
    if (!open_all(out, &nest, err)) {
        return false;
    }
    rt_identify(&identity, &nest.message, &nest.srep, out->framed);
    rt_identify_as(&identity, &nest.message, &nest.srep, treat_as);
    out->version = identity.version;
    out->code = identity.code;
    if (!check_tags(err, out, &nest)) {
        return false;
    }
    if (identity.kind != RT_KIND_RESPONSE) {
        return rt_fail(err, RT_E_NOT_RESPONSE, RT_IN_TOP, 0, out->message.bytes.at);
    }
    if (!rt_schema_version(err, &identity, &nest.message, &nest.srep, out->packet.at) ||
        !check_schema(err, out, &nest) || !check_values(err, identity.version, &nest)) {
        return false;
    }
    fill(out, &nest);
    return true;
}

bool rt_response_parse_as(struct rt_response *out, struct rt_error *err, struct rt_bytes in,
                          enum rt_form form, uint32_t treat_as)
{
    out->packet = in;
    out->message.place = RT_IN_TOP;
    if (rt_frame_open(&out->message.bytes, &out->framed, err, in, form) &&
        parse_message(out, err, treat_as)) {
        return rt_succeed(err);
    }
    *out = (struct rt_response){.packet = in, .framed = out->framed};
    return false;
}

bool rt_response_parse(struct rt_response *out, struct rt_error *err, struct rt_bytes in, enum rt_form form)
{
    return rt_response_parse_as(out, err, in, form, 0);
}
