/*
 * guards.h - what a run that pays real persons must not do by a slip of the hand: pay in the
 * past or far ahead, skip a quarter, or pay by what was known too early or too late. life.md 1.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_RULES_GUARDS_H
#define TILSKUDD_RULES_GUARDS_H

#include "rules/base/date.h"

enum { PAYMENT_DAYS_MAX = 45, CUTOFF_DAYS_MAX = 92 };

typedef enum RunGuard {
    GUARD_FINE = 0,
    GUARD_PAYMENT_GONE, /* before today */
    GUARD_PAYMENT_FAR,  /* more than PAYMENT_DAYS_MAX after today */
    GUARD_QUARTER_SKIPPED,
    GUARD_CUTOFF_EARLY, /* before the quarter's last month */
    GUARD_CUTOFF_LATE   /* more than CUTOFF_DAYS_MAX after the quarter */
} RunGuard;

/* Of a payment date, on a day. */
RunGuard guard_payment(Day payment_date, Day today);
/* Of a quarter, after that of the last committed run, or, as the first run of a ledger
 * (`last_year` 0), of one opened for `opening_year`. An earlier quarter is fine here: it is
 * refused for itself (grants.md 4.1). */
RunGuard guard_quarter(int year, int quarter, int last_year, int last_quarter,
                       int opening_year);
/* Of a cut-off. */
RunGuard guard_cutoff(int year, int quarter, Day cutoff);

#endif
