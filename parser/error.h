/* Every way in which bytes can be refused: one list, from which come the enum, the slugs, the clauses,
 * the table of the manual and the test that each is produced by at least one vector. */
#ifndef ROUGHPROOF_PARSER_ERROR_H
#define ROUGHPROOF_PARSER_ERROR_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How far the bytes got before they were refused. Packet and message errors mean *malformed* (these bytes
 * are no message); schema errors mean *invalid* (a message, but not one that its version allows). The others
 * are of what evidence is kept in: base64 and JSON, reports and chain files, server lists. */
enum rt_stage {
    RT_STAGE_NONE,
    RT_STAGE_PACKET,
    RT_STAGE_MESSAGE,
    RT_STAGE_SCHEMA,
    RT_STAGE_TEXT,
    RT_STAGE_REPORT,
    RT_STAGE_LIST,
    RT_STAGE_VERIFY,
    RT_STAGE_CHAIN,
    RT_STAGE_KEY,
    RT_STAGE_CAPTURE,
};

/* X(name, number, stage, slug, clause, sentence). Numbers and slugs never change once released. */
#define RT_ERROR_LIST(X)                                                                                     \
    X(PACKET_SHORT, 100, PACKET, "packet-short", "RFC 10049 5",                                              \
      "fewer than the 12 bytes of a packet header")                                                          \
    X(PACKET_MAGIC, 101, PACKET, "packet-magic", "RFC 10049 5", "the packet does not begin with ROUGHTIM")   \
    X(PACKET_SWAPPED, 102, PACKET, "packet-swapped", "RFC 10049 5",                                          \
      "the packet begins with MITHGUOR: the magic was written big-endian")                                   \
    X(PACKET_LENGTH_SWAPPED, 103, PACKET, "packet-length-swapped", "RFC 10049 5",                            \
      "the length field fits the packet only when read big-endian")                                          \
    X(PACKET_TRUNCATED, 104, PACKET, "packet-truncated", "RFC 10049 5",                                      \
      "the length field promises more bytes than there are")                                                 \
    X(PACKET_TRAILING, 105, PACKET, "packet-trailing", "RFC 10049 5",                                        \
      "bytes follow the message; padding belongs inside it")                                                 \
    X(PACKET_UNALIGNED, 106, PACKET, "packet-unaligned", "RFC 10049 4.2",                                    \
      "the length field is not a multiple of four")                                                          \
    X(PACKET_TOO_LONG, 107, PACKET, "packet-too-long", "RFC 10049 5",                                        \
      "longer than 65535 bytes, the most that is read as one packet")                                        \
    X(PACKET_FRAMED, 108, PACKET, "packet-framed", "Google PROTOCOL.md",                                     \
      "a ROUGHTIM header before a message of a protocol that has none")                                      \
    X(MESSAGE_SHORT, 200, MESSAGE, "message-short", "RFC 10049 4.2", "no room for the number of tags")       \
    X(MESSAGE_EMPTY, 201, MESSAGE, "message-empty", "RFC 10049 4", "a message holds one or more tags")       \
    X(HEADER_TRUNCATED, 202, MESSAGE, "header-truncated", "RFC 10049 4.2",                                   \
      "the header of that many tags does not fit into the message")                                          \
    X(OFFSET_UNALIGNED, 203, MESSAGE, "offset-unaligned", "RFC 10049 4.2",                                   \
      "an offset is not a multiple of four")                                                                 \
    X(OFFSET_ORDER, 204, MESSAGE, "offset-order", "RFC 10049 4.2", "an offset lies before the previous one") \
    X(OFFSET_RANGE, 205, MESSAGE, "offset-range", "RFC 10049 4.2",                                           \
      "an offset lies beyond the end of the message")                                                        \
    X(TAG_ORDER, 206, MESSAGE, "tag-order", "RFC 10049 4.2", "tags are not in strictly ascending order")     \
    X(TAG_DUPLICATE, 207, MESSAGE, "tag-duplicate", "RFC 10049 4.2", "a tag appears more than once")         \
    X(MESSAGE_UNALIGNED, 208, MESSAGE, "message-unaligned", "Google PROTOCOL.md",                            \
      "the length of the message is not a multiple of four")                                                 \
    X(TAG_FORM, 209, MESSAGE, "tag-form", "RFC 10049 4.1.3",                                                 \
      "a tag is not one to four letters A-Z followed by zero octets")                                        \
    X(VERSION_UNKNOWN, 300, SCHEMA, "version-unknown", "RFC 10049 12.2", "no document defines this version") \
    X(VERSION_MISSING, 301, SCHEMA, "version-missing", "RFC 10049 5",                                        \
      "a packet with a ROUGHTIM header names no version")                                                    \
    X(TAG_MISSING, 302, SCHEMA, "tag-missing", "RFC 10049 5.1, 5.2", "a mandatory tag is missing")           \
    X(VALUE_LENGTH, 303, SCHEMA, "value-length", "RFC 10049 5.1, 5.2",                                       \
      "the value has not the length of its type")                                                            \
    X(VERSIONS_COUNT, 304, SCHEMA, "versions-count", "RFC 10049 5.1.1, 5.2.5",                               \
      "a version list holds 1 to 32 numbers")                                                                \
    X(VERSIONS_ORDER, 305, SCHEMA, "versions-order", "RFC 10049 5.1.1, 5.2.5",                               \
      "a version list is not in ascending order")                                                            \
    X(VERSIONS_REPEAT, 306, SCHEMA, "versions-repeat", "RFC 10049 5.1.1", "a version number repeats")        \
    X(VERSIONS_LACK_VER, 307, SCHEMA, "versions-lack-ver", "RFC 10049 5.2.5", "VERS does not contain VER")   \
    X(TYPE_VALUE, 308, SCHEMA, "type-value", "RFC 10049 5.1.3, 5.2.3",                                       \
      "TYPE is not 0 in a request, or not 1 in a response")                                                  \
    X(RADIUS_ZERO, 309, SCHEMA, "radius-zero", "RFC 10049 5.2.5", "the radius is zero")                      \
    X(PATH_LENGTH, 310, SCHEMA, "path-length", "RFC 10049 5.2.4",                                            \
      "PATH is not a whole number of hash values")                                                           \
    X(PATH_TOO_LONG, 311, SCHEMA, "path-too-long", "RFC 10049 5.2.4", "PATH holds more than 32 hash values") \
    X(INT32_FORM, 312, SCHEMA, "int32-form", "draft-05 5.1.1", "0x80000000 is no sign-magnitude integer")    \
    X(NOT_REQUEST, 313, SCHEMA, "not-a-request", "RFC 10049 5.1", "a request was expected")                  \
    X(NOT_RESPONSE, 314, SCHEMA, "not-a-response", "RFC 10049 5.2", "a response was expected")               \
    X(BASE64_LENGTH, 400, TEXT, "base64-length", "RFC 4648 4",                                               \
      "the length of base64 is a multiple of four, padding included")                                        \
    X(BASE64_CHARACTER, 401, TEXT, "base64-character", "RFC 4648 4", "not a character of base64")            \
    X(BASE64_PADDING, 402, TEXT, "base64-padding", "RFC 4648 3.5", "bits beyond the last byte are not zero") \
    X(BASE64_ROOM, 403, TEXT, "base64-room", "RFC 4648 4", "more bytes than were expected")                  \
    X(HEX_DIGITS, 404, TEXT, "hex-digits", "RFC 4648 8", "not pairs of hexadecimal digits")                  \
    X(JSON_TOO_LONG, 410, TEXT, "json-too-long", "RFC 8259 9", "longer than the reader was told to read")    \
    X(JSON_TRUNCATED, 411, TEXT, "json-truncated", "RFC 8259 2", "the text ends before its value does")      \
    X(JSON_CHARACTER, 412, TEXT, "json-character", "RFC 8259 2",                                             \
      "a character that JSON does not allow here")                                                           \
    X(JSON_TRAILING, 413, TEXT, "json-trailing", "RFC 8259 2",                                               \
      "something follows the one value of the text")                                                         \
    X(JSON_NUMBER, 414, TEXT, "json-number", "RFC 8259 6", "not a number as JSON writes them")               \
    X(JSON_UTF8, 415, TEXT, "json-utf8", "RFC 8259 8.1", "not UTF-8")                                        \
    X(JSON_CONTROL, 416, TEXT, "json-control", "RFC 8259 7", "a control character that is not escaped")      \
    X(JSON_ESCAPE, 417, TEXT, "json-escape", "RFC 8259 7", "JSON has no such escape")                        \
    X(JSON_SURROGATE, 418, TEXT, "json-surrogate", "RFC 8259 8.2", "half of a surrogate pair")               \
    X(JSON_TOO_DEEP, 419, TEXT, "json-too-deep", "RFC 8259 9",                                               \
      "objects and arrays are nested more than 16 deep")                                                     \
    X(JSON_TOO_MANY_MEMBERS, 420, TEXT, "json-too-many-members", "RFC 8259 9",                               \
      "an object of more than 64 members")                                                                   \
    X(JSON_DUPLICATE_KEY, 421, TEXT, "json-duplicate-key", "RFC 8259 4",                                     \
      "a key appears twice in one object")                                                                   \
    X(JSON_TYPE, 422, TEXT, "json-type", "RFC 8259 3", "a value of another type was expected")               \
    X(JSON_INTEGER, 423, TEXT, "json-integer", "RFC 8259 6",                                                 \
      "not an integer from 0 to 2^64 - 1, written in digits alone")                                          \
    X(JSON_ROOM, 424, TEXT, "json-room", "RFC 8259 9", "a string longer than was expected")                  \
    X(REPORT_FORM, 500, REPORT, "report-form", "RFC 10049 8.4.1",                                            \
      "no format of reports, chains or exchanges that is known")                                             \
    X(REPORT_MEMBER, 501, REPORT, "report-member", "RFC 10049 8.4.1", "an exchange without a response")      \
    X(REPORT_LENGTH, 502, REPORT, "report-length", "RFC 10049 8.4.1",                                        \
      "the value has not the length of its kind")                                                            \
    X(REPORT_COUNTS, 503, REPORT, "report-counts", "draft-08 9.3",                                           \
      "there are not as many nonces as responses")                                                           \
    X(REPORT_KEY_TYPE, 504, REPORT, "report-key-type", "Google PROTOCOL.md",                                 \
      "a key of another type than ed25519")                                                                  \
    X(REPORT_LINE, 505, REPORT, "report-line", "Botan",                                                      \
      "a link is a key type, a key, a nonce or blind, and a reply")                                          \
    X(LIST_FORM, 600, LIST, "list-form", "RFC 10049 8.3", "no format of server lists that is known")         \
    X(LIST_MEMBER, 601, LIST, "list-member", "RFC 10049 8.3",                                                \
      "a member that every server must have is missing")                                                     \
    X(LIST_KEY_LENGTH, 602, LIST, "list-key-length", "RFC 10049 8.3", "an ed25519 key has 32 bytes")         \
    X(LIST_ADDRESS, 603, LIST, "list-address", "RFC 10049 8.3",                                              \
      "no address of the form host:port or [IPv6]:port")                                                     \
    X(LIST_PORT, 604, LIST, "list-port", "RFC 10049 8.3", "a port is a decimal number from 0 to 65535")      \
    X(LIST_ZONE, 605, LIST, "list-zone", "RFC 10049 8.3", "an IPv6 address with a zone identifier")          \
    X(LIST_TIME, 606, LIST, "list-time", "RFC 3339 5.6",                                                     \
      "neither a time of RFC 3339 nor a number of seconds")                                                  \
    X(LIST_LINE, 607, LIST, "list-line", "Botan",                                                            \
      "a server is a name, key type, key, protocol and addresses")                                           \
    X(REQUEST_MISSING, 700, VERIFY, "request-missing", "RFC 10049 5.4",                                      \
      "without the request nothing says that it was in the Merkle tree")                                     \
    X(KEY_MISSING, 701, VERIFY, "key-missing", "RFC 10049 5.4",                                              \
      "there is no long-term key to verify the delegation with")                                             \
    X(VERSION_NOT_OFFERED, 702, VERIFY, "version-not-offered", "RFC 10049 5.2.5, 7",                         \
      "the request did not offer the version of the response")                                               \
    X(NONCE_MISMATCH, 703, VERIFY, "nonce-mismatch", "RFC 10049 5.2.2",                                      \
      "the response repeats another nonce than that of the request")                                         \
    X(SIGNATURE_MISMATCH, 704, VERIFY, "signature-mismatch", "RFC 8032 5.1.7",                               \
      "the signature was not made with this key over these bytes")                                           \
    X(SIGNATURE_RANGE, 705, VERIFY, "signature-range", "RFC 8032 5.1.7",                                     \
      "S of the signature is not below the order of the group")                                              \
    X(SIGNATURE_SMALL_ORDER, 706, VERIFY, "signature-small-order", "RFC 8032 5.1.7",                         \
      "R of the signature is a point of small order")                                                        \
    X(KEY_NOT_REDUCED, 707, VERIFY, "key-not-reduced", "RFC 8032 5.1.3",                                     \
      "the key is not encoded canonically")                                                                  \
    X(KEY_SMALL_ORDER, 708, VERIFY, "key-small-order", "RFC 8032 5.1.7",                                     \
      "the key is a point of small order, under which anything verifies")                                    \
    X(KEY_NOT_A_POINT, 709, VERIFY, "key-not-a-point", "RFC 8032 5.1.3", "the key is no point of the curve") \
    X(MIDPOINT_EARLY, 710, VERIFY, "midpoint-early", "RFC 10049 5.4",                                        \
      "MIDP lies before MINT, the beginning of the delegation")                                              \
    X(MIDPOINT_LATE, 711, VERIFY, "midpoint-late", "RFC 10049 5.4",                                          \
      "MIDP lies after MAXT, the end of the delegation")                                                     \
    X(INDEX_LEFTOVER, 712, VERIFY, "index-leftover", "RFC 10049 5.3.1",                                      \
      "bits of INDX are left after the last node of PATH")                                                   \
    X(ROOT_MISMATCH, 713, VERIFY, "root-mismatch", "RFC 10049 5.3.1",                                        \
      "the request with PATH and INDX does not lead to ROOT")                                                \
    X(RADIUS_TOO_LARGE, 714, VERIFY, "radius-too-large", "RFC 10049 5.2.5",                                  \
      "the radius is larger than was asked for")                                                             \
    X(DOCUMENT_MISMATCH, 715, VERIFY, "document-mismatch", "FIPS 180-4",                                     \
      "the first nonce is not the SHA-256 of this document")                                                 \
    X(DOCUMENT_NONCE, 716, VERIFY, "document-nonce", "RFC 10049 5.1.2",                                      \
      "the first nonce is not known, or has not the 32 bytes of a hash")                                     \
    X(LINK_BROKEN, 750, CHAIN, "link-broken", "RFC 10049 8.2",                                               \
      "rand and the response before do not make this nonce")                                                 \
    X(KEY_UNKNOWN, 800, KEY, "key-unknown", "RFC 10049 5.4",                                                 \
      "none of the trusted keys is the one of this exchange")                                                \
    X(KEY_EXPIRED, 801, KEY, "key-expired", "RFC 10049 8.3",                                                 \
      "at the time that it states the key was no longer valid")                                              \
    X(KEY_NOT_YET_VALID, 802, KEY, "key-not-yet-valid", "RFC 10049 8.3",                                     \
      "at the time that it states the key was not valid yet")                                                \
    X(CAPTURE_FORM, 900, CAPTURE, "capture-form", "pcap",                                                    \
      "no capture that can be read, though it begins like one")                                              \
    X(CAPTURE_LINK, 901, CAPTURE, "capture-link", "pcap",                                                    \
      "a capture of another kind of link than those that are read")                                          \
    X(CAPTURE_END, 902, CAPTURE, "capture-end", "pcap",                                                      \
      "the capture is damaged, or ends in the middle of a frame")                                            \
    X(TRUNCATED_CAPTURE, 903, CAPTURE, "truncated-capture", "pcap",                                          \
      "the packet was whole, but the capture did not keep all of it")                                        \
    X(CAPTURE_FRAGMENT, 904, CAPTURE, "capture-fragment", "RFC 791 3.2",                                     \
      "a fragment of an IP packet; fragments are not put together")                                          \
    X(CAPTURE_GAP, 905, CAPTURE, "capture-gap", "RFC 9293 3.10",                                             \
      "bytes of a TCP stream are missing from the capture")

/* 0 is never success: a zeroed result reads as not checked. */
enum rt_code {
    RT_UNCHECKED = 0,
    RT_OK = 1,
#define RT_ERROR_ENUM(name, number, stage, slug, clause, text) RT_E_##name = number,
    RT_ERROR_LIST(RT_ERROR_ENUM)
#undef RT_ERROR_ENUM
};

/* The message in which something was found: the outermost one, or one nested by its tag. */
enum rt_place { RT_IN_TOP, RT_IN_SREP, RT_IN_CERT, RT_IN_DELE };

/* Where and why. `tag` is the tag concerned or 0, `place` the message that holds it, `offset` counts from
 * the outermost bytes. After success `code` is RT_OK and the rest is zero. */
struct rt_error {
    enum rt_code code;
    enum rt_place place;
    uint32_t tag;
    size_t offset;
};

/* Row of the list: arrays rather than pointers, so that the table needs no relocation. */
struct rt_error_info {
    enum rt_code code;
    enum rt_stage stage;
    char slug[24];
    char clause[24];
    char text[72];
};

/* Row of `code`; for RT_UNCHECKED, RT_OK and anything else, a row with empty slug. Never NULL. */
const struct rt_error_info *rt_error_info(enum rt_code code);

/* Row `index` of the list in order of number, or NULL past the end. */
const struct rt_error_info *rt_error_row(size_t index);

/* "packet", "message", "schema", "text", "report", "list", "verify", "chain", "key", "capture" or "none". */
const char *rt_stage_name(enum rt_stage stage);

/* Fills `err` and returns false, so that a check reads `return rt_fail(...)`. */
/*@ requires \valid(err);
    assigns *err;
    ensures !\result && err->code == code && err->offset == offset; */
RT_SHARED static inline bool rt_fail(struct rt_error *err, enum rt_code code, enum rt_place place,
                                     uint32_t tag, size_t offset)
{
    *err = (struct rt_error){code, place, tag, offset};
    return false;
}

/* Fills `err` with success and returns true. */
/*@ requires \valid(err);
    assigns *err;
    ensures \result && err->code == RT_OK; */
RT_SHARED static inline bool rt_succeed(struct rt_error *err)
{
    *err = (struct rt_error){RT_OK, RT_IN_TOP, 0, 0};
    return true;
}

#ifdef __cplusplus
}
#endif

#endif
