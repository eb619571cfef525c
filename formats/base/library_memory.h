/*
 * library_memory.h - memory for OpenSSL and libxml2. trust.md 5 and 7.
 *
 * Some libraries crash when they get no memory, or go on without a word and with less than they
 * need: a signature that nobody can read, a forgery that is none. Where there is no memory they
 * get it from a reserve instead and work on as they should, while this program, which asks
 * library_starved, believes nothing more and ends with MEMORY. Any thread.
 */
#ifndef TILSKUDD_FORMATS_LIBRARY_MEMORY_H
#define TILSKUDD_FORMATS_LIBRARY_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/* As malloc, realloc and free; of size 0 NULL, and what was there is freed. NULL when the
 * reserve is used up too. */
void *library_allocate(size_t size);
void *library_reallocate(void *memory, size_t size);
void library_free(void *memory);
/* Whether a library ever found no memory but the reserve. */
bool library_starved(void);

#endif
