#include "request.h"

#include "schema.h"

static bool check_type(struct rt_error *err, const struct rt_version *version, const struct rt_slots *slots)
{
    bool defined = (version->request.need & RT_BIT(TYPE)) != 0;
    if (defined && rt_slots_u32(slots, RT_ID_TYPE) != 0) {
        return rt_fail(err, RT_E_TYPE_VALUE, RT_IN_TOP, RT_TAG_TYPE, rt_slots_get(slots, RT_ID_TYPE).at);
    }
    return true;
}

static void fill(struct rt_request *out, const struct rt_slots *slots)
{
    uint32_t padding = out->version->request.may & (RT_BIT(PAD) | RT_BIT(PADG) | RT_BIT(ZZZZ)) & slots->seen;
    enum rt_id id = (padding & RT_BIT(PAD)) != 0    ? RT_ID_PAD
                    : (padding & RT_BIT(PADG)) != 0 ? RT_ID_PADG
                                                    : RT_ID_ZZZZ;
    bool has_ver = rt_slots_has(slots, RT_ID_VER);
    out->versions = rt_slots_get(slots, has_ver ? RT_ID_VER : RT_ID_VERX);
    out->nonce = rt_slots_get(slots, RT_ID_NONC);
    bool has_srv =
        (out->version->request.may & RT_BIT(SRV)) != 0; /* else it is anybody's tag, of any length */
    out->srv = has_srv ? rt_slots_get(slots, RT_ID_SRV) : (struct rt_bytes){NULL, 0, 0};
    out->padding = padding != 0 ? rt_slots_get(slots, id) : (struct rt_bytes){NULL, 0, 0};
}

/* From the message on. Sets all of `out` that rt_request_parse has not. */
static bool parse_message(struct rt_request *out, struct rt_error *err, uint32_t treat_as)
{
    struct rt_slots slots;
    struct rt_identity identity;
    static const struct rt_slots no_srep;
    if (!rt_slots_parse(&slots, &out->message, err)) {
        return false;
    }
    rt_identify(&identity, &slots, &no_srep, out->framed);
    rt_identify_as(&identity, &slots, &no_srep, treat_as);
    out->version = identity.version;
    out->code = identity.code;
    if (!rt_schema_tags(err, identity.version, &slots, &out->message)) {
        return false;
    }
    if (identity.kind != RT_KIND_REQUEST) {
        return rt_fail(err, RT_E_NOT_REQUEST, RT_IN_TOP, 0, out->message.bytes.at);
    }
    if (!rt_schema_version(err, &identity, &slots, &no_srep, out->packet.at) ||
        !rt_schema_check(err, identity.version, &identity.version->request, &slots, &out->message, true) ||
        !check_type(err, identity.version, &slots)) {
        return false;
    }
    fill(out, &slots);
    return true;
}

bool rt_request_parse_as(struct rt_request *out, struct rt_error *err, struct rt_bytes in, enum rt_form form,
                         uint32_t treat_as)
{
    out->packet = in;
    out->message.place = RT_IN_TOP;
    if (rt_frame_open(&out->message.bytes, &out->framed, err, in, form) &&
        parse_message(out, err, treat_as)) {
        return rt_succeed(err);
    }
    *out = (struct rt_request){.packet = in, .framed = out->framed};
    return false;
}

bool rt_request_parse(struct rt_request *out, struct rt_error *err, struct rt_bytes in, enum rt_form form)
{
    return rt_request_parse_as(out, err, in, form, 0);
}
