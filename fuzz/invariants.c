#include "fuzz/invariants.h"

#include "parser/encode.h"
#include "parser/slots.h"

void inv_inside(struct rt_bytes slice, struct rt_bytes input)
{
    if (slice.len == 0) {
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

static void inv_slots(const struct rt_message *message)
{
    struct rt_slots slots;
    struct rt_bytes found;
    rt_slots_fill(&slots, message);
    for (uint32_t id = 0; id < RT_NUM_IDS; id++) {
        bool there = rt_message_find(&found, message, rt_tag_of((enum rt_id)id));
        INVARIANT(there == rt_slots_has(&slots, (enum rt_id)id));
        struct rt_bytes slot = rt_slots_get(&slots, (enum rt_id)id);
        inv_inside(slot, message->bytes);
        INVARIANT(!slots.regular || (slot.len == found.len && (slot.len == 0 || slot.data == found.data)));
    }
    INVARIANT(!slots.regular || rt_message_ascends(message));
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

void inv_request(const struct rt_request *r)
{
    const struct rt_bytes slices[] = {r->message.bytes, r->versions, r->nonce, r->srv, r->padding};
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++) {
        inv_inside(slices[i], r->packet);
    }
    INVARIANT(r->version != NULL);
    INVARIANT(r->nonce.len == r->version->nonce_len || r->nonce.len == r->version->nonce_len_seen);
    INVARIANT(r->versions.len % 4 == 0 && r->versions.len <= 4 * RT_VERSIONS_MAX);
    inv_message(&r->message);
    inv_tags(&r->message, r->version->rules);
}

void inv_response(const struct rt_response *r)
{
    const struct rt_bytes slices[] = {r->message.bytes, r->srep.bytes, r->cert.bytes, r->dele.bytes,
                                      r->sig,           r->nonce,      r->path,       r->root,
                                      r->versions,      r->cert_sig,   r->pubk};
    const struct rt_message *const messages[] = {&r->message, &r->srep, &r->cert, &r->dele};
    for (size_t i = 0; i < sizeof slices / sizeof slices[0]; i++) {
        inv_inside(slices[i], r->packet);
    }
    INVARIANT(r->version != NULL);
    INVARIANT(r->sig.len == 64 && r->cert_sig.len == 64 && r->pubk.len == 32);
    INVARIANT(r->root.len == r->version->hash_len);
    INVARIANT(r->path.len % r->version->hash_len == 0);
    INVARIANT(r->path.len / r->version->hash_len <= RT_PATH_MAX);
    INVARIANT(!r->version->radius_nonzero || r->radius != 0);
    for (size_t i = 0; i < 4; i++) {
        inv_message(messages[i]);
        inv_tags(messages[i], r->version->rules);
    }
}

static void inv_printable(const struct rt_text *text)
{
    for (size_t i = 0; i < rt_text_len(text); i++) {
        INVARIANT(text->out[i] >= 0x20 && text->out[i] <= 0x7e);
    }
}

/* Every byte of the input is in at least one item that is not a whole message. */
static void inv_walk(const struct rt_description *d)
{
    static char buffer[8192];
    struct rt_walk walk;
    struct rt_item item;
    uint8_t *covered = calloc(1, d->input.len + 1);
    size_t steps = 0;
    INVARIANT(covered != NULL);
    rt_walk_begin(&walk, d);
    while (rt_walk_next(&item, &walk)) {
        INVARIANT(steps++ <= d->input.len + 32);
        inv_inside(item.bytes, d->input);
        INVARIANT(item.depth <= 3);
        struct rt_text text = rt_text_into(buffer, sizeof buffer);
        rt_item_meaning(&text, d, &item);
        inv_printable(&text);
        if (item.kind != RT_ITEM_MESSAGE && item.bytes.len > 0) {
            memset(covered + (item.bytes.at - d->input.at), 1, item.bytes.len);
        }
    }
    for (size_t i = 0; i < d->input.len; i++) {
        INVARIANT(covered[i] == 1);
    }
    free(covered);
}

/* Windows of a size that the input chooses, against one window over everything. */
static void inv_json(const struct rt_description *d)
{
    const struct rt_bytes source = rt_bytes_from("a\"\n\xff", 4);
    struct rt_text text = rt_text_into(NULL, 0);
    rt_describe_json(&text, d, source, 7);
    size_t len = text.pos, window = len / 3 + 1;
    char *whole = malloc(len), *part = malloc(window);
    INVARIANT(whole != NULL && part != NULL);
    text = rt_text_into(whole, len);
    rt_describe_json(&text, d, source, 7);
    INVARIANT(rt_text_len(&text) == len && !rt_text_overflows(&text));
    inv_printable(&text);
    for (size_t from = 0; from < len; from += window) {
        text = (struct rt_text){part, window, from, 0};
        rt_describe_json(&text, d, source, 7);
        INVARIANT(rt_text_len(&text) == (len - from < window ? len - from : window));
        INVARIANT(memcmp(part, whole + from, rt_text_len(&text)) == 0);
    }
    free(whole);
    free(part);
}

void inv_description(const struct rt_description *d)
{
    char buffer[512];
    struct rt_text text = rt_text_into(buffer, sizeof buffer);
    inv_error(d->error.code == RT_OK, &d->error, d->input);
    rt_describe_title(&text, d);
    inv_printable(&text);
    if (d->error.code != RT_OK) {
        text = rt_text_into(buffer, sizeof buffer);
        rt_error_text(&text, &d->error);
        INVARIANT(!rt_text_overflows(&text));
        inv_printable(&text);
    }
    for (size_t i = 0; i < d->remarks.num; i++) {
        text = rt_text_into(buffer, sizeof buffer);
        rt_remark_text(&text, &d->remarks.item[i]);
        INVARIANT(!rt_text_overflows(&text));
        INVARIANT(d->remarks.item[i].offset - d->input.at <= d->input.len);
        inv_printable(&text);
    }
    inv_walk(d);
    inv_json(d);
}
