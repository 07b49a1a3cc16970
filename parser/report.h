/* Reports, chain files and other collections of exchanges, of every format that evidence was kept in (RFC
 * 10049 8.4.1, the drafts, Google's and Botan's chain files). Exchanges are pulled one at a time. */
#ifndef ROUGHPROOF_PARSER_REPORT_H
#define ROUGHPROOF_PARSER_REPORT_H

#include "frame.h"
#include "json.h"
#include "remark.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Told apart by content. */
enum rt_report_format {
    RT_REPORT_RFC,  /* {"responses":[{rand, publicKey, request, response}, ...]}: RFC 10049, drafts 12-19 */
    RT_REPORT_BARE, /* the same array without the object around it (roughly) */
    RT_REPORT_DRAFT08, /* {"nonces":["", ...], "responses":["", ...]}: drafts 08-11, no requests or keys */
    RT_REPORT_DRAFT00, /* [{blind, response_packet}, ...]: drafts 00-03, no requests or keys */
    RT_REPORT_GOOGLE,  /* {"links":[{publicKeyType, serverPublicKey, nonceOrBlind, reply}, ...]} */
    RT_REPORT_BOTAN,   /* lines of the same four, in this order, between spaces */
    RT_REPORT_NDJSON,  /* lines of JSON, each an object as in RT_REPORT_RFC, with nonce or id at will; or, if
                          it has pubkey in place of publicKey, with hexadecimal values */
};

/* Room that suffices for one exchange. */
#define RT_EXCHANGE_ROOM (2 * RT_PACKET_MAX + 32 + 64 + 64)

/* A request and its response, decoded from base64. What the format has not, or the file lacks, is empty; only
 * the response is always there. Nothing is looked at beyond lengths. */
struct rt_exchange {
    size_t index;                      /* among all entries, refused ones included */
    struct rt_bytes text;              /* the entry within the file */
    struct rt_bytes request, response; /* at most RT_PACKET_MAX each */
    struct rt_bytes public_key; /* 32 bytes, the long-term key: whether to trust it is another matter */
    struct rt_bytes
        rand; /* 32 or 64 bytes: made this exchange's nonce, with the response before (a "blind") */
    struct rt_bytes nonce; /* 32 or 64 bytes: this exchange's nonce itself, where the file states it */
    struct rt_json id;     /* any value at all, to be echoed; or none */
};

/* A reader between two exchanges; a copy of it is a place to come back to. Valid as long as the text. */
struct rt_report {
    enum rt_report_format format;
    size_t index;                /* of the next exchange */
    size_t max;                  /* the longest JSON text, or line of NDJSON */
    struct rt_bytes rest;        /* lines to come */
    struct rt_json_walk entries; /* or entries to come */
    struct rt_json_walk nonces;  /* and their nonces (drafts 08-11) */
    struct rt_json blind;        /* for the next exchange (drafts 00-03) */
};

/* Finds out the format and checks all JSON, of at most `max` bytes; of NDJSON, whose lines stand each for
 * itself, nothing yet, and `max` is for a line. Which format it is: lines that begin with "ed25519", Botan's;
 * a first line that is an object whose response is a string, NDJSON; one JSON text, by its members; a second
 * line that is such an object, NDJSON whose first line is broken.
 * Errors: those of rt_json_parse; json-type; report-form; report-counts. Remark: report-bare. */
RT_MUST_CHECK bool rt_report_open(struct rt_report *out, struct rt_error *err, struct rt_remarks *remarks,
                                  struct rt_bytes text, size_t max);

/* The next exchange. Its slices, but `text` and `id`, lie in `buf` (not NULL), which has room for `cap`
 * bytes; RT_EXCHANGE_ROOM suffices. False at the end, `err` then being RT_OK, and for an entry that is
 * refused, `err` saying why: then only `index`, `text` and, if there is one, `id` are set, and the next call
 * goes on behind it. Entries that do not need to be looked at are not: unknown members are ignored, and so is
 * the order of members. Of several faults that is told which comes first in: key type, response, request,
 * public key, rand, nonce; and then that there is no response. Hexadecimal digits are read as they stand,
 * escapes of base64 undone. Errors: report-member, report-length, report-key-type, report-line, json-type,
 * hex-digits, those of rt_base64_decode, and of rt_json_parse for lines of NDJSON. Remarks: report-null,
 * report-blind, report-hex. */
RT_MUST_CHECK bool rt_report_next(struct rt_exchange *out, struct rt_error *err, struct rt_remarks *remarks,
                                  struct rt_report *report, uint8_t *buf, size_t cap);

/* "RFC 10049, drafts 12-19", "Google's chain file", ... */
const char *rt_report_format_name(enum rt_report_format format);

#ifdef __cplusplus
}
#endif

#endif
