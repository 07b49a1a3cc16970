#include "wasm/arena.h"

#include <stdint.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED
#endif
#endif
#ifdef WATCHED
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size)   ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

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

/* What is not a block is out of bounds, as far as a sanitizer watches. */
static void close_from(size_t offset)
{
    ASAN_POISON_MEMORY_REGION(memory + offset, room - offset);
}

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
    close_from(0);
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

/* The head stays readable: it is ours. */
static struct head *head_at(size_t offset)
{
    return (struct head *)(void *)(memory + offset);
}

static size_t offset_of(const void *block)
{
    return (size_t)((const uint8_t *)block - memory) - HEAD;
}

/* Makes the last block what begins at `offset`. */
static void *place(size_t offset, size_t size, size_t before)
{
    ASAN_UNPOISON_MEMORY_REGION(memory + offset, HEAD + size);
    *head_at(offset) = (struct head){size, before};
    last = offset;
    used = offset + HEAD + rounded(size);
    if (used < room) {
        close_from(offset + HEAD + size);
    }
    return memory + offset + HEAD;
}

void *arena_malloc(size_t size)
{
    return fits(size) ? place(used, size, last) : NULL;
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

/* The last block grows where it is. */
static void *resize_last(size_t size)
{
    size_t was = used;
    used = last;
    bool ok = fits(size);
    used = was;
    return ok ? place(last, size, head_at(last)->before) : NULL;
}

void *arena_realloc(void *block, size_t size)
{
    if (block == NULL) {
        return arena_malloc(size);
    }
    if (offset_of(block) == last) {
        return resize_last(size);
    }
    size_t old = head_at(offset_of(block))->size;
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
        close_from(used);
    }
}

void arena_keep(void)
{
    last = NONE;
}

void *arena_rest(size_t *size)
{
    *size = room - used > HEAD ? room - used - HEAD : 0;
    if (*size == 0) {
        return NULL;
    }
    ASAN_UNPOISON_MEMORY_REGION(memory + used + HEAD, *size);
    return memory + used + HEAD;
}
