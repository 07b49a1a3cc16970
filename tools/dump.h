/* What the parts of `roughproof dump` share. */
#ifndef ROUGHPROOF_TOOLS_DUMP_H
#define ROUGHPROOF_TOOLS_DUMP_H

#include "tools/dump_options.h"
#include "tools/servers.h"
#include "tools/show.h"
#include "tools/source.h"

struct dump {
    struct dump_options options;
    struct servers servers;
    bool color;
    bool begun; /* something was shown: before the next a blank line */
};

/* A blank line between what is shown, but not in JSON. */
void dump_gap(struct dump *dump);

/* Shows a message as text or hex. EXIT_BAD if it is malformed or invalid. */
enum exit_status dump_message(struct dump *dump, const struct origin *origin, struct rt_bytes message);

/* All exchanges of a report or a directory: a line on the whole, then each with its key and the like, its
 * request and its response. EXIT_BAD if one of them is refused or malformed. */
enum exit_status dump_exchanges(struct dump *dump, struct source *source);

/* A server list. EXIT_BAD if an entry, key or address is refused. */
enum exit_status dump_list(struct dump *dump, const struct source *source);

#endif
