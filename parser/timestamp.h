/* Times as people write them in server lists. */
#ifndef ROUGHPROOF_PARSER_TIMESTAMP_H
#define ROUGHPROOF_PARSER_TIMESTAMP_H

#include "time.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Reads a date-time of RFC 3339 5.6: "2026-03-16T19:12:51Z", with any fraction (of which microseconds are
 * kept), any offset, and second 60 at 23:59Z alone. False, `out` zeroed, for anything else. */
RT_MUST_CHECK bool rt_timestamp_parse(struct rt_time *out, struct rt_bytes text);

#ifdef __cplusplus
}
#endif

#endif
