#include "tools/rebuild.h"

#include "parser/encode.h"
#include "parser/response.h"
#ifdef ROUGHPROOF_WITH_BEARSSL
#include "verify/hash.h"
#endif

#define MESSAGE_LEN 1024

static bool is_chain_of_google(const struct rebuild_place *place)
{
    return place->has_format && (place->format == RT_REPORT_GOOGLE || place->format == RT_REPORT_BOTAN);
}

/* The nonce that the response repeats: at top level, or in drafts 01 and 02 inside SREP. */
static bool repeated_nonce(struct rt_bytes *out, const struct rt_response *response)
{
    return rt_message_find(out, &response->message, RT_TAG_NONC) ||
           rt_message_find(out, &response->srep, RT_TAG_NONC);
}

#ifdef ROUGHPROOF_WITH_BEARSSL

static enum rebuild_result linked_nonce(struct rt_bytes *out, uint8_t room[64], struct rt_bytes before,
                                        struct rt_bytes rand, const struct rt_version *version, bool twice)
{
    struct rt_hash hash;
    struct rt_bytes parts[2] = {before, rand};
    if (twice || version->chain_rule == RT_CHAIN_DOUBLE) {
        rt_hash_parts(&hash, RT_HASH_SHA512, parts, 1);
        parts[0] = rt_hash_bytes(&hash);
    }
    rt_hash_parts(&hash, RT_HASH_SHA512, parts, 2);
    memcpy(room, hash.b, 64);
    *out = rt_bytes_from(room, version->nonce_len);
    return REBUILD_DONE;
}

#else

static enum rebuild_result linked_nonce(struct rt_bytes *out, uint8_t room[64], struct rt_bytes before,
                                        struct rt_bytes rand, const struct rt_version *version, bool twice)
{
    (void)room, (void)before, (void)rand, (void)version, (void)twice;
    *out = (struct rt_bytes){NULL, 0, 0};
    return REBUILD_HASHES;
}

#endif

static enum rebuild_result find_nonce(struct rt_bytes *out, uint8_t room[64],
                                      const struct rt_exchange *exchange, const struct rebuild_place *place,
                                      const struct rt_response *response)
{
    bool google = is_chain_of_google(place);
    *out = exchange->nonce;
    if (out->len > 0 || (!google && repeated_nonce(out, response))) {
        return REBUILD_DONE;
    }
    if (exchange->rand.len == 0 || place->before.len == 0) {
        return REBUILD_NONCE;
    }
    return linked_nonce(out, room, place->before, exchange->rand, response->version, google);
}

/* A message with these tags in ascending order. */
static size_t write_message(uint8_t *out, const struct rt_response *response, struct rt_bytes nonce)
{
    static const enum rt_id paddings[] = {RT_ID_PAD, RT_ID_ZZZZ, RT_ID_PADG};
    static const uint8_t zeros[MESSAGE_LEN];
    struct rt_encoder encoder;
    uint8_t code[4];
    uint32_t set = response->version->request.need | response->version->request.may;
    bool has_version = (response->version->request.need & RT_BIT(VER)) != 0;
    uint32_t padding = 0;
    for (size_t i = 0; padding == 0 && i < sizeof paddings / sizeof paddings[0]; i++) {
        padding = (set >> paddings[i] & 1) != 0 ? rt_tag_of(paddings[i]) : 0;
    }
    uint32_t num = has_version ? 3 : 2;
    size_t used = (size_t)rt_message_header_len(num) + (has_version ? 4 : 0) + nonce.len;
    struct rt_bytes pad = rt_bytes_from(zeros, MESSAGE_LEN - used);
    rt_encode_u32(code, response->code);
    rt_encode_begin(&encoder, out, MESSAGE_LEN, num);
    if (padding == RT_TAG_PAD) {
        rt_encode_add(&encoder, padding, pad);
    }
    if (has_version) {
        rt_encode_add(&encoder, RT_TAG_VER, rt_bytes_from(code, sizeof code));
    }
    rt_encode_add(&encoder, RT_TAG_NONC, nonce);
    if (padding != RT_TAG_PAD) {
        rt_encode_add(&encoder, padding, pad);
    }
    return rt_encode_end(&encoder);
}

enum rebuild_result rebuild_request(uint8_t out[REBUILD_ROOM], size_t *len,
                                    const struct rt_exchange *exchange, const struct rebuild_place *place)
{
    struct rt_response response;
    struct rt_error err;
    struct rt_bytes nonce;
    uint8_t room[64];
    *len = 0;
    if (!rt_response_parse(&response, &err, exchange->response, RT_FORM_ANY)) {
        return REBUILD_MALFORMED;
    }
    if (response.version->leaf == RT_LEAF_PACKET) {
        return REBUILD_LEAF;
    }
    enum rebuild_result result = find_nonce(&nonce, room, exchange, place, &response);
    if (result != REBUILD_DONE) {
        return result;
    }
    size_t header = response.framed ? RT_FRAME_LEN : 0;
    *len = header + write_message(out + header, &response, nonce);
    return header == 0 || rt_encode_frame(out, REBUILD_ROOM, *len - header) ? REBUILD_DONE : REBUILD_NONCE;
}
