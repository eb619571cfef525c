/*
 * test_norwegian_grant.c - why: who is in the target group, where a person is on a day and when
 * the grant is due decide three years of money; every boundary of grants.md 3 (person grant and
 * asylum seekers) just inside and just outside.
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

/* Entered on a day, lives in 0301 from then on. */
static void begin(const char *born, const char *target_from)
{
    test_person_begin(&person, born);
    test_permit(&person, GROUND_ASYL, "2010-01-01", true);
    test_trains(&person, target_from, target_from, MUNICIPALITY_NONE);
    test_lives(&person, 301, target_from, "");
}

static const char *earned(int year, int quarter, const char *cutoff, GrantOutcome *outcome)
{
    return test_norwegian(test_context(year, quarter, cutoff), &person, outcome);
}

static int reason_in(int year)
{
    GrantOutcome outcome;
    (void)earned(year, 4, "2024-12-31", &outcome);
    return outcome.reason;
}

static void test_three_years(void)
{
    begin("1984-01-01", "2016-05-10");
    CU_ASSERT_EQUAL(reason_in(2015), NO_GRANT_NOT_DUE);
    GrantOutcome outcome;
    CU_ASSERT_STRING_EQUAL(earned(2016, 1, "2018-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_DUE);
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2018-12-31", NULL), "P-AR1-H 0301 0-1 14300 14300");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2018-12-31", NULL), "P-AR2-H 0301 0-1 24500 24500");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-12-31", NULL), "P-AR3-H 0301 0-1 14500 14500");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_YEARS_PAST);
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-05-09", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_TARGET);
    CU_ASSERT_STRING_NOT_EQUAL(earned(2016, 2, "2016-05-10", NULL), "");
}

static void test_background(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", "2016-05-10");
    (void)earned(2016, 2, "2016-12-31", &outcome);
    CU_ASSERT_EQUAL(outcome.notes, 0);
    CU_ASSERT_TRUE(country_parse("SWE", 3, &person.registration.background));
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-L 0301 0-1 5500 5500");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL), "P-AR2-L 0301 0-1 9400 9400");
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", NULL), "P-AR3-L 0301 0-1 5600 5600");
    CU_ASSERT_TRUE(country_parse("XXA", 3, &person.registration.background));
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", &outcome),
                           "P-AR1-H 0301 0-1 14300 14300");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_COUNTRY_UNKNOWN);
    GrantContext *context = test_context(2016, 2, "2016-12-31");
    test_rules(context)->parameters[RULE_UNKNOWN_COUNTRY].value = 1;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-L 0301 0-1 5500 5500");
}

/* Who: the earliest permit with varig="true" has one of the grounds. */
static void test_grounds(void)
{
    static const bool rights[GROUND_COUNT] = {
        [GROUND_ASYL] = true,
        [GROUND_OVERFORINGSFLYKTNING] = true,
        [GROUND_HUMANITAERT] = true,
        [GROUND_KOLLEKTIV_BESKYTTELSE] = true,
        [GROUND_FAMILIE_FLYKTNING] = true,
        [GROUND_FAMILIE_HUMANITAERT] = true,
        [GROUND_FAMILIE_NORDISK] = true,
        [GROUND_SELVSTENDIG] = true,
    };
    for (int ground = 0; ground < GROUND_COUNT; ground++) {
        begin("1984-01-01", "2016-05-10");
        person.permits[0].ground = (uint8_t)ground;
        CU_ASSERT_EQUAL(reason_in(2016),
                        rights[ground] ? NO_GRANT_HAS_LINES : NO_GRANT_NOT_TARGET);
    }
    begin("1984-01-01", "2016-05-10");
    test_permit(&person, GROUND_ARBEID, "2009-12-31", false); /* earlier, not permanent */
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    person.permits[1].permanent_basis = true;
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_TARGET);
    person.permits[1].decided = d("2010-01-02");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    person.permits[0].permanent_basis = false;
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_TARGET);
    person.permits[1].permanent_basis = false;
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_TARGET);
    begin("1984-01-01", "2016-05-10"); /* a permit after the cut-off is not known */
    person.permits[0].decided = d("2025-01-01");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_TARGET);
    person.permits[0].decided = d("2024-12-31"); /* on it: known */
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
}

/* The order of the record does not matter, but of two on one day the first counts. */
static void test_order_of_permits(void)
{
    begin("1984-01-01", "2016-05-10");
    person.permits[0].permanent_basis = false;
    test_permit(&person, GROUND_ASYL, "2016-01-01", true);
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    test_permit(&person, GROUND_ARBEID, "2016-01-01", true);
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    person.permits[1].ground = GROUND_ARBEID;
    person.permits[2].ground = GROUND_ASYL;
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_TARGET);
    person.permits[2].decided = d("2015-12-31");
    person.registration.permit_count = 2; /* what the list does not hold is not read */
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_TARGET);
}

static int reason_at_age(const char *born, const char *target_from)
{
    begin(born, target_from);
    return reason_in(day_year(d(target_from)));
}

/* Completed age 16 to 66, or 18 to 67 on entry in 2021 or later. */
static void test_ages(void)
{
    CU_ASSERT_EQUAL(reason_at_age("2000-05-11", "2016-05-10"), NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(reason_at_age("2000-05-10", "2016-05-10"), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_at_age("1949-05-11", "2016-05-10"), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_at_age("1949-05-10", "2016-05-10"), NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(reason_at_age("2004-12-31", "2020-12-31"), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_at_age("2003-01-02", "2021-01-01"), NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(reason_at_age("2003-01-01", "2021-01-01"), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_at_age("1953-01-02", "2021-01-01"), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_at_age("1953-01-01", "2021-01-01"), NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(reason_at_age("2000-02-29", "2016-02-29"), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_at_age("2004-02-29", "2022-02-28"), NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(reason_at_age("2004-02-29", "2022-03-01"), NO_GRANT_HAS_LINES);
}

/* Budget years to 2018 the right, from 2019 right and duty; § 37 d the right alone. */
static void test_right_and_duty(void)
{
    begin("1984-01-01", "2018-05-10");
    person.registration.training.duty = false;
    CU_ASSERT_EQUAL(reason_in(2018), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_NOT_TARGET);
    person.registration.training.duty = true;
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
    person.registration.training.right = false;
    CU_ASSERT_EQUAL(reason_in(2018), NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_NOT_TARGET);
    begin("1984-01-01", "2022-05-10");
    person.permits[0].ground = GROUND_KOLLEKTIV_BESKYTTELSE;
    person.registration.training.duty = false;
    CU_ASSERT_EQUAL(reason_in(2022), NO_GRANT_HAS_LINES);
    person.registration.training.right = false;
    CU_ASSERT_EQUAL(reason_in(2022), NO_GRANT_NOT_TARGET);
}

/* Entered in 2018 or later: the decision must be there and not after the cut-off. */
static void test_decision(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", "2017-12-31");
    person.registration.training.decision = DAY_NONE;
    CU_ASSERT_EQUAL(reason_in(2017), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_in(2018), NO_GRANT_HAS_LINES);
    begin("1984-01-01", "2018-01-01");
    person.registration.training.decision = DAY_NONE;
    CU_ASSERT_EQUAL(reason_in(2018), NO_GRANT_NOT_TARGET);
    person.registration.training.decision = d("2018-04-10");
    (void)earned(2018, 1, "2018-04-09", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_TARGET);
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-04-10", NULL), "P-AR1-H 0301 0-1 14300 14300");
}

/* § 37 d from 2022: year 1 only, moves by days; the other grounds as before. */
static void test_collective_protection(void)
{
    begin("1984-01-01", "2022-02-10");
    CU_ASSERT_STRING_EQUAL(earned(2022, 1, "2024-12-31", NULL), "P-AR1-H 0301 0-1 14300 14300");
    CU_ASSERT_STRING_EQUAL(earned(2023, 1, "2024-12-31", NULL), "P-AR2-H 0301 0-1 24500 24500");
    begin("1984-01-01", "2024-02-10"); /* 20 001 * 10/61 = 3 278.852, whole øre */
    person.permits[0].ground = GROUND_KOLLEKTIV_BESKYTTELSE;
    person.residences[0].to = d("2024-02-29");
    test_lives(&person, 1103, "2024-03-01", "");
    CU_ASSERT_STRING_EQUAL(
        earned(2024, 4, "2024-12-31", NULL),
        "P37D-AR1 0301 0-10/61 20001 3278.85; P37D-AR1 1103 10/61-1 20001 16722.15");
    begin("1984-01-01", "2022-02-10");
    person.permits[0].ground = GROUND_KOLLEKTIV_BESKYTTELSE;
    CU_ASSERT_STRING_EQUAL(earned(2022, 1, "2024-12-31", NULL),
                           "P37D-AR1 0301 0-1 20001 20001");
    CU_ASSERT_EQUAL(reason_in(2023), NO_GRANT_YEARS_PAST);
    begin("1984-01-01", "2021-02-10");
    person.permits[0].ground = GROUND_KOLLEKTIV_BESKYTTELSE;
    CU_ASSERT_STRING_EQUAL(earned(2021, 1, "2021-12-31", NULL), "P-AR1-H 0301 0-1 14300 14300");
    CU_ASSERT_EQUAL(reason_in(2022), NO_GRANT_YEARS_PAST);
}

/* W(d): the centre, else who gives the training (from malgruppeFra), else residence. */
static void test_where(void)
{
    begin("1984-01-01", "2016-05-10");
    test_centre(&person, 1840, "2016-01-01", "2016-05-10");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "P-AR1-H 1840 0-1/2 14300 7150; P-AR1-H 0301 1/2-1 14300 7150");
    person.receptions[0].to = d("2016-05-09");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-H 0301 0-1 14300 14300");
    person.registration.training.training_municipality = 1103;
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-H 1103 0-1 14300 14300");
    /* Also while abroad, and whatever the residence does. */
    person.registration.residence_count = 0;
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-H 1103 0-1 14300 14300");
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", NULL), "P-AR3-H 1103 0-1 14500 14500");
    /* The dead are nowhere after the day of death. */
    person.registration.died = d("2017-12-31");
    GrantOutcome outcome;
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
    CU_ASSERT_EQUAL(outcome.notes, NOTE_NORWEGIAN_NOWHERE);
    person.registration.died = d("2018-01-01");
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", NULL), "P-AR3-H 1103 0-1 14500 14500");
}

/* Of centres that overlap the first listed counts, while it lasts. */
static void test_centres_that_overlap(void)
{
    begin("1984-01-01", "2016-05-10");
    test_centre(&person, 1840, "2016-03-01", "2016-08-31");
    test_centre(&person, 1103, "2016-02-01", "2016-09-30");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "P-AR1-H 1840 0-5/6 14300 11917; P-AR1-H 1103 5/6-11/12 14300 1191; "
                           "P-AR1-H 0301 11/12-1 14300 1192");
    person.registration.reception_count = 0;
    test_centre(&person, 1103, "2016-02-01", "2016-09-30");
    test_centre(&person, 1840, "2016-03-01", "2016-08-31");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "P-AR1-H 1103 0-11/12 14300 13108; P-AR1-H 0301 11/12-1 14300 1192");
}

/* Year 1 begins with W(malgruppeFra) or the first W after it in the year; the due quarter stays
 * that of malgruppeFra. Years 2 and 3: W(1 January) or nothing. */
static void test_nowhere_on_the_first_day(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", "2016-05-10");
    person.residences[0].from = d("2016-09-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-H 0301 0-1 14300 14300");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-08-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
    CU_ASSERT_EQUAL(outcome.notes, NOTE_NORWEGIAN_NOWHERE);
    person.residences[0].from = d("2016-12-31");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-H 0301 0-1 14300 14300");
    person.residences[0].from = d("2017-01-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2017-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "P-AR2-H 0301 0-1 24500 24500");
    person.residences[0].from = d("2017-01-02");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_NORWEGIAN_NOWHERE);
}

/* Days on which nothing is said of the person are passed over. */
static void test_nowhere_for_long(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", "2016-05-10");
    person.registration.residence_count = 0;
    person.registration.died = d("2016-06-30");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
    /* Known on the cut-off day itself. */
    begin("1984-01-01", "2016-05-10");
    person.residences[0].from = d("2016-09-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 3, "2016-09-01", NULL), "P-AR1-H 0301 0-1 14300 14300");
}

/* Becoming nowhere is no move; becoming another municipality after it is. */
static void test_moves(void)
{
    begin("1984-01-01", "2016-05-10");
    person.residences[0].to = d("2017-01-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "P-AR2-H 0301 0-1 24500 24500");
    test_lives(&person, 301, "2017-03-01", "2017-06-14");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "P-AR2-H 0301 0-1 24500 24500");
    test_lives(&person, 219, "2017-06-15", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL),
                           "P-AR2-H 0301 0-7/12 24500 14292; P-AR2-H 0219 7/12-1 24500 10208");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-06-14", NULL), "P-AR2-H 0301 0-1 24500 24500");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-12-31", NULL), "P-AR3-H 0219 0-1 14500 14500");
}

/* The day after a centre is left is a move only when it is not after the cut-off. */
static void test_centre_left_on_the_cutoff(void)
{
    begin("1984-01-01", "2016-05-10");
    test_centre(&person, 1840, "2016-01-01", "2016-08-31");
    CU_ASSERT_STRING_EQUAL(earned(2016, 3, "2016-08-31", NULL), "P-AR1-H 1840 0-1 14300 14300");
    CU_ASSERT_STRING_EQUAL(earned(2016, 3, "2016-09-01", NULL),
                           "P-AR1-H 1840 0-5/6 14300 11917; P-AR1-H 0301 5/6-1 14300 2383");
}

static void test_moves_at_the_ends_of_the_year(void)
{
    begin("1984-01-01", "2016-05-10");
    person.residences[0].to = d("2017-01-01");
    test_lives(&person, 219, "2017-01-02", "2017-12-30");
    test_lives(&person, 1103, "2017-12-31", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL),
                           "P-AR2-H 0301 0-1/6 24500 4083; P-AR2-H 0219 1/6-1 24500 20417");
    /* Before malgruppeFra nothing is a move. */
    begin("1984-01-01", "2016-05-10");
    person.residences[0].from = d("2016-01-01");
    person.residences[0].to = d("2016-05-09");
    test_lives(&person, 219, "2016-05-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "P-AR1-H 0219 0-1 14300 14300");
}

/* Whole payments use the rate of their day: malgruppeFra; the first quarter for years 2 and 3.
 */
static void test_rate_of_the_day(void)
{
    begin("1984-01-01", "2016-05-10");
    GrantContext *context = test_context(2016, 4, "2016-12-31");
    test_add_rate(test_rules(context), GRANT_P_AR1_H, d("2016-05-11"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-1 14300 14300");
    person.registration.training.target_from = d("2016-05-11");
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR1-H 0301 0-1 20000 20000");
    context = test_context(2017, 4, "2017-12-31");
    test_add_rate(test_rules(context), GRANT_P_AR2_H, d("2017-04-01"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR2-H 0301 0-1 24500 24500");
    test_remove_rates(test_rules(context), GRANT_P_AR2_H);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL), "P-AR2-H 0301 0-1 0 0!");
    test_add_rate(test_rules(context), GRANT_P_AR2_H, d("2017-03-31"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR2-H 0301 0-1 20000 20000");
    begin("1984-01-01", "2019-05-10"); /* the same day of a leap year */
    context = test_context(2020, 4, "2020-12-31");
    test_add_rate(test_rules(context), GRANT_P_AR2_H, d("2020-03-31"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR2-H 0301 0-1 20000 20000");
    context = test_context(2020, 4, "2020-12-31");
    test_add_rate(test_rules(context), GRANT_P_AR2_H, d("2020-04-01"), 20000, false);
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR2-H 0301 0-1 24500 24500");
}

static void test_before_the_opening(void)
{
    begin("1984-01-01", "2016-05-10");
    GrantContext *context = test_context(2017, 4, "2018-12-31");
    context->run_year = 2018;
    context->opening_year = 2018;
    GrantOutcome outcome;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_TARGET);
    CU_ASSERT_EQUAL(outcome.notes, 0);
    context->rules = NULL; /* a year before the opening may have no rule set */
    context->opening_year = 2017;
    CU_ASSERT_EQUAL(norwegian_grant(context, &person.registration, NULL, &outcome, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_TARGET);
    context = test_context(2017, 4, "2018-12-31");
    context->run_year = 2018;
    context->opening_year = 2017;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "P-AR2-H 0301 0-1 24500 24500");
}

/* A buffer too small for two intervals: nothing is left half done. */
static void test_buffer_too_small(void)
{
    begin("1984-01-01", "2016-05-10");
    person.residences[0].to = d("2017-06-14");
    test_lives(&person, 219, "2017-06-15", "");
    EarnedPart items[2];
    EarnedParts parts = {items, 0, 1};
    GrantOutcome outcome;
    GrantContext *context = test_context(2017, 4, "2017-12-31");
    CU_ASSERT_EQUAL(norwegian_grant(context, &person.registration, &parts, &outcome, NULL),
                    STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_EQUAL(parts.count, 0);
    parts.capacity = 2;
    CU_ASSERT_EQUAL(norwegian_grant(context, &person.registration, &parts, &outcome, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(parts.count, 2);
}

/* In a centre in 1840 since January, training as an asylum seeker from a day. */
static void begin_asylum(const char *born, const char *from)
{
    test_person_begin(&person, born);
    person.registration.asylum_training_from = d(from);
    test_centre(&person, 1840, "2016-01-05", "");
}

static void test_asylum(void)
{
    GrantOutcome outcome;
    begin_asylum("1984-01-01", "2016-06-30");
    CU_ASSERT_STRING_EQUAL(earned(2016, 1, "2016-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL), "");
    person.receptions[0].to = d("2016-06-30");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    person.receptions[0].to = d("2016-06-29");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_ASYLUM_NOT_IN_CENTRE);
    person.registration.asylum_training_from = d("2016-01-05");
    CU_ASSERT_STRING_EQUAL(earned(2016, 1, "2016-12-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    person.registration.asylum_training_from = d("2016-01-04");
    CU_ASSERT_STRING_EQUAL(earned(2016, 1, "2016-12-31", NULL), "");
}

/* Known on the cut-off day; in the year of D alone, whenever it is computed. */
static void test_asylum_day(void)
{
    begin_asylum("1984-01-01", "2016-06-30");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-06-29", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-06-30", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    begin_asylum("1984-01-01", "2016-12-31");
    GrantContext *context = test_context(2016, 1, "2017-12-31");
    context->run_year = 2017;
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    person.registration.asylum_training_from = d("2017-01-01");
    CU_ASSERT_STRING_EQUAL(test_norwegian(context, &person, NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
}

static void test_asylum_age(void)
{
    begin_asylum("2000-07-01", "2016-06-30");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL), "");
    begin_asylum("2000-06-30", "2016-06-30");
    CU_ASSERT_STRING_NOT_EQUAL(earned(2016, 2, "2016-12-31", NULL), "");
    begin_asylum("2003-01-02", "2021-01-01");
    CU_ASSERT_STRING_EQUAL(earned(2021, 1, "2021-12-31", NULL), "");
    begin_asylum("2003-01-01", "2021-01-01");
    CU_ASSERT_STRING_NOT_EQUAL(earned(2021, 1, "2021-12-31", NULL), "");
}

/* The first move to a centre in another municipality, in D's year, splits it by half. */
static void test_asylum_move(void)
{
    begin_asylum("1984-01-01", "2016-06-30");
    person.receptions[0].to = d("2016-07-31");
    test_centre(&person, 1840, "2016-08-01", "2016-08-31");
    test_centre(&person, 1103, "2016-11-01", "2016-11-30");
    test_centre(&person, 219, "2016-12-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "ASYLNORSK 1840 0-1/2 18701 9351; ASYLNORSK 1103 1/2-1 18701 9350");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-10-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    person.receptions[2].from = d("2017-01-01");
    person.receptions[3].from = d("2017-02-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2017-12-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
    /* A residence is not a centre. */
    person.registration.reception_count = 2;
    test_lives(&person, 219, "2016-09-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2017-12-31", NULL),
                           "ASYLNORSK 1840 0-1 18701 18701");
}

static const TestCase tests[] = {
    {"three years", test_three_years},
    {"background", test_background},
    {"grounds", test_grounds},
    {"order of permits", test_order_of_permits},
    {"ages", test_ages},
    {"right and duty", test_right_and_duty},
    {"decision", test_decision},
    {"collective protection", test_collective_protection},
    {"where", test_where},
    {"centres that overlap", test_centres_that_overlap},
    {"nowhere on the first day", test_nowhere_on_the_first_day},
    {"nowhere for long", test_nowhere_for_long},
    {"moves", test_moves},
    {"centre left on the cut-off", test_centre_left_on_the_cutoff},
    {"moves at the ends of the year", test_moves_at_the_ends_of_the_year},
    {"rate of the day", test_rate_of_the_day},
    {"before the opening", test_before_the_opening},
    {"buffer too small", test_buffer_too_small},
    {"asylum seekers", test_asylum},
    {"asylum seekers: day", test_asylum_day},
    {"asylum seekers: age", test_asylum_age},
    {"asylum seekers: move", test_asylum_move},
};

TEST_MAIN("rules/norwegian_grant", tests)
