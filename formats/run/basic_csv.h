/*
 * basic_csv.h - the persons that a run counted for the basic grant, by code of 15 January:
 * basic.csv of a run folder and of a ledger's entry. grants.md 3 (Basic grant), payments.md 6.
 *
 * Pure text work; any thread with its own buffers.
 */
#ifndef TILSKUDD_FORMATS_BASIC_CSV_H
#define TILSKUDD_FORMATS_BASIC_CSV_H

#include "formats/base/text_buffer.h"
#include "rules/settlement/lines.h"

#define BASIC_HEADER "municipality,budget_year,persons,held\n"

/* Appends one line with its end; `held` is written 1 or 0. */
void basic_csv_append(TextBuffer *buffer, const BasicCount *count);
/* Order by municipality, then budget year. For qsort. */
int basic_count_compare(const void *left, const void *right);
/* Reads a whole file; *items is owned by the caller (system_free), sorted, each municipality
 * and year once. INPUT_VALUE for whatever basic_csv_append cannot have written in that order.
 */
MUST_USE Status basic_csv_read(const char *name, const void *bytes, size_t size,
                               BasicCount **items, size_t *count, Failure *failure);
/* Merges sorted rows of a later run into those of all before: of one municipality and year the
 * later stays. MEMORY. */
MUST_USE Status basic_counts_merge(BasicCount **items, size_t *count, const BasicCount *later,
                                   size_t later_count, Failure *failure);

#endif
