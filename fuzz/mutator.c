/* A mutator that knows messages: it takes the input apart into tags and values, edits those, and writes a
 * sound message again, so that mutations reach beyond the header checks; mutator_json.c does the same for
 * JSON. Half of the time, and for inputs that are neither, the engine's own mutations do the work; then a
 * packet's header is repaired more often than not. All of it follows from the seed alone. */
#include "fuzz/mutator.h"
#include "parser/encode.h"
#include "parser/frame.h"
#include "parser/message.h"
#include "parser/tag.h"

#define MAX_FIELDS 64
#define MAX_FRESH  256

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t cap, unsigned int seed);

struct tree {
    struct rt_field fields[MAX_FIELDS];
    uint32_t num;
    uint8_t fresh[MAX_FRESH]; /* a new value's bytes */
};

uint32_t mutator_random(uint32_t *state)
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return *state >> 8;
}

static bool take_apart(struct tree *tree, struct rt_bytes in)
{
    struct rt_message message;
    struct rt_error err;
    tree->num = 0;
    if (!rt_message_parse(&message, &err, in, RT_IN_TOP)) {
        return false;
    }
    while (tree->num < MAX_FIELDS && rt_message_at(&tree->fields[tree->num], &message, tree->num)) {
        tree->num++;
    }
    return true;
}

static size_t put_together(uint8_t *out, size_t cap, const struct tree *tree)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, out, cap, tree->num);
    for (uint32_t i = 0; i < tree->num; i++) {
        rt_encode_add(&encoder, tree->fields[i].tag, tree->fields[i].value);
    }
    return rt_encode_end(&encoder);
}

/* By tag, equal ones in the order they had: few messages are looked into whose tags do not ascend. */
static void sort(struct tree *tree)
{
    for (uint32_t i = 1; i < tree->num; i++) {
        struct rt_field field = tree->fields[i];
        uint32_t at = i;
        for (; at > 0 && tree->fields[at - 1].tag > field.tag; at--) {
            tree->fields[at] = tree->fields[at - 1];
        }
        tree->fields[at] = field;
    }
}

static void append(struct tree *tree, struct rt_field field)
{
    if (tree->num < MAX_FIELDS) {
        tree->fields[tree->num++] = field;
    }
}

/* In place of the field of the same tag, or beside the rest. */
static void put(struct tree *tree, struct rt_field field)
{
    for (uint32_t i = 0; i < tree->num; i++) {
        if (tree->fields[i].tag == field.tag) {
            tree->fields[i] = field;
            return;
        }
    }
    append(tree, field);
}

static void drop(struct tree *tree, uint32_t at)
{
    memmove(tree->fields + at, tree->fields + at + 1, (tree->num - at - 1) * sizeof tree->fields[0]);
    tree->num--;
}

static uint32_t random_tag(uint32_t *state)
{
    uint32_t roll = mutator_random(state);
    return roll % 8 != 0 ? rt_tag_of((enum rt_id)(roll % RT_NUM_IDS)) : UINT32_C(0x455a5247) + roll % 7;
}

static struct rt_bytes random_value(struct tree *tree, uint32_t *state)
{
    static const size_t lens[] = {0, 4, 8, 32, 36, 64, 128};
    for (size_t i = 0; i < MAX_FRESH; i += 4) {
        rt_encode_u32(tree->fresh + i, mutator_random(state) % 2 == 0 ? mutator_random(state) : 0);
    }
    return rt_bytes_from(tree->fresh, lens[mutator_random(state) % 7]);
}

/* One to three neighbours of the ascending list of defined versions and what lies beside them. */
static struct rt_bytes random_versions(struct tree *tree, uint32_t *state)
{
    uint32_t first = mutator_random(state) % 15,
             num = 1 + mutator_random(state) % 8 / 6 * (mutator_random(state) % 3);
    for (uint32_t i = 0; i < num; i++) {
        uint32_t code = first + i;
        rt_encode_u32(tree->fresh + (size_t)4 * i, code < 2 ? code : UINT32_C(0x80000000) + code - 1);
    }
    return rt_bytes_from(tree->fresh, (size_t)4 * num);
}

/* All of VER and VERS alike, so that a list goes on containing its version. */
static void change_version(struct tree *tree, uint32_t *state)
{
    struct rt_bytes versions = random_versions(tree, state);
    bool found = false;
    for (uint32_t i = 0; i < tree->num; i++) {
        enum rt_type type = rt_tag_type(tree->fields[i].tag);
        if (type == RT_TYPE_VERSION || type == RT_TYPE_VERSIONS) {
            tree->fields[i].value = versions;
            found = true;
        }
    }
    if (!found) {
        append(tree, (struct rt_field){RT_TAG_VER, versions});
    }
}

/* A word or a hash less or more. */
static struct rt_bytes resize(struct tree *tree, struct rt_bytes value, uint32_t *state)
{
    size_t step = mutator_random(state) % 2 == 0 ? 4 : 32;
    if (mutator_random(state) % 2 == 0) {
        value.len -= value.len >= step ? step : 0;
        return value;
    }
    size_t kept = value.len <= MAX_FRESH - step ? value.len : MAX_FRESH - step;
    (void)random_value(tree, state);
    if (kept > 0) {
        memcpy(tree->fresh, value.data, kept);
    }
    return rt_bytes_from(tree->fresh, kept + step);
}

/* The field as the only one of a message. */
static struct rt_bytes nest(struct tree *tree, struct rt_field field)
{
    struct rt_encoder encoder;
    rt_encode_begin(&encoder, tree->fresh, MAX_FRESH, 1);
    rt_encode_add(&encoder, field.tag, field.value);
    return rt_bytes_from(tree->fresh, rt_encode_end(&encoder));
}

static void edit(struct tree *tree, uint32_t *state)
{
    uint32_t at = mutator_random(state) % tree->num, other = mutator_random(state) % tree->num;
    struct rt_field *field = &tree->fields[at], saved = *field;
    switch (mutator_random(state) % 10) {
    case 0:
        put(tree, (struct rt_field){random_tag(state), random_value(tree, state)});
        break;
    case 1:
        drop(tree, at);
        break;
    case 2: /* reorder, unless sorted again */
        *field = tree->fields[other];
        tree->fields[other] = saved;
        break;
    case 3: /* duplicate */
        append(tree, saved);
        break;
    case 4:
        field->value = resize(tree, saved.value, state);
        break;
    case 5:
        field->value = random_value(tree, state);
        break;
    case 6: /* a value under another tag: nests and unnests messages */
        field->value = tree->fields[other].value;
        break;
    case 7:
        field->value = nest(tree, tree->fields[other]);
        break;
    case 8:
        field->tag = random_tag(state);
        break;
    default:
        change_version(tree, state);
        break;
    }
}

/* Edits the message in `in`, or one nested in it; with a donor takes a field from that, or one nested in that
 * at the same place. 0 when `in` is no message. */
static size_t edit_message(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                           uint32_t *state, unsigned depth)
{
    struct tree tree, other = {.num = 0};
    uint8_t nested[MUTATOR_MAX];
    if (!take_apart(&tree, in) || (donor != NULL && (!take_apart(&other, *donor) || other.num == 0))) {
        return 0;
    }
    struct rt_field *field = &tree.fields[tree.num > 0 ? mutator_random(state) % tree.num : 0];
    bool nests = tree.num > 0 && rt_tag_type(field->tag) == RT_TYPE_MESSAGE && depth < 3;
    for (uint32_t i = 0; i < other.num && nests && donor != NULL; i++) {
        donor = other.fields[i].tag == field->tag ? &other.fields[i].value : donor;
    }
    size_t len = nests ? edit_message(nested, sizeof nested, field->value, donor, state, depth + 1) : 0;
    if (len > 0) {
        field->value = rt_bytes_from(nested, len);
    } else if (other.num > 0) {
        put(&tree, other.fields[mutator_random(state) % other.num]);
    } else if (tree.num > 0) {
        edit(&tree, state);
    } else {
        change_version(&tree, state);
    }
    if (mutator_random(state) % 16 != 0) {
        sort(&tree);
    }
    return put_together(out, cap, &tree);
}

static size_t repair(uint8_t *data, size_t size)
{
    if (size >= RT_FRAME_LEN) {
        size -= size % 4;
        (void)!rt_encode_frame(data, size, size - RT_FRAME_LEN);
    }
    return size;
}

/* Bytes before the message. */
static size_t header_of(struct rt_bytes in)
{
    return rt_frame_begins(in) && in.len > RT_FRAME_LEN ? RT_FRAME_LEN : 0;
}

/* Length of a first packet that is followed by another one: a request before its response. 0 if there is
 * none. */
static size_t first_of_two(struct rt_bytes in)
{
    struct rt_bytes packet, behind;
    struct rt_error err;
    return rt_frame_split(&packet, &behind, &err, in) && behind.len > 0 ? packet.len : 0;
}

/* edit_message on packets and bare messages; 0 when there is no room or no message. */
static size_t edit_one(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                       uint32_t *state)
{
    size_t header = header_of(in);
    if (cap <= header) {
        return 0;
    }
    size_t len = edit_message(out + header, cap - header, rt_bytes_after(in, header), donor, state, 0);
    return len > 0 && header > 0 ? repair(out, header + len) : len;
}

/* Of two packets rather the second: it is what is verified. */
size_t mutator_packet(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                      uint32_t *state)
{
    size_t kept = first_of_two(in), len = 0;
    if (kept > 0 && kept < cap && mutator_random(state) % 8 != 0) {
        memcpy(out, in.data, kept);
        len = edit_one(out + kept, cap - kept, rt_bytes_after(in, kept), donor, state);
        return len > 0 ? kept + len : 0;
    }
    return edit_one(out, cap, in, donor, state);
}

static size_t edit_any(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                       uint32_t *state)
{
    size_t len = mutator_json(out, cap, in, donor, state);
    if (len > 0 || donor == NULL) {
        return len > 0 ? len : mutator_packet(out, cap, in, NULL, state);
    }
    struct rt_bytes message = rt_bytes_after(*donor, header_of(*donor));
    return mutator_packet(out, cap, in, &message, state);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    static uint8_t out[MUTATOR_MAX];
    uint32_t state = seed;
    size_t kept = first_of_two(rt_bytes_from(data, size));
    bool framed = header_of(rt_bytes_after(rt_bytes_from(data, size), kept)) > 0;
    if (mutator_random(&state) % 2 == 0) {
        size_t cap = max_size < sizeof out ? max_size : sizeof out;
        size_t len = edit_any(out, cap, rt_bytes_from(data, size), NULL, &state);
        memcpy(data, out, len);
        if (len > 0) {
            return len;
        }
    }
    size = LLVMFuzzerMutate(data, size, max_size);
    kept = kept < size ? kept : 0;
    return framed && mutator_random(&state) % 4 != 0 ? kept + repair(data + kept, size - kept) : size;
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *data, size_t size, const uint8_t *other, size_t other_size,
                                 uint8_t *out, size_t cap, unsigned int seed)
{
    uint32_t state = seed;
    struct rt_bytes donor = rt_bytes_from(other, other_size);
    return edit_any(out, cap, rt_bytes_from(data, size), &donor, &state);
}
