/* Exchanges as reports have them (RFC 10049 8.4.1). */
#ifndef ROUGHPROOF_TOOLS_REPORT_OUT_H
#define ROUGHPROOF_TOOLS_REPORT_OUT_H

#include "parser/report.h"

#include <stdio.h>

/* The object of one exchange: publicKey, rand, request and response as far as they are there; with `all`, for
 * NDJSON, nonce and id as well. */
void report_put_exchange(FILE *out, const struct rt_exchange *x, bool all);

/* What stands before the first exchange, between two, and behind the last. */
#define REPORT_BEGIN     "{\"responses\":["
#define REPORT_SEPARATOR ",\n"
#define REPORT_END       "]}\n"

#endif
