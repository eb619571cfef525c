#include "rules/annual/payment_cash.h"

static size_t put(CashMove *out, size_t count, Day day, bool back)
{
    out[count] = (CashMove){day, back};
    return count + 1;
}

/* Money came back of which no debit was told: it went out all the same. */
static size_t returned_untold(const PaymentDays *days, Day back, CashMove *out)
{
    Day went = days->execution < back ? days->execution : back;
    return put(out, put(out, 0, went, false), back, true);
}

size_t payment_cash(const PaymentState *state, const PaymentDays *days, CashMove *out)
{
    size_t count = 0;
    bool told = days->credit_count > 0;
    Day back = told ? days->credits[0] : days->by_hand;
    if (days->debit_count == 0 && state->bucket == BUCKET_SETTLED)
        return put(out, 0, days->execution, false);
    if (days->debit_count == 0 && !state->returned) return 0;
    if (days->debit_count == 0) return returned_untold(days, back, out);
    for (size_t i = 0; i < days->debit_count; i++)
        count = put(out, count, days->debits[i], false);
    for (size_t i = 0; i < days->credit_count && i < days->debit_count; i++)
        count = put(out, count, days->credits[i], true);
    if (!told && day_is_set(days->by_hand)) count = put(out, count, days->by_hand, true);
    return count;
}
