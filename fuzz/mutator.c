/* A mutator that knows messages: it takes the input apart into tags and values, edits those, and writes a sound
 * message again, so that mutations reach beyond the header checks. Half of the time, and for inputs that are no
 * message, the engine's own mutations do the work; then the packet's length is repaired now and then. */
#include "fuzz/target.h"
#include "parser/encode.h"
#include "parser/frame.h"
#include "parser/message.h"
#include "parser/tag.h"

#define MAX_FIELDS 32
#define MAX_BYTES  4096

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

struct tree {
    struct rt_field fields[MAX_FIELDS];
    uint32_t num;
    uint8_t fresh[256]; /* a new value's bytes */
};

static uint32_t next_random(uint32_t *state)
{
    *state = *state * UINT32_C(1664525) + UINT32_C(1013904223);
    return *state >> 8;
}

static uint32_t random_tag(uint32_t *state)
{
    uint32_t roll = next_random(state);
    return roll % 8 != 0 ? rt_tag_of((enum rt_id)(roll % RT_NUM_IDS)) : UINT32_C(0x455a5247) + roll % 7;
}

static struct rt_bytes random_value(struct tree *tree, uint32_t *state)
{
    static const size_t lens[] = {0, 4, 8, 32, 36, 64, 128};
    static const uint32_t codes[] = {0,          1,          0x80000001, 0x80000003,
                                     0x80000007, 0x80000008, 0x8000000b, 0x8000000c};
    for (size_t i = 0; i < sizeof tree->fresh; i += 4) {
        rt_encode_u32(tree->fresh + i, next_random(state) % 2 == 0 ? codes[next_random(state) % 8] : 0);
    }
    return rt_bytes_from(tree->fresh, lens[next_random(state) % 7]);
}

static void insert(struct tree *tree, uint32_t *state)
{
    struct rt_field field = {random_tag(state), random_value(tree, state)};
    uint32_t at = 0;
    while (at < tree->num && tree->fields[at].tag < field.tag) {
        at++;
    }
    if (tree->num < MAX_FIELDS) {
        memmove(tree->fields + at + 1, tree->fields + at, (tree->num - at) * sizeof field);
        tree->fields[at] = field;
        tree->num++;
    }
}

static void drop(struct tree *tree, uint32_t at)
{
    memmove(tree->fields + at, tree->fields + at + 1, (tree->num - at - 1) * sizeof tree->fields[0]);
    tree->num--;
}

static void edit(struct tree *tree, uint32_t *state)
{
    uint32_t at = next_random(state) % tree->num, other = next_random(state) % tree->num;
    struct rt_field saved = tree->fields[at];
    switch (next_random(state) % 7) {
    case 0:
        insert(tree, state);
        break;
    case 1:
        drop(tree, at);
        break;
    case 2: /* reorder, and duplicate when one is copied over */
        tree->fields[at] = tree->fields[other];
        tree->fields[other] = saved;
        break;
    case 3:
        tree->fields[at] = tree->fields[other];
        break;
    case 4: /* resize */
        saved.value.len -= saved.value.len >= 4 ? 4 : 0;
        tree->fields[at].value = saved.value;
        break;
    case 5:
        tree->fields[at].value = random_value(tree, state);
        break;
    default: /* a value under another tag: nests and unnests messages */
        tree->fields[at].value = tree->fields[other].value;
        break;
    }
}

/* Edits the message in `in`, or one nested in it; 0 when it is none. */
static size_t edit_message(uint8_t *out, size_t cap, struct rt_bytes in, uint32_t *state, unsigned depth)
{
    struct tree tree = {.num = 0};
    struct rt_message message;
    struct rt_error err;
    struct rt_encoder encoder;
    uint8_t nested[MAX_BYTES];
    if (!rt_message_parse(&message, &err, in, RT_IN_TOP)) {
        return 0;
    }
    while (tree.num < MAX_FIELDS && rt_message_at(&tree.fields[tree.num], &message, tree.num)) {
        tree.num++;
    }
    uint32_t at = tree.num > 0 ? next_random(state) % tree.num : 0;
    bool nests = tree.num > 0 && rt_tag_type(tree.fields[at].tag) == RT_TYPE_MESSAGE && depth < 3;
    size_t len = nests ? edit_message(nested, sizeof nested, tree.fields[at].value, state, depth + 1) : 0;
    if (len > 0) {
        tree.fields[at].value = rt_bytes_from(nested, len);
    } else if (tree.num > 0) {
        edit(&tree, state);
    } else {
        insert(&tree, state);
    }
    rt_encode_begin(&encoder, out, cap, tree.num);
    for (uint32_t i = 0; i < tree.num; i++) {
        rt_encode_add(&encoder, tree.fields[i].tag, tree.fields[i].value);
    }
    return rt_encode_end(&encoder);
}

static size_t repair(uint8_t *data, size_t size)
{
    if (size >= RT_FRAME_LEN) {
        size -= size % 4;
        (void)!rt_encode_frame(data, size, size - RT_FRAME_LEN);
    }
    return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
    static uint8_t out[MAX_BYTES];
    uint32_t state = seed;
    bool framed = rt_frame_begins(rt_bytes_from(data, size)) && size > RT_FRAME_LEN;
    size_t header = framed ? RT_FRAME_LEN : 0, len = 0;
    if (next_random(&state) % 2 == 0) {
        struct rt_bytes message = rt_bytes_after(rt_bytes_from(data, size), header);
        size_t cap = max_size < sizeof out ? max_size : sizeof out;
        len = cap > header ? edit_message(out, cap - header, message, &state, 0) : 0;
    }
    if (len == 0) {
        size = LLVMFuzzerMutate(data, size, max_size);
        return next_random(&state) % 3 == 0 ? repair(data, size) : size;
    }
    memcpy(data + header, out, len);
    return framed ? repair(data, header + len) : len;
}
