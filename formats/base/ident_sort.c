/*
 * ident_sort.c - entries are dealt out by the highest digits into buckets that fit in a
 * processor's cache, and each bucket is sorted there from the lowest digit up; none of it is
 * done to those that are in order. Threads deal out pieces and sort buckets: where a piece's
 * entries go is known before any of them is moved.
 */
#include "formats/base/ident_sort.h"

#include <string.h>

#include "formats/base/parallel.h"
#include "rules/base/cleanup.h"

enum {
    PIECE = 1 << 16,       /* entries that are dealt out together */
    BUCKET_ENTRIES = 2048, /* that a bucket has when idents lie evenly */
    BUCKET_BITS_MAX = 12,
    DIGIT_BITS = 8,
    DIGITS = 1 << DIGIT_BITS,
    FEW = 24 /* sorted by putting each in its place */
};

/* Whatever type the caller's entries are of. */
typedef struct __attribute__((may_alias)) Entry {
    Ident ident;
    uint64_t rest;
} Entry;

_Static_assert(sizeof(Entry) == IDENT_ENTRY_SIZE, "an entry is two words");
_Static_assert(sizeof(Ident) == sizeof(uint64_t), "an ident is one");

typedef struct Sorting {
    Entry *entries, *spare;
    size_t count, pieces, buckets;
    unsigned shift; /* of the digits that say the bucket */
    size_t *next;   /* by piece and bucket: how many, then where the next one goes */
    size_t *begin;  /* of each bucket, and the end */
    Ident *all;     /* of each piece: which bits are in use */
    bool *sorted;   /* of each piece, with the entry before it */
    bool is_done;   /* they were in order */
} Sorting;

static size_t piece_end(const Sorting *sorting, size_t piece)
{
    size_t end = (piece + 1) * PIECE;
    return end < sorting->count ? end : sorting->count;
}

/* --- whether anything is to be done --- */

static Status look_at_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Sorting *sorting = user;
    const Entry *entries = sorting->entries;
    size_t begin = piece->number * PIECE, end = piece_end(sorting, piece->number);
    Ident all = 0;
    bool sorted = true;
    (void)failure;
    for (size_t i = begin; i < end; i++) {
        all |= entries[i].ident;
        sorted = sorted && (i == 0 || entries[i - 1].ident <= entries[i].ident);
    }
    sorting->all[piece->number] = all;
    sorting->sorted[piece->number] = sorted;
    return STATUS_OK;
}

/* How many of the highest digits say the bucket. */
static void choose_buckets(Sorting *sorting)
{
    Ident all = 0;
    unsigned bits = 0, bucket_bits = 0;
    sorting->is_done = true;
    for (size_t p = 0; p < sorting->pieces; p++) {
        all |= sorting->all[p];
        sorting->is_done = sorting->is_done && sorting->sorted[p];
    }
    while (bits < 64 && all >> bits != 0)
        bits++;
    while (bucket_bits < BUCKET_BITS_MAX && bucket_bits < bits &&
           sorting->count >> bucket_bits > BUCKET_ENTRIES)
        bucket_bits++;
    sorting->shift = bits - bucket_bits;
    sorting->buckets = (size_t)1 << bucket_bits;
}

/* --- dealing out --- */

static inline size_t bucket_of(const Sorting *sorting, const Entry *entry)
{
    if (sorting->buckets == 1) return 0; /* a shift by all bits is none */
    return (size_t)(entry->ident >> sorting->shift);
}

static Status count_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Sorting *sorting = user;
    size_t *counts = &sorting->next[piece->number * sorting->buckets];
    size_t end = piece_end(sorting, piece->number);
    (void)failure;
    for (size_t i = piece->number * PIECE; i < end; i++)
        counts[bucket_of(sorting, &sorting->entries[i])]++;
    return STATUS_OK;
}

/* Each bucket takes the pieces' entries in order. */
static void place_pieces(const Sorting *sorting)
{
    size_t place = 0;
    for (size_t b = 0; b < sorting->buckets; b++) {
        sorting->begin[b] = place;
        for (size_t p = 0; p < sorting->pieces; p++) {
            size_t *next = &sorting->next[p * sorting->buckets + b];
            size_t here = *next;
            *next = place;
            place += here;
        }
    }
    sorting->begin[sorting->buckets] = place;
    INVARIANT(place == sorting->count);
}

static Status deal_piece(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Sorting *sorting = user;
    size_t *next = &sorting->next[piece->number * sorting->buckets];
    size_t end = piece_end(sorting, piece->number);
    (void)failure;
    for (size_t i = piece->number * PIECE; i < end; i++) {
        const Entry *entry = &sorting->entries[i];
        sorting->spare[next[bucket_of(sorting, entry)]++] = *entry;
    }
    return STATUS_OK;
}

/* --- one bucket --- */

/* By putting each in its place; stable. */
static void sort_few(Entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        Entry entry = entries[i];
        size_t place = i;
        for (; place > 0 && entries[place - 1].ident > entry.ident; place--)
            entries[place] = entries[place - 1];
        entries[place] = entry;
    }
}

static size_t digit_of(const Entry *entry, unsigned shift)
{
    return (size_t)(entry->ident >> shift) & (DIGITS - 1);
}

/* By one digit, stable. */
static void sort_digit(const Entry *from, Entry *to, size_t count, unsigned shift)
{
    size_t next[DIGITS] = {0}, begin = 0;
    for (size_t i = 0; i < count; i++)
        next[digit_of(&from[i], shift)]++;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t here = next[digit];
        next[digit] = begin;
        begin += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[digit_of(&from[i], shift)]++] = from[i];
}

/* From `from`, which is used up, to `to`. */
static void sort_bucket(Entry *from, Entry *to, size_t count, unsigned bits)
{
    if (count <= FEW) {
        sort_few(from, count);
        memcpy(to, from, count * sizeof *to);
        return;
    }
    Entry *here = from, *there = to;
    for (unsigned shift = 0; shift < bits; shift += DIGIT_BITS) {
        sort_digit(here, there, count, shift);
        Entry *sorted = there;
        there = here;
        here = sorted;
    }
    if (here != to) memcpy(to, here, count * sizeof *to);
}

static Status sort_one(void *user, const ParallelPiece *piece, Failure *failure)
{
    const Sorting *sorting = user;
    size_t begin = sorting->begin[piece->number], end = sorting->begin[piece->number + 1];
    (void)failure;
    sort_bucket(sorting->spare + begin, sorting->entries + begin, end - begin, sorting->shift);
    return STATUS_OK;
}

/* --- all --- */

typedef Status (*Work)(void *user, const ParallelPiece *piece, Failure *failure);

static Status each(Sorting *sorting, size_t pieces, int threads, Work work, Failure *failure)
{
    Parallel parallel = {.pieces = pieces, .threads = threads, .user = sorting, .work = work};
    return parallel_run(&parallel, failure);
}

static void sorting_free(Sorting *sorting)
{
    system_free(sorting->spare);
    system_free(sorting->next);
    system_free(sorting->begin);
    system_free(sorting->all);
    system_free(sorting->sorted);
}
CLEANUP_VALUE(Sorting, sorting_free)

static Status make_room(Sorting *sorting, Failure *failure)
{
    sorting->spare = system_allocate(sorting->count * sizeof *sorting->spare);
    sorting->next =
        system_allocate_zeroed(sorting->pieces * sorting->buckets, sizeof *sorting->next);
    sorting->begin = system_allocate((sorting->buckets + 1) * sizeof *sorting->begin);
    if (sorting->spare != NULL && sorting->next != NULL && sorting->begin != NULL)
        return STATUS_OK;
    return failure_set(failure, STATUS_MEMORY, NULL, "sorting persons");
}

Status ident_sort(void *entries, size_t count, int threads, Failure *failure)
{
    size_t pieces = (count + PIECE - 1) / PIECE;
    CLEANUP(sorting_free)
    Sorting sorting = {.entries = entries, .count = count, .pieces = pieces};
    if (count < 2) return STATUS_OK;
    sorting.all = system_allocate(pieces * sizeof *sorting.all);
    sorting.sorted = system_allocate(pieces * sizeof *sorting.sorted);
    if (sorting.all == NULL || sorting.sorted == NULL)
        return failure_set(failure, STATUS_MEMORY, NULL, "sorting persons");
    TRY(each(&sorting, pieces, threads, look_at_piece, failure));
    choose_buckets(&sorting);
    if (sorting.is_done) return STATUS_OK;
    TRY(make_room(&sorting, failure));
    TRY(each(&sorting, pieces, threads, count_piece, failure));
    place_pieces(&sorting);
    TRY(each(&sorting, pieces, threads, deal_piece, failure));
    return each(&sorting, sorting.buckets, threads, sort_one, failure);
}
