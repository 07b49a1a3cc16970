#include "fuzz/invariants.h"

#include "parser/encode.h"
#include "parser/slots.h"

void inv_inside(struct rt_bytes slice, struct rt_bytes input)
{
    if (slice.data == NULL) {
        INVARIANT(slice.len == 0);
        return;
    }
    INVARIANT(slice.at >= input.at);
    INVARIANT(slice.at - input.at <= input.len);
    INVARIANT(slice.len <= input.len - (slice.at - input.at));
    INVARIANT(slice.data == input.data + (slice.at - input.at));
}

void inv_error(bool ok, const struct rt_error *err, struct rt_bytes input)
{
    if (ok) {
        INVARIANT(err->code == RT_OK && err->offset == 0 && err->tag == 0 && err->place == RT_IN_TOP);
        return;
    }
    INVARIANT(rt_error_info(err->code)->slug[0] != '\0');
    INVARIANT(err->offset >= input.at && err->offset - input.at <= input.len);
    INVARIANT(err->place <= RT_IN_DELE);
}

static void inv_round_trip(const struct rt_message *message)
{
    struct rt_encoder encoder;
    struct rt_field field;
    size_t len = message->bytes.len;
    uint8_t *out = malloc(len + 1);
    INVARIANT(out != NULL);
    rt_encode_begin(&encoder, out, len, message->num_tags);
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        rt_encode_add(&encoder, field.tag, field.value);
    }
    INVARIANT(rt_encode_end(&encoder) == len);
    INVARIANT(rt_bytes_equal(rt_bytes_from(out, len), message->bytes));
    free(out);
}

/* What rt_slots_fill does in one pass, said again in words of message.h and tag.h. */
static void inv_slots(const struct rt_message *message)
{
    struct rt_slots slots;
    struct rt_bytes last[RT_NUM_IDS] = {{NULL, 0, 0}};
    struct rt_field field;
    uint32_t seen = 0, misfit = 0;
    bool regular = message->num_tags > 0 && rt_message_ascends(message);
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        enum rt_id id = rt_tag_id(field.tag);
        regular = regular && id != RT_NUM_IDS && rt_tag_is_formed(field.tag);
        if (id != RT_NUM_IDS) {
            uint32_t usual = rt_tag_row(field.tag)->usual_len;
            last[id] = field.value;
            seen |= UINT32_C(1) << id;
            misfit |= (uint32_t)(usual != 255 && field.value.len != usual) << id;
        }
    }
    rt_slots_fill(&slots, message);
    INVARIANT(slots.seen == seen && slots.misfit == misfit && slots.regular == regular);
    for (uint32_t id = 0; id < RT_NUM_IDS; id++) {
        struct rt_bytes slot = rt_slots_get(&slots, (enum rt_id)id);
        INVARIANT(slot.data == last[id].data && slot.len == last[id].len && slot.at == last[id].at);
    }
}

/* Finding a tag gives its first value, and nothing for one that is not there. */
static void inv_find(const struct rt_message *message)
{
    struct rt_field field;
    struct rt_bytes found;
    uint32_t seen = 0;
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        INVARIANT(rt_message_find(&found, message, field.tag) && found.at <= field.value.at);
        seen |= rt_tag_id(field.tag) != RT_NUM_IDS ? UINT32_C(1) << rt_tag_id(field.tag) : 0;
    }
    for (uint32_t id = 0; id < RT_NUM_IDS; id++) {
        bool there = (seen >> id & 1) != 0;
        INVARIANT(rt_message_find(&found, message, rt_tag_of((enum rt_id)id)) == there);
        INVARIANT(there || found.data == NULL);
    }
}

void inv_message(const struct rt_message *message)
{
    struct rt_field field;
    size_t at = message->bytes.at + (size_t)rt_message_header_len(message->num_tags);
    for (uint32_t i = 0; i < message->num_tags; i++) {
        INVARIANT(rt_message_at(&field, message, i));
        inv_inside(field.value, message->bytes);
        INVARIANT(field.value.at == at && field.value.len % 4 == 0);
        at += field.value.len;
    }
    INVARIANT(at == message->bytes.at + message->bytes.len);
    INVARIANT(!rt_message_at(&field, message, message->num_tags) && field.value.len == 0);
    inv_find(message);
    inv_slots(message);
    inv_round_trip(message);
}

void inv_tags(const struct rt_message *message, struct rt_message_rules rules)
{
    struct rt_field field, before = {0, {NULL, 0, 0}};
    struct rt_bytes found;
    for (uint32_t i = 0; rt_message_at(&field, message, i); i++) {
        INVARIANT(i == 0 || !rules.ascending || field.tag > before.tag);
        INVARIANT(!rules.formed || rt_tag_is_formed(field.tag));
        INVARIANT(rt_message_find(&found, message, field.tag) && found.len == field.value.len);
        INVARIANT(found.data == field.value.data); /* so no tag is there twice */
        before = field;
    }
    INVARIANT(message->num_tags > 0 || rules.empty);
}

void inv_split(struct rt_bytes in)
{
    struct rt_bytes packet, rest = in, message;
    struct rt_error err;
    while (rest.len > 0) {
        struct rt_bytes before = rest;
        bool ok = rt_frame_split(&packet, &rest, &err, before);
        inv_error(ok, &err, before);
        inv_inside(packet, before);
        inv_inside(rest, before);
        INVARIANT(packet.at == before.at && packet.len + rest.len == before.len);
        INVARIANT(ok ? rest.len < before.len && rt_frame_parse(&message, &err, packet) : rest.len == 0);
    }
}

static uint32_t swap_u32(uint32_t v)
{
    return v << 24 | (v & 0xff00) << 8 | (v >> 8 & 0xff00) | v >> 24;
}

void inv_followed(struct rt_bytes packet)
{
    static uint8_t stream[1 << 20];
    struct rt_bytes cut, rest, message;
    struct rt_error err;
    uint32_t message_len = (uint32_t)(packet.len - RT_FRAME_LEN), swapped = swap_u32(message_len);
    INVARIANT(packet.len <= RT_PACKET_MAX);
    memcpy(stream, packet.data, packet.len);
    /* The worst of tails makes the stream as long as the length field says when read the wrong way round. */
    bool fits = swapped > message_len && swapped <= sizeof stream - RT_FRAME_LEN;
    const size_t tails[] = {4, 12, 3000, RT_PACKET_MAX, fits ? swapped - message_len : 1};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        struct rt_bytes in = rt_bytes_from(stream, packet.len + tails[i]);
        INVARIANT(rt_frame_split(&cut, &rest, &err, in));
        INVARIANT(cut.data == stream && cut.len == packet.len && rest.len == tails[i]);
        INVARIANT(!rt_frame_parse(&message, &err, in));
    }
}

#define REQUEST_SLICES 5

static void request_slices(struct rt_bytes out[REQUEST_SLICES], const struct rt_request *r)
{
    const struct rt_bytes slices[] = {r->message.bytes, r->versions, r->nonce, r->srv, r->padding};
    memcpy(out, slices, sizeof slices);
}

void inv_request(const struct rt_request *r)
{
    struct rt_bytes slices[REQUEST_SLICES];
    request_slices(slices, r);
    for (size_t i = 0; i < REQUEST_SLICES; i++) {
        inv_inside(slices[i], r->packet);
    }
    INVARIANT(r->version != NULL);
    INVARIANT(r->srv.len == 0 || r->srv.len == 32);
    INVARIANT(r->nonce.len == r->version->nonce_len || r->nonce.len == r->version->nonce_len_seen);
    INVARIANT(r->versions.len % 4 == 0 && r->versions.len <= 4 * RT_VERSIONS_MAX);
    inv_message(&r->message);
    inv_tags(&r->message, r->version->rules);
}

#define RESPONSE_SLICES 11

static void response_slices(struct rt_bytes out[RESPONSE_SLICES], const struct rt_response *r)
{
    const struct rt_bytes slices[] = {r->message.bytes, r->srep.bytes, r->cert.bytes, r->dele.bytes,
                                      r->sig,           r->nonce,      r->path,       r->root,
                                      r->versions,      r->cert_sig,   r->pubk};
    memcpy(out, slices, sizeof slices);
}

/* Of the version's length, and empty where the version has none, whatever the server echoed. */
static void inv_nonce(const struct rt_response *r)
{
    const struct rt_version *v = r->version;
    bool defined = ((v->response.need | v->response.may | v->srep.need) & RT_BIT(NONC)) != 0;
    bool seen = v->nonce_len_seen != 0 && r->nonce.len == v->nonce_len_seen;
    INVARIANT(r->nonce.data == NULL || (defined && (seen || r->nonce.len == v->nonce_len)));
}

void inv_response(const struct rt_response *r)
{
    struct rt_bytes slices[RESPONSE_SLICES];
    const struct rt_message *const messages[] = {&r->message, &r->srep, &r->cert, &r->dele};
    response_slices(slices, r);
    for (size_t i = 0; i < RESPONSE_SLICES; i++) {
        inv_inside(slices[i], r->packet);
    }
    INVARIANT(r->version != NULL);
    INVARIANT(r->sig.len == 64 && r->cert_sig.len == 64 && r->pubk.len == 32);
    INVARIANT(r->root.len == r->version->hash_len);
    inv_nonce(r);
    INVARIANT(r->path.len % r->version->hash_len == 0);
    INVARIANT(r->path.len / r->version->hash_len <= RT_PATH_MAX);
    INVARIANT(!r->version->radius_nonzero || r->radius != 0);
    for (size_t i = 0; i < 4; i++) {
        inv_message(messages[i]);
        inv_tags(messages[i], r->version->rules);
    }
}

struct rt_bytes inv_copy(struct rt_bytes in)
{
    uint8_t *block = malloc(in.len + 1);
    INVARIANT(block != NULL);
    if (in.len > 0) {
        memcpy(block + 1, in.data, in.len);
    }
    return (struct rt_bytes){block + 1, in.len, in.at + INV_SHIFT};
}

void inv_copy_drop(struct rt_bytes copy)
{
    free((void *)(uintptr_t)(copy.data - 1));
}

void inv_same_error(const struct rt_error *err, const struct rt_error *moved)
{
    INVARIANT(err->code == moved->code && err->place == moved->place && err->tag == moved->tag);
    INVARIANT(err->offset + (err->code != RT_OK ? INV_SHIFT : 0) == moved->offset);
}

void inv_same_slice(struct rt_bytes slice, struct rt_bytes moved)
{
    INVARIANT((slice.data == NULL) == (moved.data == NULL) && rt_bytes_equal(slice, moved));
    INVARIANT(slice.at + (slice.data != NULL ? INV_SHIFT : 0) == moved.at);
}

void inv_request_elsewhere(const struct rt_request *r, const struct rt_error *err)
{
    struct rt_bytes copy = inv_copy(r->packet), slices[REQUEST_SLICES], moved_slices[REQUEST_SLICES];
    struct rt_request moved;
    struct rt_error moved_err;
    enum rt_form form = r->framed ? RT_FORM_PACKET : RT_FORM_MESSAGE;
    INVARIANT(rt_request_parse(&moved, &moved_err, copy, form) == (err->code == RT_OK));
    inv_same_error(err, &moved_err);
    INVARIANT(moved.version == r->version && moved.code == r->code && moved.framed == r->framed);
    request_slices(slices, r);
    request_slices(moved_slices, &moved);
    for (size_t i = 0; i < REQUEST_SLICES; i++) {
        inv_same_slice(slices[i], moved_slices[i]);
    }
    inv_copy_drop(copy);
}

void inv_response_elsewhere(const struct rt_response *r, const struct rt_error *err)
{
    struct rt_bytes copy = inv_copy(r->packet), slices[RESPONSE_SLICES], moved_slices[RESPONSE_SLICES];
    struct rt_response moved;
    struct rt_error moved_err;
    enum rt_form form = r->framed ? RT_FORM_PACKET : RT_FORM_MESSAGE;
    INVARIANT(rt_response_parse(&moved, &moved_err, copy, form) == (err->code == RT_OK));
    inv_same_error(err, &moved_err);
    INVARIANT(moved.version == r->version && moved.code == r->code && moved.framed == r->framed);
    INVARIANT(moved.index == r->index && moved.radius == r->radius && moved.midpoint == r->midpoint);
    INVARIANT(moved.min_time == r->min_time && moved.max_time == r->max_time);
    response_slices(slices, r);
    response_slices(moved_slices, &moved);
    for (size_t i = 0; i < RESPONSE_SLICES; i++) {
        inv_same_slice(slices[i], moved_slices[i]);
    }
    inv_copy_drop(copy);
}
