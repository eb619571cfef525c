/*
 * test_time_rules.c - which day it is decides what may be paid when, and what time an entry
 * says decides whose certificate was good: both follow from rules, not from a machine's
 * settings.
 */
#include "rules/base/time_rules.h"

#include <stdio.h>

#include "tests/rules/base/test_main.h"

static int64_t at(int year, int month, int day, int hour, int minute)
{
    return (int64_t)day_from_date(year, month, day) * 86400 + hour * 3600 + minute * 60;
}

static void is_day(int64_t moment, int year, int month, int day)
{
    CU_ASSERT_EQUAL(norway_day(moment), day_from_date(year, month, day));
}

/* Winter: midnight is 23:00 UTC; summer: 22:00 UTC. */
static void midnight_is_norways(void)
{
    is_day(at(2018, 1, 1, 22, 59), 2018, 1, 1);
    is_day(at(2018, 1, 1, 23, 0), 2018, 1, 2);
    is_day(at(2017, 12, 31, 23, 0), 2018, 1, 1);
    is_day(at(2018, 7, 1, 21, 59), 2018, 7, 1);
    is_day(at(2018, 7, 1, 22, 0), 2018, 7, 2);
    is_day(at(1970, 1, 1, 0, 0), 1970, 1, 1);
}

/* The evening before and the evening of known changes. */
static void clocks_change_on_known_days(void)
{
    static const struct {
        int year, march, october;
    } known[] = {{2017, 26, 29}, {2018, 25, 28}, {2019, 31, 27}, {2020, 29, 25},
                 {2023, 26, 29}, {2024, 31, 27}, {2026, 29, 25}, {2037, 29, 25}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int year = known[i].year;
        Day march = day_from_date(year, 3, known[i].march);
        Day october = day_from_date(year, 10, known[i].october);
        CU_ASSERT_EQUAL(norway_day((int64_t)march * 86400 - 86400 + 22 * 3600), march - 1);
        CU_ASSERT_EQUAL(norway_day((int64_t)march * 86400 + 22 * 3600), march + 1);
        CU_ASSERT_EQUAL(norway_day((int64_t)october * 86400 - 86400 + 22 * 3600), october);
        CU_ASSERT_EQUAL(norway_day((int64_t)october * 86400 + 22 * 3600), october);
        CU_ASSERT_EQUAL(norway_day((int64_t)october * 86400 + 23 * 3600), october + 1);
    }
}

static void an_approvers_clock_is_judged(void)
{
    const int64_t minute = 60, day = 86400, last = at(2018, 10, 1, 8, 0), made = last + day;
    CU_ASSERT_EQUAL(entry_time_judge(made, made, last), ENTRY_TIME_FINE);
    CU_ASSERT_EQUAL(entry_time_judge(made - 10 * minute, made, last), ENTRY_TIME_FINE);
    CU_ASSERT_EQUAL(entry_time_judge(made - 10 * minute - 1, made, last),
                    ENTRY_TIME_BEFORE_PROPOSAL);
    CU_ASSERT_EQUAL(entry_time_judge(last - 10 * minute - 1, made, last),
                    ENTRY_TIME_BEFORE_LAST);
    CU_ASSERT_EQUAL(entry_time_judge(made + 45 * day, made, last), ENTRY_TIME_FINE);
    CU_ASSERT_EQUAL(entry_time_judge(made + 45 * day + 1, made, last), ENTRY_TIME_PROPOSAL_OLD);
    CU_ASSERT_EQUAL(entry_time_judge(last + 120 * day, last + 110 * day, last),
                    ENTRY_TIME_FINE);
    CU_ASSERT_EQUAL(entry_time_judge(last + 120 * day + 1, last + 110 * day, last),
                    ENTRY_TIME_LATE);
    CU_ASSERT(!entry_time_ahead(last - 10 * minute, last));
    CU_ASSERT(entry_time_ahead(last - 10 * minute - 1, last));
}

static void time_never_goes_back(void)
{
    CU_ASSERT_EQUAL(entry_time_of(3, 2, 1), 3);
    CU_ASSERT_EQUAL(entry_time_of(1, 3, 2), 3);
    CU_ASSERT_EQUAL(entry_time_of(1, 2, 3), 3);
}

static const TestCase tests[] = {
    {"midnight is Norway's", midnight_is_norways},
    {"clocks change on known days", clocks_change_on_known_days},
    {"an approver's clock is judged", an_approvers_clock_is_judged},
    {"time never goes back", time_never_goes_back},
};

TEST_MAIN("time rules", tests)
