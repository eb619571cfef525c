/*
 * annual_misfits.h - what of the appropriation does not fit with the accounts, in words: for
 * the page and the terminal. life.md 6.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_MISFITS_H
#define TILSKUDD_FORMATS_ANNUAL_MISFITS_H

#include "formats/annual/annual_report.h"

enum { ANNUAL_MISFITS_MAX = 2 /* of one item */ };
typedef struct AnnualMisfit {
    char text[192]; /* a sentence, UTF-8 */
} AnnualMisfit;

/* What does not fit of one row of the report's statement, in `language`. Returns how many;
 * none when no appropriation was given. */
size_t annual_misfits(const AnnualReport *report, const StatementRow *row, Language language,
                      AnnualMisfit out[ANNUAL_MISFITS_MAX]);

#endif
