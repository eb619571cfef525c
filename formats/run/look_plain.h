/*
 * look_plain.h - looks of settled persons (persons.csv.gz) as this program writes them, read by
 * words of eight bytes. payments.md 5.
 *
 * As settled_plain.h: what is not just so is left to look_csv_read (decision_csv.h), with the
 * same result. Pure but for memory; any thread.
 */
#ifndef TILSKUDD_FORMATS_LOOK_PLAIN_H
#define TILSKUDD_FORMATS_LOOK_PLAIN_H

#include "formats/run/decision_csv.h"

/* As look_csv_read. */
MUST_USE Status look_read(const char *name, const void *bytes, size_t size, PersonLooks *looks,
                          Failure *failure);
/* The plain reading alone: *plain is false, and nothing is owned, when the file is left to the
 * general reader. MEMORY. */
MUST_USE Status look_plain_read(const char *name, const void *bytes, size_t size,
                                PersonLooks *looks, bool *plain, Failure *failure);

#endif
