/* Remarks: what is valid, but worth a word (lint). One list, like that of the errors. A remark never changes
 * a verdict. */
#ifndef ROUGHPROOF_PARSER_REMARK_H
#define ROUGHPROOF_PARSER_REMARK_H

#include "error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* X(name, slug, clause, sentence). Slugs never change once released. */
#define RT_REMARK_LIST(X)                                                                                    \
    X(FRAME_STRIPPED, "frame-stripped", "RFC 10049 5",                                                       \
      "a message of a framed version without its ROUGHTIM header, as vroughtime's vectors are")              \
    X(VERSION_SQUATTED, "version-squatted", "RFC 10049 12.2",                                                \
      "version 1 without TYPE or SREP.VER: not RFC 10049 but roughenough 1.x, before the number was "        \
      "assigned")                                                                                            \
    X(VERSION_TAG, "version-tag", "draft-08 5.1.4",                                                          \
      "the tag VER\\xff in place of VER: cloudflare, December 2023 to April 2024")                           \
    X(VERSION_ZERO, "version-zero", "RFC 10049 12.2",                                                        \
      "version 0 is reserved: roughenough's public server and Sturdy list it")                               \
    X(VERSION_UNDEFINED, "version-undefined", "RFC 10049 12.2",                                              \
      "the list has a version that no document defines: roughly and ilimit list 0x8000000d to 0x8000000f")   \
    X(VERSIONS_UNSORTED, "versions-unsorted", "draft-12 6.1.1", "the version list does not ascend")          \
    X(TAGS_UNSORTED, "tags-unsorted", "draft-01 5.2", "tags do not ascend: only drafts 00 and 01 allow it")  \
    X(TAG_FORM, "tag-ill-formed", "draft-11 5.1.4", "a tag that drafts 11 and later would not allow")        \
    X(TAG_UNDEFINED, "tag-undefined", "RFC 10049 7", "a tag where this version defines no such tag")         \
    X(TAG_UNKNOWN, "tag-unknown", "RFC 10049 7",                                                             \
      "a tag that no version defines; GRSE is tannerryan's grease, ZZZX gnomon's")                           \
    X(NONCE_ECHO, "nonce-echo", "Google PROTOCOL.md",                                                        \
      "the nonce is echoed where the version has none: cloudflare, roughenough 1.x, roughly")                \
    X(NONCE_LACKING, "nonce-lacking", "draft-08 6.2",                                                        \
      "the reply lacks the nonce, as cloudflare's did before December 2024")                                 \
    X(NONCE_LENGTH, "nonce-length", "draft-03 6.1",                                                          \
      "a nonce of 32 bytes where the draft says 64: cloudflare, 2020 to 2023")                               \
    X(TYPE_UNDEFINED, "type-undefined", "draft-14 5.1.3",                                                    \
      "TYPE in a version that lacks it: roughly, Sturdy")                                                    \
    X(TYPE_LACKING, "type-lacking", "draft-14 5.1.3",                                                        \
      "no TYPE under 0x8000000c: the style of drafts 12 and 13, and of craggy")                              \
    X(SREP_VERSION, "srep-version", "draft-12 6.2.5",                                                        \
      "VER or VERS inside SREP before the version that put them there: roughly")                             \
    X(PADDING_NOT_ZERO, "padding-not-zero", "RFC 10049 5.1.5", "padding is not all zero bytes")              \
    X(REQUEST_PACKET_1024, "request-packet-1024", "RFC 10049 5.1",                                           \
      "the packet has 1024 bytes but the message fewer: cloudflare, roughenough, tannerryan, roughly")       \
    X(REQUEST_SHORT, "request-short", "RFC 10049 5.1",                                                       \
      "under 1024 bytes: servers need not answer it over UDP")                                               \
    X(RADIUS_SMALL, "radius-small", "RFC 10049 5.2.5",                                                       \
      "a radius under 3 s leaves no room for a leap second: cloudflare sends 1")                             \
    X(RADIUS_ABSURD, "radius-absurd", "RFC 10049 5.2.5",                                                     \
      "a radius of a day or more tells no time: roughtimed sends 4294967295 when unsynchronised")            \
    X(UNIT_MISMATCH, "unit-mismatch", "RFC 10049 4.1.4",                                                     \
      "no plausible time in this version's unit; below draft 12 the version is not authenticated")           \
    X(TIME_OF_DAY, "time-of-day", "draft-07 5.1.3", "the microseconds exceed any day, leap second or not")   \
    X(DELEGATION_UNLIMITED, "delegation-unlimited", "RFC 10049 5.2.6",                                       \
      "the delegation never ends, which defeats its purpose: roughenough's public server")                   \
    X(DELEGATION_EMPTY, "delegation-empty", "RFC 10049 5.2.6",                                               \
      "MINT is after MAXT: no response can be valid under this delegation")                                  \
    X(MIDPOINT_OUTSIDE, "midpoint-outside", "RFC 10049 5.2.6", "MIDP lies outside MINT and MAXT")            \
    X(LEAP_EMPTY, "leap-empty", "draft-07 6.2.5", "LEAP without entries: netnod's draft-07 servers")         \
    X(INDEX_BITS, "index-bits", "RFC 10049 5.3.1", "INDX has bits beyond the depth of PATH")                 \
    X(REPORT_BARE, "report-bare", "RFC 10049 8.4.1",                                                         \
      "a list of exchanges without the object around it: roughly")                                           \
    X(REPORT_NULL, "report-null", "RFC 10049 8.4.1", "a member that is null; it counts as missing")          \
    X(REPORT_BLIND, "report-blind", "draft-00 8",                                                            \
      "the last entry has a blind, but no request that it was used for")                                     \
    X(REPORT_HEX, "report-hex", "RFC 10049 8.4.1",                                                           \
      "pubkey in place of publicKey, and values in hexadecimal, as collections of vectors have them")        \
    X(LIST_VERSION_LACKING, "list-version-lacking", "RFC 10049 8.3",                                         \
      "a server without a version: taken for one of Google's protocol, as cloudflare does")                  \
    X(LIST_VERSION_TEXT, "list-version-text", "RFC 10049 8.3",                                               \
      "the version is a string: cloudflare, roughenough, tannerryan, roughly")                               \
    X(LIST_VERSION_DRAFT, "list-version-draft", "draft-12 8.3",                                              \
      "a version above 2^31: the lists of the drafts have the codes of their versions")                      \
    X(LIST_VERSION_GOOGLE, "list-version-google", "draft-12 8.3",                                            \
      "the number that the drafts gave to Google's protocol in lists")                                       \
    X(LIST_VERSION_UNKNOWN, "list-version-unknown", "RFC 10049 8.3",                                         \
      "a version of which nothing can be told")                                                              \
    X(LIST_NEWVER, "list-newver", "RFC 10049 8.3",                                                           \
      "newver in place of a version: pyroughtime, 2019 to 2023")                                             \
    X(LIST_DATED, "list-dated", "Google PROTOCOL.md",                                                        \
      "the list says when it was created or when it expires, as Google's do")                                \
    X(LIST_LINES, "list-lines", "Botan",                                                                     \
      "a line for each server, as Botan's lists have; they know no versions")                                \
    X(LIST_KEY_HEX, "list-key-hex", "RFC 10049 8.3",                                                         \
      "a key in hexadecimal: roughenough's list of localhost, roughly")                                      \
    X(LIST_KEY_TYPE, "list-key-type", "RFC 10049 8.3",                                                       \
      "a key of another type than ed25519 is ignored: tannerryan lists one of ml-dsa-44")                    \
    X(LIST_KEY_TYPE_LACKING, "list-key-type-lacking", "RFC 10049 8.3",                                       \
      "a key without a type; taken for ed25519")                                                             \
    X(LIST_KEY_PERIOD, "list-key-period", "RFC 10049 8.3",                                                   \
      "publicKeys, validFrom and validUntil are this toolkit's own, and no standard")                        \
    X(LIST_KEY_NEVER, "list-key-never", "RFC 10049 8.3",                                                     \
      "validUntil lies before validFrom: the key is never valid")                                            \
    X(LIST_PROTOCOL, "list-protocol", "RFC 10049 8.3",                                                       \
      "an address of another protocol than udp and tcp is ignored")                                          \
    X(LIST_ADDRESS_BARE, "list-address-bare", "draft-15 8.3",                                                \
      "an IPv6 address without brackets; what follows its last colon is taken for the port")                 \
    X(LIST_URL, "list-url", "RFC 10049 8.3", "a URL of another scheme than https")                           \
    X(SRV_OTHER_KEY, "srv-other-key", "RFC 10049 5.1.4",                                                     \
      "SRV of the request asks for another key than the one that answered")                                  \
    X(PATH_NODE_FIRST, "path-node-first", "draft-05 6.3.1",                                                  \
      "PATH leads to ROOT node first, as drafts 05 to 15 wrote and tannerryan deployed")                     \
    X(CONTEXT_DRAFT, "context-draft", "RFC 10049 5.2.1",                                                     \
      "signed with the drafts' spelling RoughTime under version 1; accepted because it was asked for")       \
    X(VERSION_TREATED, "version-treated", "RFC 10049 12.2",                                                  \
      "no document defines this version; read as another one because it was asked for")                      \
    X(RESPONSE_LONGER, "response-longer", "RFC 10049 9.7", "the response is longer than the request")        \
    X(LINK_MISSING, "link-missing", "RFC 10049 8.2",                                                         \
      "nothing links this exchange to the one before, so their order is not proved")

enum rt_remark_code {
#define RT_REMARK_ENUM(name, slug, clause, text) RT_R_##name,
    RT_REMARK_LIST(RT_REMARK_ENUM)
#undef RT_REMARK_ENUM
        RT_NUM_REMARKS,
};

struct rt_remark {
    enum rt_remark_code code;
    enum rt_place place;
    uint32_t tag; /* or 0 */
    size_t offset;
};

/* At most one of each kind, the first one found. A zeroed list is empty. */
struct rt_remarks {
    size_t num;
    struct rt_remark item[RT_NUM_REMARKS];
};

/* Arrays rather than pointers, as in rt_error_info. */
struct rt_remark_info {
    char slug[24];
    char clause[24];
    char text[104];
};

/* Row of `code`; the last row for anything that is none. */
const struct rt_remark_info *rt_remark_info(enum rt_remark_code code);

/* Takes the remark of this kind away, if there is one. */
void rt_remark_drop(struct rt_remarks *remarks, enum rt_remark_code code);

/* Adds a remark unless one of its kind is there. */
void rt_remark_add(struct rt_remarks *remarks, enum rt_remark_code code, enum rt_place place, uint32_t tag,
                   size_t offset);

#ifdef __cplusplus
}
#endif

#endif
