/* What must hold for any bytes: the properties that fuzz targets and tests assert. Each prints its name and
 * aborts when it is broken. */
#ifndef ROUGHPROOF_FUZZ_INVARIANTS_H
#define ROUGHPROOF_FUZZ_INVARIANTS_H

#include "parser/describe.h"
#include "parser/request.h"
#include "parser/response.h"

#include <stdio.h>
#include <stdlib.h>

#define INVARIANT(condition)                                                                                 \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition);                          \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

/* A slice of `input` lies inside it, and its offset is where it lies. */
void inv_inside(struct rt_bytes slice, struct rt_bytes input);

/* Success has the code RT_OK and nothing else; failure a row of the list and an offset inside the input. */
void inv_error(bool ok, const struct rt_error *err, struct rt_bytes input);

/* A message that parsed: values are inside it and follow one another without gaps; finding a tag gives the
 * first, slots the last, and both say nothing of tags that are not there; re-encoding gives the same bytes.
 */
void inv_message(const struct rt_message *message);

/* A message that rt_message_check passed: tags strictly ascend, or under other rules are distinct. */
void inv_tags(const struct rt_message *message, struct rt_message_rules rules);

/* Each packet that rt_frame_split cuts off `in` is one that rt_frame_parse accepts, and nothing is lost. */
void inv_split(struct rt_bytes in);

/* A whole packet is cut off whatever follows it. */
void inv_followed(struct rt_bytes packet);

/* All slices of a view are inside the packet, and have the lengths that the version says. */
void inv_request(const struct rt_request *request);
void inv_response(const struct rt_response *response);

/* A copy of `in` on an odd address, at the end of a block of its own, and INV_SHIFT further on in the
 * outermost bytes; to be freed with inv_copy_drop. What comes of it is the same, but for the offsets. */
#define INV_SHIFT 1000
struct rt_bytes inv_copy(struct rt_bytes in);
void inv_copy_drop(struct rt_bytes copy);
void inv_same_error(const struct rt_error *err, const struct rt_error *moved);
void inv_same_slice(struct rt_bytes slice, struct rt_bytes moved);

/* The same bytes at another address and offset, and told whether they are a packet or a message, give the
 * same result and error, shifted by the offset. */
void inv_request_elsewhere(const struct rt_request *request, const struct rt_error *err);
void inv_response_elsewhere(const struct rt_response *response, const struct rt_error *err);

/* The walk ends; its items other than whole messages follow one another without gap or overlap, and what they
 * say is the same elsewhere; all texts are printable ASCII; JSON is JSON, and in windows the same as in one
 * go. */
void inv_description(const struct rt_description *description);

#endif
