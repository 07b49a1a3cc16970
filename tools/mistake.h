/* Requests with mistakes, for those who test servers: takes a sound request and spoils it. */
#ifndef ROUGHPROOF_TOOLS_MISTAKE_H
#define ROUGHPROOF_TOOLS_MISTAKE_H

#include "parser/version.h"

/* X(function, stage, name, verdict, sentence), in the order in which they are made: edits of tags and values,
 * then of the header of the message, then of the packet. The verdict is what rt_request_parse and
 * rt_request_lint say of it, error or remark; where versions differ, of one of them each. */
#define MISTAKE_LIST(X)                                                                                      \
    X(no_version, FIELDS, "no-version", "version-missing, packet-framed", "VER is missing")                  \
    X(no_nonce, FIELDS, "no-nonce", "tag-missing, not-a-request", "NONC is missing")                         \
    X(no_type, FIELDS, "no-type", "type-lacking, version-squatted", "TYPE is missing")                       \
    X(type_response, FIELDS, "type-1", "type-value", "TYPE is 1, as in responses")                           \
    X(type_long, FIELDS, "type-long", "value-length", "TYPE has 8 bytes")                                    \
    X(nonce_empty, FIELDS, "nonce-empty", "value-length", "NONC has no bytes")                               \
    X(nonce_short, FIELDS, "nonce-short", "value-length", "NONC has 4 bytes fewer than it should")           \
    X(nonce_long, FIELDS, "nonce-long", "value-length", "NONC has 4 bytes more than it should")              \
    X(nonce_other, FIELDS, "nonce-other", "value-length, nonce-length",                                      \
      "NONC has the length of other versions: 64 for 32, 32 for 64")                                         \
    X(srv_other, FIELDS, "srv-other", "none",                                                                \
      "SRV of a key that nobody has: servers must not answer, but the request is sound")                     \
    X(srv_short, FIELDS, "srv-short", "value-length", "SRV has 28 bytes")                                    \
    X(versions_empty, FIELDS, "versions-empty", "version-missing, packet-framed", "VER holds no numbers")    \
    X(versions_unknown, FIELDS, "versions-unknown", "version-unknown",                                       \
      "VER holds two numbers, and no document defines them")                                                 \
    X(version_zero, FIELDS, "version-zero", "version-zero", "VER begins with 0, which is reserved")          \
    X(version_undefined, FIELDS, "version-undefined", "version-undefined",                                   \
      "VER ends with a number that no document defines: servers must ignore it")                             \
    X(versions_unsorted, FIELDS, "versions-unsorted", "versions-order, versions-unsorted",                   \
      "the numbers of VER do not ascend")                                                                    \
    X(versions_twice, FIELDS, "versions-twice", "versions-repeat, versions-unsorted",                        \
      "the last number of VER is there twice")                                                               \
    X(versions_33, FIELDS, "versions-33", "versions-count", "VER holds 33 numbers, one too many")            \
    X(version_tag, FIELDS, "version-tag", "tag-form, version-tag",                                           \
      "VER\\xff in place of VER, as cloudflare sent it")                                                     \
    X(padding_none, FIELDS, "no-padding", "request-short", "there is no padding")                            \
    X(padding_other, FIELDS, "padding-other", "tag-undefined",                                               \
      "the padding tag of other versions: PAD for ZZZZ, ZZZZ for PAD")                                       \
    X(padding_not_zero, FIELDS, "padding-not-zero", "padding-not-zero", "padding of 0xff bytes")             \
    X(too_short, FIELDS, "too-short", "request-packet-1024, request-short",                                  \
      "the message has 1020 bytes, 4 fewer than it should")                                                  \
    X(tag_unknown, FIELDS, "tag-unknown", "tag-unknown",                                                     \
      "a tag GRSE, which nobody defines: servers must ignore it")                                            \
    X(tag_undefined, FIELDS, "tag-undefined", "tag-undefined", "a tag VERS, which is none of requests")      \
    X(tag_ill_formed, FIELDS, "tag-ill-formed", "tag-form, tag-ill-formed", "a tag \"abcd\"")                \
    X(tag_of_response, FIELDS, "tag-of-response", "not-a-request", "a tag SREP, as in responses")            \
    X(tags_twice, FIELDS, "tags-twice", "tag-duplicate", "NONC is there twice")                              \
    X(tags_unsorted, FIELDS, "tags-unsorted", "tag-order, tags-unsorted",                                    \
      "the last two tags have changed places")                                                               \
    X(offset_unaligned, MESSAGE, "offset-unaligned", "offset-unaligned",                                     \
      "the last offset is no multiple of four")                                                              \
    X(offset_decreasing, MESSAGE, "offset-decreasing", "offset-order",                                       \
      "the last offset is less than the one before it")                                                      \
    X(offset_beyond, MESSAGE, "offset-beyond", "offset-range",                                               \
      "the last offset lies 4 bytes beyond the end of the message")                                          \
    X(tags_none, MESSAGE, "tags-none", "message-empty", "the number of tags is 0, but they are there")       \
    X(tags_huge, MESSAGE, "tags-huge", "header-truncated", "the number of tags is 0xffffffff")               \
    X(tags_wrapping, MESSAGE, "tags-wrapping", "header-truncated",                                           \
      "the number of tags is 0x20000001: eight times that is 8 in 32 bits")                                  \
    X(message_empty, MESSAGE, "message-empty", "message-empty", "a message without tags: four zero bytes")   \
    X(message_none, MESSAGE, "message-none", "message-short", "no message at all")                           \
    X(message_unaligned, MESSAGE, "message-unaligned", "packet-unaligned, message-unaligned",                \
      "the message ends with 2 bytes more")                                                                  \
    X(magic_wrong, PACKET, "magic-wrong", "packet-magic", "the packet begins with ROUGHTIN")                 \
    X(magic_swapped, PACKET, "magic-swapped", "packet-swapped", "the packet begins with MITHGUOR")           \
    X(length_swapped, PACKET, "length-swapped", "packet-length-swapped", "the length field is big-endian")   \
    X(length_less, PACKET, "length-less", "packet-trailing", "the length field is 4 too small")              \
    X(length_more, PACKET, "length-more", "packet-truncated", "the length field is 4 too great")             \
    X(length_huge, PACKET, "length-huge", "packet-too-long", "the length field is 0xffffffff")               \
    X(trailing, PACKET, "trailing", "packet-trailing", "4 bytes follow the packet")                          \
    X(truncated, PACKET, "truncated", "packet-truncated", "the last 4 bytes of the packet are missing")      \
    X(header_alone, PACKET, "header-alone", "packet-truncated", "nothing follows the packet header")         \
    X(header_short, PACKET, "header-short", "packet-short", "the packet ends within its header")             \
    X(header_twice, PACKET, "header-twice", "header-truncated", "the packet header is there twice")          \
    X(no_header, PACKET, "no-header", "frame-stripped", "the packet header is missing")                      \
    X(header_before_bare, PACKET, "header", "packet-framed", "a packet header, in a version that has none")

enum mistake {
#define MISTAKE_ENUM(function, stage, name, verdict, text) MISTAKE_##function,
    MISTAKE_LIST(MISTAKE_ENUM)
#undef MISTAKE_ENUM
        NUM_MISTAKES,
};

/* Mistakes as a mask: UINT64_C(1) << MISTAKE_no_type. */
_Static_assert(NUM_MISTAKES <= 64, "mistakes fit into a mask");

struct mistake_info {
    const char *name;
    const char *verdict; /* slugs, divided by ", "; or "none" */
    const char *text;
};

/* Row of the list. `mistake` is none but NUM_MISTAKES. */
const struct mistake_info *mistake_info(enum mistake mistake);

/* The mistake called `name`; NUM_MISTAKES if there is none. */
enum mistake mistake_find(const char *name);

/* A request with all mistakes is at most so many bytes longer than the sound one. */
#define MISTAKE_ROOM 1024

/* Makes the mistakes of the mask `mistakes` in `request`, a sound one that is laid out as `version`, into
 * `out`, which has room for request.len + MISTAKE_ROOM bytes and is another place. What the edits take or
 * give, padding gives or takes, so that the size stays if it can.
 * False, `len` 0, if `culprit` cannot be made in this request: its version has no such thing, or a mistake
 * before it has taken it away. (On success `culprit` is NUM_MISTAKES.) */
RT_MUST_CHECK bool mistake_make(uint8_t *out, size_t *len, enum mistake *culprit, struct rt_bytes request,
                                const struct rt_version *version, uint64_t mistakes);

#endif
