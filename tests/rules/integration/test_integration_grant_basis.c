/*
 * test_integration_grant_basis.c - why: ground, exclusions and newborns decide whether five
 * years of money exist at all. grants.md 2.1 and 2.2 (Newborn).
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;
static TestPerson mother;

/* Settled on a day with one permit; lives there from then on. */
static void begin(Ground ground, const char *decided, bool permanent, const char *settled)
{
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, ground, decided, permanent);
    test_settle(&person, settled, 301, SETTLEMENT_VOKSEN, settled);
    test_lives(&person, 301, settled, "");
}

static int reason_in(int year)
{
    GrantOutcome outcome;
    GrantContext *context = test_context(year, 4, "2024-12-31");
    (void)test_integration(context, &person, NULL, &outcome);
    return outcome.reason;
}

/* The last year with lines, 0 when none. */
static int last_year(int first)
{
    int last = 0;
    for (int year = first; year < first + 8; year++) {
        if (reason_in(year) == NO_GRANT_HAS_LINES) last = year;
    }
    return last;
}

/* 2.1, table: N by the ground. */
static void test_years_of_grounds(void)
{
    static const int last_years[GROUND_COUNT] = {
        [GROUND_ASYL] = 2019,
        [GROUND_OVERFORINGSFLYKTNING] = 2019,
        [GROUND_HUMANITAERT] = 2019,
        [GROUND_KOLLEKTIV_BESKYTTELSE] = 2019,
        [GROUND_FAMILIE_FLYKTNING] = 2019,
        [GROUND_FAMILIE_HUMANITAERT] = 2017,
        [GROUND_SELVSTENDIG] = 2019,
        [GROUND_BEGRENSET_EM] = 0,      /* settled before 2017-02-02 */
        [GROUND_BEGRENSET_FAMILIE] = 0, /* settled before 2021 */
    };
    for (int ground = 0; ground < GROUND_COUNT; ground++) {
        begin((Ground)ground, "2015-02-01", true, "2015-02-15");
        CU_ASSERT_EQUAL(last_year(2014), last_years[ground]);
        if (last_years[ground] == 0) CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_GROUND);
    }
    begin(GROUND_ASYL, "2015-02-01", true, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2014), NO_GRANT_NOT_DUE);
    CU_ASSERT_EQUAL(reason_in(2020), NO_GRANT_YEARS_PAST);
}

/* N is the rule set's: one year, and never more than the five codes there are. */
static void test_years_of_the_rule_set(void)
{
    GrantOutcome outcome;
    begin(GROUND_ASYL, "2015-02-01", true, "2015-02-15");
    GrantContext *context = test_context(2015, 4, "2024-12-31");
    test_rules(context)->ground_years[GROUND_ASYL] = 1;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, NULL),
                           "AR-1 0301 0-1 185000 185000");
    context = test_context(2016, 4, "2024-12-31");
    test_rules(context)->ground_years[GROUND_ASYL] = 1;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_YEARS_PAST);
    context = test_context(2020, 4, "2024-12-31");
    test_rules(context)->ground_years[GROUND_ASYL] = 6;
    CU_ASSERT_STRING_EQUAL(test_integration(context, &person, NULL, &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_YEARS_PAST);
}

static void test_grounds_that_begin_on_a_day(void)
{
    begin(GROUND_SELVSTENDIG, "2011-06-30", true, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_GROUND);
    begin(GROUND_SELVSTENDIG, "2011-07-01", true, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    begin(GROUND_BEGRENSET_EM, "2017-01-01", false, "2017-02-01");
    CU_ASSERT_EQUAL(reason_in(2018), NO_GRANT_GROUND);
    begin(GROUND_BEGRENSET_EM, "2017-01-01", false, "2017-02-02");
    CU_ASSERT_EQUAL(reason_in(2018), NO_GRANT_HAS_LINES);
    begin(GROUND_BEGRENSET_FAMILIE, "2020-11-01", false, "2020-12-31");
    CU_ASSERT_EQUAL(reason_in(2021), NO_GRANT_GROUND);
    begin(GROUND_BEGRENSET_FAMILIE, "2020-11-01", false, "2021-01-01");
    CU_ASSERT_EQUAL(reason_in(2022), NO_GRANT_HAS_LINES);
}

/* A family on a limited permit: only with avtale="true", where the rule set asks for it; a
 * newborn has the mother's. */
static void test_agreement(void)
{
    begin(GROUND_BEGRENSET_FAMILIE, "2021-01-01", false, "2021-02-15");
    CU_ASSERT_EQUAL(reason_in(2021), NO_GRANT_HAS_LINES);
    person.registration.settlement.by_agreement = false;
    CU_ASSERT_EQUAL(reason_in(2021), NO_GRANT_GROUND);
    CU_ASSERT_EQUAL(reason_in(2022), NO_GRANT_GROUND);
    GrantOutcome outcome;
    GrantContext *context = test_context(2022, 4, "2024-12-31");
    test_rules(context)->parameters[RULE_BEGRENSET_FAMILIE_AGREEMENT].value = 0;
    (void)test_integration(context, &person, NULL, &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_HAS_LINES);
    begin(GROUND_BEGRENSET_EM, "2021-01-01", false, "2021-02-15"); /* no other ground */
    person.registration.settlement.by_agreement = false;
    CU_ASSERT_EQUAL(reason_in(2022), NO_GRANT_HAS_LINES);
}

static int reason_of_newborn(bool by_agreement)
{
    GrantOutcome outcome;
    test_person_begin(&mother, "1990-01-01");
    test_permit(&mother, GROUND_BEGRENSET_FAMILIE, "2021-01-01", false);
    test_settle(&mother, "2021-02-15", 301, SETTLEMENT_VOKSEN, "");
    test_lives(&mother, 301, "2021-02-15", "");
    mother.registration.settlement.by_agreement = by_agreement;
    test_person_begin(&person, "2021-05-01");
    person.registration.mother = mother.registration.ident;
    (void)test_integration(test_context(2021, 4, "2024-12-31"), &person, &mother, &outcome);
    return outcome.reason;
}

static void test_agreement_of_the_mother(void)
{
    CU_ASSERT_EQUAL(reason_of_newborn(true), NO_GRANT_HAS_LINES);
    CU_ASSERT_EQUAL(reason_of_newborn(false), NO_GRANT_GROUND);
}

static void test_not_permanent(void)
{
    begin(GROUND_ASYL, "2015-02-01", false, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_PERMANENT);
    begin(GROUND_KOLLEKTIV_BESKYTTELSE, "2015-02-01", false, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NOT_PERMANENT);
}

/* 2.1: the latest permit not after the settlement; of two on one day the later in the record.
 */
static void test_which_permit(void)
{
    begin(GROUND_ASYL, "2015-02-15", true, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    begin(GROUND_ASYL, "2015-02-16", true, "2015-02-15");
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_NO_PERMIT);
    test_permit(&person, GROUND_ARBEID, "2015-01-01", true);
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_GROUND);
    begin(GROUND_ASYL, "2015-02-01", true, "2015-02-15");
    test_permit(&person, GROUND_ARBEID, "2015-01-31", true);
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_HAS_LINES);
    begin(GROUND_ASYL, "2015-02-01", true, "2015-02-15");
    test_permit(&person, GROUND_ARBEID, "2015-02-01", true);
    CU_ASSERT_EQUAL(reason_in(2016), NO_GRANT_GROUND);
}

/* 2.1: five years to the day is still in, for every family ground; also from a 29 February. */
static void test_late_family(void)
{
    begin(GROUND_FAMILIE_FLYKTNING, "2018-05-01", true, "2018-06-01");
    person.permits[0].reference_settled = d("2013-03-10");
    person.permits[0].family_application = d("2018-03-10");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
    person.permits[0].family_application = d("2018-03-11");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_FAMILY_LATE);
    person.permits[0].ground = GROUND_FAMILIE_HUMANITAERT;
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_FAMILY_LATE);
    person.permits[0].ground = GROUND_ASYL;
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
    person.permits[0].ground = GROUND_FAMILIE_FLYKTNING;
    person.permits[0].reference_settled = d("2012-02-29");
    person.permits[0].family_application = d("2017-02-28");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
    person.permits[0].family_application = d("2017-03-01");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_FAMILY_LATE);
}

/* A family record without one of the two days cannot be late. */
static void test_family_without_a_day(void)
{
    begin(GROUND_FAMILIE_FLYKTNING, "2018-05-01", true, "2018-06-01");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
    person.permits[0].family_application = d("2018-03-11");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
    person.permits[0].family_application = DAY_NONE;
    person.permits[0].reference_settled = d("2013-03-10");
    CU_ASSERT_EQUAL(reason_in(2019), NO_GRANT_HAS_LINES);
}

static void test_settled_after_the_cutoff(void)
{
    begin(GROUND_ASYL, "2018-02-01", true, "2018-10-10");
    GrantOutcome outcome;
    GrantContext *context = test_context(2018, 4, "2018-10-09");
    (void)test_integration(context, &person, NULL, &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_SETTLED);
    context = test_context(2018, 4, "2018-10-10");
    (void)test_integration(context, &person, NULL, &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_HAS_LINES);
}

/* A mother settled in 0301 on 2018-03-31 who moved to 0219 on 2018-06-01, and her child. */
static void begin_newborn(const char *born)
{
    test_person_begin(&mother, "1990-01-01");
    test_permit(&mother, GROUND_FAMILIE_HUMANITAERT, "2018-03-01", true);
    test_settle(&mother, "2018-03-31", 301, SETTLEMENT_VOKSEN, "2018-04-01");
    test_lives(&mother, 301, "2018-03-31", "2018-05-31");
    test_lives(&mother, 219, "2018-06-01", "2018-09-15");
    test_person_begin(&person, born);
    person.registration.mother = ident_make_duf(2017, 77);
    test_permit(&person, GROUND_ARBEID, born, false); /* her own permit is not looked at */
}

static const char *child(int year, int quarter, const char *cutoff, GrantOutcome *outcome)
{
    return test_integration(test_context(year, quarter, cutoff), &person, &mother, outcome);
}

/* 2.2 (Newborn): not before, and six months to the day (here: to the month's last day). */
static void test_newborn_in_time(void)
{
    GrantOutcome outcome;
    begin_newborn("2018-03-31");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
    begin_newborn("2018-03-30");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NEWBORN_OUTSIDE);
    begin_newborn("2018-09-30");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
    begin_newborn("2018-10-01");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NEWBORN_OUTSIDE);
}

/* Where the mother is resident that day, or was settled if nowhere. */
static void test_newborn_where(void)
{
    begin_newborn("2018-05-31");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
    begin_newborn("2018-06-01");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 0219 0-1 180000 180000; BHT 0219 0-1 26100 26100");
    begin_newborn("2018-09-15");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 0219 0-1 180000 180000; BHT 0219 0-1 26100 26100");
    begin_newborn("2018-09-16");
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 0301 0-1 180000 180000; BHT 0301 0-1 26100 26100");
}

/* Needs no claim, is due in the quarter of birth, has the mother's N from its own first year.
 */
static void test_newborn_year_and_ground(void)
{
    GrantOutcome outcome;
    begin_newborn("2018-06-30");
    CU_ASSERT_STRING_EQUAL(child(2018, 1, "2018-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_DUE);
    CU_ASSERT_STRING_NOT_EQUAL(child(2018, 2, "2018-12-31", NULL), "");
    test_lives(&person, 1103, "2018-06-30", "");
    CU_ASSERT_STRING_EQUAL(child(2020, 4, "2020-12-31", NULL), "AR-3 1103 0-1 171000 171000");
    CU_ASSERT_STRING_EQUAL(child(2021, 4, "2021-12-31", &outcome), "");
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_YEARS_PAST);
    mother.permits[0].permanent_basis = false;
    (void)child(2018, 4, "2018-12-31", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_PERMANENT);
}

static void test_newborn_without_a_settled_mother(void)
{
    GrantOutcome outcome;
    begin_newborn("2018-06-30");
    mother.registration.settlement.date = DAY_NONE;
    (void)child(2018, 4, "2018-12-31", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_SETTLED);
    (void)test_integration(test_context(2018, 4, "2018-12-31"), &person, NULL, &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_SETTLED);
    begin_newborn("2018-06-30");
    (void)child(2018, 2, "2018-06-29", &outcome); /* not born yet at the cut-off */
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_SETTLED);
    (void)child(2018, 2, "2018-06-30", &outcome); /* born on it */
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_HAS_LINES);
    person.registration.mother = IDENT_NONE;
    (void)child(2018, 2, "2018-06-30", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_SETTLED);
    /* A mother who is settled after the cut-off is not settled yet. */
    begin_newborn("2018-04-01");
    (void)child(2018, 4, "2018-12-31", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_HAS_LINES);
    mother.registration.settlement.date = d("2019-01-01");
    (void)child(2018, 4, "2018-12-31", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_NOT_SETTLED);
}

/* The settlement of a newborn is the child's own, but for what the mother has: it has no claim.
 */
static void test_newborn_settlement(void)
{
    begin_newborn("2018-06-30");
    GrantContext *context = test_context(2018, 4, "2018-12-31");
    Settlement settlement =
        effective_settlement(context, &person.registration, &mother.registration, NULL);
    CU_ASSERT_EQUAL(settlement.date, d("2018-06-30"));
    CU_ASSERT_EQUAL(settlement.claim, DAY_NONE);
    CU_ASSERT_EQUAL(settlement.group, SETTLEMENT_BARN);
    CU_ASSERT_EQUAL(settlement.municipality, 219);
    settlement = effective_settlement(context, &person.registration, NULL, NULL);
    CU_ASSERT_EQUAL(settlement.date, DAY_NONE);
}

/* A child with its own bosetting is treated like anyone. */
static void test_child_with_own_settlement(void)
{
    GrantOutcome outcome;
    begin_newborn("2018-06-30");
    test_settle(&person, "2018-07-15", 1103, SETTLEMENT_BARN, "2018-07-20");
    (void)child(2018, 4, "2018-12-31", &outcome);
    CU_ASSERT_EQUAL(outcome.reason, NO_GRANT_GROUND); /* its own permit: ARBEID */
    person.permits[0].ground = GROUND_ASYL;
    person.permits[0].permanent_basis = true;
    CU_ASSERT_STRING_EQUAL(child(2018, 4, "2018-12-31", NULL),
                           "AR-1-B 1103 0-1 180000 180000; BHT 1103 0-1 26100 26100");
}

static const TestCase tests[] = {
    {"years of the grounds", test_years_of_grounds},
    {"years of the rule set", test_years_of_the_rule_set},
    {"grounds that begin on a day", test_grounds_that_begin_on_a_day},
    {"agreement", test_agreement},
    {"agreement of the mother", test_agreement_of_the_mother},
    {"not permanent", test_not_permanent},
    {"which permit", test_which_permit},
    {"late family", test_late_family},
    {"family without a day", test_family_without_a_day},
    {"settled after the cut-off", test_settled_after_the_cutoff},
    {"newborn in time", test_newborn_in_time},
    {"newborn: where", test_newborn_where},
    {"newborn: year and ground", test_newborn_year_and_ground},
    {"newborn without a settled mother", test_newborn_without_a_settled_mother},
    {"newborn's settlement", test_newborn_settlement},
    {"child with its own settlement", test_child_with_own_settlement},
};

TEST_MAIN("rules/integration_grant_basis", tests)
