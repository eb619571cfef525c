/*
 * basic_csv.h - the persons that a run counted for the basic grant, by code of 15 January:
 * basic.csv of a run folder and of a ledger's entry. grants.md 3 (Basic grant), payments.md 6.
 *
 * Pure text work; any thread with its own buffers.
 */
#ifndef TILSKUDD_FORMATS_BASIC_CSV_H
#define TILSKUDD_FORMATS_BASIC_CSV_H

#include "formats/base/text_buffer.h"
#include "rules/base/registration.h"

/* What one run says of one code and budget year. */
typedef struct BasicCount {
    MunicipalityCode municipality; /* code of 15 January of the budget year, not mapped */
    int16_t budget_year;
    bool held;       /* a line of it waits: later years' runs compare it */
    int64_t persons; /* fixed by the last run of the budget year that is committed */
} BasicCount;

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

#endif
