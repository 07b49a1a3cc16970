/* A request on a stream. */
#ifndef ROUGHPROOF_TOOLS_REQUEST_SHOW_H
#define ROUGHPROOF_TOOLS_REQUEST_SHOW_H

#include "tools/request_maker.h"

#include <stdio.h>

enum request_format { REQUEST_RAW, REQUEST_HEX, REQUEST_BASE64, REQUEST_JSON };

/* Writes the request as bytes or, in every other format, as one line: the JSON of roughproof-mkreq(1).
 * `asked` is what it was made from. */
void request_show(FILE *out, enum request_format format, const struct request_options *asked,
                  const struct request *made);

/* A line of hex. `bytes` are no more than a request. */
void request_show_hex(FILE *out, struct rt_bytes bytes);

#endif
