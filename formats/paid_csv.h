/*
 * paid_csv.h - what was paid before the ledger began (ledger open --paid FILE). cli.md.
 *
 * The lines are the ledger's own (decision_csv.h); here it is checked that they make sense
 * before a ledger is opened with them for life. The file has idents: no message names one.
 */
#ifndef TILSKUDD_FORMATS_PAID_CSV_H
#define TILSKUDD_FORMATS_PAID_CSV_H

#include "formats/decision_csv.h"

/* *lines: sorted by settled_compare, owned by the caller (system_free); NULL when there are
 * none. Plain or gzip. Refuses (INPUT_VALUE) a repeated line, a basic grant on a person,
 * another grant on a municipality. */
MUST_USE Status paid_csv_read(const char *path, SettledLine **lines, size_t *count,
                              Failure *failure);

#endif
