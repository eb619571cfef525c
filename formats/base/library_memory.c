/* library_memory.c - a reserve that is handed out once. See library_memory.h. */
#include "formats/base/library_memory.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#include "formats/base/system.h"

enum { RESERVE_SIZE = 4 << 20, RESERVE_ALIGN = 16 };

/* Handed out from its start, and never taken back: the program is about to end. Before each
 * piece stands its size. */
static union {
    max_align_t align;
    char bytes[RESERVE_SIZE];
} reserve;
static atomic_size_t reserve_used;
static atomic_bool starved;

bool library_starved(void)
{
    return atomic_load(&starved);
}

static bool is_of_reserve(const void *memory)
{
    uintptr_t at = (uintptr_t)memory, begin = (uintptr_t)reserve.bytes;
    return at >= begin && at < begin + RESERVE_SIZE;
}

static void *take_of_reserve(size_t size)
{
    atomic_store(&starved, true);
    if (size > RESERVE_SIZE / 2) return NULL;
    size_t needed = (size + 2 * RESERVE_ALIGN - 1) / RESERVE_ALIGN * RESERVE_ALIGN;
    size_t at = atomic_fetch_add(&reserve_used, needed);
    if (at > RESERVE_SIZE - needed) return NULL;
    memcpy(reserve.bytes + at, &size, sizeof size);
    return reserve.bytes + at + RESERVE_ALIGN;
}

static size_t size_of(void *memory)
{
    size_t size = 0;
    if (memory == NULL) return 0;
    if (!is_of_reserve(memory)) return malloc_usable_size(memory);
    memcpy(&size, (const char *)memory - RESERVE_ALIGN, sizeof size);
    return size;
}

static void *move_to_reserve(void *memory, size_t size)
{
    size_t old = size_of(memory);
    void *moved = take_of_reserve(size);
    if (moved == NULL || memory == NULL) return moved;
    memcpy(moved, memory, old < size ? old : size);
    library_free(memory);
    return moved;
}

void *library_allocate(size_t size)
{
    return library_reallocate(NULL, size);
}

void *library_reallocate(void *memory, size_t size)
{
    if (size == 0) {
        library_free(memory);
        return NULL;
    }
    void *moved = is_of_reserve(memory) ? NULL : system_library_reallocate(memory, size);
    return moved != NULL ? moved : move_to_reserve(memory, size);
}

void library_free(void *memory)
{
    if (!is_of_reserve(memory)) system_free(memory);
}
