/* What kind of message these bytes are, and of which version (nothing on the wire says so in one place). */
#ifndef ROUGHPROOF_PARSER_IDENTIFY_H
#define ROUGHPROOF_PARSER_IDENTIFY_H

#include "slots.h"
#include "version.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rt_kind {
    RT_KIND_MESSAGE, /* none of the others */
    RT_KIND_REQUEST,
    RT_KIND_RESPONSE,
    RT_KIND_SREP, /* the value of an SREP tag on its own; likewise the next two */
    RT_KIND_CERT,
    RT_KIND_DELE,
};

struct rt_identity {
    enum rt_kind kind;
    const struct rt_version *version; /* NULL: unknown */
    bool has_code;
    uint32_t code; /* the version number: a response's own, or the one chosen from a request's list */
};

/* From the tags of a message and, for a response, of the SREP inside it (without any when it could not be
 * read). Never fails: what cannot be told is left unknown. `framed`: it came behind a ROUGHTIM header. */
/*@ requires \valid(out) && \valid_read(message) && rt_slots_sound(message) && \separated(out, message);
    requires \valid_read(srep) && rt_slots_sound(srep) && \separated(out, srep);
    assigns *out;
    ensures rt_version_sound(out->version); */
void rt_identify(struct rt_identity *out, const struct rt_slots *message, const struct rt_slots *srep,
                 bool framed);

/* Reads a message whose version no document defines as one of version `code`, if any document defines that:
 * for bytes that are known to be so, and for finding out. Else leaves `identity` as it is. */
/*@ requires \valid(identity) && rt_version_sound(identity->version);
    requires \valid_read(message) && rt_slots_sound(message) && \separated(identity, message);
    requires \valid_read(srep) && rt_slots_sound(srep) && \separated(identity, srep);
    assigns identity->version;
    ensures rt_version_sound(identity->version); */
void rt_identify_as(struct rt_identity *identity, const struct rt_slots *message, const struct rt_slots *srep,
                    uint32_t code);

/* "request", "response", "SREP", "CERT", "DELE" or "message". */
const char *rt_kind_name(enum rt_kind kind);

#ifdef __cplusplus
}
#endif

#endif
