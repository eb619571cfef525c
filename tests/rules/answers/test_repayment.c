/*
 * test_repayment.c - why: what is paid again too early is paid twice, and what never is paid
 * again is a debt to a municipality that nobody sees. life.md 2.
 */
#include <stdio.h>

#include "rules/answers/repayment.h"
#include "tests/rules/base/test_main.h"

static void test_needs(void)
{
    static const struct {
        const char *status, *reason;
        RepaymentNeed need;
    } rows[] = {
        {"RJCT", "AC02", REPAY_AS_IT_IS},      {"RJCT", "AC05", REPAY_AS_IT_IS},
        {"RJCT", "AC13", REPAY_AS_IT_IS},      {"RJCT", "AG01", REPAY_AS_IT_IS},
        {"RJCT", "AG07", REPAY_AS_IT_IS},      {"RJCT", "AM04", REPAY_AS_IT_IS},
        {"RJCT", "AM09", REPAY_AS_IT_IS},      {"RJCT", "DS02", REPAY_AS_IT_IS},
        {"RJCT", "DT01", REPAY_AS_IT_IS},      {"RJCT", "FF01", REPAY_AS_IT_IS},
        {"RJCT", "TM01", REPAY_AS_IT_IS},      {"RJCT", "AM05", REPAY_BY_HAND},
        {"RJCT", "DU01", REPAY_BY_HAND},       {"RJCT", "DUPL", REPAY_BY_HAND},
        {"CANC", "AC04", REPAY_BY_HAND},       {"RJCT", "", REPAY_CHANGED_PAYEE},
        {"RJCT", "AC01", REPAY_CHANGED_PAYEE}, {"RJCT", "AC03", REPAY_CHANGED_PAYEE},
        {"RJCT", "AC04", REPAY_CHANGED_PAYEE}, {"RJCT", "AC06", REPAY_CHANGED_PAYEE},
        {"RJCT", "BE01", REPAY_CHANGED_PAYEE}, {"RJCT", "RR04", REPAY_CHANGED_PAYEE},
        {"RJCT", "TM02", REPAY_CHANGED_PAYEE}, {"RJCT", "MS03", REPAY_CHANGED_PAYEE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        RepaymentNeed need = repayment_need(rows[i].status, rows[i].reason, false);
        CU_ASSERT_EQUAL(need, rows[i].need);
        if (need != rows[i].need) printf("\n%s %s\n", rows[i].status, rows[i].reason);
        CU_ASSERT_EQUAL(repayment_need(rows[i].status, rows[i].reason, true), REPAY_BY_HAND);
    }
}

/* All sixteen times three cases: by hand always; else never before the account was seen. */
static void test_due(void)
{
    for (int bits = 0; bits < 8; bits++) {
        for (int need = REPAY_AS_IT_IS; need <= REPAY_BY_HAND; need++) {
            RepaymentCase repayment = {.account_seen = bits & 1,
                                       .payee_changed = bits & 2,
                                       .by_hand = bits & 4,
                                       .need = (RepaymentNeed)need};
            bool expected = (bits & 4) != 0 ||
                            ((bits & 1) != 0 && (need == REPAY_AS_IT_IS ||
                                                 (need == REPAY_CHANGED_PAYEE && bits & 2)));
            CU_ASSERT_EQUAL(repayment_is_due(&repayment), expected);
        }
    }
}

static const TestCase tests[] = {{"needs", test_needs}, {"due", test_due}};

TEST_MAIN("answers/repayment", tests)
