/* roughproof verify, in parts: what all of them share. */
#ifndef ROUGHPROOF_TOOLS_VERIFY_H
#define ROUGHPROOF_TOOLS_VERIFY_H

#include "tools/verify_keys.h"
#include "tools/verify_show.h"

/* The longest line of NDJSON; an exchange of two packets of the greatest length has 180 000 characters. */
#define VERIFY_LINE_MAX ((size_t)1 << 20)

struct verify {
    struct verify_options options;
    struct verify_keys keys;
    struct verify_view view;
    struct opened_list inputs, lists, extra; /* the last: of --request and --document, if they are given */
    struct input requests;                   /* decoded, of --request */
    bool has_document;
    struct rt_sha256 document;
};

/* The exchanges of one input while they are judged. */
struct verify_pass {
    struct verify *verify;
    const char *path;
    struct rt_judge judge;
    struct rt_judgement judgement;   /* of the exchange that was judged last */
    struct rt_case shown;            /* and all that is known of it */
    bool diagnoses;                  /* say what would have made it pass */
    const struct rt_bytes *requests; /* that may have been meant, of a set; NULL for none */
    size_t num_requests;
    struct rt_diagnoses found;
    size_t num_judged;
    uint8_t response[2][RT_PACKET_MAX]; /* that one's and the one's before, in turn */
};

/* A pass over exchanges that are independent of one another, or in `chain`. NULL, which is said, when there
 * is no memory. Free it. */
RT_MUST_CHECK struct verify_pass *verify_pass_new(struct verify *verify, const char *path,
                                                  struct rt_chain *chain);

/* Judges the next exchange, or notes that the entry is refused, and fills `shown`; what that is worth by
 * itself. */
enum exit_status verify_next(struct verify_pass *pass, const struct source_exchange *exchange);

/* Judges and shows everything in one input. */
RT_MUST_CHECK enum exit_status verify_input(struct verify *verify, struct opened *input);

/* Everything in the bytes of a file, which it takes over. */
RT_MUST_CHECK enum exit_status verify_file(struct verify *verify, struct file *file, const char *path);

/* Everything in a source that was opened. */
RT_MUST_CHECK enum exit_status verify_source(struct verify *verify, struct source *source);

/* A report or chain: what all of it comes to, and each exchange. */
RT_MUST_CHECK enum exit_status verify_chain(struct verify *verify, struct source *source);

/* Responses in a file, to the requests of --request; the same of responses that were decoded. */
RT_MUST_CHECK enum exit_status verify_to_requests(struct verify *verify, const struct input *responses,
                                                  const char *path);
RT_MUST_CHECK enum exit_status verify_responses(struct verify *verify, struct opened *input);

/* Reads a file, and if it is NDJSON judges and shows its lines as they come, in constant memory: then `file`
 * is empty and `status` what they are worth. Else all of it is in `file`. False, which is said, when it
 * cannot be read. */
RT_MUST_CHECK bool verify_stream(struct file *file, enum exit_status *status, struct verify *verify,
                                 struct opened *input);

#endif
