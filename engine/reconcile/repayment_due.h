/*
 * repayment_due.h - which sums that the bank rejected or sent back are paid again by a run.
 * life.md 2.
 *
 * Asks the entries of the ledger: whether the paying account was looked at, what the bank gave
 * as reason, who was paid then; and the payees of today. One thread.
 */
#ifndef TILSKUDD_ENGINE_REPAYMENT_DUE_H
#define TILSKUDD_ENGINE_REPAYMENT_DUE_H

#include "engine/reconcile/reconcile.h"
#include "formats/bank/payees_csv.h"
#include "rules/base/municipality.h"
#include "rules/settlement/lines.h"

/* The run that asks. All borrowed. */
typedef struct RepaymentQuestion {
    const Reconciliation *sent;         /* finished: all that the ledger has sent */
    const Payees *payees;               /* NULL: none, and nobody's has changed */
    const MunicipalityMapping *mapping; /* to the municipalities of the run */
    const MunicipalityList *repay;      /* --repay: codes of then or now */
    Day payment_date;
} RepaymentQuestion;

/* Sets `waits` of each item: whether its sum must not be paid again yet; and of a rejected or
 * returned one which run sent it. Items below 0 and by hand never wait. VERIFICATION for an
 * item of a payment that the ledger does not have. */
MUST_USE Status repayment_judge(const RepaymentQuestion *question, OpenItem *items,
                                size_t count, Failure *failure);

/* What happens to the sum of a payment, as far as it does not depend on the payees of the run:
 * "paid again by the next run". Constant. */
const char *repayment_outlook(const Reconciliation *work, size_t payment);

/* Payments that are neither settled nor rejected five bank days after their payment date, by
 * this day. `sent` is finished. */
void payments_overdue(const Reconciliation *sent, Day today, size_t *count, Ore *sum);

/* Whether no entry says anything of what was sent; then the same by the manifests of the runs,
 * without their payment files. What reading a manifest fails with. */
bool payments_are_unanswered(const Ledger *ledger);
MUST_USE Status payments_overdue_unanswered(const Ledger *ledger, Day today, size_t *count,
                                            Ore *sum, Failure *failure);

#endif
