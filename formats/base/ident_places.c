#include "formats/base/ident_places.h"

#include "formats/base/parallel.h"

enum { PIECE = 1 << 16, ENTRIES_A_PLACE = 8 };

/* Whatever type the caller's entries are of. */
typedef struct __attribute__((may_alias)) Entry {
    Ident ident;
    uint64_t rest;
} Entry;
_Static_assert(sizeof(Entry) == IDENT_ENTRY_SIZE, "an entry is two words");

typedef struct Placing {
    const Entry *entries;
    size_t count;
    const IdentPlaces *places;
} Placing;

/* Every value up to an entry's, from behind that of the entry before, begins at it. */
static Status place_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Placing *placing = user;
    const IdentPlaces *places = placing->places;
    size_t begin = piece->number * PIECE, end = begin + PIECE;
    if (end > placing->count) end = placing->count;
    size_t next = begin > 0 ? (placing->entries[begin - 1].ident >> places->shift) + 1 : 0;
    (void)failure;
    for (size_t i = begin; i < end; i++)
        for (; next <= placing->entries[i].ident >> places->shift; next++)
            places->begins[next] = (uint32_t)i;
    return STATUS_OK;
}

Status ident_places_make(const void *entries, size_t count, int threads, IdentPlaces *places,
                         Failure *failure)
{
    Placing placing = {entries, count, places};
    *places = (IdentPlaces){0};
    INVARIANT(count < UINT32_MAX);
    if (count == 0) return STATUS_OK;
    Ident last = placing.entries[count - 1].ident;
    while (last >> places->shift > count / ENTRIES_A_PLACE)
        places->shift++;
    places->count = (size_t)(last >> places->shift) + 1;
    places->begins = system_allocate((places->count + 1) * sizeof *places->begins);
    if (places->begins == NULL)
        return failure_set(failure, STATUS_MEMORY, "indexing persons", NULL);
    places->begins[places->count] = (uint32_t)count;
    Parallel parallel = {.pieces = (count + PIECE - 1) / PIECE,
                         .threads = threads,
                         .user = &placing,
                         .work = place_piece};
    return parallel_run(&parallel, failure);
}

void ident_places_free(IdentPlaces *places)
{
    system_free(places->begins);
    *places = (IdentPlaces){0};
}

size_t ident_places_find(const IdentPlaces *places, const void *entries, size_t count,
                         Ident ident)
{
    const Entry *all = entries;
    size_t low = 0, high = count;
    if (places->begins != NULL) {
        Ident value = ident >> places->shift;
        if (value >= places->count) return count;
        low = places->begins[value];
        high = places->begins[value + 1];
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (all[middle].ident < ident)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
