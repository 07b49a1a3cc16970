/* Which response answers which request, of packets that lie loose in a file or a directory. */
#ifndef ROUGHPROOF_TOOLS_PAIRS_H
#define ROUGHPROOF_TOOLS_PAIRS_H

#include "parser/frame.h"

struct pairs_message {
    struct rt_bytes bytes;
    const char *file; /* its name within a directory; "" elsewhere */
    bool is_request;  /* all else counts as a response: whoever verifies it will say what is wrong with it */
    bool is_used;     /* a response that belongs to a request, or a request that was answered */
    struct rt_bytes nonce; /* or empty */
    const void *origin;    /* the caller's, or NULL */
};

#define PAIRS_NONE SIZE_MAX

/* Indices of messages; one of them may be PAIRS_NONE. */
struct pair {
    size_t request, response;
};

/* A zeroed one is empty. Slices and names stay the caller's. */
struct pairs {
    struct pairs_message *message;
    size_t num_messages, room;
    size_t *by_nonce; /* the requests that have one, in its order */
    size_t num_by_nonce;
    struct pair *pair;
    size_t num_pairs, pair_room;
};

/* Adds a message. False when there is no memory, as of the other functions. */
RT_MUST_CHECK bool pairs_add(struct pairs *pairs, struct rt_bytes bytes, const char *file, enum rt_form form);

/* Puts two messages together that are known to belong together. */
RT_MUST_CHECK bool pairs_put(struct pairs *pairs, size_t request, size_t response);

/* Finds the request of each response that has none yet, by the first of these that fits: the same NONC; in a
 * directory, the same name but for "request" and "response" or what follows it; where the response repeats
 * no nonce, that it leads to its ROOT (of the few requests before it), or in a build without hashes the
 * unanswered request before it; that there are no other messages than these two. Then appends to `pair`, in
 * the order of the messages, each response, with its request or PAIRS_NONE, and each request that nobody
 * answered. A request may have several responses. */
RT_MUST_CHECK bool pairs_match(struct pairs *pairs, enum rt_form form);

void pairs_free(struct pairs *pairs);

#endif
