/*
 * paid_csv.h - what was paid before the ledger began (ledger open --paid FILE). cli.md.
 *
 * The lines are the ledger's own (decision_csv.h); here it is checked that they make sense
 * before a ledger is opened with them for life. The file has idents: no message names one.
 */
#ifndef TILSKUDD_FORMATS_PAID_CSV_H
#define TILSKUDD_FORMATS_PAID_CSV_H

#include "formats/run/decision_csv.h"
#include "rules/base/municipality.h"

/* What the ledger that is opened can answer for. grants.md 4.1. */
typedef struct PaidLimits {
    int opening_year;
    int earliest_year; /* of a year 1 that is claimed late; other codes: the opening year alone
                        */
    const MunicipalityTable *municipalities; /* borrowed */
} PaidLimits;

/* *lines: sorted by settled_compare, owned by the caller (system_free); NULL when there are
 * none. Plain or gzip. Refuses (INPUT_VALUE, the line named): a basic grant on a person,
 * another grant on a municipality, a municipality that never existed, an amount below 0, a
 * budget year outside the limits, a repeated line. */
MUST_USE Status paid_csv_read(const char *path, const PaidLimits *limits, SettledLine **lines,
                              size_t *count, Failure *failure);

/* The same from bytes as they are stored; `name` is for messages. */
MUST_USE Status paid_csv_parse(const char *name, const void *bytes, size_t size,
                               const PaidLimits *limits, SettledLine **lines, size_t *count,
                               Failure *failure);
/* What the lines add up to, by payment group and by municipality, for those who sign the
 * opening; no ident. */
void paid_sums_write(const MunicipalityTable *municipalities, const SettledLine *lines,
                     size_t count, TextBuffer *out);

#endif
