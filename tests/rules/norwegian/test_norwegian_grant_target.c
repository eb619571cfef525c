/*
 * test_norwegian_grant_target.c - why: an application instead of a decision, and a limited
 * permit that was renewed, open the target group in some years only; each day of theirs one day
 * early and one day late, for the person grant and for the basic grant. grants.md 3 (Who).
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

static bool in_target(GrantContext *context)
{
    GrantOutcome outcome;
    (void)test_norwegian(context, &person, &outcome);
    return outcome.reason == NO_GRANT_HAS_LINES;
}

static bool in_target_of(int year, const char *cutoff)
{
    return in_target(test_context(year, 4, cutoff));
}

static bool is_counted(GrantContext *context)
{
    return basic_grant_place(context, &person.registration) == 301;
}

static bool is_counted_in(int year, const char *cutoff)
{
    return is_counted(test_context(year, 4, cutoff));
}

/* --- soknad --- */

static void begin_application(const char *target_from, const char *application)
{
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, GROUND_ASYL, "2010-01-01", true);
    test_trains(&person, target_from, "", MUNICIPALITY_NONE);
    test_lives(&person, 301, "2010-01-01", "");
    person.registration.training.application = d(application);
}

/* Budget year 2018: the application does as well, when it is known at the cut-off. */
static void test_application_suffices(void)
{
    begin_application("2018-01-10", "2018-04-10");
    CU_ASSERT_FALSE(in_target_of(2018, "2018-04-09"));
    CU_ASSERT_TRUE(in_target_of(2018, "2018-04-10"));
    CU_ASSERT_FALSE(in_target_of(2019, "2019-12-31"));
    person.registration.training.decision = d("2018-04-08");
    CU_ASSERT_TRUE(in_target_of(2018, "2018-04-09"));
    CU_ASSERT_TRUE(in_target_of(2019, "2019-12-31"));
    begin_application("2018-01-10", "");
    CU_ASSERT_FALSE(in_target_of(2018, "2018-12-31"));
    begin_application("2017-12-31", ""); /* entered before 2018: neither */
    CU_ASSERT_TRUE(in_target_of(2018, "2018-12-31"));
    begin_application("2018-01-01", "");
    CU_ASSERT_FALSE(in_target_of(2018, "2018-12-31"));
}

static void test_application_by_the_rule_set(void)
{
    begin_application("2018-01-10", "2018-04-10");
    GrantContext *context = test_context(2018, 4, "2018-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_APPLICATION_SUFFICES].value = 0;
    CU_ASSERT_FALSE(in_target(context));
    context = test_context(2019, 4, "2019-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_APPLICATION_SUFFICES].value = 1;
    CU_ASSERT_TRUE(in_target(context));
    person.registration.training.application = d("2020-01-01");
    CU_ASSERT_FALSE(in_target(context));
}

/* The basic grant of 2018 needs neither; that of other years what the person grant needs. */
static void test_basic_without_decision(void)
{
    begin_application("2018-01-10", "");
    CU_ASSERT_TRUE(is_counted_in(2018, "2018-12-31"));
    CU_ASSERT_FALSE(is_counted_in(2019, "2019-12-31"));
    person.registration.training.decision = d("2019-12-31");
    CU_ASSERT_TRUE(is_counted_in(2019, "2019-12-31"));
    CU_ASSERT_FALSE(is_counted_in(2019, "2019-12-30"));
    begin_application("2018-01-10", "2018-04-10");
    GrantContext *context = test_context(2018, 4, "2018-04-10");
    test_rules(context)->parameters[RULE_BASIC_DECISION_REQUIRED].value = 1;
    CU_ASSERT_TRUE(is_counted(context));
    context->cutoff = d("2018-04-09");
    CU_ASSERT_FALSE(is_counted(context));
    test_rules(context)->parameters[RULE_BASIC_DECISION_REQUIRED].value = 0;
    CU_ASSERT_TRUE(is_counted(context));
    person.registration.training.right = false; /* the other conditions hold */
    CU_ASSERT_FALSE(is_counted(context));
}

/* --- BEGRENSET_FAMILIE, renewed --- */

/* Limited permits of two days, entered on a third, decided on at once. */
static void begin_renewed(const char *first, const char *second, const char *target_from)
{
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, GROUND_BEGRENSET_FAMILIE, first, false);
    test_permit(&person, GROUND_BEGRENSET_FAMILIE, second, false);
    test_trains(&person, target_from, target_from, MUNICIPALITY_NONE);
    test_lives(&person, 301, "2010-01-01", "");
}

/* From budget year 2024, whenever entered; for the basic grant too. */
static void test_renewed_from_2024(void)
{
    begin_renewed("2021-03-01", "2022-01-10", "2022-01-10");
    CU_ASSERT_FALSE(in_target_of(2023, "2023-12-31"));
    CU_ASSERT_FALSE(is_counted_in(2023, "2023-12-31"));
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    CU_ASSERT_TRUE(is_counted_in(2024, "2024-12-31"));
    GrantContext *context = test_context(2024, 4, "2024-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_BEGRENSET_FAMILIE].value = 0;
    CU_ASSERT_FALSE(in_target(context));
    CU_ASSERT_FALSE(is_counted(context));
    context = test_context(2023, 4, "2023-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_BEGRENSET_FAMILIE].value = 1;
    CU_ASSERT_TRUE(in_target(context));
    CU_ASSERT_TRUE(is_counted(context));
    person.registration.training.duty = false; /* the other conditions hold */
    CU_ASSERT_FALSE(in_target(context));
    person.registration.training.duty = true;
    person.registration.training.decision = DAY_NONE;
    CU_ASSERT_FALSE(in_target(context));
}

/* Decided on different days, both not after malgruppeFra. */
static void test_days_of_the_renewal(void)
{
    begin_renewed("2021-03-01", "2022-05-10", "2022-05-10");
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    begin_renewed("2021-03-01", "2022-05-10", "2022-05-09");
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
    begin_renewed("2022-03-01", "2022-03-01", "2022-05-10");
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
    begin_renewed("2022-03-02", "2022-03-01", "2022-05-10"); /* whatever their order */
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    begin_renewed("2022-03-01", "2022-03-01", "2022-05-10");
    test_permit(&person, GROUND_BEGRENSET_FAMILIE, "2022-05-11", false);
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
    person.permits[2].decided = d("2022-05-10");
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    person.registration.permit_count = 1;
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
}

/* No permit known at the cut-off on another ground has varig="true"; those of this ground may,
 * and what cannot form the basis of permanent residence may lie between. */
static void test_other_permits(void)
{
    begin_renewed("2021-03-01", "2022-05-10", "2022-05-10");
    test_permit(&person, GROUND_ARBEID, "2021-09-01", false);
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    person.permits[0].permanent_basis = true;
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    person.permits[1].permanent_basis = true;
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    person.permits[2].permanent_basis = true;
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
    person.permits[2].decided = d("2024-12-31");
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-30"));
    /* The earliest lasting permit of a ground of right needs no renewal. */
    begin_renewed("2022-03-01", "2022-03-01", "2022-05-10");
    test_permit(&person, GROUND_ASYL, "2022-04-01", true);
    CU_ASSERT_TRUE(in_target_of(2024, "2024-12-31"));
    /* BEGRENSET_EM is another ground. */
    begin_renewed("2021-03-01", "2022-03-01", "2022-05-10");
    person.permits[0].ground = person.permits[1].ground = GROUND_BEGRENSET_EM;
    CU_ASSERT_FALSE(in_target_of(2024, "2024-12-31"));
}

static const TestCase tests[] = {
    {"application suffices", test_application_suffices},
    {"application by the rule set", test_application_by_the_rule_set},
    {"basic grant without decision", test_basic_without_decision},
    {"renewed permit from 2024", test_renewed_from_2024},
    {"days of the renewal", test_days_of_the_renewal},
    {"other permits", test_other_permits},
};

TEST_MAIN("rules/norwegian_grant_target", tests)
