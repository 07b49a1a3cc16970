/* Lines and words, for the formats that are no JSON. */
#ifndef ROUGHPROOF_PARSER_LINES_H
#define ROUGHPROOF_PARSER_LINES_H

#include "bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Cuts off the next line that is not blank, without the spaces, tabs and carriage returns at both its ends.
 * False and empty when there is none. */
RT_MUST_CHECK bool rt_lines_next(struct rt_bytes *line, struct rt_bytes *rest);

/* Cuts off the next word, up to spaces or tabs. False and empty when there is none. */
RT_MUST_CHECK bool rt_words_next(struct rt_bytes *word, struct rt_bytes *rest);

/* The word is `s`. */
bool rt_word_is(struct rt_bytes word, const char *s);

#ifdef __cplusplus
}
#endif

#endif
