/*
 * annual_accounts.h - tilskudd year: a ledger's year by cash, by budget year and quarter, and
 * the bridge between them. life.md 6.
 *
 * The ledger is checked as 'ledger check' does; nothing is written unless all tables agree with
 * each other and with what the entries book, to the øre. One thread.
 */
#ifndef TILSKUDD_ENGINE_ANNUAL_ACCOUNTS_H
#define TILSKUDD_ENGINE_ANNUAL_ACCOUNTS_H

#include "engine/ledger/pin.h"
#include "formats/base/language.h"

/* Borrowed. */
typedef struct AnnualGiven {
    const char *ledger, *out;  /* folders; `out` must not be there */
    const char *appropriation; /* CSV; NULL: none */
    int year;
    Language language; /* of page and workbook */
    PinOptions pin;
} AnnualGiven;

/* Writes the folder, and says on standard output what the year came to. OUTPUT_EXISTS;
 * INPUT_VALUE for a year of which the ledger has nothing, and what the appropriation is refused
 * with; VERIFICATION for a ledger that is not as it was signed, or sums that differ. */
MUST_USE Status annual_accounts_write(const AnnualGiven *given, Failure *failure);

#endif
