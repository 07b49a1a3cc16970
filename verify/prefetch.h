/* Hints that memory will be read soon: bulk verification walks more of it than caches hold. */
#ifndef ROUGHPROOF_VERIFY_PREFETCH_H
#define ROUGHPROOF_VERIFY_PREFETCH_H

#include <stddef.h>
#include <stdint.h>

#define RT_CACHE_LINE 64

/* Never a fault, whatever the address. By force, since GCC leaves calls of functions out that only do this.
 */
#if defined(__GNUC__)
__attribute__((always_inline))
#endif
static inline void
rt_prefetch(const uint8_t *data, size_t len)
{
#if defined(__GNUC__) && !defined(__wasm__)
    for (size_t i = 0; i < len; i += RT_CACHE_LINE) {
        __builtin_prefetch(data + i);
    }
    if (len > 0) {
        __builtin_prefetch(data + (len - 1));
    }
#else
    (void)data;
    (void)len;
#endif
}

#endif
