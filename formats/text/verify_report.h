/*
 * verify_report.h - what verify has found: a line for each group of checks, a line for each
 * failure. control.md 4.
 *
 * Lines go to standard output as they come, unless the report is quiet. One thread.
 */
#ifndef TILSKUDD_FORMATS_VERIFY_REPORT_H
#define TILSKUDD_FORMATS_VERIFY_REPORT_H

#include "formats/base/translate.h"
#include "rules/base/status.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct VerifyReport {
    bool quiet;    /* print nothing, keep the first failure: approve */
    Failure first; /* when quiet */
    size_t failures;
    size_t failures_before; /* when the group began */
    size_t groups;
    /* Constant text: what could not be checked, and keeps the word "verified" out of the last
     * line; NULL: nothing. The command then ends with EXIT_FOUND (trust.md 4). */
    const char *unchecked;
} VerifyReport;

/* Not checked where nobody says which ledger it is (trust.md 4). */
#define VERIFY_UNKNOWN_LEDGER                                                                  \
    N_("whether this is the ledger that you know (--ledger DIR --pin FILE)")

/* Takes what one check said. STATUS_OK for it and for a failed check, which is named; a failure
 * of the system (memory, disk) is handed on: then nothing can be said. */
MUST_USE Status verify_take(VerifyReport *report, Status status, Failure *failure);
/* A check that failed: VERIFICATION at `where`, taken. */
MUST_USE Status verify_fail(VerifyReport *report, Failure *failure, const char *where,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));
/* A group of checks begins; and ends, with what was checked, when none of it failed. */
void verify_group(VerifyReport *report);
void verify_group_end(VerifyReport *report, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Something to know that is no failure. */
void verify_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Prints "verified", or what could not be checked, or how many failures there are; the status
 * of the command. */
MUST_USE Status verify_result(const VerifyReport *report, const char *what, Failure *failure);

#endif
