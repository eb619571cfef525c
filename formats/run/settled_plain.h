/*
 * settled_plain.h - settled lines as this program writes them, read by words of eight bytes
 * into packed lines. payments.md 5.
 *
 * A file that is not just so (another header, a line out of order, a quote, a number too long)
 * is left to settled_csv_read (decision_csv.h), which stays the judge of what is wrong and says
 * it; the lines are the same. Pure but for memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_SETTLED_PLAIN_H
#define TILSKUDD_FORMATS_SETTLED_PLAIN_H

#include "formats/base/system.h"
#include "rules/settlement/packed_lines.h"

typedef struct PackedLines {
    PackedLine *items; /* in order, each key once; owned: packed_lines_free */
    size_t count;
} PackedLines;

/* Frees the items; NULL is fine. */
void packed_lines_free(PackedLines *lines);
CLEANUP_VALUE(PackedLines, packed_lines_free)

/* Reads a whole lines.csv (its content), as settled_csv_read without `add`. */
MUST_USE Status settled_packed_read(const char *name, const void *bytes, size_t size,
                                    PackedLines *lines, Failure *failure);
/* The plain reading alone: *plain is false, and nothing is owned, when the file is left to the
 * general reader. MEMORY. */
MUST_USE Status settled_plain_read(const char *name, const void *bytes, size_t size,
                                   PackedLines *lines, bool *plain, Failure *failure);

#endif
