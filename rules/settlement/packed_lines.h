/*
 * packed_lines.h - settled lines in 16 bytes each, for when there are many.
 *
 * The order of `key`, and of the municipality's rest in `rest`, is the order of
 * settled_compare(). A sum of amounts stays below PACKED_ORE_MAX either way, which no ledger of
 * six-digit entries comes near. Plain data, pure functions; any thread.
 */
#ifndef TILSKUDD_RULES_PACKED_LINES_H
#define TILSKUDD_RULES_PACKED_LINES_H

#include "rules/base/date.h"
#include "rules/base/status.h"
#include "rules/settlement/lines.h"

/* From the highest bit down: subject 42, code 5, budget year 9, municipality 8 of 14 bits; its
 * other 6, the amount in øre from -2^57 on 58. */
typedef struct PackedLine {
    uint64_t key, rest;
} PackedLine;

enum {
    PACKED_SUBJECT_BITS = 42,
    PACKED_CODE_BITS = 5,
    PACKED_YEAR_BITS = 9,
    PACKED_HIGH_BITS = 8,
    PACKED_LOW_BITS = 6,
    PACKED_ORE_BITS = 58
};
#define PACKED_ORE_MAX ((Ore)1 << 56)

_Static_assert(PACKED_SUBJECT_BITS + PACKED_CODE_BITS + PACKED_YEAR_BITS + PACKED_HIGH_BITS ==
                   64,
               "a key is a word");
_Static_assert(GRANT_CODE_COUNT <= 1 << PACKED_CODE_BITS, "a code fits");
_Static_assert(YEAR_MAX - YEAR_MIN < 1 << PACKED_YEAR_BITS, "a year fits");

static inline PackedLine packed_line(const SettledLine *line)
{
    const uint64_t municipalities = (uint64_t)1 << (PACKED_SUBJECT_BITS - 1);
    uint64_t subject = subject_is_municipality(line->subject)
                           ? municipalities | subject_municipality(line->subject)
                           : line->subject;
    uint64_t year = (uint64_t)(line->budget_year - YEAR_MIN);
    uint64_t amount = (uint64_t)(line->amount + 2 * PACKED_ORE_MAX);
    INVARIANT(subject >> PACKED_SUBJECT_BITS == 0 && line->code < GRANT_CODE_COUNT);
    INVARIANT(year >> PACKED_YEAR_BITS == 0 && line->municipality < 1 << 14);
    INVARIANT(line->amount < PACKED_ORE_MAX && -line->amount < PACKED_ORE_MAX);
    return (PackedLine){((subject << PACKED_CODE_BITS | line->code) << PACKED_YEAR_BITS | year)
                                << PACKED_HIGH_BITS |
                            line->municipality >> PACKED_LOW_BITS,
                        (uint64_t)line->municipality << PACKED_ORE_BITS | amount};
}

static inline Ore packed_amount(PackedLine line)
{
    return (Ore)(line.rest << PACKED_LOW_BITS >> PACKED_LOW_BITS) - 2 * PACKED_ORE_MAX;
}

/* Before, 0 for the same subject, code, budget year and municipality, or after. */
static inline int packed_compare(PackedLine left, PackedLine right)
{
    uint64_t a = left.rest >> PACKED_ORE_BITS, b = right.rest >> PACKED_ORE_BITS;
    int before = left.key < right.key || (left.key == right.key && a < b);
    return (left.key > right.key || (left.key == right.key && a > b)) - before;
}

/* What was packed. */
SettledLine packed_line_unpack(PackedLine line);

/* Merges two lists in order, each key once, into one; equal keys are added, and what comes to
 * nothing is left out. `out` has room for both and is none of them; gives how many it has. */
size_t packed_lines_merge(const PackedLine *left, size_t left_count, const PackedLine *right,
                          size_t right_count, PackedLine *out);

#endif
