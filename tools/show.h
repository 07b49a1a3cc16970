/* An account (parser/describe.h) on a stream: as a tree, as an annotated hex dump, as JSON. */
#ifndef ROUGHPROOF_TOOLS_SHOW_H
#define ROUGHPROOF_TOOLS_SHOW_H

#include "parser/describe.h"

#include <stdio.h>

/* Where a message came from: a file name, and its number if there are several. */
struct origin {
    const char *path;
    uint64_t index;
    bool alone;
};

/* Title, tree of tags with what they mean, remarks and the error. A malformed message is shown as far as its
 * header can be read. */
void show_tree(FILE *out, bool color, const struct origin *origin, const struct rt_description *description);

/* Every byte, labelled with what it is; then remarks and error. */
void show_hex(FILE *out, bool color, const struct origin *origin, const struct rt_description *description);

/* One line. */
void show_json(FILE *out, const struct origin *origin, const struct rt_description *description);

#endif
