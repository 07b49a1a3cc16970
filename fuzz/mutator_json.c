/* Edits JSON as a tree: what comes out is JSON again, so that mutations reach the readers of reports and
 * lists. A string that is a packet in base64 is edited as a packet, and signed anew half of the time. */
#include "fuzz/mutator.h"
#include "parser/base64.h"
#include "parser/json.h"

#define MAX_NODES 512

/* A value; of a member, `from` is where its key begins. Offsets are those of the text that was parsed. */
struct node {
    struct rt_json key, value;
    size_t from, to;
    size_t parent;
};

struct tree {
    struct node node[MAX_NODES];
    size_t num;
    struct rt_bytes text;
};

/* Text that is put together; what is too long for it spoils it. */
struct out {
    uint8_t *data;
    size_t cap, len;
    bool spoilt;
};

static void put(struct out *out, const void *data, size_t len)
{
    out->spoilt = out->spoilt || len > out->cap - out->len;
    if (!out->spoilt && len > 0) {
        memcpy(out->data + out->len, data, len);
        out->len += len;
    }
}

static size_t finish(const struct out *out)
{
    return out->spoilt ? 0 : out->len;
}

static void put_part(struct out *out, struct rt_bytes text, size_t from, size_t to)
{
    put(out, text.data + from, to - from);
}

/* The text with [from, to) replaced. */
static size_t replace(struct out *out, struct rt_bytes text, size_t from, size_t to, struct rt_bytes with)
{
    put_part(out, text, 0, from);
    put(out, with.data, with.len);
    put_part(out, text, to, text.len);
    return finish(out);
}

/* All values in the order of the text, parents before their children. */
static bool grow(struct tree *tree, struct rt_bytes in)
{
    struct rt_json root, key, value;
    struct rt_error err;
    in.at = 0;
    *tree = (struct tree){.text = in};
    if (!rt_json_parse(&root, &err, in, in.len)) {
        return false;
    }
    tree->node[tree->num++] = (struct node){.value = root, .from = root.text.at};
    for (size_t i = 0; i < tree->num; i++) {
        struct rt_json_walk walk = rt_json_enter(tree->node[i].value);
        while (tree->num < MAX_NODES && rt_json_next(&key, &value, &walk)) {
            size_t from = walk.object ? key.text.at : value.text.at;
            tree->node[tree->num++] = (struct node){key, value, from, 0, i};
        }
    }
    for (size_t i = 0; i < tree->num; i++) {
        tree->node[i].to = tree->node[i].value.text.at + tree->node[i].value.text.len;
    }
    return true;
}

static const struct node *any(const struct tree *tree, uint32_t *state)
{
    return &tree->node[mutator_random(state) % tree->num];
}

static bool is_sibling(const struct tree *tree, const struct node *a, const struct node *b)
{
    return a != b && a != tree->node && b != tree->node && a->parent == b->parent;
}

/* The nearest one behind, or before; NULL if there is none. */
static const struct node *neighbour(const struct tree *tree, const struct node *node, bool behind)
{
    const struct node *found = NULL;
    for (size_t i = 0; i < tree->num; i++) {
        const struct node *n = &tree->node[i];
        bool fits = is_sibling(tree, n, node) && (n->from > node->from) == behind;
        if (fits && (found == NULL || (n->from < found->from) == behind)) {
            found = n;
        }
    }
    return found;
}

/* With the comma that is no longer needed. */
static size_t drop(struct out *out, const struct tree *tree, const struct node *node)
{
    const struct node *next = neighbour(tree, node, true), *before = neighbour(tree, node, false);
    size_t from = next == NULL && before != NULL ? before->to : node->from;
    size_t to = next != NULL ? next->from : node->to;
    return replace(out, tree->text, from, to, rt_bytes_from(NULL, 0));
}

/* `node`, of this tree or another, also behind `place`. Members go among members, elements among elements. */
static size_t insert(struct out *out, const struct tree *tree, const struct node *place,
                     const struct rt_bytes *text, const struct node *node)
{
    bool in_object = place->key.text.len > 0;
    put_part(out, tree->text, 0, place->to);
    put(out, ",", 1);
    if (in_object && node->key.text.len == 0) {
        put(out, "\"\":", 3);
    }
    put_part(out, *text, in_object ? node->from : node->value.text.at, node->to);
    put_part(out, tree->text, place->to, tree->text.len);
    return finish(out);
}

static size_t swap(struct out *out, const struct tree *tree, const struct node *a, const struct node *b)
{
    if (!is_sibling(tree, a, b)) {
        return 0;
    }
    const struct node *first = a->from < b->from ? a : b, *second = a->from < b->from ? b : a;
    put_part(out, tree->text, 0, first->from);
    put_part(out, tree->text, second->from, second->to);
    put_part(out, tree->text, first->to, second->from);
    put_part(out, tree->text, first->from, first->to);
    put_part(out, tree->text, second->to, tree->text.len);
    return finish(out);
}

static struct rt_bytes fresh(uint32_t *state)
{
    static const char words[][24] = {"null",
                                     "true",
                                     "0",
                                     "\"\"",
                                     "[]",
                                     "{}",
                                     "\"AA==\"",
                                     "-1.5e7",
                                     "18446744073709551616",
                                     "\"\\ud83d\\ude00\"",
                                     "[[[[[[[[[[]]]]]]]]]]",
                                     "\"2026-10-01T12:00:00Z\""};
    const char *word = words[mutator_random(state) % (sizeof words / sizeof words[0])];
    return rt_bytes_from(word, strlen(word));
}

static size_t nest(struct out *out, const struct tree *tree, const struct node *node, bool in_object)
{
    put_part(out, tree->text, 0, node->value.text.at);
    put(out, in_object ? "{\"\":" : "[", in_object ? 4 : 1);
    put_part(out, tree->text, node->value.text.at, node->to);
    put(out, in_object ? "}" : "]", 1);
    put_part(out, tree->text, node->to, tree->text.len);
    return finish(out);
}

/* The engine's own mutation of the characters of a string, or the digits of a number. */
static size_t edit_text(struct out *out, const struct tree *tree, const struct node *node, uint32_t *state)
{
    uint8_t text[256];
    bool quoted = rt_json_type(node->value) == RT_JSON_STRING;
    size_t skip = quoted ? 1 : 0, len = node->value.text.len - 2 * skip;
    if (len > sizeof text / 2 || rt_json_type(node->value) < RT_JSON_NUMBER) {
        return replace(out, tree->text, node->value.text.at, node->to, fresh(state));
    }
    memcpy(text, node->value.text.data + skip, len);
    len = LLVMFuzzerMutate(text, len, sizeof text);
    for (size_t i = 0; i < len; i++) {
        bool fits =
            quoted ? text[i] >= ' ' && text[i] < 0x7f && text[i] != '"' : text[i] >= '0' && text[i] <= '9';
        text[i] = fits ? text[i] : (uint8_t)('0' + text[i] % 10);
    }
    return replace(out, tree->text, node->value.text.at + skip, node->to - skip, rt_bytes_from(text, len));
}

/* A member of the object that holds `node`. */
static const struct node *beside(const struct tree *tree, const struct node *node, const char *name)
{
    for (size_t i = 0; i < tree->num; i++) {
        if (is_sibling(tree, &tree->node[i], node) && rt_json_equals(tree->node[i].key, name)) {
            return &tree->node[i];
        }
    }
    return NULL;
}

static size_t decode(uint8_t *out, size_t cap, struct rt_json value)
{
    struct rt_error err;
    size_t len;
    return rt_json_base64(out, &len, &err, cap, value) ? len : 0;
}

static void put_base64(struct out *out, struct rt_bytes bytes)
{
    char text[MUTATOR_MAX / 3 * 4 + 8];
    struct rt_text quoted = rt_text_into(text, sizeof text);
    rt_text_char(&quoted, '"');
    rt_text_base64(&quoted, bytes);
    rt_text_char(&quoted, '"');
    out->spoilt = out->spoilt || rt_text_overflows(&quoted);
    put(out, text, rt_text_len(&quoted));
}

/* The response in place of its string, and `key` in place of that of the key beside it, if there is one. */
static size_t put_signed(struct out *out, const struct tree *tree, const struct node *node,
                         struct rt_bytes response, const uint8_t *key)
{
    const struct node *other = key != NULL ? beside(tree, node, "publicKey") : NULL;
    bool before = other != NULL && other->from < node->from;
    size_t at = 0;
    for (int i = 0; i < 2; i++) {
        bool is_key = (i == 0) == before;
        const struct node *place = is_key ? other : node;
        if (place != NULL) {
            put_part(out, tree->text, at, place->value.text.at);
            put_base64(out, is_key ? rt_bytes_from(key, 32) : response);
            at = place->to;
        }
    }
    put_part(out, tree->text, at, tree->text.len);
    return finish(out);
}

/* What a string in base64 stands for: as a packet if it is one, else as bytes. */
static size_t edit_bytes(struct out *out, const struct tree *tree, const struct node *node, uint32_t *state)
{
    static uint8_t bytes[MUTATOR_MAX], edited[MUTATOR_MAX], request[MUTATOR_MAX];
    uint8_t key[32];
    size_t len = decode(bytes, sizeof bytes, node->value);
    const struct node *asked = beside(tree, node, "request");
    size_t request_len = asked != NULL ? decode(request, sizeof request, asked->value) : 0;
    size_t edited_len =
        len > 0 ? mutator_packet(edited, sizeof edited, rt_bytes_from(bytes, len), NULL, state) : 0;
    if (edited_len == 0 && len > 0) {
        memcpy(edited, bytes, len);
        edited_len = LLVMFuzzerMutate(edited, len, len + 64 < sizeof edited ? len + 64 : len);
    }
    if (edited_len == 0) {
        return 0;
    }
    bool is_signed = mutator_random(state) % 2 == 0 &&
                     mutator_sign(key, edited, edited_len, rt_bytes_from(request, request_len));
    return put_signed(out, tree, node, rt_bytes_from(edited, edited_len), is_signed ? key : NULL);
}

static size_t edit_value(struct out *out, const struct tree *tree, const struct node *node, uint32_t *state)
{
    if (rt_json_type(node->value) >= RT_JSON_ARRAY) {
        return nest(out, tree, node, mutator_random(state) % 2 == 0);
    }
    size_t len = rt_json_type(node->value) == RT_JSON_STRING ? edit_bytes(out, tree, node, state) : 0;
    return len > 0 ? len : edit_text(out, tree, node, state);
}

static size_t edit(struct out *out, const struct tree *tree, uint32_t *state)
{
    const struct node *node = any(tree, state), *other = any(tree, state);
    switch (mutator_random(state) % 8) {
    case 0:
        return drop(out, tree, node);
    case 1: /* duplicate */
        return node != tree->node ? insert(out, tree, node, &tree->text, node) : 0;
    case 2:
        return swap(out, tree, node, other);
    case 3:
        return replace(out, tree->text, node->value.text.at, node->to, fresh(state));
    case 4: /* a value in another one's place: unnests, too */
        return replace(out, tree->text, node->value.text.at, node->to, other->value.text);
    case 5: /* the name of another member */
        return node->key.text.len > 0 && other->key.text.len > 0
                   ? replace(out, tree->text, node->from, node->from + node->key.text.len, other->key.text)
                   : 0;
    default:
        return edit_value(out, tree, node, state);
    }
}

/* A member of the same name, or any value, of another text. */
static size_t splice(struct out *out, const struct tree *tree, const struct tree *donor, uint32_t *state)
{
    const struct node *node = any(tree, state), *given = any(donor, state);
    for (size_t i = 0; i < donor->num && node->key.text.len > 0; i++) {
        if (rt_bytes_equal(donor->node[i].key.text, node->key.text) && mutator_random(state) % 2 == 0) {
            given = &donor->node[i];
        }
    }
    if (mutator_random(state) % 2 == 0 && node != tree->node) {
        return insert(out, tree, node, &donor->text, given);
    }
    return replace(out, tree->text, node->value.text.at, node->to, given->value.text);
}

/* A line of it, its end included. */
static struct rt_bytes any_line(struct rt_bytes in, uint32_t *state)
{
    size_t at = in.len > 0 ? mutator_random(state) % in.len : 0, end = at;
    while (at > 0 && in.data[at - 1] != '\n') {
        at--;
    }
    while (end < in.len && in.data[end] != '\n') {
        end++;
    }
    struct rt_bytes line;
    in.at = 0;
    return rt_bytes_sub(&line, in, at, end + (end < in.len ? 1 : 0) - at) ? line : in;
}

static size_t edit_tree(struct out *out, struct rt_bytes in, const struct rt_bytes *donor, uint32_t *state)
{
    static struct tree tree, other;
    if (!grow(&tree, in)) {
        return 0;
    }
    bool spliced = donor != NULL && (grow(&other, *donor) || grow(&other, any_line(*donor, state)));
    return spliced ? splice(out, &tree, &other, state) : edit(out, &tree, state);
}

/* Of several lines one is dropped, doubled or edited. */
static size_t edit_lines(struct out *out, struct rt_bytes in, const struct rt_bytes *donor, uint32_t *state)
{
    static uint8_t edited[MUTATOR_MAX];
    struct rt_bytes line = any_line(in, state);
    struct out inner = {edited, sizeof edited, 0, false};
    uint32_t roll = mutator_random(state) % 8;
    if (line.len == in.len) {
        return 0;
    }
    if (roll < 2) {
        return replace(out, in, line.at, line.at + (roll == 0 ? line.len : 0),
                       roll == 0 ? rt_bytes_from(NULL, 0) : line);
    }
    if (edit_tree(&inner, line, donor, state) == 0) {
        return 0;
    }
    return replace(out, in, line.at, line.at + line.len, rt_bytes_from(edited, inner.len));
}

size_t mutator_json(uint8_t *out, size_t cap, struct rt_bytes in, const struct rt_bytes *donor,
                    uint32_t *state)
{
    struct out whole = {out, cap, 0, false};
    size_t first = 0;
    while (first < in.len && in.data[first] <= ' ') {
        first++;
    }
    if (in.len > MUTATOR_MAX || first == in.len || (in.data[first] != '{' && in.data[first] != '[')) {
        return 0;
    }
    in.at = 0;
    size_t len = edit_tree(&whole, in, donor, state);
    if (len > 0 || whole.len > 0) {
        return len;
    }
    whole = (struct out){out, cap, 0, false};
    return edit_lines(&whole, in, donor, state);
}
