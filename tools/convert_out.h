/* The targets of `roughproof convert`. */
#ifndef ROUGHPROOF_TOOLS_CONVERT_OUT_H
#define ROUGHPROOF_TOOLS_CONVERT_OUT_H

#include "tools/notes.h"
#include "tools/rebuild.h"
#include "tools/source.h"

#include <stdio.h>

enum convert_target { CONVERT_REPORT, CONVERT_NDJSON, CONVERT_PACKETS };

struct convert_out {
    enum convert_target target;
    FILE *stream;       /* standard output, or the manifest */
    int directory;      /* for packets, else -1 */
    size_t num;         /* exchanges written */
    struct notes notes; /* on those of one input */
};

/* Begins the output: on standard output, or in `directory`, which is made unless it is there and must not
 * have a manifest yet. Says on standard error why it cannot. */
RT_MUST_CHECK bool convert_out_begin(struct convert_out *out, enum convert_target target,
                                     const char *directory);

/* Writes one exchange, which was not refused, and notes what the target cannot hold of it and what was made.
 * EXIT_BAD if what was written lacks what the target demands, EXIT_IO, said on standard error, if a file
 * cannot be written. */
RT_MUST_CHECK enum exit_status convert_out_put(struct convert_out *out,
                                               const struct source_exchange *exchange,
                                               const struct rebuild_place *place);

/* Ends the output. EXIT_IO, said on standard error, if any of it could not be written. */
RT_MUST_CHECK enum exit_status convert_out_end(struct convert_out *out);

#endif
