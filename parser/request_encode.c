#include "request_encode.h"

#include "encode.h"

#define PADDING (RT_BIT(PAD) | RT_BIT(PADG) | RT_BIT(ZZZZ))

/* Puts the number in its place; false if it is another one too many. */
static bool insert(struct rt_offer *offer, uint32_t code)
{
    uint32_t entry;
    size_t at = 0;
    struct rt_bytes list = rt_bytes_from(offer->list, offer->list_len);
    while (rt_bytes_u32(&entry, list, at) && entry < code) {
        at += 4;
    }
    if (at < list.len && entry == code) {
        return true;
    }
    if (list.len == sizeof offer->list) {
        return false;
    }
    memmove(offer->list + at + 4, offer->list + at, list.len - at); /* list.len + 4 <= sizeof offer->list */
    rt_encode_u32(offer->list + at, code);
    offer->list_len += 4;
    return true;
}

/* Such a version is offered alone: of two of them, or of one and any other, no request can speak. */
static enum rt_offer_result add_bare(struct rt_offer *offer, const struct rt_version *row)
{
    if (offer->list_len > 0 || (offer->version != NULL && offer->version != row)) {
        return RT_OFFER_BARE;
    }
    offer->version = row;
    return RT_OFFER_TAKEN;
}

enum rt_offer_result rt_offer_add(struct rt_offer *offer, const struct rt_version *row, uint32_t code)
{
    uint32_t chosen;
    if (row != NULL && !row->framed) {
        return add_bare(offer, row);
    }
    if (offer->version != NULL && !offer->version->framed) {
        return RT_OFFER_BARE;
    }
    if (row != NULL && offer->version != NULL && row->nonce_len != offer->version->nonce_len) {
        return RT_OFFER_NONCES;
    }
    if (!insert(offer, code)) {
        return RT_OFFER_FULL;
    }
    offer->has_type = offer->has_type || (row != NULL && (row->request.need & RT_BIT(TYPE)) != 0);
    offer->version = rt_version_choose(&chosen, rt_bytes_from(offer->list, offer->list_len), offer->has_type);
    return RT_OFFER_TAKEN;
}

static const uint8_t request_type[4]; /* RFC 10049 5.1.3: 0 */

static struct rt_bytes value_of(const struct rt_request_plan *plan, enum rt_id id)
{
    return id == RT_ID_VER    ? rt_bytes_from(plan->offer->list, plan->offer->list_len)
           : id == RT_ID_SRV  ? plan->srv
           : id == RT_ID_NONC ? plan->nonce
           : id == RT_ID_TYPE ? rt_bytes_from(request_type, sizeof request_type)
                              : (struct rt_bytes){NULL, 0, 0};
}

/* The tags of the request but its padding. */
static uint32_t tags_of(const struct rt_request_plan *plan)
{
    return plan->offer->version->request.need | (plan->srv.len > 0 ? RT_BIT(SRV) : 0);
}

static uint32_t count(uint32_t tags)
{
    uint32_t num = 0;
    for (; tags != 0; tags &= tags - 1) {
        num++;
    }
    return num;
}

/* At most 8 * 5 bytes of header, 128 of versions, and a nonce and an SRV that the caller has in memory. */
size_t rt_request_least_size(const struct rt_request_plan *plan)
{
    uint32_t tags = tags_of(plan);
    size_t size = (size_t)8 * count(tags);
    for (unsigned id = 0; id < RT_NUM_IDS; id++) {
        size += (tags >> id & 1) != 0 ? value_of(plan, (enum rt_id)id).len : 0;
    }
    return size;
}

static bool size_is_possible(const struct rt_request_plan *plan)
{
    size_t least = rt_request_least_size(plan);
    size_t most = RT_PACKET_MAX - (plan->offer->version->framed ? RT_FRAME_LEN : 0);
    bool reached = plan->size == least || (plan->size > least && plan->size - least >= 8);
    return reached && plan->size % 4 == 0 && plan->size <= most;
}

enum rt_plan_result rt_request_plan_check(const struct rt_request_plan *plan)
{
    const struct rt_version *version = plan->offer->version;
    return version == NULL                                                  ? RT_PLAN_NO_VERSION
           : plan->nonce.len != version->nonce_len                          ? RT_PLAN_NONCE
           : plan->srv.len > 0 && (version->request.may & RT_BIT(SRV)) == 0 ? RT_PLAN_NO_SRV
           : plan->srv.len > 0 && plan->srv.len != RT_USUAL_BYTES32         ? RT_PLAN_SRV
           : !size_is_possible(plan)                                        ? RT_PLAN_SIZE
                                                                            : RT_PLAN_OK;
}

/* The version's padding tag; of several, which only squatted forms have, the greatest. */
static uint32_t padding_of(const struct rt_version *version)
{
    uint32_t bits = version->request.may & PADDING;
    while ((bits & (bits - 1)) != 0) {
        bits &= bits - 1;
    }
    return bits;
}

static size_t encode_message(uint8_t *out, size_t cap, const struct rt_request_plan *plan)
{
    struct rt_encoder encoder;
    size_t least = rt_request_least_size(plan);
    uint32_t padding = plan->size > least ? padding_of(plan->offer->version) : 0;
    uint32_t tags = tags_of(plan) | padding;
    rt_encode_begin(&encoder, out, cap, count(tags));
    for (unsigned id = 0; id < RT_NUM_IDS; id++) { /* which ascend as tags do */
        uint32_t bit = UINT32_C(1) << id;
        uint32_t tag = rt_tag_of((enum rt_id)id);
        if ((padding & bit) != 0) {
            (void)rt_encode_reserve(&encoder, tag, plan->size - least - 8);
        } else if ((tags & bit) != 0) {
            rt_encode_add(&encoder, tag, value_of(plan, (enum rt_id)id));
        }
    }
    return rt_encode_end(&encoder);
}

size_t rt_request_encode(uint8_t *out, size_t cap, const struct rt_request_plan *plan)
{
    if (rt_request_plan_check(plan) != RT_PLAN_OK) {
        return 0;
    }
    size_t header = plan->offer->version->framed ? RT_FRAME_LEN : 0;
    if (cap < header) {
        return 0;
    }
    size_t len = encode_message(out + header, cap - header, plan);
    if (len == 0 || (header > 0 && !rt_encode_frame(out, cap, len))) {
        return 0;
    }
    return header + len;
}
