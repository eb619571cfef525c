#include "formats/base/ident_directory.h"

#include <string.h>

#include "formats/base/translate.h"
#include "rules/base/search.h"

enum {
    ROWS = 10001, /* by four digits; the last is for idents beyond twelve digits */
    ROW = 100,    /* by two more */
    BEHIND_SIX = 2000000
};

/* The first six digits: an ident is its number as if it had twelve, doubled. */
static size_t first_six(Ident ident)
{
    enum { LAST = (ROWS - 1) * ROW };
    uint64_t digits = ident / BEHIND_SIX;
    return digits < LAST ? (size_t)digits : LAST;
}

static Ident ident_at(const void *entries, size_t place)
{
    Ident ident;
    memcpy(&ident, (const unsigned char *)entries + place * IDENT_ENTRY_SIZE, sizeof ident);
    return ident;
}

/* Numbers the rows that occur, in order; how many. */
static size_t number_rows(IdentDirectory *directory, size_t count)
{
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        uint16_t *row = &directory->row[first_six(ident_at(directory->entries, i)) / ROW];
        if (*row == 0) *row = (uint16_t)++rows;
    }
    return rows;
}

/* Where an ident's neighbours begin; they end where the next begin. */
static const uint32_t *begin_of(const IdentDirectory *directory, Ident ident)
{
    size_t digits = first_six(ident), row = directory->row[digits / ROW];
    return row == 0 ? NULL : &directory->begin[(row - 1) * ROW + digits % ROW];
}

static void fill(IdentDirectory *directory, size_t rows, size_t count)
{
    uint32_t *next = directory->begin, *end = directory->begin + rows * ROW;
    for (size_t i = 0; i < count; i++) {
        const uint32_t *begin = begin_of(directory, ident_at(directory->entries, i));
        while (next <= begin)
            *next++ = (uint32_t)i;
    }
    while (next <= end)
        *next++ = (uint32_t)count;
}

Status ident_directory_make(const void *entries, size_t count, IdentDirectory *directory,
                            Failure *failure)
{
    INVARIANT(count < UINT32_MAX);
    *directory = (IdentDirectory){.entries = entries,
                                  .row = system_allocate_zeroed(ROWS, sizeof *directory->row)};
    if (directory->row == NULL)
        return failure_set(failure, STATUS_MEMORY, _("looking for idents"), NULL);
    size_t rows = number_rows(directory, count);
    directory->begin = system_allocate((rows * ROW + 1) * sizeof *directory->begin);
    if (directory->begin == NULL)
        return failure_set(failure, STATUS_MEMORY, _("looking for idents"), NULL);
    fill(directory, rows, count);
    return STATUS_OK;
}

void ident_directory_free(IdentDirectory *directory)
{
    system_free(directory->row);
    system_free(directory->begin);
    *directory = (IdentDirectory){0};
}

typedef struct IdentKey {
    const void *entries;
    Ident ident;
} IdentKey;

static bool is_before(const void *user, size_t index)
{
    const IdentKey *key = user;
    return ident_at(key->entries, index) < key->ident;
}

size_t ident_directory_find(const IdentDirectory *directory, Ident ident)
{
    const uint32_t *begin = begin_of(directory, ident);
    if (begin == NULL || begin[0] == begin[1]) return IDENT_NOT_FOUND;
    const unsigned char *entries = directory->entries;
    const IdentKey key = {entries + (size_t)begin[0] * IDENT_ENTRY_SIZE, ident};
    size_t place = begin[0] + search_first(begin[1] - begin[0], is_before, &key);
    bool found = place < begin[1] && ident_at(entries, place) == ident;
    return found ? place : IDENT_NOT_FOUND;
}

void ident_directory_fetch(const IdentDirectory *directory, Ident ident)
{
    enum { LINE = 64, LINES_MOST = 4 };
    const uint32_t *begin = begin_of(directory, ident);
    if (begin == NULL) return;
    const unsigned char *entries = directory->entries;
    const unsigned char *at = entries + (size_t)begin[0] * IDENT_ENTRY_SIZE;
    const unsigned char *end = entries + (size_t)begin[1] * IDENT_ENTRY_SIZE;
    for (int i = 0; i < LINES_MOST && at < end; i++, at += LINE)
        __builtin_prefetch(at);
}
