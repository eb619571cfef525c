/*
 * repayment.h - when a sum that the bank rejected or sent back is paid again. life.md 2.
 *
 * A status is no proof that no money went: first the account must have been looked at, for the
 * payment date or later. Then the bank's reason decides. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_REPAYMENT_H
#define TILSKUDD_RULES_REPAYMENT_H

#include <stdbool.h>

/* What a reason asks for before the sum is paid again. */
typedef enum RepaymentNeed {
    REPAY_AS_IT_IS = 0,  /* the fault was ours or the bank's: nothing of the payee */
    REPAY_CHANGED_PAYEE, /* another account, KID or name than the rejected payment had */
    REPAY_BY_HAND        /* the bank may have paid, or says nothing that is known */
} RepaymentNeed;

/* By the ISO code of the reason ("": none) and the payment's status ("RJCT", "CANC");
 * `proprietary` is a word of the bank's own, which waits. In the order of the care they ask. */
RepaymentNeed repayment_need(const char *status, const char *reason, bool proprietary);

typedef struct RepaymentCase {
    bool account_seen;  /* a notification of the paying account for the day or later was entered
                         */
    bool payee_changed; /* account, KID or name */
    bool by_hand;       /* --repay */
    RepaymentNeed need;
} RepaymentCase;
/* Whether the sum is paid again now. */
bool repayment_is_due(const RepaymentCase *repayment);

#endif
