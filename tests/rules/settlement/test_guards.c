/*
 * test_guards.c - why: a slip of the hand in a year, a quarter or a date pays real money that
 * nobody has earned, or pays it a year late. life.md 1; each limit, and the day beside it.
 */
#include "rules/settlement/guards.h"

#include "tests/rules/base/test_main.h"

static void test_payment_date(void)
{
    Day today = day_from_date(2024, 11, 29);
    CU_ASSERT_EQUAL(guard_payment(today - 1, today), GUARD_PAYMENT_GONE);
    CU_ASSERT_EQUAL(guard_payment(today, today), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_payment(today + 45, today), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_payment(today + 46, today), GUARD_PAYMENT_FAR);
}

/* The same quarter may be run again, the next one follows, the one after it skips. */
static void test_next_quarter(void)
{
    CU_ASSERT_EQUAL(guard_quarter(2024, 3, 2024, 3, 2024), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_quarter(2024, 4, 2024, 3, 2024), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_quarter(2025, 1, 2024, 3, 2024), GUARD_QUARTER_SKIPPED);
    CU_ASSERT_EQUAL(guard_quarter(2025, 1, 2024, 4, 2024), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_quarter(2025, 2, 2024, 4, 2024), GUARD_QUARTER_SKIPPED);
    CU_ASSERT_EQUAL(guard_quarter(2025, 4, 2024, 4, 2024), GUARD_QUARTER_SKIPPED);
}

static void test_first_run(void)
{
    for (int quarter = 1; quarter <= 4; quarter++)
        CU_ASSERT_EQUAL(guard_quarter(2024, quarter, 0, 0, 2024), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_quarter(2025, 1, 0, 0, 2024), GUARD_QUARTER_SKIPPED);
}

static void test_cutoff(void)
{
    CU_ASSERT_EQUAL(guard_cutoff(2024, 1, day_from_date(2024, 2, 29)), GUARD_CUTOFF_EARLY);
    CU_ASSERT_EQUAL(guard_cutoff(2024, 1, day_from_date(2024, 3, 1)), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_cutoff(2024, 4, day_from_date(2024, 11, 30)), GUARD_CUTOFF_EARLY);
    CU_ASSERT_EQUAL(guard_cutoff(2024, 4, day_from_date(2024, 12, 1)), GUARD_FINE);
    /* 31 December and 92 days */
    CU_ASSERT_EQUAL(guard_cutoff(2024, 4, day_from_date(2025, 4, 2)), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_cutoff(2024, 4, day_from_date(2025, 4, 3)), GUARD_CUTOFF_LATE);
    /* 30 September and 92 days */
    CU_ASSERT_EQUAL(guard_cutoff(2024, 3, day_from_date(2024, 12, 31)), GUARD_FINE);
    CU_ASSERT_EQUAL(guard_cutoff(2024, 3, day_from_date(2025, 1, 1)), GUARD_CUTOFF_LATE);
}

static const TestCase tests[] = {
    {"a payment date on its day", test_payment_date},
    {"the quarter after the last run", test_next_quarter},
    {"the first run of a ledger", test_first_run},
    {"a cut-off of its quarter", test_cutoff},
};

TEST_MAIN("settlement/guards", tests)
