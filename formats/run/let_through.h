/*
 * let_through.h - what a run lets through by its options, and how many persons, lines and
 * kroner each touches: member let_through of summary.json, and the same in words. life.md 1.
 *
 * A row's option is the option as it would be typed, "--accept-rate AR-1". Pure but for memory;
 * any thread. Ownership: let_through_free.
 */
#ifndef TILSKUDD_FORMATS_LET_THROUGH_H
#define TILSKUDD_FORMATS_LET_THROUGH_H

#include "formats/run/manifest.h"
#include "rules/settlement/touched.h"

enum { OPTION_TEXT_SIZE = 48 };
typedef struct LetThrough {
    char option[OPTION_TEXT_SIZE];
    Touched touched;
} LetThrough;

typedef struct LetThroughs {
    LetThrough *items;
    size_t count, capacity;
} LetThroughs;

/* What a run knows of it. Borrowed. */
typedef struct LetThroughBasis {
    const Manifest *manifest;
    const TouchedCounts *counts;
    const SettleYears *years;
    const OpenItem *items; /* money that waited; those that are taken up count */
    size_t item_count;
} LetThroughBasis;
/* What a run's counts say of the options in its manifest; with --repay the lines are the sums
 * that are paid again. MEMORY. */
MUST_USE Status let_through_of(const LetThroughBasis *basis, LetThroughs *out,
                               Failure *failure);
/* Adds a row. MEMORY. */
MUST_USE Status let_through_add(LetThroughs *list, const Touched *touched, Failure *failure,
                                const char *format, ...) __attribute__((format(printf, 4, 5)));
void let_through_free(LetThroughs *list);
CLEANUP_VALUE(LetThroughs, let_through_free)

/* A Touched as members of the object that the writer is in, and back. */
void touched_write(JsonWriter *json, const Touched *touched);
MUST_USE Status touched_read(const JsonValue *value, Touched *out, Failure *failure);
/* The array as member `name`; reading: INPUT_VALUE, MEMORY. */
void let_through_write(JsonWriter *json, const char *name, const LetThroughs *list);
MUST_USE Status let_through_read(const JsonValue *array, LetThroughs *out, Failure *failure);

/* Columns persons, lines and kroner, right-aligned, TOUCHED_WIDTH characters: "not known" in
 * place of an amount that nobody knows. */
enum { TOUCHED_WIDTH = 37 };
void touched_columns(const Touched *touched, TextBuffer *out);
void touched_heading(TextBuffer *out);
/* "amount not known: 14 lines, 12 persons"; nothing when all is known. */
void touched_unknown(const Touched *touched, TextBuffer *out);
/* A table of a line for each row, what the option means last; nothing when there is none. */
void let_through_text(const LetThroughs *list, TextBuffer *out);

#endif
