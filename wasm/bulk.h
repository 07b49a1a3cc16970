/* Bulk verification in the module that is built for speed (build.sh -w). */
#ifndef ROUGHPROOF_WASM_BULK_H
#define ROUGHPROOF_WASM_BULK_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How many exchanges a call verifies together: 1 in the small module, and where the arena is small. */
size_t bulk_block_cap(void);

#ifdef __cplusplus
}
#endif

#endif
