/* All the memory of a call: one piece, whose size is stated once, and which is emptied before each call. The
 * parts of the command that the module is made of call malloc and the like by these names (arena_names.h). */
#ifndef ROUGHPROOF_WASM_ARENA_H
#define ROUGHPROOF_WASM_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Takes `size` bytes of the machine. False, and there is no arena, if it has not so many. */
bool arena_begin(size_t size);

size_t arena_size(void);

/* Everything that was allocated is gone. */
void arena_reset(void);

/* An allocation failed since the last reset. */
bool arena_is_exhausted(void);

/* NULL when the arena is full. What was allocated last can be freed and can grow in its place; of anything
 * else the memory comes back with the reset. */
void *arena_malloc(size_t size);
void *arena_calloc(size_t num, size_t size);
void *arena_realloc(void *block, size_t size);
void arena_free(void *block);

/* All that is allocated by now stays until the reset, whoever frees it: what a caller may name again. */
void arena_keep(void);

/* Where the next block will lie, and the most that it can have: to be written before it is allocated. */
void *arena_rest(size_t *size);

#ifdef __cplusplus
}
#endif

#endif
