/*
 * test_money_at_hand.c - why: whoever sorts findings by kroner believes what they say of money.
 * A line counts once, in this run by what is due, in the budget year by what was settled too.
 */
#include "rules/settlement/lines.h"
#include "tests/rules/base/test_main.h"

static DecisionLine line(DecisionStatus status, int year, Ore settled_before, Ore due)
{
    return (DecisionLine){.subject = 1,
                          .status = (uint8_t)status,
                          .budget_year = (int16_t)year,
                          .first = true,
                          .settled_before = settled_before,
                          .due = due};
}

static void expect(const MoneyAtHand *money, Ore run_paid, Ore run_held, Ore year_paid,
                   Ore year_held)
{
    CU_ASSERT_EQUAL(money->run_paid, run_paid);
    CU_ASSERT_EQUAL(money->run_held, run_held);
    CU_ASSERT_EQUAL(money->year_paid, year_paid);
    CU_ASSERT_EQUAL(money->year_held, year_held);
}

static void every_status_counts_as_it_is(void)
{
    MoneyAtHand money = {0};
    DecisionLine again = line(DECISION_PAY, 2018, 0, 0);
    DecisionLine lines[] = {line(DECISION_PAY, 2018, 1000, 500),
                            line(DECISION_ZERO, 2018, 70, 0), /* settled whole before */
                            line(DECISION_HELD, 2018, 4, 30),
                            line(DECISION_PAY, 2017, 900, -20),
                            line(DECISION_HELD, 2017, 800, 6)};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        money_add_line(&money, &lines[i], 2018);
    expect(&money, 500 - 20, 30 + 6, 1000 + 500 + 70 + 4, 30);
    again.first = false; /* what is due of a code and year stands on its first line */
    again.due = 12345;
    money_add_line(&money, &again, 2018);
    expect(&money, 480, 36, 1574, 30);
}

static void sums_add_up(void)
{
    MoneyAtHand left = {1, 2, 3, 4}, right = {10, 20, 30, -40};
    money_add(&left, &right);
    expect(&left, 11, 22, 33, -36);
}

static const TestCase tests[] = {
    {"every status counts as it is", every_status_counts_as_it_is},
    {"sums add up", sums_add_up},
};

TEST_MAIN("rules/money_at_hand", tests)
