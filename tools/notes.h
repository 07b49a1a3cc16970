/* What a conversion cannot keep, or had to make: said once for all exchanges that it concerns. */
#ifndef ROUGHPROOF_TOOLS_NOTES_H
#define ROUGHPROOF_TOOLS_NOTES_H

#include "parser/bytes.h"

/* X(name, member, sentence): the member is that of an exchange in an RFC report or NDJSON. */
#define NOTES_LIST(X)                                                                                        \
    X(REBUILT, "request", "made again around its nonce; what else was in it, nothing that is signed covers") \
    X(NO_RESPONSE, "response", "missing: nobody answered this request, which is left out")                   \
    X(MALFORMED, "request", "missing, and cannot be made again: the response is malformed")                  \
    X(LEAF, "request", "missing, and cannot be made again: from draft 12 on all of it is signed")            \
    X(NO_NONCE, "request", "missing, and cannot be made again: nothing tells its nonce")                     \
    X(NO_HASHES, "request", "missing, and cannot be made again: this build has no hashes")                   \
    X(KEY, "publicKey", "missing, and an RFC report must have it")                                           \
    X(RAND, "rand", "missing, so nothing proves the order of this exchange and the one before")              \
    X(LONG_RAND, "rand", "kept, though it has 64 bytes and those of RFC 10049 have 32")                      \
    X(NONCE, "nonce", "left out: an RFC report has nonces in requests alone, and this one is in none")       \
    X(ID, "id", "left out: an RFC report has no place for it")                                               \
    X(TIMES, "times", "left out: when packets were sent and received, only a capture can tell")              \
    X(BLIND, "blind", "left out: the last one, which no exchange here used")                                 \
    X(MEMBER, "", "left out: no member that is known")                                                       \
    X(TOP_MEMBER, "", "left out: no member of the file that is known")

enum note {
#define NOTES_ENUM(name, member, text) NOTE_##name,
    NOTES_LIST(NOTES_ENUM)
#undef NOTES_ENUM
        NUM_NOTES,
};

/* So many exchanges in a row, from `first` to `last`. */
struct notes_run {
    size_t first, last;
};

/* So many rows are kept. */
#define NOTES_MAX 256

/* Of so many runs the numbers are told; of the exchanges behind them, how many there are. */
#define NOTES_RUNS_MAX 10

/* Where one note on one member applies. */
struct notes_row {
    enum note note;
    char member[64]; /* in printable ASCII, cut when it is longer */
    struct notes_run run[NOTES_RUNS_MAX];
    size_t num_runs, last, num_more;
};

/* A zeroed one is empty. */
struct notes {
    struct notes_row *row;
    size_t num_rows, room;
    bool more; /* than are kept: hostile input has any number of members, and memory ends */
};

/* Notes that something applies to exchange `index`. NOTE_MEMBER and NOTE_TOP_MEMBER take the name of the
 * member, as bytes in UTF-8 or as a JSON string with its quotes. */
void notes_add(struct notes *notes, enum note note, size_t index);
void notes_add_member(struct notes *notes, enum note note, size_t index, struct rt_bytes name);

/* "roughproof convert: chain.json: exchanges 2-12: rand: kept, ..." on standard error, a line for each note,
 * in the order in which they were first added; then forgets them. Behind the last run that is told: "and 7
 * more". */
void notes_say(struct notes *notes, const char *path);

void notes_forget(struct notes *notes);

#endif
