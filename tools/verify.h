/* roughproof verify, in parts: what all of them share. */
#ifndef ROUGHPROOF_TOOLS_VERIFY_H
#define ROUGHPROOF_TOOLS_VERIFY_H

#include "tools/failures.h"
#include "tools/progress.h"
#include "tools/summary.h"
#include "tools/verify_block.h"
#include "tools/verify_keys.h"

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
    struct summary *summary; /* counted in place of what would be shown; or NULL */
    bool shows_progress;
    struct progress progress;
    struct threads *threads;
    struct verify_worker *worker; /* for each */
    int output_error;             /* errno of the first write that failed; 0 for none */
};

/* One run over the exchanges of an input, of which there may be several, one after the other. */
struct verify_pass {
    struct verify *verify;
    const char *path;
    void *context; /* of the functions below */
    /* Fills an empty block with the exchanges that come next, or leaves it empty at the end. Called by one
     * thread at a time, in order. */
    void (*fill)(struct verify_pass *pass, struct verify_block *block);
    /* Called for every item in order, by one thread at a time, once it is judged; or NULL. */
    void (*settle)(struct verify_pass *pass, struct verify_block *block, size_t i);
    /* Shows an item on `view`; or NULL. Called by several threads at a time. */
    void (*show)(const struct verify_pass *pass, struct verify_view *view, struct rt_case *shown,
                 const struct verify_item *item);
    /* Called behind the last exchange, with what all of them are worth: gives the pass that follows. Behind
     * the last pass it frees what belongs to them, says what the input is worth, and gives NULL. */
    struct verify_pass *(*end)(struct verify_pass *pass, enum exit_status *status);
    uint64_t total;                  /* what block->offset counts up to; 0: nobody knows */
    uint64_t num_read;               /* exchanges */
    unsigned turn, turns;            /* it is this one, from 0, of so many over the same exchanges */
    bool diagnoses;                  /* say what would have made it pass */
    bool diagnoses_all;              /* and that of every one, unless told otherwise */
    const struct rt_bytes *requests; /* that may have been meant, of a set; NULL for none */
    size_t num_requests;
    struct rt_judge judge;
    struct failures failures;
    size_t previous_len; /* in a chain: the response that was read last */
    uint8_t previous[RT_PACKET_MAX];
};

/* A pass over exchanges that are independent of one another, or in `chain`, with diagnoses; the functions are
 * the caller's to set. NULL, which is said, when there is no memory. Free it. */
RT_MUST_CHECK struct verify_pass *verify_pass_new(struct verify *verify, const char *path,
                                                  struct rt_chain *chain);

/* Judges and shows all exchanges, in order, on all threads; what they are worth. */
RT_MUST_CHECK enum exit_status verify_run(struct verify_pass *pass);

/* Judges and shows everything in one input. */
RT_MUST_CHECK enum exit_status verify_input(struct verify *verify, struct opened *input);

/* Everything in the bytes of a file, which it takes over. */
RT_MUST_CHECK enum exit_status verify_file(struct verify *verify, struct file *file, const char *path);

/* Responses in a file, to the requests of --request. */
RT_MUST_CHECK enum exit_status verify_responses(struct verify *verify, struct opened *input);

/* The first of the passes over what is to be judged and shown: all that is given must stay until the last one
 * ends. Where there is none, NULL: then `status` says what the input is worth, which is EXIT_IO, no memory,
 * where there is no `status`.
 *
 * Everything in the bytes of a file, which it takes over. Close `source` in any case. */
RT_MUST_CHECK struct verify_pass *verify_file_begin(enum exit_status *status, struct verify *verify,
                                                    struct source *source, struct file *file,
                                                    const char *path);

/* Everything in a source that was opened. */
RT_MUST_CHECK struct verify_pass *verify_source_begin(enum exit_status *status, struct verify *verify,
                                                      struct source *source);

/* A report or chain: what all of it comes to, and each exchange. */
RT_MUST_CHECK struct verify_pass *verify_chain_begin(struct verify *verify, struct source *source);

/* Responses that were decoded, to the requests of --request. */
RT_MUST_CHECK struct verify_pass *verify_responses_begin(struct verify *verify, const struct input *responses,
                                                         const char *path);

/* Reads a file, and if it is NDJSON judges and shows its lines as they come, in constant memory: then `file`
 * is empty and `status` what they are worth. Else all of it is in `file`. False, which is said, when it
 * cannot be read. */
RT_MUST_CHECK bool verify_stream(struct file *file, enum exit_status *status, struct verify *verify,
                                 struct opened *input);

#endif
