/*
 * ident_directory.h - finds an ident among entries that stand in its order (ident_sort.h).
 *
 * By the first six digits an ident's neighbours are a few: of a million persons a dozen, which
 * lie on one or two lines of memory, where a search through all of them would wait for memory
 * ten times. The directory has one number for each six digits whose first four occur, so that
 * it stays small beside the entries.
 */
#ifndef TILSKUDD_FORMATS_IDENT_DIRECTORY_H
#define TILSKUDD_FORMATS_IDENT_DIRECTORY_H

#include "formats/base/ident_sort.h"
#include "rules/base/cleanup.h"

typedef struct IdentDirectory {
    const void *entries; /* borrowed: IDENT_ENTRY_SIZE bytes each, an Ident first */
    uint16_t *row;       /* by the first four digits: 1 and on, 0 when none begins with them */
    uint32_t *begin;     /* by row and two more digits: the first entry not before them */
} IdentDirectory;

#define IDENT_NOT_FOUND SIZE_MAX

/* Makes a directory of `count` sorted entries, below 2^32, that must stay as they are while it
 * is used. Ownership: ident_directory_free, also after a failure. MEMORY. */
MUST_USE Status ident_directory_make(const void *entries, size_t count,
                                     IdentDirectory *directory, Failure *failure);
void ident_directory_free(IdentDirectory *directory);
CLEANUP_VALUE(IdentDirectory, ident_directory_free)
/* The place of the first entry with this ident, or IDENT_NOT_FOUND. Any thread. */
size_t ident_directory_find(const IdentDirectory *directory, Ident ident);
/* Fetches from memory what finding this ident will read: for who knows some steps ahead whom it
 * will ask for. Changes nothing. Any thread. */
void ident_directory_fetch(const IdentDirectory *directory, Ident ident);

#endif
