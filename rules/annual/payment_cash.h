/*
 * payment_cash.h - when the bank moved a payment's money: the state's accounts are kept by
 * cash. life.md 6, life.md 2.
 *
 * Pure; any thread.
 */
#ifndef TILSKUDD_RULES_PAYMENT_CASH_H
#define TILSKUDD_RULES_PAYMENT_CASH_H

#include "rules/answers/payment_state.h"

/* What is known of the days, each list ascending. Borrowed. */
typedef struct PaymentDays {
    Day execution; /* the payment date of its file */
    const Day *debits, *credits;
    size_t debit_count, credit_count;
    Day by_hand; /* that it came back, as somebody wrote it down; DAY_NONE: nobody did */
} PaymentDays;

typedef struct CashMove {
    Day day;
    bool back; /* into the paying account */
} CashMove;

/* The moves that make up the state: out less back is once for a settled payment and once more
 * for each excess, never for any other. A debit that no notification has told of was on the
 * payment date, or the day of the return when that is earlier; a credit beyond the debits moves
 * nothing. `out` has room for all days and two more; returns how many. */
size_t payment_cash(const PaymentState *state, const PaymentDays *days, CashMove *out);

#endif
