#include "tools/pairs.h"

#include "parser/describe.h"
#ifdef ROUGHPROOF_WITH_BEARSSL
#include "verify/response.h"
#endif

#include <stdlib.h>
#include <string.h>

/* So many requests before a response are tried against its Merkle tree. */
#define LEAF_WINDOW 64

/* Room for one more of `size` bytes each; or NULL, and everything is as it was. */
static void *grown(void *items, size_t num, size_t *room, size_t size)
{
    size_t more = *room == 0 ? 16 : 2 * *room;
    if (num < *room) {
        return items;
    }
    void *moved = more > SIZE_MAX / size ? NULL : realloc(items, more * size);
    *room = moved != NULL ? more : *room;
    return moved;
}

/* The nonce of a message whose structure is sound. */
static struct rt_bytes find_nonce(struct rt_bytes bytes, enum rt_form form)
{
    struct rt_bytes body, nonce;
    struct rt_message message;
    struct rt_error err;
    bool framed;
    if (rt_frame_open(&body, &framed, &err, bytes, form) &&
        rt_message_parse(&message, &err, body, RT_IN_TOP) && rt_message_find(&nonce, &message, RT_TAG_NONC)) {
        return nonce;
    }
    return (struct rt_bytes){NULL, 0, 0};
}

static bool is_request(struct rt_bytes bytes, enum rt_form form)
{
    struct rt_description description;
    rt_describe(&description, bytes, form);
    return description.identity.kind == RT_KIND_REQUEST;
}

bool pairs_add(struct pairs *pairs, struct rt_bytes bytes, const char *file, enum rt_form form)
{
    void *grew = grown(pairs->message, pairs->num_messages, &pairs->room, sizeof *pairs->message);
    if (grew == NULL) {
        return false;
    }
    pairs->message = grew;
    pairs->message[pairs->num_messages++] =
        (struct pairs_message){bytes, file, is_request(bytes, form), false, find_nonce(bytes, form), NULL};
    return true;
}

bool pairs_put(struct pairs *pairs, size_t request, size_t response)
{
    void *grew = grown(pairs->pair, pairs->num_pairs, &pairs->pair_room, sizeof *pairs->pair);
    if (grew == NULL) {
        return false;
    }
    pairs->pair = grew;
    pairs->pair[pairs->num_pairs++] = (struct pair){request, response};
    if (request != PAIRS_NONE) {
        pairs->message[request].is_used = true;
    }
    if (response != PAIRS_NONE) {
        pairs->message[response].is_used = true;
    }
    return true;
}

static int compare_nonces(struct rt_bytes a, struct rt_bytes b)
{
    if (a.len != b.len) {
        return a.len < b.len ? -1 : 1;
    }
    return a.len > 0 ? memcmp(a.data, b.data, a.len) : 0;
}

/* Request `a` comes before request `b`: by nonce, then by place. */
static bool precedes(const struct pairs *pairs, size_t a, size_t b)
{
    int order = compare_nonces(pairs->message[a].nonce, pairs->message[b].nonce);
    return order != 0 ? order < 0 : a < b;
}

/* Lets the item at the top of a heap sink to its place. */
static void sink(struct pairs *pairs, size_t top, size_t num)
{
    size_t *heap = pairs->by_nonce;
    for (size_t child = 2 * top + 1; child < num; child = 2 * top + 1) {
        if (child + 1 < num && precedes(pairs, heap[child], heap[child + 1])) {
            child++;
        }
        if (!precedes(pairs, heap[top], heap[child])) {
            return;
        }
        size_t moved = heap[top];
        heap[top] = heap[child];
        heap[child] = moved;
        top = child;
    }
}

/* A heap sort: qsort would ask the system for the size of its memory, which the sandbox does not allow, and
 * hand the comparison nothing but two indices. */
static bool sort_requests(struct pairs *pairs)
{
    pairs->by_nonce = calloc(pairs->num_messages + 1, sizeof *pairs->by_nonce);
    if (pairs->by_nonce == NULL) {
        return false;
    }
    for (size_t i = 0; i < pairs->num_messages; i++) {
        if (pairs->message[i].is_request && pairs->message[i].nonce.len > 0) {
            pairs->by_nonce[pairs->num_by_nonce++] = i;
        }
    }
    for (size_t i = pairs->num_by_nonce / 2; i > 0; i--) {
        sink(pairs, i - 1, pairs->num_by_nonce);
    }
    for (size_t end = pairs->num_by_nonce; end > 1; end--) {
        size_t last = pairs->by_nonce[0];
        pairs->by_nonce[0] = pairs->by_nonce[end - 1];
        pairs->by_nonce[end - 1] = last;
        sink(pairs, 0, end - 1);
    }
    return true;
}

/* How many of the sorted requests come before (nonce, index). */
static size_t rank(const struct pairs *pairs, struct rt_bytes nonce, size_t index)
{
    size_t low = 0, high = pairs->num_by_nonce;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        size_t request = pairs->by_nonce[middle];
        int order = compare_nonces(pairs->message[request].nonce, nonce);
        if (order < 0 || (order == 0 && request < index)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool has_nonce(const struct pairs *pairs, size_t at, struct rt_bytes nonce)
{
    return at < pairs->num_by_nonce && rt_bytes_equal(pairs->message[pairs->by_nonce[at]].nonce, nonce);
}

/* The request with this nonce: the nearest before the response, else the first behind it. */
static size_t find_by_nonce(const struct pairs *pairs, size_t response)
{
    struct rt_bytes nonce = pairs->message[response].nonce;
    if (nonce.len == 0) {
        return PAIRS_NONE;
    }
    size_t at = rank(pairs, nonce, response);
    return at > 0 && has_nonce(pairs, at - 1, nonce) ? pairs->by_nonce[at - 1]
           : has_nonce(pairs, at, nonce)             ? pairs->by_nonce[at]
                                                     : PAIRS_NONE;
}

/* Where a word begins, or NULL. */
static const char *find_word(const char *in, const char *word)
{
    size_t len = strlen(word);
    for (size_t left = strlen(in); left >= len; left--, in++) {
        if (memcmp(in, word, len) == 0) {
            return in;
        }
    }
    return NULL;
}

/* Length of a file's name without "request" or "response" and what follows; or all of it but the suffix. */
static size_t stem_len(const char *file)
{
    const char *word = find_word(file, "request");
    word = word != NULL ? word : find_word(file, "response");
    word = word != NULL ? word : strrchr(file, '.');
    return word != NULL ? (size_t)(word - file) : strlen(file);
}

/* Files come in the order of their names, so the other one is near. */
static size_t find_by_stem(const struct pairs *pairs, size_t response)
{
    const char *file = pairs->message[response].file;
    size_t len = stem_len(file), from = response > LEAF_WINDOW ? response - LEAF_WINDOW : 0;
    for (size_t i = from; len > 0 && i < pairs->num_messages && i - from <= (size_t)2 * LEAF_WINDOW; i++) {
        const struct pairs_message *m = &pairs->message[i];
        if (m->is_request && !m->is_used && stem_len(m->file) == len && memcmp(m->file, file, len) == 0) {
            return i;
        }
    }
    return PAIRS_NONE;
}

#ifdef ROUGHPROOF_WITH_BEARSSL

static bool is_leaf(const struct rt_response *response, const struct pairs_message *request)
{
    enum rt_merkle_order order;
    struct rt_error err;
    bool packet = response->version->leaf == RT_LEAF_PACKET;
    return rt_check_merkle(&order, &err, response, packet ? request->bytes : request->nonce,
                           response->version);
}

static size_t find_by_leaf(const struct pairs *pairs, size_t response, enum rt_form form)
{
    struct rt_response parsed;
    struct rt_error err;
    if (!rt_response_parse(&parsed, &err, pairs->message[response].bytes, form)) {
        return PAIRS_NONE;
    }
    for (size_t i = response; i > 0 && response - i < LEAF_WINDOW; i--) {
        if (pairs->message[i - 1].is_request && is_leaf(&parsed, &pairs->message[i - 1])) {
            return i - 1;
        }
    }
    return PAIRS_NONE;
}

#else

static size_t find_by_leaf(const struct pairs *pairs, size_t response, enum rt_form form)
{
    (void)form;
    for (size_t i = response; i > 0 && response - i < LEAF_WINDOW; i--) {
        if (pairs->message[i - 1].is_request && !pairs->message[i - 1].is_used) {
            return i - 1;
        }
    }
    return PAIRS_NONE;
}

#endif

static size_t find_request(const struct pairs *pairs, size_t response, enum rt_form form)
{
    bool repeats = pairs->message[response].nonce.len > 0;
    bool alone = pairs->num_messages == 2 && pairs->message[1 - response].is_request;
    size_t found = find_by_nonce(pairs, response);
    found = found == PAIRS_NONE ? find_by_stem(pairs, response) : found;
    found = found == PAIRS_NONE && !repeats ? find_by_leaf(pairs, response, form) : found;
    return found == PAIRS_NONE && alone ? 1 - response : found;
}

bool pairs_match(struct pairs *pairs, enum rt_form form)
{
    size_t *answered = calloc(pairs->num_messages + 1, sizeof *answered); /* by response */
    bool ok = answered != NULL && sort_requests(pairs);
    for (size_t i = 0; ok && i < pairs->num_messages; i++) {
        struct pairs_message *m = &pairs->message[i];
        answered[i] = m->is_request || m->is_used ? PAIRS_NONE : find_request(pairs, i, form);
        if (answered[i] != PAIRS_NONE) {
            pairs->message[answered[i]].is_used = true;
        }
    }
    for (size_t i = 0; ok && i < pairs->num_messages; i++) {
        struct pairs_message *m = &pairs->message[i];
        if (!m->is_used) {
            ok = m->is_request ? pairs_put(pairs, i, PAIRS_NONE) : pairs_put(pairs, answered[i], i);
        }
    }
    free(answered);
    return ok;
}

void pairs_free(struct pairs *pairs)
{
    free(pairs->message);
    free(pairs->by_nonce);
    free(pairs->pair);
    *pairs = (struct pairs){0};
}
