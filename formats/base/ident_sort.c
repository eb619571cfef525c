/*
 * ident_sort.c - a radix sort from the lowest digit up: four passes over idents of 41 bits,
 * however many there are, and none over those that are in order.
 */
#include "formats/base/ident_sort.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };

/* Whatever type the caller's entries are of. */
typedef struct __attribute__((may_alias)) Entry {
    Ident ident;
    uint64_t rest;
} Entry;

_Static_assert(sizeof(Entry) == IDENT_ENTRY_SIZE, "an entry is two words");
_Static_assert(sizeof(Ident) == sizeof(uint64_t), "an ident is one");

static bool is_sorted(const Entry *entries, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (entries[i - 1].ident > entries[i].ident) return false;
    return true;
}

static size_t digit_of(const Entry *entry, unsigned shift)
{
    return (size_t)(entry->ident >> shift) & (DIGITS - 1);
}

/* By one digit, stable. */
static void sort_digit(const Entry *from, Entry *to, size_t count, unsigned shift)
{
    size_t next[DIGITS] = {0};
    for (size_t i = 0; i < count; i++)
        next[digit_of(&from[i], shift)]++;
    size_t begin = 0;
    for (size_t digit = 0; digit < DIGITS; digit++) {
        size_t here = next[digit];
        next[digit] = begin;
        begin += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[digit_of(&from[i], shift)]++] = from[i];
}

static void sort_digits(Entry *entries, Entry *spare, size_t count)
{
    Ident all = 0;
    for (size_t i = 0; i < count; i++)
        all |= entries[i].ident;
    Entry *from = entries, *to = spare;
    for (unsigned shift = 0; shift < 64 && all >> shift != 0; shift += DIGIT_BITS) {
        sort_digit(from, to, count, shift);
        Entry *sorted = to;
        to = from;
        from = sorted;
    }
    if (from != entries) memcpy(entries, from, count * sizeof *entries);
}

Status ident_sort(void *entries, size_t count, Failure *failure)
{
    if (is_sorted(entries, count)) return STATUS_OK;
    Entry *spare = system_allocate(count * sizeof *spare);
    if (spare == NULL) return failure_set(failure, STATUS_MEMORY, NULL, "sorting persons");
    sort_digits(entries, spare, count);
    system_free(spare);
    return STATUS_OK;
}
