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

/* A message that parsed: values are inside it and follow one another without gaps; finding a tag agrees with
 * walking; slots agree with finding; re-encoding gives the same bytes. */
void inv_message(const struct rt_message *message);

/* A message that rt_message_check passed: tags strictly ascend, or under other rules are distinct. */
void inv_tags(const struct rt_message *message, struct rt_message_rules rules);

/* All slices of a view are inside the packet, and have the lengths that the version says. */
void inv_request(const struct rt_request *request);
void inv_response(const struct rt_response *response);

/* The walk ends and covers every byte; all texts are printable ASCII; JSON in windows is JSON in one go. */
void inv_description(const struct rt_description *description);

#endif
