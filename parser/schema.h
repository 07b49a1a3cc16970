/* What a version says of the tags of a message: which must be there, and of what length their values are.
 * Tags that the version does not define in that place are not looked at: clients and servers ignore them
 * (RFC 10049 5.1 and 7). On success these functions may leave `err` alone. */
#ifndef ROUGHPROOF_PARSER_SCHEMA_H
#define ROUGHPROOF_PARSER_SCHEMA_H

#include "identify.h"

#ifdef __cplusplus
extern "C" {
#endif

/* rt_schema_check without its glance. */
/*@ requires \valid(err) && \valid_read(version) && \valid_read(set) && \valid_read(slots);
    requires \valid_read(message) && rt_slots_sound(slots) && rt_tag_rows_sound;
    requires \separated(err, version, set, slots, message) && version->hash_len > 0;
    assigns *err; */
RT_MUST_CHECK bool rt_schema_check_closely(struct rt_error *err, const struct rt_version *version,
                                           const struct rt_tag_set *set, const struct rt_slots *slots,
                                           const struct rt_message *message, bool is_request);

/* Checks `slots`, filled from `message`, against the `set` of `version` for a message of this kind and
 * place. VER\xff counts as VER. Errors: tag-missing, value-length, versions-count, versions-order,
 * versions-repeat, path-length, path-too-long, int32-form. */
/*@ requires \valid(err) && \valid_read(version) && \valid_read(set) && \valid_read(slots);
    requires \valid_read(message) && rt_slots_sound(slots) && rt_tag_rows_sound;
    requires \separated(err, version, set, slots, message) && version->hash_len > 0;
    assigns *err; */
RT_MUST_CHECK static inline bool rt_schema_check(struct rt_error *err, const struct rt_version *version,
                                                 const struct rt_tag_set *set, const struct rt_slots *slots,
                                                 const struct rt_message *message, bool is_request)
{
    /* A glance is enough where nothing mandatory is missing and all that is defined has its usual length.
     * There is no VER\xff then, for that is not regular. */
    uint32_t doubts = (set->need & ~slots->seen) | (slots->misfit & (set->need | set->may));
    bool usual = version->nonce_len == RT_USUAL_NONCE && version->hash_len == RT_USUAL_HASH;
    return (doubts == 0 && usual && slots->regular) ||
           rt_schema_check_closely(err, version, set, slots, message, is_request);
}

/* Fails for a message whose version is unknown: packet-framed when it looks like Google's behind a header,
 * version-missing, or version-unknown at its version number. */
/*@ requires \valid(err) && \valid_read(identity) && \valid_read(message) && \valid_read(srep);
    requires rt_slots_sound(message) && rt_slots_sound(srep);
    assigns *err;
    ensures \result ==> identity->version != \null; */
RT_MUST_CHECK bool rt_schema_version(struct rt_error *err, const struct rt_identity *identity,
                                     const struct rt_slots *message, const struct rt_slots *srep,
                                     size_t packet_at);

/* rt_message_check with the rules of `version`, or when that is NULL with those that all versions but drafts
 * 00 and 01 share. */
/*@ requires \valid(err) && \valid_read(slots) && \valid_read(message) && \separated(err, message);
    requires version == \null || \valid_read(version);
    requires rt_message_sound(*message);
    requires slots->regular ==> rt_tags_ascend(*message) && message->num_tags > 0;
    assigns *err;
    ensures \result && (version == \null || version->rules.ascending) ==> rt_tags_ascend(*message);
    ensures \result && !rt_tags_ascend(*message) ==> rt_tags_distinct(*message); */
RT_MUST_CHECK static inline bool rt_schema_tags(struct rt_error *err, const struct rt_version *version,
                                                const struct rt_slots *slots,
                                                const struct rt_message *message)
{
    static const struct rt_message_rules common = {true, false, false};
    return slots->regular || /* no version asks for more */
           rt_message_check(err, message, version != NULL ? version->rules : common);
}

#ifdef __cplusplus
}
#endif

#endif
