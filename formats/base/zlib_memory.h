/* zlib_memory.h - zlib's allocations through system.h, so that they too can be made to fail. */
#ifndef TILSKUDD_FORMATS_ZLIB_MEMORY_H
#define TILSKUDD_FORMATS_ZLIB_MEMORY_H

#define ZLIB_CONST /* inputs are const */
#include <zlib.h>

#include "formats/base/system.h"

/* What zlib calls; `opaque` is not used. */
static inline voidpf zlib_memory_allocate(voidpf opaque, uInt count, uInt size)
{
    (void)opaque;
    return system_allocate_zeroed(count, size);
}

/* Frees what zlib_memory_allocate gave. */
static inline void zlib_memory_free(voidpf opaque, voidpf memory)
{
    (void)opaque;
    system_free(memory);
}

/* A stream before deflateInit2 or inflateInit2. */
static inline z_stream zlib_memory_stream(void)
{
    return (z_stream){.zalloc = zlib_memory_allocate, .zfree = zlib_memory_free};
}

#endif
