/*
 * test_integration_grant_year_one.c - why: year 1 is the largest single payment of a person;
 * who gets which code, when it is due and whether it was claimed decide it. grants.md 2.2.
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

static void begin(const char *born, SettlementGroup group, const char *settled,
                  const char *claim)
{
    test_person_begin(&person, born);
    test_permit(&person, GROUND_ASYL, "2010-01-01", true);
    test_settle(&person, settled, 301, group, claim);
    test_lives(&person, 301, settled, "");
}

static const char *earned(int year, int quarter, const char *cutoff, int *reason)
{
    GrantOutcome outcome;
    const char *text =
        test_integration(test_context(year, quarter, cutoff), &person, NULL, &outcome);
    if (reason != NULL) *reason = outcome.reason;
    return text;
}

static void test_codes(void)
{
    begin("1984-01-01", SETTLEMENT_ENSLIG_VOKSEN, "2018-02-15", "2018-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-EV 0301 0-1 235000 235000");
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-02-15", "2018-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL), "AR-1 0301 0-1 185000 185000");
    begin("2008-01-01", SETTLEMENT_BARN, "2018-02-15", "2018-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000");
    /* The year of turning 20 is the last with EMINU; from the month of settlement on. */
    begin("1998-06-01", SETTLEMENT_ENSLIG_MINDREARIG, "2018-02-15", "2018-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-EM 0301 0-1 190000 190000; EMINU 0301 1/12-1 725000 120833");
}

/* Completed age at settlement: 0 to 5, 6 to 15, 60 or more. */
static void test_one_offs_by_age(void)
{
    begin("2012-02-16", SETTLEMENT_BARN, "2018-02-15", "2018-02-15"); /* still 5 */
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
    begin("2012-02-15", SETTLEMENT_BARN, "2018-02-15", "2018-02-15"); /* 6 that day */
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000");
    begin("1958-02-16", SETTLEMENT_VOKSEN, "2018-02-15", "2018-02-15"); /* still 59 */
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL), "AR-1 0301 0-1 185000 185000");
    begin("1958-02-15", SETTLEMENT_VOKSEN, "2018-02-15", "2018-02-15"); /* 60 that day */
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1 0301 0-1 185000 185000; ELDR 0301 0-1 165000 165000");
    /* Born on 29 February: six on 1 March in a common year. */
    begin("2012-02-29", SETTLEMENT_BARN, "2018-02-28", "2018-02-28");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
    begin("2012-02-29", SETTLEMENT_BARN, "2018-03-01", "2018-03-01");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000");
}

/* Born after the settlement: no age, no one-off. */
static void test_born_after_the_settlement(void)
{
    begin("2018-02-16", SETTLEMENT_BARN, "2018-02-15", "2018-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000");
    begin("2018-02-15", SETTLEMENT_BARN, "2018-02-15", "2018-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
}

static void test_school_grant(void)
{
    begin("2007-02-16", SETTLEMENT_BARN, "2013-02-15", "2013-02-15"); /* still 5 */
    CU_ASSERT_STRING_EQUAL(earned(2013, 1, "2013-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
    begin("2007-02-15", SETTLEMENT_BARN, "2013-02-15", "2013-02-15"); /* 6 */
    CU_ASSERT_STRING_EQUAL(earned(2013, 1, "2013-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; SKOLE 0301 0-1 12200 12200");
    begin("1997-02-16", SETTLEMENT_BARN, "2013-02-15", "2013-02-15"); /* 15 */
    CU_ASSERT_STRING_EQUAL(earned(2013, 1, "2013-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; SKOLE 0301 0-1 12200 12200");
    begin("1997-02-15", SETTLEMENT_BARN, "2013-02-15", "2013-02-15"); /* 16 */
    CU_ASSERT_STRING_EQUAL(earned(2013, 1, "2013-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000");
    begin("2007-02-15", SETTLEMENT_BARN, "2014-02-15", "2014-02-15");
    CU_ASSERT_STRING_EQUAL(earned(2014, 1, "2014-03-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000");
}

static void test_due_quarter(void)
{
    int reason = 0;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-06-30", "2018-06-30");
    CU_ASSERT_STRING_EQUAL(earned(2018, 1, "2018-12-31", &reason), "");
    CU_ASSERT_EQUAL(reason, NO_GRANT_NOT_DUE);
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", NULL), "AR-1 0301 0-1 185000 185000");
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-06-30", "2018-07-01");
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", &reason), "");
    CU_ASSERT_STRING_EQUAL(earned(2018, 3, "2018-12-31", NULL), "AR-1 0301 0-1 185000 185000");
    /* A claim before the settlement: the later of the two. */
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-07-01", "2018-06-01");
    CU_ASSERT_STRING_EQUAL(earned(2018, 2, "2018-12-31", NULL), "");
    CU_ASSERT_STRING_EQUAL(earned(2018, 3, "2018-12-31", NULL), "AR-1 0301 0-1 185000 185000");
}

static void test_claim(void)
{
    int reason = 0;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-02-15", "");
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", &reason), "");
    CU_ASSERT_EQUAL(reason, NO_GRANT_NOT_CLAIMED);
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-02-15", "2018-04-06");
    (void)earned(2018, 1, "2018-04-05", &reason);
    CU_ASSERT_EQUAL(reason, NO_GRANT_NOT_CLAIMED);
    (void)earned(2018, 1, "2018-04-06", &reason);
    CU_ASSERT_EQUAL(reason, NO_GRANT_NOT_DUE);
    /* From 2021 year 1 is paid without a claim. */
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2021-02-15", "");
    CU_ASSERT_STRING_EQUAL(earned(2021, 1, "2021-03-31", NULL), "AR-1 0301 0-1 185000 185000");
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2020-12-31", "");
    CU_ASSERT_STRING_EQUAL(earned(2020, 4, "2020-12-31", NULL), "");
}

/* 36 months to the day is in, the day after gives nothing. */
static void test_claim_limit(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2015-02-28", "2018-02-28");
    GrantContext *context = test_context(2015, 1, "2018-12-31");
    context->run_year = 2018;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    person.registration.settlement.claim = d("2018-03-01");
    GrantOutcome outcome;
    (void)test_integration(context, &person, NULL, &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_CLAIMED);
}

/* A claim in a later year: the settlement year's rate on its 31 December, due by the claim. */
static void test_claim_in_a_later_year(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2017-02-15", "2018-04-01");
    GrantContext *context = test_context(2017, 1, "2018-12-31");
    context->run_year = 2018;
    test_add_rate(test_rules(context), GRANT_AR_1, d("2017-12-31"), 200000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL), "");
    context->run_quarter = 2;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 200000 200000");
    person.registration.settlement.claim = d("2017-12-30");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
}

/* grants.md 4.1: before the opening only year 1 claimed in the opening year or later. */
static void test_before_the_opening(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2017-02-15", "2018-01-01");
    GrantContext *context = test_context(2017, 4, "2018-12-31");
    context->run_year = 2018;
    context->opening_year = 2018;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    person.registration.settlement.claim = d("2017-12-31");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL), "");
    context->opening_year = 2017;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    /* Other codes, and claims under automatic payment, are not payable. */
    context->opening_year = 2018;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2016-02-15", "2018-01-01");
    test_impaired(&person, GRANT_FHT1, "2017-02-15", 1);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL), "");
    context = test_context(2021, 4, "2022-12-31");
    context->run_year = 2022;
    context->opening_year = 2022;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2021-02-15", "2022-01-01");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL), "");
}

/* The opening year itself is payable, claimed early or without a claim. */
static void test_in_the_opening_year(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2017-01-15", "2016-12-31");
    GrantContext *context = test_context(2017, 1, "2017-03-31");
    context->opening_year = 2017;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2021-01-15", "");
    context = test_context(2021, 1, "2021-03-31");
    context->opening_year = 2021;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2020-01-15", "");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-2 0301 0-1 230000 57500");
}

static void test_missing_rule_set(void)
{
    GrantOutcome outcome;
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2017-02-15", "2018-01-01");
    GrantContext *context = test_context(2017, 4, "2018-12-31");
    context->run_year = 2018;
    context->opening_year = 2018;
    context->rules = NULL;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, &outcome), "");
    CU_ASSERT_EQUAL(outcome.notes, NOTE_RULE_SET_MISSING);
    person.registration.settlement.claim = d("2017-12-31");
    (void)test_integration(context, &person, NULL, &outcome);
    CU_ASSERT_EQUAL(outcome.notes, 0);
}

static uint32_t notes_without_rules(const char *settled, const char *claim, const char *cutoff)
{
    GrantOutcome outcome;
    begin("1984-01-01", SETTLEMENT_VOKSEN, settled, claim);
    GrantContext *context = test_context(2017, 4, cutoff);
    context->run_year = 2018;
    context->opening_year = 2018;
    context->rules = NULL;
    (void)test_integration(context, &person, NULL, &outcome);
    return outcome.notes;
}

/* Noted only for a claim known at the cut-off, of a settlement in that very year. */
static void test_missing_rule_set_for_whom(void)
{
    CU_ASSERT_EQUAL(notes_without_rules("2017-12-31", "2018-01-01", "2018-01-01"),
                    NOTE_RULE_SET_MISSING);
    CU_ASSERT_EQUAL(notes_without_rules("2017-12-31", "2018-01-02", "2018-01-01"), 0);
    CU_ASSERT_EQUAL(notes_without_rules("2016-12-31", "2018-01-01", "2018-01-01"), 0);
    CU_ASSERT_EQUAL(notes_without_rules("2018-01-01", "2018-01-01", "2018-01-01"), 0);
    CU_ASSERT_EQUAL(notes_without_rules("2017-12-31", "", "2018-01-01"), 0);
    CU_ASSERT_EQUAL(notes_without_rules("", "2018-01-01", "2018-01-01"), 0);
    CU_ASSERT_EQUAL(notes_without_rules("2017-12-31", "2018-01-01", "2017-12-30"), 0);
}

/* Paid in full to the municipality of settlement, whatever happens after. */
static void test_not_split(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-02-15", "2018-02-15");
    person.residences[0].to = d("2018-05-31");
    test_lives(&person, 219, "2018-06-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", NULL), "AR-1 0301 0-1 185000 185000");
    person.registration.died = d("2018-02-16");
    CU_ASSERT_STRING_EQUAL(earned(2018, 4, "2018-12-31", NULL), "AR-1 0301 0-1 185000 185000");
    person.registration.died = DAY_NONE;
    GrantContext *context = test_context(2018, 4, "2018-12-31");
    test_rules(context)->parameters[RULE_YEAR_ONE_SPLIT].value = 1;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-3/8 185000 69375; AR-1 0219 3/8-1 185000 115625");
    context->run_quarter = 1; /* the move of quarter 2 is known: it counts */
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-3/8 185000 69375; AR-1 0219 3/8-1 185000 115625");
}

/* The rate in force on the day that makes it due; a later change re-prices nothing. */
static void test_rate_of_the_day(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2018-02-15", "2018-06-30");
    GrantContext *context = test_context(2018, 4, "2018-12-31");
    test_add_rate(test_rules(context), GRANT_AR_1, d("2018-07-01"), 200000, false);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    person.registration.settlement.claim = d("2018-07-01");
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 200000 200000");
    person.registration.settlement.claim = d("2018-06-30");
    test_remove_rates(test_rules(context), GRANT_AR_1);
    test_add_rate(test_rules(context), GRANT_AR_1, d("2018-07-01"), 200000, true);
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 200000 200000");
    context->run_quarter = 2;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 0 0!");
}

static void test_buffer_too_small(void)
{
    begin("2016-01-01", SETTLEMENT_BARN, "2018-02-15", "2018-02-15");
    EarnedPart items[2];
    EarnedParts parts = {items, 0, 1};
    GrantOutcome outcome;
    GrantContext *context = test_context(2018, 4, "2018-12-31");
    CU_ASSERT_EQUAL(
        integration_grant(context, &person.registration, NULL, &parts, &outcome, NULL),
        STATUS_BUFFER_TOO_SMALL);
    CU_ASSERT_EQUAL(parts.count, 0);
    parts.capacity = 2;
    CU_ASSERT_EQUAL(
        integration_grant(context, &person.registration, NULL, &parts, &outcome, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(parts.count, 2);
    CU_ASSERT_EQUAL(items[0].grant_year, 1);
    CU_ASSERT_EQUAL(items[0].budget_year, 2018);
    CU_ASSERT_EQUAL(context->rules->rates[items[0].rate_index].code, GRANT_AR_1_B);
}

/* Settled in a code that was split: the stay that goes on over the day decides nothing; one in
 * a successor on that day does. */
static void test_split_municipality(void)
{
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2023-02-15", "");
    person.registration.settlement.municipality = 1507;
    CU_ASSERT_STRING_EQUAL(earned(2023, 4, "2023-12-31", NULL), "AR-1 1507 0-1 185000 185000");
    CU_ASSERT_STRING_EQUAL(earned(2023, 4, "2024-01-01", NULL), "AR-1 1507 0-1 185000 185000?");
    begin("1984-01-01", SETTLEMENT_VOKSEN, "2023-02-15", "");
    person.registration.settlement.municipality = 1507;
    person.registration.residence_count = 0;
    test_lives(&person, 1508, "2024-01-01", "");
    CU_ASSERT_STRING_EQUAL(earned(2023, 4, "2024-01-01", NULL), "AR-1 1508 0-1 185000 185000");
}

static const TestCase tests[] = {
    {"codes", test_codes},
    {"one-offs by age", test_one_offs_by_age},
    {"born after the settlement", test_born_after_the_settlement},
    {"school grant", test_school_grant},
    {"due quarter", test_due_quarter},
    {"claim", test_claim},
    {"claim limit", test_claim_limit},
    {"claim in a later year", test_claim_in_a_later_year},
    {"before the opening", test_before_the_opening},
    {"in the opening year", test_in_the_opening_year},
    {"missing rule set", test_missing_rule_set},
    {"missing rule set: for whom", test_missing_rule_set_for_whom},
    {"not split", test_not_split},
    {"rate of the day", test_rate_of_the_day},
    {"buffer too small", test_buffer_too_small},
    {"split municipality", test_split_municipality},
};

TEST_MAIN("rules/integration_grant_year_one", tests)
