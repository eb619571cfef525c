#include "rules/answers/repayment.h"

#include <string.h>

/* Codes, or the beginnings of codes, of what is no fault of the payee. */
static const char *const as_it_is[] = {"AC02", "AC05", "AC13", "AG",  "AM",
                                       "DS",   "DT",   "FF",   "TM01"};
/* Of these the bank may have paid: duplicates. */
static const char *const by_hand[] = {"AM05", "DU"};

static bool begins(const char *reason, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(reason, list[i], strlen(list[i])) == 0) return true;
    return false;
}

RepaymentNeed repayment_need(const char *status, const char *reason, bool proprietary)
{
    if (proprietary || strcmp(status, "CANC") == 0) return REPAY_BY_HAND;
    if (begins(reason, by_hand, sizeof by_hand / sizeof by_hand[0])) return REPAY_BY_HAND;
    if (begins(reason, as_it_is, sizeof as_it_is / sizeof as_it_is[0])) return REPAY_AS_IT_IS;
    return REPAY_CHANGED_PAYEE;
}

bool repayment_is_due(const RepaymentCase *repayment)
{
    if (repayment->by_hand) return true;
    if (!repayment->account_seen || repayment->need == REPAY_BY_HAND) return false;
    return repayment->need == REPAY_AS_IT_IS || repayment->payee_changed;
}
