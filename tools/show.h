/* An account (parser/describe.h) on a stream: as a tree, as an annotated hex dump, as JSON. */
#ifndef ROUGHPROOF_TOOLS_SHOW_H
#define ROUGHPROOF_TOOLS_SHOW_H

#include "parser/describe.h"

#include <stdio.h>

/* Title, tree of tags with what they mean, remarks and the error. A malformed message is shown as far as its
 * header can be read. */
void show_tree(FILE *out, bool color, const struct rt_description *description);

/* Every byte, labelled with what it is; then remarks and error. */
void show_hex(FILE *out, bool color, const struct rt_description *description);

/* One line. */
void show_json(FILE *out, const struct rt_description *description, const char *source, uint64_t index);

#endif
