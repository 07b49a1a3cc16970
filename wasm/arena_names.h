/* Included before everything else in the parts of the command that the module is made of: their memory is the
 * arena's. */
#ifndef ROUGHPROOF_WASM_ARENA_NAMES_H
#define ROUGHPROOF_WASM_ARENA_NAMES_H

#define malloc  arena_malloc
#define calloc  arena_calloc
#define realloc arena_realloc
#define free    arena_free

#endif
