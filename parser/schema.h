/* What a version says of the tags of a message: which must be there, and of what length their values are.
 * Tags that the version does not define in that place are not looked at: clients and servers ignore them
 * (RFC 10049 5.1 and 7). These functions leave `err` alone when they succeed. */
#ifndef ROUGHPROOF_PARSER_SCHEMA_H
#define ROUGHPROOF_PARSER_SCHEMA_H

#include "identify.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Checks `slots`, filled from `message`, against the `set` of `version` for a message of this kind and
 * place. VER\xff counts as VER. Errors: tag-missing, value-length, versions-count, versions-order,
 * versions-repeat, path-length, path-too-long, int32-form. */
RT_MUST_CHECK bool rt_schema_check(struct rt_error *err, const struct rt_version *version,
                                   const struct rt_tag_set *set, const struct rt_slots *slots,
                                   const struct rt_message *message, bool is_request);

/* Fails for a message whose version is unknown: packet-framed when it looks like Google's behind a header,
 * version-missing, or version-unknown at its version number. */
RT_MUST_CHECK bool rt_schema_version(struct rt_error *err, const struct rt_identity *identity,
                                     const struct rt_slots *message, const struct rt_slots *srep,
                                     struct rt_bytes packet);

/* rt_message_check with the rules of `version`, or when that is NULL with those that all versions but drafts
 * 00 and 01 share. */
RT_MUST_CHECK bool rt_schema_tags(struct rt_error *err, const struct rt_version *version,
                                  const struct rt_slots *slots, const struct rt_message *message);

#ifdef __cplusplus
}
#endif

#endif
