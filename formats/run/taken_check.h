/*
 * taken_check.h - that taken.csv of a run says what open.csv before it and municipalities.csv
 * beside it say. life.md 2, trust.md 3.
 *
 * All failures are VERIFICATION, and MEMORY. Any thread.
 */
#ifndef TILSKUDD_FORMATS_TAKEN_CHECK_H
#define TILSKUDD_FORMATS_TAKEN_CHECK_H

#include "formats/run/open_items.h"
#include "rules/settlement/netting.h"

/* Marks in `items`, those before the run in order, what was taken up: each that is named, of
 * the same kind, group and entry, and whole. */
MUST_USE Status taken_check_items(const TakenItem *taken, size_t count, OpenItem *items,
                                  size_t item_count, Failure *failure);
/* That the rows are what municipalities.csv (`sums`, MUNICIPALITY_CODES rows) has as returned
 * and manual of every municipality and group, and name the run's payment exactly where there is
 * one. */
MUST_USE Status taken_check_sums(const TakenItem *taken, size_t count,
                                 const uint8_t run_identity[32], const GroupRow *sums,
                                 Failure *failure);

#endif
