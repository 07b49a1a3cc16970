/* A capture's packets as exchanges. */
#include "tools/source.h"

#include <stdlib.h>

/* So many requests before a response are looked at, as of one flow. */
#define FLOW_WINDOW 4096

/* The request of the other direction that this response answers: the last with the same nonce, or where the
 * response repeats none the first that nobody answered yet. */
static size_t find_request(const struct pairs *pairs, size_t response)
{
    const struct pairs_message *r = &pairs->message[response];
    const struct capture_packet *packet = r->origin;
    size_t found = PAIRS_NONE;
    size_t stop = response > FLOW_WINDOW ? response - FLOW_WINDOW : 0;
    for (size_t i = response; i > stop;) {
        i--;
        const struct pairs_message *q = &pairs->message[i];
        const struct capture_packet *asked = q->origin;
        if (!q->is_request || q->is_used || !capture_flow_answers(&packet->flow, &asked->flow)) {
            continue;
        }
        if (r->nonce.len == 0) {
            found = i;
        } else if (rt_bytes_equal(q->nonce, r->nonce)) {
            return i;
        }
    }
    return found;
}

/* Packets as messages, and errors as refusals. */
static bool add_all(struct source *out)
{
    struct capture *capture = &out->capture;
    out->refused = calloc(capture->num_packets + 1, sizeof *out->refused);
    if (out->refused == NULL) {
        return false;
    }
    for (size_t i = 0; i < capture->num_packets; i++) {
        struct capture_packet *packet = &capture->packet[i];
        if (packet->error.code != RT_OK) {
            out->refused[out->num_refused++] = (struct source_refusal){packet->label, packet->error};
        } else if (pairs_add(&out->pairs, packet->bytes, packet->label, RT_FORM_ANY)) {
            out->pairs.message[out->pairs.num_messages - 1].origin = packet;
        } else {
            return false;
        }
    }
    return true;
}

/* By flow, then, for captures that saw addresses translated, as loose packets are. */
static bool match(struct pairs *pairs)
{
    for (size_t i = 0; i < pairs->num_messages; i++) {
        if (!pairs->message[i].is_request) {
            size_t request = find_request(pairs, i);
            if (request != PAIRS_NONE && !pairs_put(pairs, request, i)) {
                return false;
            }
        }
    }
    return pairs_match(pairs, RT_FORM_ANY);
}

enum source_failure source_open_capture(struct source *out, struct rt_error *err)
{
    out->kind = SOURCE_CAPTURE;
    out->format = "capture";
    enum capture_failure failure = capture_read(&out->capture, err, out->bytes);
    if (failure == CAPTURE_REFUSED) {
        return SOURCE_REFUSED;
    }
    if (failure == CAPTURE_NO_MEMORY || !add_all(out) || !match(&out->pairs)) {
        return SOURCE_NO_MEMORY;
    }
    if (err->code != RT_OK) { /* said as an entry, so that what was read before it is not lost */
        out->refused[out->num_refused++] = (struct source_refusal){"end of the capture", *err};
        (void)rt_succeed(err);
    }
    return SOURCE_OPENED;
}
