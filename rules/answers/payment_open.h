/*
 * payment_open.h - what of a payment's sum waits for a run that pays it again or takes it off.
 * life.md 2.
 *
 * A payment owes its sum when it was rejected or came back, and minus its sum for each time
 * that it was booked too often. Runs take sums up, whole: what is open is what is owed less
 * what was taken. So a payment that is booked after its sum was paid again is open with minus
 * the sum, and the credit that undoes it closes it. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_PAYMENT_OPEN_H
#define TILSKUDD_RULES_PAYMENT_OPEN_H

#include "rules/answers/payment_state.h"
#include "rules/settlement/lines.h"

typedef struct PaymentOpen {
    Ore amount;    /* 0: nothing is open */
    OpenKind kind; /* OPEN_REJECTED, OPEN_RETURNED, OPEN_TWICE, OPEN_AGAIN */
} PaymentOpen;

/* `amount` was sent; `taken` is the sum of what runs have taken up of the payment, of either
 * sign. */
PaymentOpen payment_open(const PaymentState *state, Ore amount, Ore taken);

#endif
