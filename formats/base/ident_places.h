/*
 * ident_places.h - where idents are in an array sorted by ident: a table by their highest
 * digits, so that a search looks at a few neighbours and not all over memory.
 */
#ifndef TILSKUDD_FORMATS_IDENT_PLACES_H
#define TILSKUDD_FORMATS_IDENT_PLACES_H

#include "formats/base/ident_sort.h"

/* Zeroed: knows nothing, and everything is searched. Owned: ident_places_free. */
typedef struct IdentPlaces {
    uint32_t *begins; /* of each value of the digits: its first entry; one more at the end */
    size_t count;     /* of them, without the one at the end */
    unsigned shift;
} IdentPlaces;

/* Of `count` entries of IDENT_ENTRY_SIZE bytes in the order of the Ident that each begins with.
 * MEMORY. As ident_sort, of threads. */
MUST_USE Status ident_places_make(const void *entries, size_t count, int threads,
                                  IdentPlaces *places, Failure *failure);
void ident_places_free(IdentPlaces *places);
/* The first entry whose ident is not below `ident`, or `count`; the entries are those that the
 * places were made of. Any thread. */
size_t ident_places_find(const IdentPlaces *places, const void *entries, size_t count,
                         Ident ident);

#endif
