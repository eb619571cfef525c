/*
 * test_integration_grant_special.c - why: register date of years 2 to 5, the grants for
 * unaccompanied minors and for functional impairment; large amounts on few persons.
 * grants.md 2.3 (register date, terms) and 2.4.
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

static void begin(const char *born, SettlementGroup group, const char *settled)
{
    test_person_begin(&person, born);
    test_permit(&person, GROUND_ASYL, "2010-01-01", true);
    test_settle(&person, settled, 301, group, "");
    test_lives(&person, 301, settled, "");
}

static const char *earned(int year, int quarter, const char *cutoff, GrantOutcome *outcome)
{
    return test_integration(test_context(year, quarter, cutoff), &person, NULL, outcome);
}

/* 2.3: resident on 1 January; later death or emigration changes nothing. */
static void test_register_date(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2016-03-01");
    person.residences[0].to = d("2017-01-01");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "AR-2 0301 0-1 230000 230000");
    person.residences[0].to = d("2016-12-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
    test_lives(&person, 301, "2017-01-02", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", NULL), "AR-3 0301 0-1 171000 171000");
}

static void test_death(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2016-03-01");
    person.registration.died = d("2017-01-01");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "AR-2 0301 0-1 230000 230000");
    person.registration.died = d("2016-12-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_RESIDENT);
    /* A bosted that begins after the death is no move: the dead are nowhere. */
    person.registration.died = d("2017-05-09");
    person.residences[0].to = d("2017-05-09");
    test_lives(&person, 219, "2017-05-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "AR-2 0301 0-1 230000 230000");
    person.registration.died = d("2017-05-10");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "AR-2 0301 0-3/8 230000 86250; AR-2 0219 3/8-1 230000 143750");
}

static void test_terms(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2013-03-01");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "AR-5 0301 0-1 71600 17900");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL), "AR-5 0301 0-1 71600 35800");
    CU_ASSERT_STRING_EQUAL(earned(2017, 3, "2017-12-31", NULL), "AR-5 0301 0-1 71600 53700");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "AR-5 0301 0-1 71600 71600");
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2016, 3, "2016-12-31", NULL), "AR-4 0301 0-1 85500 64125");
}

/* 2.4: EMINB to and including the year of turning 16, EMINU to that of turning 20; not limited
 * by N. */
static void test_minor_by_age(void)
{
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-08-31");
    CU_ASSERT_STRING_EQUAL(earned(2020, 4, "2020-12-31", NULL),
                           "AR-4 0301 0-1 85500 85500; EMINB 0301 0-1 1179500 1179500");
    CU_ASSERT_STRING_EQUAL(earned(2021, 4, "2021-12-31", NULL),
                           "AR-5 0301 0-1 71600 71600; EMINU 0301 0-1 725000 725000");
    CU_ASSERT_STRING_EQUAL(earned(2024, 3, "2024-12-31", NULL), "EMINU 0301 0-1 725000 543750");
    GrantOutcome outcome;
    CU_ASSERT_STRING_EQUAL(earned(2025, 4, "2025-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_YEARS_PAST);
}

/* 2.4: of the settlement year the part from the month of settlement on; unclaimed year 1 does
 * not matter; moves are those after the settlement. */
static void test_minor_settlement_year(void)
{
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-08-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL), "EMINB 0301 7/12-1 1179500 0");
    CU_ASSERT_STRING_EQUAL(earned(2017, 3, "2017-12-31", NULL),
                           "EMINB 0301 7/12-1 1179500 196583");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 7/12-1 1179500 491458");
    person.residences[0].to = d("2017-09-09");
    test_lives(&person, 219, "2017-09-10", ""); /* quarter 3: 5/8 */
    CU_ASSERT_STRING_EQUAL(
        earned(2017, 4, "2017-12-31", NULL),
        "EMINB 0301 7/12-5/8 1179500 49146; EMINB 0219 5/8-1 1179500 442312");
    /* Known at the cut-off, though after the quarter. */
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL),
                           "EMINB 0301 7/12-5/8 1179500 0; EMINB 0219 5/8-1 1179500 0");
    /* From December on the part of the first municipality before the cut is empty. */
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-12-01");
    person.residences[0].to = d("2017-12-09");
    test_lives(&person, 219, "2017-12-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0219 11/12-1 1179500 98292");
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-01-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 0-1 1179500 1179500");
}

/* By the rule set: the settlement year whole; a cut where the counting begins leaves nothing to
 * the first municipality. */
static void test_minor_settlement_year_by_choice(void)
{
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-08-31");
    GrantContext *context = test_context(2017, 4, "2017-12-31");
    test_rules(context)->parameters[RULE_MINOR_FROM_MONTH].value = 0;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "EMINB 0301 0-1 1179500 1179500");
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-07-31");
    person.residences[0].to = d("2017-09-09");
    test_lives(&person, 219, "2017-09-10", "");
    context = test_context(2017, 4, "2017-12-31");
    test_rules(context)->parameters[RULE_INTEGRATION_MOVE_METHOD].value = MOVE_HALF;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "EMINB 0219 1/2-1 1179500 589750");
}

/* In the settlement year it begins in the municipality of settlement, wherever bosted is. */
static void test_minor_settled_elsewhere(void)
{
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-01-10");
    person.residences[0] = (Stay){d("2016-11-01"), DAY_NONE, 1103};
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 0-1 1179500 1179500");
    person.residences[0].from = d("2017-01-10"); /* on the day of settlement: no move */
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 0-1 1179500 1179500");
    person.residences[0].from = d("2017-01-11");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 0-1/8 1179500 147438; EMINB 1103 1/8-1 1179500 1032062");
}

/* A move to the municipality that has the person already cuts nothing. */
static void test_minor_moves_to_settlement(void)
{
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-01-10");
    person.residences[0] = (Stay){d("2016-11-01"), d("2017-05-09"), 1103};
    test_lives(&person, 301, "2017-05-10", "2017-08-09");
    test_lives(&person, 219, "2017-08-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 0-5/8 1179500 737188; EMINB 0219 5/8-1 1179500 442312");
}

/* A new bosted in the municipality of the one before it is no move, wherever settled. */
static void test_minor_new_address(void)
{
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2017-01-10");
    person.residences[0] = (Stay){d("2016-11-01"), d("2017-05-09"), 1103};
    test_lives(&person, 1103, "2017-05-10", "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL),
                           "EMINB 0301 0-1 1179500 1179500");
}

/* 2.4: before 2017 one yearly amount, and one in the quarter of settlement. */
static void test_minor_before_2017(void)
{
    begin("2000-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2016-07-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "EM_PER_PERSON 0301 0-1 215000 107500");
    CU_ASSERT_STRING_EQUAL(earned(2016, 3, "2016-12-31", NULL),
                           "EM_PER_PERSON 0301 0-1 215000 161250; "
                           "EM_SETTLED_THIS_YEAR 0301 0-1 129250 129250");
    person.registration.settlement.date = d("2016-06-30"); /* a quarter's last day */
    CU_ASSERT_STRING_EQUAL(earned(2016, 2, "2016-12-31", NULL),
                           "EM_PER_PERSON 0301 0-1 215000 107500; "
                           "EM_SETTLED_THIS_YEAR 0301 0-1 129250 129250");
    person.registration.settlement.date = d("2015-07-01");
    person.residences[0].from = d("2015-07-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL),
                           "AR-2 0301 0-1 230000 230000; EM_PER_PERSON 0301 0-1 215000 215000");
}

/* No grant for a year before the settlement, also when it is recomputed later. */
static void test_minor_before_the_settlement(void)
{
    GrantOutcome outcome;
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2018-01-01");
    GrantContext *context = test_context(2017, 4, "2018-12-31");
    context->run_year = 2018;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_DUE);
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", NULL),
                           "EMINB 0301 0-1 1179500 1179500");
}

/* Needs an integration grant (N > 0) and the group. */
static void test_minor_who(void)
{
    begin("2004-12-31", SETTLEMENT_BARN, "2016-08-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "AR-2 0301 0-1 230000 230000");
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2016-08-31");
    person.permits[0].ground = GROUND_ASYLSOKER;
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "");
    begin("2004-12-31", SETTLEMENT_ENSLIG_MINDREARIG, "2016-08-31");
    person.residences[0].to = d("2016-12-31");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "");
}

/* A person without years 2 to 5: only the special grants are seen. */
static void begin_impaired(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2016-03-01");
    person.residences[0].to = d("2016-12-31");
    test_lives(&person, 219, "2017-01-02", "2019-06-30");
}

static void test_first_kind(void)
{
    begin_impaired();
    test_impaired(&person, GRANT_FHT1, "2017-03-31", 5);
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "FHT1 0219 0-1 181000 181000");
    person.special_grants[0].decided = d("2017-04-01");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL), "FHT1 0219 0-1 181000 181000");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-03-31", NULL), "");
    /* Grant year 3: too late. */
    person.special_grants[0].decided = d("2018-01-01");
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", NULL), "AR-3 0219 0-1 171000 171000");
    /* Before the settlement: does not count; on the day: counts. */
    person.special_grants[0].decided = d("2016-02-29");
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL), "");
    person.special_grants[0].decided = d("2016-03-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL), "FHT1 0301 0-1 181000 181000");
}

/* Known on the cut-off day; in the year's own books only; in N by the rule set. */
static void test_impairment_limits(void)
{
    begin_impaired();
    test_impaired(&person, GRANT_FHT1, "2017-03-31", 5);
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-03-31", NULL), "FHT1 0219 0-1 181000 181000");
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-03-30", NULL), "");
    GrantContext *context = test_context(2016, 1, "2017-12-31");
    context->run_year = 2017; /* 2016 recomputed: the decision is not of that year */
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL), "");
    context = test_context(2017, 1, "2017-03-31");
    test_rules(context)->ground_years[GROUND_ASYL] = 2;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "FHT1 0219 0-1 181000 181000");
    test_rules(context)->ground_years[GROUND_ASYL] = 1;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL), "");
    test_impaired(&person, GRANT_FHT1, "2017-02-01", 5);
    person.registration.special_count = 1; /* what the list does not hold is not read */
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-03-30", NULL), "");
}

/* Once: the first decision, also when it was used up by being nowhere. */
static void test_first_kind_once(void)
{
    GrantOutcome outcome;
    begin_impaired();
    test_impaired(&person, GRANT_FHT1, "2017-05-01", 5);
    test_impaired(&person, GRANT_FHT1, "2016-05-01", 5);
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL), "FHT1 0301 0-1 181000 181000");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "");
    person.special_grants[1].decided = d("2017-01-01"); /* nowhere that day */
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_SPECIAL_GRANT_NOWHERE);
    person.special_grants[1].decided = d("2016-02-01"); /* before the settlement: not used */
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "FHT1 0219 0-1 181000 181000");
    person.registration.died = d("2017-05-01");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", NULL), "FHT1 0219 0-1 181000 181000");
    person.registration.died = d("2017-04-30");
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_SPECIAL_GRANT_NOWHERE);
}

/* The first decision of each year, at most the ceiling; a missing ceiling is a missing rate. */
static void test_second_kind(void)
{
    begin_impaired();
    test_impaired(&person, GRANT_FHT2, "2017-05-01", 850000);
    test_impaired(&person, GRANT_FHT2, "2017-04-11", 1258000);
    test_impaired(&person, GRANT_FHT2, "2019-02-01", 1258001);
    CU_ASSERT_STRING_EQUAL(earned(2017, 1, "2017-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL),
                           "FHT2 0219 0-1 1258000 1258000");
    CU_ASSERT_STRING_EQUAL(earned(2019, 1, "2019-12-31", NULL),
                           "AR-4 0219 0-1 85500 21375; FHT2 0219 0-1 1258000 1258000");
    person.special_grants[1].amount_kroner = 850000;
    CU_ASSERT_STRING_EQUAL(earned(2017, 2, "2017-12-31", NULL), "FHT2 0219 0-1 850000 850000");
    GrantContext *context = test_context(2017, 2, "2017-12-31");
    test_remove_rates(test_rules(context), RATE_FHT2_MAX);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "FHT2 0219 0-1 0 0!");
    person.special_grants[1].decided = d("2017-01-01"); /* nowhere: the year is used up */
    GrantOutcome outcome;
    CU_ASSERT_STRING_EQUAL(earned(2017, 4, "2017-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_SPECIAL_GRANT_NOWHERE);
}

/* Before the settlement: not the first of the year. Of two on one day the first listed. A new
 * ceiling counts from the quarter it is known in. */
static void test_second_kind_first_of_the_year(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2016-03-01");
    test_impaired(&person, GRANT_FHT2, "2016-02-29", 100);
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL), "");
    test_impaired(&person, GRANT_FHT2, "2016-04-01", 200);
    test_impaired(&person, GRANT_FHT2, "2016-04-01", 300);
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL), "FHT2 0301 0-1 200 200");
    person.special_grants[0].decided = d("2016-03-01");
    CU_ASSERT_STRING_EQUAL(earned(2016, 4, "2016-12-31", NULL), "FHT2 0301 0-1 100 100");
    person.special_grants[0].amount_kroner = 2000000;
    GrantContext *context = test_context(2016, 2, "2016-12-31");
    test_add_rate(test_rules(context), RATE_FHT2_MAX, d("2016-07-01"), 1300000, true);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "FHT2 0301 0-1 1258000 1258000");
    context->run_quarter = 3;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "FHT2 0301 0-1 1300000 1300000");
}

/* FHT2 in grant years 1 to N. */
static void test_second_kind_years(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2016-03-01");
    person.permits[0].ground = GROUND_FAMILIE_HUMANITAERT;
    test_impaired(&person, GRANT_FHT2, "2018-12-31", 100);
    test_impaired(&person, GRANT_FHT2, "2019-01-01", 100);
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2019-12-31", NULL),
                           "AR-3 0301 0-1 171000 171000; FHT2 0301 0-1 100 100");
    CU_ASSERT_STRING_EQUAL(earned(2019, 4, "2019-12-31", NULL), "");
}

static const TestCase tests[] = {
    {"register date", test_register_date},
    {"death", test_death},
    {"terms", test_terms},
    {"minor by age", test_minor_by_age},
    {"minor: settlement year", test_minor_settlement_year},
    {"minor: settlement year by choice", test_minor_settlement_year_by_choice},
    {"minor settled elsewhere", test_minor_settled_elsewhere},
    {"minor: moves to settlement", test_minor_moves_to_settlement},
    {"minor: new address", test_minor_new_address},
    {"minor before 2017", test_minor_before_2017},
    {"minor: before the settlement", test_minor_before_the_settlement},
    {"minor: who", test_minor_who},
    {"FHT1", test_first_kind},
    {"FHT1: limits", test_impairment_limits},
    {"FHT1 once", test_first_kind_once},
    {"FHT2", test_second_kind},
    {"FHT2: the first of the year", test_second_kind_first_of_the_year},
    {"FHT2: years", test_second_kind_years},
};

TEST_MAIN("rules/integration_grant_special", tests)
