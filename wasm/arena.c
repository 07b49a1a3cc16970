#include "wasm/arena.h"

#include <stdint.h>
#include <string.h>

#define ALIGNMENT 16

/* Before each block, so that the last one is known by its size. */
struct head {
    size_t size;
    size_t before; /* where the block before this one begins, for the last to be found when this one goes */
};

#define HEAD ((sizeof(struct head) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)
#define NONE SIZE_MAX

static uint8_t *memory;
static size_t room, used, last = NONE;
static bool exhausted;

#ifdef __wasm__

#define PAGE ((size_t)65536)

/* Memory grows by whole pages, behind everything that is there. */
static void *pages(size_t size)
{
    size_t before = __builtin_wasm_memory_grow(0, (size + PAGE - 1) / PAGE);
    return before == SIZE_MAX ? NULL : (void *)(before * PAGE);
}

#else

#include <stdlib.h>

static void *pages(size_t size)
{
    return aligned_alloc(ALIGNMENT, size);
}

#endif

bool arena_begin(size_t size)
{
    size -= size % ALIGNMENT;
    memory = pages(size);
    room = memory != NULL ? size : 0;
    arena_reset();
    return memory != NULL;
}

size_t arena_size(void)
{
    return room;
}

void arena_reset(void)
{
    used = 0;
    last = NONE;
    exhausted = false;
}

bool arena_is_exhausted(void)
{
    return exhausted;
}

static size_t rounded(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static bool fits(size_t size)
{
    bool ok = size <= SIZE_MAX - ALIGNMENT && room - used >= HEAD && rounded(size) <= room - used - HEAD;
    exhausted = exhausted || !ok;
    return ok;
}

static struct head *head_at(size_t offset)
{
    return (struct head *)(void *)(memory + offset);
}

static size_t offset_of(const void *block)
{
    return (size_t)((const uint8_t *)block - memory) - HEAD;
}

void *arena_malloc(size_t size)
{
    if (!fits(size)) {
        return NULL;
    }
    *head_at(used) = (struct head){size, last};
    last = used;
    used += HEAD + rounded(size);
    return memory + last + HEAD;
}

void *arena_calloc(size_t num, size_t size)
{
    if (size > 0 && num > SIZE_MAX / size) {
        exhausted = true;
        return NULL;
    }
    void *block = arena_malloc(num * size);
    if (block != NULL) {
        memset(block, 0, num * size);
    }
    return block;
}

void *arena_realloc(void *block, size_t size)
{
    if (block == NULL) {
        return arena_malloc(size);
    }
    size_t old = head_at(offset_of(block))->size;
    if (offset_of(block) == last) {
        used = last; /* so that it may grow where it is */
        if (!fits(size)) {
            used = last + HEAD + rounded(old);
            return NULL;
        }
        head_at(last)->size = size;
        used = last + HEAD + rounded(size);
        return block;
    }
    void *moved = arena_malloc(size);
    if (moved != NULL) {
        memcpy(moved, block, old < size ? old : size);
    }
    return moved;
}

void arena_free(void *block)
{
    if (block != NULL && offset_of(block) == last) {
        used = last;
        last = head_at(last)->before;
    }
}

void *arena_rest(size_t *size)
{
    *size = room - used > HEAD ? room - used - HEAD : 0;
    return memory + (*size > 0 ? used + HEAD : 0);
}
