/* A request under edit: what the mistakes of tools/mistake.h work on. */
#ifndef ROUGHPROOF_TOOLS_SKETCH_H
#define ROUGHPROOF_TOOLS_SKETCH_H

#include "tools/mistake.h"

#define SKETCH_FIELDS 12 /* five of a sound request, and those that mistakes add */

/* Mistakes of the stage FIELDS edit the fields, from which `out` is then written; those of MESSAGE edit that,
 * before the packet header is written; those of PACKET edit all of it. */
struct sketch {
    const struct rt_version *version;
    bool framed;
    size_t header;        /* length of the packet header, 12 or 0 */
    size_t size;          /* of the message, if padding can keep it */
    uint32_t padding_tag; /* or 0 */
    uint8_t padding_byte;
    uint32_t num;
    struct rt_field field[SKETCH_FIELDS]; /* values are slices of the sound request or of `made` */
    uint8_t made[2 * MISTAKE_ROOM];
    size_t num_made;
    uint8_t *out; /* the packet */
    size_t len;
};

/* The bytes with which padding keeps the size, or 0 if there are more than that without it. */
size_t sketch_padding_len(const struct sketch *s);

/* The mistakes, by the names of the list. False if this one cannot be made. */
#define SKETCH_MISTAKE(function, stage, name, verdict, text) bool mistake_##function(struct sketch *s);
MISTAKE_LIST(SKETCH_MISTAKE)
#undef SKETCH_MISTAKE

#endif
