/* How far a long run is, on a terminal: a bar, the rate, and the time that is left. */
#ifndef ROUGHPROOF_TOOLS_PROGRESS_H
#define ROUGHPROOF_TOOLS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool on;
    bool shown;
    uint64_t began, next; /* in nanoseconds: the run, and when to show it again */
    uint64_t num;         /* exchanges so far */
};

/* Begins a run; nothing is ever shown unless `on`, and nothing of runs that take less than half a second. */
void progress_begin(struct progress *progress, bool on);

/* So many exchanges more; `done` of `total` (in any unit; 0: nobody knows) are behind. Ten times a second
 * this shows a line on standard error that it writes over. */
void progress_add(struct progress *progress, uint64_t num, uint64_t done, uint64_t total);

/* Takes the line away, so that something else can be said; also at the end. */
void progress_clear(struct progress *progress);

#endif
