/* The list that `convert --to packets` puts beside the packets: which of them are an exchange, and all that
 * is known of it but its bytes. Lines of JSON, one for each exchange. */
#ifndef ROUGHPROOF_TOOLS_MANIFEST_H
#define ROUGHPROOF_TOOLS_MANIFEST_H

#include "parser/report.h"

#include <stdio.h>

#define MANIFEST_NAME "manifest.ndjson"

/* Room for the name of a packet's file, with its NUL. */
#define MANIFEST_FILE_MAX 256

/* Zeros, empty strings and no value are what is not there; `id` lies in the text. */
struct manifest_entry {
    char request[MANIFEST_FILE_MAX];
    char response[MANIFEST_FILE_MAX];
    uint8_t public_key[32], rand[64], nonce[64];
    uint8_t public_key_len, rand_len, nonce_len;
    struct rt_json id;
};

/* The next entry. False at the end, `err` then being RT_OK, and for a line that is refused; the next call
 * goes on behind it. Errors: those of rt_json_parse; json-type, json-room, report-length, report-member
 * (neither file is named), those of rt_base64_decode. */
RT_MUST_CHECK bool manifest_next(struct manifest_entry *out, struct rt_error *err, struct rt_bytes *rest);

/* Writes an entry's line: `request` and `response` are the names of its files, or one of them NULL. */
void manifest_put(FILE *out, const struct rt_exchange *exchange, const char *request, const char *response);

#endif
