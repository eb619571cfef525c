/*
 * run_guards.h - what a run for a ledger of persons' own keys must not do by a slip of the
 * hand, asked by run and again by approve, on its day. life.md 1; the rules are
 * rules/settlement/guards.h.
 *
 * Each is NOT_NOW, with the option that lets it through where there is one (NEVER for a payment
 * date that is gone), and OK for a ledger with throw-away keys: nobody is paid by it. `where`
 * stands in the message. One thread.
 */
#ifndef TILSKUDD_ENGINE_RUN_GUARDS_H
#define TILSKUDD_ENGINE_RUN_GUARDS_H

#include "engine/ledger/ledger.h"

/* The payment date, on a day. */
MUST_USE Status run_guard_payment(const Ledger *ledger, const char *where, Day payment_date,
                                  Day today, Failure *failure);
/* The quarter, after the ledger's last run. `allowed`: --allow-gap was given. */
MUST_USE Status run_guard_quarter(const Ledger *ledger, const char *where, int year,
                                  int quarter, bool allowed, Failure *failure);
/* The cut-off of the quarter. `allowed`: --allow-cutoff was given. */
MUST_USE Status run_guard_cutoff(const Ledger *ledger, const char *where, int year, int quarter,
                                 Day cutoff, bool allowed, Failure *failure);

#endif
