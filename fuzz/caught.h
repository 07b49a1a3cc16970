/* What a verb prints, caught in memory: both streams of it. Needs a libc whose stdout and stderr are
 * variables, as glibc's are. */
#ifndef ROUGHPROOF_FUZZ_CAUGHT_H
#define ROUGHPROOF_FUZZ_CAUGHT_H

#include "fuzz/invariants.h"

struct caught {
    FILE *out, *err; /* the streams that it stands in for */
    char *text[2];
    size_t len[2];
};

static inline void caught_begin(struct caught *c)
{
    c->out = stdout;
    c->err = stderr;
    stdout = open_memstream(&c->text[0], &c->len[0]);
    stderr = open_memstream(&c->text[1], &c->len[1]);
    if (stdout == NULL || stderr == NULL) {
        abort();
    }
}

/* Gives the streams back; everything that was printed is printable ASCII and ends its last line. The texts
 * are the caller's to free. */
static inline void caught_end(struct caught *c)
{
    (void)fclose(stdout);
    (void)fclose(stderr);
    stdout = c->out;
    stderr = c->err;
    for (size_t i = 0; i < 2; i++) {
        for (size_t at = 0; at < c->len[i]; at++) {
            char ch = c->text[i][at];
            INVARIANT(ch == '\n' || (ch >= ' ' && ch <= '~'));
        }
        INVARIANT(c->len[i] == 0 || c->text[i][c->len[i] - 1] == '\n');
    }
}

#endif
