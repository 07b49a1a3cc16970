/* Where measurements are kept: proof of a lie is worth nothing once its chain is gone. Each is a file of its
 * own in the user's state directory, which appears there whole or not at all. */
#ifndef ROUGHPROOF_TOOLS_EVIDENCE_H
#define ROUGHPROOF_TOOLS_EVIDENCE_H

#include "parser/bytes.h"

/* Kept measurements may take so much: the oldest go. Those that prove malfeasance stay, whatever they take.
 */
#define EVIDENCE_MAX ((uint64_t)16 << 20)

/* A file that will be. */
struct evidence {
    char *path; /* where it is once it is kept; before, in the state directory, that directory */
    bool is_state;
    int directory; /* or -1 */
    int fd;        /* or -1 */
    char unfinished[64];
    char name[256]; /* in the directory, as soon as there is one */
};

/* Makes sure that something can be kept, before there is anything to lose: in `file`, which must not exist,
 * or with NULL in $XDG_STATE_HOME/roughproof or ~/.local/state/roughproof, which is made. False, which is
 * said on standard error, if not. Free in any case. */
RT_MUST_CHECK bool evidence_begin(struct evidence *out, const char *file);

/* Puts the bytes there, of mode 0600, and makes sure that the disk has them. In the state directory its name
 * is measurement-TIME-RANDOM.json, or malfeasance-TIME-RANDOM.json for a lie. False, which is said, if that
 * fails. */
RT_MUST_CHECK bool evidence_keep(struct evidence *evidence, struct rt_bytes bytes, bool lie);

/* Removes what was not kept, and gives back memory. */
void evidence_free(struct evidence *evidence);

#endif
