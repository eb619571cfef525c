#include "rules/answers/payment_open.h"

static Ore payment_owed(const PaymentState *state, Ore amount)
{
    Ore owed = state->bucket == BUCKET_REJECTED ? amount : 0;
    for (uint32_t i = 0; i < state->excess; i++)
        owed = ore_subtract(owed, amount);
    return owed;
}

PaymentOpen payment_open(const PaymentState *state, Ore amount, Ore taken)
{
    PaymentOpen open = {ore_subtract(payment_owed(state, amount), taken), OPEN_RETURNED};
    if (open.amount < 0)
        open.kind = taken > 0 ? OPEN_AGAIN : OPEN_TWICE;
    else if (state->bucket == BUCKET_REJECTED && !state->returned)
        open.kind = OPEN_REJECTED;
    return open;
}
