/* The verbs: one file each. argv[0] is the verb; the result is the exit status. */
#ifndef ROUGHPROOF_TOOLS_VERBS_H
#define ROUGHPROOF_TOOLS_VERBS_H

#include "tools/exit.h"

enum exit_status verb_convert(int argc, char **argv);
enum exit_status verb_dump(int argc, char **argv);
enum exit_status verb_mkreq(int argc, char **argv);

/* Only in a build with hashes (ROUGHPROOF_WITH_BEARSSL). */
enum exit_status verb_query(int argc, char **argv);
enum exit_status verb_verify(int argc, char **argv);

/* Only in a build with libsodium too (ROUGHPROOF_WITH_SODIUM). */
enum exit_status verb_keygen(int argc, char **argv);
enum exit_status verb_serve(int argc, char **argv);

#endif
