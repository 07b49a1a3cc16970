/* An account of any bytes, for people: what they are, field by field, each with its place and its meaning,
 * down to where they stop making sense. The command line and the browser page both show just this. */
#ifndef ROUGHPROOF_PARSER_DESCRIBE_H
#define ROUGHPROOF_PARSER_DESCRIBE_H

#include "frame.h"
#include "identify.h"
#include "remark.h"
#include "text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Valid as long as `input`. */
struct rt_description {
    struct rt_bytes input;
    struct rt_bytes body; /* the message, sound or not; empty if there are no bytes for one */
    bool framed;
    struct rt_identity identity;
    struct rt_error error;     /* RT_OK, or the first error in the order of rt_response_parse */
    struct rt_remarks remarks; /* none when there is an error */
};

/* Never fails: an error is part of the account. Bytes that are neither request nor response are held to the
 * rules for messages alone. */
void rt_describe(struct rt_description *out, struct rt_bytes in, enum rt_form form);

enum rt_item_kind {
    RT_ITEM_MAGIC,   /* "ROUGHTIM" */
    RT_ITEM_LENGTH,  /* the length of the message */
    RT_ITEM_MESSAGE, /* all bytes of a message; its parts follow, one level deeper, up to RT_ITEM_END */
    RT_ITEM_COUNT,   /* the number of tags */
    RT_ITEM_OFFSET,  /* the offset of value number `index` */
    RT_ITEM_TAG,     /* tag number `index` */
    RT_ITEM_VALUE,   /* the value of `tag`, number `index` */
    RT_ITEM_REST,    /* bytes of which nothing can be said */
    RT_ITEM_END,     /* of the message one level up; no bytes */
};

struct rt_item {
    enum rt_item_kind kind;
    unsigned depth; /* 0 for the packet, 1 inside the outermost message, ... */
    enum rt_place place;
    uint32_t tag; /* 0 for the outermost message */
    uint32_t index;
    struct rt_bytes bytes;
    bool broken; /* a message whose structure is unsound: no values follow */
};

struct rt_walk_level {
    struct rt_message message;
    enum rt_place place;
    struct rt_bytes bytes;
    uint32_t num_tags;  /* as claimed */
    uint32_t num_words; /* of the header, as far as they are there */
    uint32_t word;
    uint32_t value;
    bool broken;
};

/* A walk over a description, which must stay where it is meanwhile. */
struct rt_walk {
    const struct rt_description *description;
    unsigned step;
    unsigned depth;
    struct rt_walk_level level[3]; /* response, CERT, DELE: no message nests deeper */
};

void rt_walk_begin(struct rt_walk *walk, const struct rt_description *description);

/* The next item, in the order of the bytes; every byte of the input is in at least one. False at the end. */
RT_MUST_CHECK bool rt_walk_next(struct rt_item *item, struct rt_walk *walk);

/* What the bytes of `item` mean, in a few words without control characters: "2026-03-16T19:12:51Z", ... Empty
 * for what has no meaning beyond its bytes. */
void rt_item_meaning(struct rt_text *text, const struct rt_description *description,
                     const struct rt_item *item);

/* "request of RFC 10049, packet of 1036 bytes" */
void rt_describe_title(struct rt_text *text, const struct rt_description *description);

/* "offset 0x1c: tag-order: tags are not in strictly ascending order (RFC 10049 4.2)", with the tag's path
 * behind the slug if there is one. */
void rt_error_text(struct rt_text *text, const struct rt_error *error);
void rt_remark_text(struct rt_text *text, const struct rt_remark *remark);

/* "SREP.RADI": the path of a tag; "" for the outermost message itself. */
void rt_path_text(struct rt_text *text, enum rt_place place, uint32_t tag);

/* The whole account as one JSON object, without a newline: the keys of roughproof-dump(1). `source` and
 * `index` say where the bytes came from. For a long account call again with `text->from` further on. */
void rt_describe_json(struct rt_text *text, const struct rt_description *description, struct rt_bytes source,
                      uint64_t index);

#ifdef __cplusplus
}
#endif

#endif
