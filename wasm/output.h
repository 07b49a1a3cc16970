/* What a call answers, in pieces of text that lie in the arena until the next call. */
#ifndef ROUGHPROOF_WASM_OUTPUT_H
#define ROUGHPROOF_WASM_OUTPUT_H

#include "parser/text.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a piece belongs to. */
enum output_channel {
    OUTPUT_JSON = 1,  /* lines of JSON: what the command prints on standard output */
    OUTPUT_EXTRA,     /* a line of JSON for each of those, with what else was asked for */
    OUTPUT_COMPLAINT, /* lines of text: what it says on standard error */
    OUTPUT_BYTES,     /* a request, a hash */
};

void output_begin(void);

/* A window over all memory that is left; then, with all of it written, the piece as it is. */
struct rt_text output_open(void);
void output_close(enum output_channel channel, const struct rt_text *text);

void output_string(enum output_channel channel, const char *s);
void output_bytes(enum output_channel channel, struct rt_bytes bytes);

/* Pieces in their order: false behind the last. */
bool output_next(void);

/* Of the piece that output_next came to. */
enum output_channel output_channel(void);
struct rt_bytes output_piece(void);

#ifdef __cplusplus
}
#endif

#endif
