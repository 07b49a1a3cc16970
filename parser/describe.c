#include "describe.h"

#include "request.h"
#include "response.h"
#include "schema.h"

/* The place of the message that is the value of `tag`, or RT_IN_TOP if it is no message there. Schema-driven:
 * an unknown place of SREP, CERT or DELE is as opaque as an unknown tag, so nothing nests deeper than DELE.
 */
static enum rt_place nested_place(enum rt_kind kind, enum rt_place place, uint32_t tag)
{
    if (kind == RT_KIND_RESPONSE && place == RT_IN_TOP && tag == RT_TAG_SREP) {
        return RT_IN_SREP;
    }
    if (kind == RT_KIND_RESPONSE && place == RT_IN_TOP && tag == RT_TAG_CERT) {
        return RT_IN_CERT;
    }
    bool in_cert = place == RT_IN_CERT || (kind == RT_KIND_CERT && place == RT_IN_TOP);
    return in_cert && tag == RT_TAG_DELE ? RT_IN_DELE : RT_IN_TOP;
}

/* The identity as far as the structure lets it be told. */
static void identify(struct rt_description *out)
{
    struct rt_message message, srep;
    struct rt_slots slots, srep_slots = {0};
    struct rt_error ignored;
    out->identity = (struct rt_identity){0};
    if (!rt_message_parse(&message, &ignored, out->body, RT_IN_TOP)) {
        return;
    }
    rt_slots_fill(&slots, &message);
    if (rt_slots_has(&slots, RT_ID_SREP) &&
        rt_message_parse(&srep, &ignored, rt_slots_get(&slots, RT_ID_SREP), RT_IN_SREP)) {
        rt_slots_fill(&srep_slots, &srep);
    }
    rt_identify(&out->identity, &slots, &srep_slots, out->framed);
}

/* A message on its own, and the DELE inside if it is a CERT. An empty one is Google's alone, and bare. */
static bool check_other(struct rt_error *err, const struct rt_description *d)
{
    static const struct rt_message_rules common = {true, false, true}, framed = {true, false, false};
    struct rt_message message, dele;
    struct rt_bytes value;
    if (!rt_message_parse(&message, err, d->body, RT_IN_TOP)) {
        return false;
    }
    bool nests = d->identity.kind == RT_KIND_CERT && rt_message_find(&value, &message, RT_TAG_DELE);
    if (nests && !rt_message_parse(&dele, err, value, RT_IN_DELE)) {
        return false;
    }
    return rt_message_check(err, &message, d->framed ? framed : common) &&
           (!nests || rt_message_check(err, &dele, framed));
}

static bool check(struct rt_description *out)
{
    struct rt_request request;
    struct rt_response response;
    enum rt_form form = out->framed ? RT_FORM_PACKET : RT_FORM_MESSAGE;
    switch (out->identity.kind) {
    case RT_KIND_REQUEST:
        if (!rt_request_parse(&request, &out->error, out->input, form)) {
            return false;
        }
        rt_request_lint(&out->remarks, &request);
        return true;
    case RT_KIND_RESPONSE:
        if (!rt_response_parse(&response, &out->error, out->input, form)) {
            return false;
        }
        rt_response_lint(&out->remarks, &response);
        return true;
    case RT_KIND_MESSAGE:
    case RT_KIND_SREP:
    case RT_KIND_CERT:
    case RT_KIND_DELE:
        break;
    }
    return check_other(&out->error, out);
}

/* Behind a broken packet header there is often a message all the same: as long as the length says, or as long
 * as there are bytes. */
static void salvage(struct rt_description *out)
{
    uint32_t len;
    struct rt_bytes left = rt_bytes_after(out->input, RT_FRAME_LEN);
    if (out->framed && rt_bytes_u32(&len, out->input, 8) && left.len <= RT_PACKET_MAX &&
        !rt_bytes_sub(&out->body, left, 0, len)) {
        out->body = left;
    }
}

void rt_describe(struct rt_description *out, struct rt_bytes in, enum rt_form form)
{
    *out = (struct rt_description){.input = in};
    bool opened = rt_frame_open(&out->body, &out->framed, &out->error, in, form);
    if (!opened) {
        salvage(out);
    }
    identify(out);
    if (opened && !check(out)) {
        out->remarks.num = 0;
    }
}

void rt_walk_begin(struct rt_walk *walk, const struct rt_description *description)
{
    *walk = (struct rt_walk){.description = description};
}

static void push(struct rt_walk *walk, struct rt_bytes bytes, enum rt_place place)
{
    struct rt_error ignored;
    struct rt_walk_level *level = &walk->level[walk->depth++]; /* nested_place keeps it below 3 */
    *level = (struct rt_walk_level){.place = place, .bytes = bytes};
    level->broken = !rt_message_parse(&level->message, &ignored, bytes, place);
    if (!rt_bytes_u32(&level->num_tags, bytes, 0)) {
        return;
    }
    /* A header that does not fit is none: all but the count would be invention. */
    uint64_t words = rt_message_header_len(level->num_tags) / 4;
    level->num_words = words <= bytes.len / 4 ? (uint32_t)words : 1;
}

/* The item of a header word: number of tags, then offsets from the second value's on, then tags. */
static void header_word(struct rt_item *item, struct rt_walk_level *level)
{
    uint32_t word = level->word++;
    bool is_tag = word != 0 && word >= level->num_tags;
    item->kind = word == 0 ? RT_ITEM_COUNT : is_tag ? RT_ITEM_TAG : RT_ITEM_OFFSET;
    item->index = is_tag ? word - level->num_tags : word;
    if (rt_bytes_sub(&item->bytes, level->bytes, (size_t)4 * word, 4) && is_tag &&
        !rt_bytes_u32(&item->tag, item->bytes, 0)) {
        item->tag = 0; /* unreachable: num_words words are there */
    }
}

static void value(struct rt_item *item, struct rt_walk *walk, struct rt_walk_level *level)
{
    struct rt_field field;
    uint32_t index = level->value++;
    item->kind = RT_ITEM_VALUE;
    item->index = index;
    if (!rt_message_at(&field, &level->message, index)) {
        return; /* unreachable: index < num_tags */
    }
    item->tag = field.tag;
    item->bytes = field.value;
    enum rt_place place = nested_place(walk->description->identity.kind, level->place, field.tag);
    if (place != RT_IN_TOP && walk->depth < 3) {
        push(walk, field.value, place);
        item->kind = RT_ITEM_MESSAGE;
        item->broken = walk->level[walk->depth - 1].broken;
    }
}

/* What follows the header of a broken message; false when nothing does. */
static bool rest(struct rt_item *item, struct rt_walk_level *level)
{
    item->kind = RT_ITEM_REST;
    item->bytes = rt_bytes_after(level->bytes, (size_t)4 * level->num_words);
    return item->bytes.len != 0 && level->value++ == 0;
}

static void inside(struct rt_item *item, struct rt_walk *walk)
{
    struct rt_walk_level *level = &walk->level[walk->depth - 1];
    *item = (struct rt_item){.depth = walk->depth, .place = level->place};
    if (level->word < level->num_words) {
        header_word(item, level);
    } else if (level->broken && rest(item, level)) {
        return;
    } else if (!level->broken && level->value < level->message.num_tags) {
        value(item, walk, level);
    } else {
        *item = (struct rt_item){.kind = RT_ITEM_END, .depth = walk->depth, .place = level->place};
        walk->depth--;
    }
}

/* The parts of the packet around the message, by step. False if this one is not there. */
static bool outside(struct rt_item *item, struct rt_walk *walk)
{
    const struct rt_description *d = walk->description;
    size_t end = d->body.len == 0 ? 0 : d->body.at - d->input.at + d->body.len;
    switch (walk->step++) {
    case 0:
        item->kind = RT_ITEM_MAGIC;
        return d->framed && rt_bytes_sub(&item->bytes, d->input, 0, 8);
    case 1:
        item->kind = RT_ITEM_LENGTH;
        return d->framed && rt_bytes_sub(&item->bytes, d->input, 8, 4);
    case 2:
        item->kind = RT_ITEM_MESSAGE;
        item->bytes = d->body;
        if (d->body.len != 0) {
            push(walk, d->body, RT_IN_TOP);
            item->broken = walk->level[0].broken;
        }
        return d->body.len != 0;
    default:
        item->kind = RT_ITEM_REST;
        end = end != 0 || !d->framed || d->input.len < 8 ? end : d->input.len < 12 ? 8 : 12;
        item->bytes = rt_bytes_after(d->input, end);
        return item->bytes.len != 0;
    }
}

bool rt_walk_next(struct rt_item *item, struct rt_walk *walk)
{
    if (walk->depth > 0) {
        inside(item, walk);
        return true;
    }
    while (walk->step < 4) {
        *item = (struct rt_item){.kind = RT_ITEM_REST};
        if (outside(item, walk)) {
            return true;
        }
    }
    *item = (struct rt_item){.kind = RT_ITEM_END};
    return false;
}
