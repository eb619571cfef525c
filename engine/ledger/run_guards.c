#include "engine/ledger/run_guards.h"

#include "rules/settlement/guards.h"

Status run_guard_payment(const Ledger *ledger, const char *where, Day payment_date, Day today,
                         Failure *failure)
{
    char day[DAY_TEXT_SIZE];
    RunGuard guard = guard_payment(payment_date, today);
    if (!ledger->given_keys || guard == GUARD_FINE) return STATUS_OK;
    day_format(payment_date, day);
    if (guard == GUARD_PAYMENT_GONE)
        return failure_set(failure, STATUS_NEVER, where,
                           "its payment date, %s, is gone: make a proposal for a bank day that "
                           "is still to come",
                           day);
    return failure_set(
        failure, STATUS_NOT_NOW, where,
        "its payment date, %s, is more than %d days ahead: make a proposal for an "
        "earlier bank day",
        day, PAYMENT_DAYS_MAX);
}

Status run_guard_quarter(const Ledger *ledger, const char *where, int year, int quarter,
                         bool allowed, Failure *failure)
{
    const LedgerEntry *last = ledger_last_paying(ledger);
    bool first = last->kind == ENTRY_OPEN;
    RunGuard guard = guard_quarter(year, quarter, first ? 0 : last->year, last->quarter,
                                   ledger->opening_year);
    if (!ledger->given_keys || allowed || guard == GUARD_FINE) return STATUS_OK;
    if (first)
        return failure_set(failure, STATUS_NOT_NOW, where,
                           "the ledger was opened for %d and has no run yet: quarter %d of %d "
                           "skips what is due before it; --allow-gap lets it through",
                           ledger->opening_year, quarter, year);
    return failure_set(failure, STATUS_NOT_NOW, where,
                       "the last committed run is of quarter %d of %d: quarter %d of %d skips "
                       "what comes between; --allow-gap lets it through",
                       last->quarter, last->year, quarter, year);
}

Status run_guard_cutoff(const Ledger *ledger, const char *where, int year, int quarter,
                        Day cutoff, bool allowed, Failure *failure)
{
    char day[DAY_TEXT_SIZE];
    RunGuard guard = guard_cutoff(year, quarter, cutoff);
    if (!ledger->given_keys || allowed || guard == GUARD_FINE) return STATUS_OK;
    day_format(cutoff, day);
    if (guard == GUARD_CUTOFF_EARLY)
        return failure_set(
            failure, STATUS_NOT_NOW, where,
            "the cut-off, %s, is before the last month of quarter %d of %d: what "
            "happens until its end is not known yet; --allow-cutoff lets it "
            "through",
            day, quarter, year);
    return failure_set(failure, STATUS_NOT_NOW, where,
                       "the cut-off, %s, is more than %d days after the end of quarter %d of "
                       "%d: is another quarter meant? --allow-cutoff lets it through",
                       day, CUTOFF_DAYS_MAX, quarter, year);
}
