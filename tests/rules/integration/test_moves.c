/*
 * test_moves.c - why: a move decides which municipality has which part of a year's money; the
 * worked examples of grants.md 2.3 stand first, then every boundary of a move.
 */
#include "rules/ruleset/grant_work.h"
#include "rules/integration/moves.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

/* An adult settled in 2016: 2017 is grant year 2, AR-2 230000. */
static TestPerson adult;

static void begin(void)
{
    test_person_begin(&adult, "1984-01-01");
    test_permit(&adult, GROUND_ASYL, "2016-01-15", true);
    test_settle(&adult, "2016-03-01", 301, SETTLEMENT_VOKSEN, "2016-03-15");
}

static const char *earned(int year, int quarter, const char *cutoff)
{
    return test_integration(test_context(year, quarter, cutoff), &adult, NULL, NULL);
}

/* grants.md 2.3, worked example: AR-2 230 000, quarter-eighths, from 0301 to 0219 on 10 May. */
static void test_worked_example_eighths(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-05-09");
    test_lives(&adult, 219, "2017-05-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 57500; AR-2 0219 3/8-1 230000 0");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1 230000 28750");
    CU_ASSERT_STRING_EQUAL(earned(2017, 3, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1 230000 86250");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1 230000 143750");
}

/* grants.md 2.3, worked example: month-after, rate 249 500, move in March. */
static void test_worked_example_month(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-03-19");
    test_lives(&adult, 219, "2017-03-20", "");
    GrantContext *context = test_context(2017, 4, "2017-12-31");
    RuleSet *rules = test_rules(context);
    rules->parameters[RULE_INTEGRATION_MOVE_METHOD].value = MOVE_MONTH_AFTER;
    test_remove_rates(rules, GRANT_AR_2);
    test_add_rate(rules, GRANT_AR_2, d("2017-01-01"), 249500, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/3 249500 83167; AR-2 0219 1/3-1 249500 166333");
}

static bool cuts_at(MoveMethod method, const char *day, int numerator, int denominator)
{
    Fraction expected = fraction_make(numerator, denominator);
    Fraction point = cut_point(method, d(day));
    return point.numerator == expected.numerator && point.denominator == expected.denominator;
}

static void test_quarter_eighths(void)
{
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-01-02", 1, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-03-31", 1, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-04-01", 3, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-06-30", 3, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-07-01", 5, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-09-30", 5, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-10-01", 7, 8));
    CU_ASSERT_TRUE(cuts_at(MOVE_QUARTER_EIGHTHS, "2017-12-31", 7, 8));
}

static void test_other_methods(void)
{
    CU_ASSERT_TRUE(cuts_at(MOVE_MONTH_AFTER, "2022-01-02", 1, 6));
    CU_ASSERT_TRUE(cuts_at(MOVE_MONTH_AFTER, "2022-03-31", 1, 3));
    CU_ASSERT_TRUE(cuts_at(MOVE_MONTH_AFTER, "2022-10-31", 11, 12));
    CU_ASSERT_TRUE(cuts_at(MOVE_MONTH_AFTER, "2022-11-01", 1, 1));
    CU_ASSERT_TRUE(cuts_at(MOVE_MONTH_AFTER, "2022-12-31", 1, 1));
    CU_ASSERT_TRUE(cuts_at(MOVE_DAYS, "2022-01-01", 0, 1));
    CU_ASSERT_TRUE(cuts_at(MOVE_DAYS, "2022-01-02", 1, 365));
    CU_ASSERT_TRUE(cuts_at(MOVE_DAYS, "2022-12-31", 364, 365));
    CU_ASSERT_TRUE(cuts_at(MOVE_DAYS, "2024-03-01", 10, 61));
    CU_ASSERT_TRUE(cuts_at(MOVE_DAYS, "2024-12-31", 365, 366));
    CU_ASSERT_TRUE(cuts_at(MOVE_HALF, "2017-11-30", 1, 2));
    CU_ASSERT_TRUE(cuts_at(MOVE_NONE, "2017-11-30", 0, 1));
}

/* "begins after 1 January and not after 31 December of the year". */
static void test_first_and_last_day_of_the_year(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2016-12-31");
    test_lives(&adult, 219, "2017-01-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2018-01-05"), "AR-2 0219 0-1 230000 230000");
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-01-01");
    test_lives(&adult, 219, "2017-01-02", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2018-01-05"),
                           "AR-2 0301 0-1/8 230000 28750; AR-2 0219 1/8-1 230000 201250");
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-12-30");
    test_lives(&adult, 219, "2017-12-31", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2018-01-05"),
                           "AR-2 0301 0-7/8 230000 201250; AR-2 0219 7/8-1 230000 28750");
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-12-31");
    test_lives(&adult, 219, "2018-01-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2018-01-05"), "AR-2 0301 0-1 230000 230000");
}

/* Everything known at the cut-off counts, nothing after it. */
static void test_cutoff(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-10-09");
    test_lives(&adult, 219, "2017-10-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 3, "2017-10-09"), "AR-2 0301 0-1 230000 172500");
    CU_ASSERT_STRING_EQUAL(earned(2017, 3, "2017-10-10"),
                           "AR-2 0301 0-7/8 230000 172500; AR-2 0219 7/8-1 230000 0");
}

static void test_stay_abroad(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-03-31");
    test_lives(&adult, 301, "2017-08-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"), "AR-2 0301 0-1 230000 230000");
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-03-31");
    test_lives(&adult, 219, "2017-08-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"),
                           "AR-2 0301 0-5/8 230000 143750; AR-2 0219 5/8-1 230000 86250");
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-03-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"), "AR-2 0301 0-1 230000 230000");
}

/* A new address in the same municipality is no move, and hides no move after it. */
static void test_new_address(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-02-28");
    test_lives(&adult, 301, "2017-03-01", "2017-05-09");
    test_lives(&adult, 219, "2017-05-10", "2017-08-31");
    test_lives(&adult, 219, "2017-09-01", "2017-10-09");
    test_lives(&adult, 1103, "2017-10-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-7/8 230000 115000; "
                           "AR-2 1103 7/8-1 230000 28750");
}

/* A death in the next year adds no days to this one; what the list does not hold is not read.
 */
static void test_move_after_the_year(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2018-01-31");
    test_lives(&adult, 219, "2018-02-01", "");
    adult.registration.died = d("2018-06-01");
    GrantContext *context = test_context(2017, 2, "2018-06-30");
    context->run_year = 2018;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1 230000 230000");
    adult.residences[1].from = d("2017-02-01");
    adult.registration.residence_count = 1;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1 230000 230000");
}

/* A code that never existed is nobody's: the line is held. */
static void test_unknown_code(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-05-09");
    test_lives(&adult, 9998, "2017-05-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 9998 3/8-1 230000 143750?");
}

/* Several moves, a return, an empty interval. */
static void test_several_moves(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-02-28");
    test_lives(&adult, 219, "2017-03-01", "2017-07-31");
    test_lives(&adult, 301, "2017-08-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31"),
                           "AR-2 0301 0-1/8 230000 28750; AR-2 0219 1/8-5/8 230000 86250; "
                           "AR-2 0301 5/8-1 230000 0");
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-04-30");
    test_lives(&adult, 219, "2017-05-01", "2017-05-31");
    test_lives(&adult, 1103, "2017-06-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31"),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 1103 3/8-1 230000 143750");
}

/* month-after in December: the municipality moved to gets nothing of the year. */
static void test_december(void)
{
    begin();
    test_settle(&adult, "2021-03-01", 301, SETTLEMENT_VOKSEN, "");
    test_lives(&adult, 301, "2021-03-01", "2022-11-30");
    test_lives(&adult, 1103, "2022-12-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2022, 4, "2022-12-31"), "AR-2 0301 0-1 230000 230000");
    begin();
    test_settle(&adult, "2021-03-01", 301, SETTLEMENT_VOKSEN, "");
    test_lives(&adult, 301, "2021-03-01", "2022-10-30");
    test_lives(&adult, 1103, "2022-10-31", "");
    CU_ASSERT_STRING_EQUAL(earned(2022, 4, "2022-12-31"),
                           "AR-2 0301 0-11/12 230000 210833; AR-2 1103 11/12-1 230000 19167");
}

/* A merger is not a move, a renumbered code is the same municipality. */
static void test_mergers(void)
{
    begin();
    test_settle(&adult, "2019-03-01", 219, SETTLEMENT_VOKSEN, "2019-03-02");
    test_lives(&adult, 219, "2019-03-01", "2020-03-31");
    test_lives(&adult, 3024, "2020-04-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2020, 4, "2020-12-31"), "AR-2 3024 0-1 230000 230000");
    CU_ASSERT_STRING_EQUAL(earned(2020, 4, "2024-01-31"), "AR-2 3201 0-1 230000 230000");
    begin();
    test_settle(&adult, "2019-03-01", 1504, SETTLEMENT_VOKSEN, "2019-03-02");
    test_lives(&adult, 1504, "2019-03-01", "2020-03-31");
    test_lives(&adult, 1534, "2020-04-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2020, 4, "2020-12-31"), "AR-2 1507 0-1 230000 230000");
}

/* A split code goes to the successor in which the person lived on the first day after it, and
 * stays there whatever moves come later; else the line is held. */
static void test_split_codes(void)
{
    begin();
    test_settle(&adult, "2022-03-01", 1507, SETTLEMENT_VOKSEN, "");
    test_lives(&adult, 1507, "2022-03-01", "2023-12-31");
    CU_ASSERT_STRING_EQUAL(earned(2023, 4, "2024-01-15"), "AR-2 1507 0-1 230000 230000?");
    test_lives(&adult, 1580, "2024-01-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2023, 4, "2024-01-15"), "AR-2 1580 0-1 230000 230000");
    begin();
    test_settle(&adult, "2018-03-01", 5012, SETTLEMENT_VOKSEN, "2018-03-01");
    test_lives(&adult, 5012, "2018-03-01", "2019-12-31");
    test_lives(&adult, 5056, "2020-01-01", "2020-01-09");
    test_lives(&adult, 5059, "2020-01-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2019, 4, "2020-01-09"), "AR-2 5056 0-1 230000 230000");
    CU_ASSERT_STRING_EQUAL(earned(2019, 4, "2020-01-10"), "AR-2 5056 0-1 230000 230000");
    begin();
    test_settle(&adult, "2018-03-01", 1850, SETTLEMENT_VOKSEN, "2018-03-01");
    test_lives(&adult, 1850, "2018-03-01", "2019-12-31");
    test_lives(&adult, 1875, "2020-01-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2020, 1, "2020-03-31"), "AR-3 1875 0-1 171000 42750");
}

/* Where the rate changes within the year each quarter has its own; parts are cut there only. */
static void test_rate_change(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-05-09");
    test_lives(&adult, 219, "2017-05-10", "");
    GrantContext *context = test_context(2017, 2, "2017-12-31");
    RuleSet *rules = test_rules(context);
    test_add_rate(rules, GRANT_AR_2, d("2017-07-01"), 250000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1 230000 28750");
    context->run_quarter = 3;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1/2 230000 28750; "
                           "AR-2 0219 1/2-1 250000 62500");
    context->run_quarter = 4;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1/2 230000 28750; "
                           "AR-2 0219 1/2-1 250000 125000");
    /* A change on a quarter's last day holds for that quarter, the day after for the next. */
    test_remove_rates(rules, GRANT_AR_2);
    test_add_rate(rules, GRANT_AR_2, d("2017-01-01"), 230000, false);
    test_add_rate(rules, GRANT_AR_2, d("2017-06-30"), 250000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/4 230000 57500; AR-2 0301 1/4-3/8 250000 31250; "
                           "AR-2 0219 3/8-1 250000 156250");
}

/* Changes in two quarters; the second is not known before its quarter. */
static void test_two_rate_changes(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "");
    GrantContext *context = test_context(2017, 2, "2017-12-31");
    RuleSet *rules = test_rules(context);
    test_add_rate(rules, GRANT_AR_2, d("2017-04-01"), 240000, false);
    test_add_rate(rules, GRANT_AR_2, d("2017-10-01"), 250000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/4 230000 57500; AR-2 0301 1/4-1 240000 60000");
    context->run_quarter = 4;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/4 230000 57500; AR-2 0301 1/4-3/4 240000 120000; "
                           "AR-2 0301 3/4-1 250000 62500");
    /* A retroactive one prices the whole year, from its quarter on. */
    test_remove_rates(rules, GRANT_AR_2);
    test_add_rate(rules, GRANT_AR_2, d("2017-01-01"), 230000, false);
    test_add_rate(rules, GRANT_AR_2, d("2017-04-01"), 240000, false);
    test_add_rate(rules, GRANT_AR_2, d("2017-10-01"), 250000, true);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1 250000 250000");
    context->run_quarter = 2;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/4 230000 57500; AR-2 0301 1/4-1 240000 60000");
    context->run_quarter = 4;
    /* On the last day of quarter 3 it holds for that quarter. */
    test_remove_rates(rules, GRANT_AR_2);
    test_add_rate(rules, GRANT_AR_2, d("2017-01-01"), 230000, false);
    test_add_rate(rules, GRANT_AR_2, d("2017-09-30"), 250000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/2 230000 115000; AR-2 0301 1/2-1 250000 125000");
    test_add_rate(rules, GRANT_AR_2, d("2017-12-31"), 260000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/2 230000 115000; AR-2 0301 1/2-3/4 250000 62500; "
                           "AR-2 0301 3/4-1 260000 65000");
}

/* Quarters of a leap year end on the same days. */
static void test_rate_change_in_a_leap_year(void)
{
    begin();
    test_settle(&adult, "2019-03-01", 301, SETTLEMENT_VOKSEN, "2019-03-15");
    test_lives(&adult, 301, "2019-03-01", "");
    static const char *const days[] = {"2020-03-31", "2020-04-01", "2020-06-30",
                                       "2020-07-01", "2020-09-30", "2020-10-01"};
    static const char *const earned[] = {
        "AR-2 0301 0-1 250000 250000",
        "AR-2 0301 0-1/4 230000 57500; AR-2 0301 1/4-1 250000 187500",
        "AR-2 0301 0-1/4 230000 57500; AR-2 0301 1/4-1 250000 187500",
        "AR-2 0301 0-1/2 230000 115000; AR-2 0301 1/2-1 250000 125000",
        "AR-2 0301 0-1/2 230000 115000; AR-2 0301 1/2-1 250000 125000",
        "AR-2 0301 0-3/4 230000 172500; AR-2 0301 3/4-1 250000 62500"};
    for (size_t i = 0; i < 6; i++) {
        GrantContext *context = test_context(2020, 4, "2020-12-31");
        test_add_rate(test_rules(context), GRANT_AR_2, d(days[i]), 250000, false);
        CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL), earned[i]);
    }
}

static void test_retroactive_and_missing_rate(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "");
    GrantContext *context = test_context(2017, 2, "2017-12-31");
    RuleSet *rules = test_rules(context);
    test_add_rate(rules, GRANT_AR_2, d("2017-07-01"), 250000, true);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1 230000 115000");
    context->run_quarter = 3;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1 250000 187500");
    test_remove_rates(rules, GRANT_AR_2);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL), "AR-2 0301 0-1 0 0!");
    test_add_rate(rules, GRANT_AR_2, d("2017-04-01"), 250000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1/4 0 0!; AR-2 0301 1/4-1 250000 125000");
}

/* An earlier year is computed in full by its own rules. */
static void test_earlier_year(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "");
    GrantContext *context = test_context(2017, 1, "2018-04-01");
    context->run_year = 2018;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-1 230000 230000");
}

/* vesting="residence": death and emigration cut the year, a return begins it again. */
static void test_vesting_by_residence(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-05-09");
    GrantContext *context = test_context(2017, 4, "2017-12-31");
    test_rules(context)->parameters[RULE_VESTING].value = 1;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250");
    test_lives(&adult, 219, "2017-08-01", "");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 5/8-1 230000 86250");
    adult.registration.died = d("2017-09-30");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 5/8-7/8 230000 57500");
    adult.registration.died = d("2017-12-31");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 5/8-1 230000 86250");
}

/* method "none": whoever has the person at the cut-off gets all. */
static void test_method_none(void)
{
    begin();
    test_lives(&adult, 301, "2016-03-01", "2017-05-09");
    test_lives(&adult, 219, "2017-05-10", "2017-11-30");
    test_lives(&adult, 1103, "2017-12-01", "");
    GrantContext *context = test_context(2017, 4, "2017-12-31");
    test_rules(context)->parameters[RULE_INTEGRATION_MOVE_METHOD].value = MOVE_NONE;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, NULL),
                           "AR-2 1103 0-1 230000 230000");
    /* With vesting="residence" nobody has the person in the end: nothing. */
    GrantOutcome outcome;
    test_rules(context)->parameters[RULE_VESTING].value = 1;
    adult.residences[2].to = d("2017-12-30");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &adult, NULL, &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
}

static const TestCase tests[] = {
    {"worked example: quarter-eighths", test_worked_example_eighths},
    {"worked example: month-after", test_worked_example_month},
    {"quarter-eighths", test_quarter_eighths},
    {"the other methods", test_other_methods},
    {"first and last day of the year", test_first_and_last_day_of_the_year},
    {"cut-off", test_cutoff},
    {"stay abroad", test_stay_abroad},
    {"new address", test_new_address},
    {"move after the year", test_move_after_the_year},
    {"unknown code", test_unknown_code},
    {"several moves", test_several_moves},
    {"December", test_december},
    {"mergers", test_mergers},
    {"split codes", test_split_codes},
    {"rate change within the year", test_rate_change},
    {"two rate changes", test_two_rate_changes},
    {"rate change in a leap year", test_rate_change_in_a_leap_year},
    {"retroactive and missing rate", test_retroactive_and_missing_rate},
    {"earlier year", test_earlier_year},
    {"vesting by residence", test_vesting_by_residence},
    {"method none", test_method_none},
};

TEST_MAIN("rules/moves", tests)
