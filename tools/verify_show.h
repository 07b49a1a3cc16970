/* Explanations (verify/explain.h): text or JSON. */
#ifndef ROUGHPROOF_TOOLS_VERIFY_SHOW_H
#define ROUGHPROOF_TOOLS_VERIFY_SHOW_H

#include "verify/explain.h"

#include <stdio.h>

/* How and where to show, and whether something was shown. */
struct verify_view {
    FILE *out;
    bool json, explain, color;
    bool begun; /* a blank line is due before the next block of text */
};

/* An exchange of `path`: a block of text, of `detail`, or a line of JSON. `number` says which one it is, from
 * 1 on, or 0 where there is but one. `file` is that of a directory, or "". */
void verify_show_case(struct verify_view *view, const struct rt_case *c, const char *path, const char *file,
                      uint64_t number, enum rt_detail detail);

/* The blank line that is due before text that was shown on another view, of which `begun` is left. */
void verify_show_gap(struct verify_view *view, bool begun);

/* A report: first what all of it comes to, then each exchange, then the end. */
void verify_show_begin(struct verify_view *view, const struct rt_evidence *e, const char *path);
void verify_show_link(struct verify_view *view, const struct rt_case *c, const char *file, uint64_t number,
                      enum rt_detail detail);
void verify_show_end(const struct verify_view *view, const struct rt_evidence *e);

#endif
