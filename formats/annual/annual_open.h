/*
 * annual_open.h - what of a year is not known yet: quarters without a run, payments without an
 * answer, what is held and at which amounts nobody knows. Who signs the year must see it on the
 * page and on the screen alike. life.md 6.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_OPEN_H
#define TILSKUDD_FORMATS_ANNUAL_OPEN_H

#include "formats/base/language.h"
#include "rules/annual/annual_tables.h"

enum { ANNUAL_OPEN_SIZE = 300 };
typedef struct AnnualOpen {
    char quarters[ANNUAL_OPEN_SIZE]; /* a sentence; "": every quarter has a committed run */
    char payments[ANNUAL_OPEN_SIZE]; /* a sentence; "": the bank has answered for all */
    char held[ANNUAL_OPEN_SIZE];     /* a sentence; "": the last run holds no known amount */
    char unknown[ANNUAL_OPEN_SIZE];  /* sentences; "": the year has no run */
} AnnualOpen;
AnnualOpen annual_open(const AnnualBook *book, Language language);

#endif
