/*
 * test_manual.c - why: a line by hand moves money that no rule has computed. What it does to a
 * claim and to what a person has got is worked out here by hand. life.md 3.
 */
#include <stdio.h>
#include <string.h>

#include "rules/settlement/manual.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_municipalities.h"

enum { MOST = 8 };
#define PERSON ((Subject)1000)
#define FORMER ((Subject)900) /* PERSON's */
#define OTHER ((Subject)2000)
#define M0301 subject_of_municipality(301)

static ManualWorld world;
static CarriedForward carried[MOST];
static OpenItem items[MOST];
static SettledLine settled[MOST];
static BasicCount basic[MOST];
static int years[] = {2021, 2022, 2023, 2024};
static ManualLine lines[MOST];
static ManualEffect effects[MOST];
static size_t count;

static size_t person_of(void *user, Ident ident, const Ident **idents)
{
    static const Ident both[] = {FORMER, PERSON}, other[] = {OTHER};
    (void)user;
    *idents = ident == OTHER ? other : both;
    return ident == OTHER ? 1 : ident == PERSON || ident == FORMER ? 2 : 0;
}

/* The last run was of 2024, with its three correction years; the ledger begins with 2022. */
static void begin(void)
{
    count = 0;
    world = (ManualWorld){.opening_year = 2022,
                          .run_year = 2024,
                          .first_year = 2021,
                          .years = years,
                          .year_count = 4,
                          .municipalities = test_municipalities(),
                          .mapping = test_mapping(day_from_date(2024, 4, 2)),
                          .carried = carried,
                          .items = items,
                          .settled = settled,
                          .basic = basic,
                          .person = person_of};
}

static void claim(MunicipalityCode code, PaymentGroup group, Ore amount)
{
    carried[world.carried_count++] = (CarriedForward){code, (uint8_t)group, amount};
}

static void item(MunicipalityCode code, PaymentGroup group, OpenKind kind, Ore amount)
{
    items[world.item_count++] =
        (OpenItem){.kind = kind, .municipality = code, .group = group, .amount = amount};
}

static void has(Subject subject, GrantCode code, int year, MunicipalityCode place, Ore amount)
{
    settled[world.settled_count++] =
        (SettledLine){subject, amount, (int16_t)year, place, (uint8_t)code};
}

static void of_group(ManualKind kind, MunicipalityCode code, PaymentGroup group, Ore amount)
{
    lines[count++] = (ManualLine){.kind = kind,
                                  .municipality = code,
                                  .group = group,
                                  .amount = amount,
                                  .date = day_from_date(2024, 5, 1)};
}

static void of_person(ManualKind kind, Subject subject, GrantCode code, int year,
                      MunicipalityCode place, Ore amount)
{
    lines[count++] = (ManualLine){.kind = kind,
                                  .municipality = place,
                                  .subject = subject,
                                  .code = code,
                                  .budget_year = (int16_t)year,
                                  .amount = amount,
                                  .date = day_from_date(2024, 5, 1)};
}

static void judge(void)
{
    manual_effects(&world, lines, count, effects);
}

static ManualProblem problem_of(ManualKind kind, Subject subject, GrantCode code, int year,
                                MunicipalityCode place, Ore amount)
{
    count = 0;
    of_person(kind, subject, code, year, place, amount);
    judge();
    return effects[0].problem;
}

static void test_kinds(void)
{
    ManualLine line = {.kind = MANUAL_PAID, .amount = 7, .reason = "BANK: no such payment"};
    CU_ASSERT_EQUAL(manual_open_amount(&line), -7);
    CU_ASSERT_TRUE(manual_is_of_bank(&line));
    line = (ManualLine){.kind = MANUAL_RECEIVED, .amount = 7, .reason = "bank: no"};
    CU_ASSERT_EQUAL(manual_open_amount(&line), 7);
    CU_ASSERT_FALSE(manual_is_of_bank(&line));
    line.kind = MANUAL_WAIVED;
    CU_ASSERT_EQUAL(manual_open_amount(&line), 7);
    CU_ASSERT_EQUAL(manual_group(&line), GROUP_INT_1);
    line = (ManualLine){.kind = MANUAL_SETTLED, .code = GRANT_AR_3};
    CU_ASSERT_EQUAL(manual_group(&line), GROUP_INT_2_5);
    CU_ASSERT_TRUE(manual_is_of_payment(MANUAL_UNSENT) && !manual_is_of_payment(MANUAL_PAID));
}

/* A claim of 100: 60 are paid back, 30 given up; of 20 more only 10 are owed. */
static void test_claim(void)
{
    begin();
    claim(301, GROUP_INT_1, -100);
    claim(301, GROUP_EM, -5);
    claim(1103, GROUP_INT_1, -1000);
    of_group(MANUAL_RECEIVED, 301, GROUP_INT_1, 60);
    of_group(MANUAL_WAIVED, 301, GROUP_INT_1, 30);
    of_group(MANUAL_PAID, 301, GROUP_INT_1, 1000);
    of_group(MANUAL_RECEIVED, 301, GROUP_INT_1, 20);
    judge();
    CU_ASSERT_EQUAL(effects[0].over, 0);
    CU_ASSERT_EQUAL(effects[0].next, 60);
    CU_ASSERT_EQUAL(effects[1].over, 0);
    CU_ASSERT_EQUAL(effects[2].next, -1000);
    CU_ASSERT_EQUAL(effects[2].over, 0);
    CU_ASSERT_EQUAL(effects[3].over, 10);
    CU_ASSERT_EQUAL(effects[3].problem, MANUAL_FINE);
}

/* What a line of an earlier entry has taken is taken; what the bank sent back is no claim. */
static void test_claim_taken(void)
{
    begin();
    claim(301, GROUP_INT_1, -100);
    item(301, GROUP_INT_1, OPEN_RECEIVED, 70);
    item(301, GROUP_INT_1, OPEN_PAID, -500);
    item(301, GROUP_INT_1, OPEN_RETURNED, 40);
    item(301, GROUP_EM, OPEN_RECEIVED, 9);
    of_group(MANUAL_RECEIVED, 301, GROUP_INT_1, 30);
    of_group(MANUAL_RECEIVED, 301, GROUP_INT_1, 1);
    judge();
    CU_ASSERT_EQUAL(effects[0].over, 0);
    CU_ASSERT_EQUAL(effects[1].over, 1);
}

/* 1601 is 5001 since 2018: claim and line meet in what they are now. */
static void test_claim_merged(void)
{
    begin();
    claim(1601, GROUP_INT_1, -40);
    claim(5001, GROUP_INT_1, -2);
    of_group(MANUAL_RECEIVED, 5001, GROUP_INT_1, 41);
    of_group(MANUAL_WAIVED, 1601, GROUP_INT_1, 2);
    lines[1].date = day_from_date(2017, 12, 31);
    of_group(MANUAL_PAID, 9998, GROUP_INT_1, 2);
    judge();
    CU_ASSERT_EQUAL(effects[0].over, 0);
    CU_ASSERT_EQUAL(effects[1].over, 1);
    CU_ASSERT_EQUAL(effects[1].municipality, 5001);
    CU_ASSERT_EQUAL(effects[2].problem, MANUAL_NO_MUNICIPALITY);
}

/* 1507 is of 2020 to 2023: a line of another day would stop every run that has no share of it.
 * What is settled of an old code can be taken off later. */
static void test_not_then(void)
{
    static const int of_years[] = {2019, 2020, 2023, 2024};
    begin();
    for (size_t i = 0; i < 4; i++) {
        of_group(MANUAL_PAID, 1507, GROUP_INT_1, 5);
        lines[i].date = day_from_date(of_years[i], 6, 1);
    }
    judge();
    CU_ASSERT_EQUAL(effects[0].problem, MANUAL_NOT_THEN);
    CU_ASSERT_EQUAL(effects[1].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL(effects[2].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL(effects[3].problem, MANUAL_NOT_THEN);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2023, 1507, 5),
                    MANUAL_NOT_THEN);
    has(PERSON, GRANT_AR_2, 2023, 1507, 70);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, PERSON, GRANT_AR_2, 2023, 1507, 70),
                    MANUAL_FINE);
}

/* The highest rate of 2024 is 300 kr; of other years the entry keeps no rule set. */
static void test_doubt(void)
{
    static RuleSet rules = {.year = 2024, .rate_count = 3};
    static const RuleSet *const kept[] = {&rules};
    rules.rates[0] = (Rate){.code = GRANT_AR_2, .amount = 200};
    rules.rates[1] = (Rate){.code = GRANT_AR_2, .amount = 300};
    rules.rates[2] = (Rate){.code = GRANT_AR_3, .amount = 900};
    begin();
    world.rules = kept;
    world.rules_count = 1;
    has(FORMER, GRANT_AR_2, 2024, 301, 1);
    has(FORMER, GRANT_AR_2, 2023, 301, 1);
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, 30000);
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, 30001);
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2023, 301, 30001);
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 1103, 1);
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_3, 2024, 301, 1);
    of_person(MANUAL_UNSETTLED, PERSON, GRANT_AR_2, 2024, 301, 1);
    judge();
    CU_ASSERT_EQUAL(effects[0].doubt, MANUAL_CERTAIN);
    CU_ASSERT_EQUAL(effects[1].doubt, MANUAL_ABOVE_RATES);
    CU_ASSERT_EQUAL(effects[2].doubt, MANUAL_CERTAIN);
    CU_ASSERT_EQUAL(effects[3].doubt, MANUAL_NOTHING_SETTLED);
    CU_ASSERT_EQUAL(effects[4].doubt, MANUAL_NOTHING_SETTLED);
    CU_ASSERT_EQUAL(effects[5].doubt, MANUAL_CERTAIN);
}

/* Claims and what waits count; each way by itself. */
static void test_too_much(void)
{
    begin();
    claim(301, GROUP_INT_1, -(MANUAL_SUM_MAX - 100));
    item(1103, GROUP_EM, OPEN_PAID, -50);
    item(1103, GROUP_EM, OPEN_RECEIVED, MANUAL_SUM_MAX - 10);
    of_group(MANUAL_PAID, 1840, GROUP_INT_1, 50);
    of_group(MANUAL_RECEIVED, 301, GROUP_INT_1, 10);
    of_group(MANUAL_PAID, 1840, GROUP_INT_1, 1);
    of_group(MANUAL_WAIVED, 301, GROUP_INT_1, 1);
    judge();
    CU_ASSERT_EQUAL(effects[0].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL(effects[1].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL(effects[2].problem, MANUAL_TOO_MUCH);
    CU_ASSERT_EQUAL(effects[3].problem, MANUAL_TOO_MUCH);
    begin();
    has(PERSON, GRANT_AR_2, 2024, 301, 1);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, LINE_ORE_MAX - 1),
                    MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, LINE_ORE_MAX),
                    MANUAL_TOO_MUCH);
}

/* Two idents of one person: 70 and 50 of the same code, year and place. */
static void test_unsettled(void)
{
    SettledLine out[2 * MOST];
    begin();
    has(FORMER, GRANT_AR_2, 2024, 1601, 70);
    has(PERSON, GRANT_AR_2, 2023, 5001, 1000);
    has(PERSON, GRANT_AR_2, 2024, 301, 1000);
    has(PERSON, GRANT_AR_2, 2024, 5001, 50);
    has(PERSON, GRANT_AR_3, 2024, 5001, 1000);
    has(OTHER, GRANT_AR_2, 2024, 5001, 1000);
    of_person(MANUAL_UNSETTLED, PERSON, GRANT_AR_2, 2024, 5001, 90);
    of_person(MANUAL_UNSETTLED, FORMER, GRANT_AR_2, 2024, 1601, 30);
    judge();
    CU_ASSERT_EQUAL(effects[0].settled, 120);
    CU_ASSERT_EQUAL(effects[0].next, 90);
    CU_ASSERT_EQUAL(effects[0].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL(effects[1].settled, 30);
    CU_ASSERT_EQUAL(effects[1].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL_FATAL(manual_settled(&world, lines, count, out), 2);
    CU_ASSERT(out[0].subject == FORMER && out[0].amount == -70 && out[0].municipality == 1601);
    CU_ASSERT(out[1].subject == PERSON && out[1].amount == -50 && out[1].municipality == 5001);
    of_person(MANUAL_UNSETTLED, FORMER, GRANT_AR_2, 2024, 5001, 1);
    judge();
    CU_ASSERT_EQUAL(effects[2].problem, MANUAL_BELOW_ZERO);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, PERSON, GRANT_AR_2, 2024, 1103, 1),
                    MANUAL_BELOW_ZERO);
}

/* One ident has got 100, another has given 60 back: 40 is what can be taken. */
static void test_unsettled_negative(void)
{
    SettledLine out[2 * MOST];
    begin();
    has(FORMER, GRANT_AR_2, 2024, 301, -60);
    has(PERSON, GRANT_AR_2, 2024, 301, 100);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, FORMER, GRANT_AR_2, 2024, 301, 41),
                    MANUAL_BELOW_ZERO);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, FORMER, GRANT_AR_2, 2024, 301, 40),
                    MANUAL_FINE);
    CU_ASSERT_EQUAL_FATAL(manual_settled(&world, lines, 1, out), 1);
    CU_ASSERT(out[0].subject == PERSON && out[0].amount == -40);
}

static void test_settled(void)
{
    SettledLine out[2 * MOST];
    begin();
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, 7);
    of_person(MANUAL_SETTLED, FORMER, GRANT_AR_1, 2024, 301, 5);
    of_person(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, 2);
    judge();
    for (size_t i = 0; i < count; i++)
        CU_ASSERT_EQUAL(effects[i].problem, MANUAL_FINE);
    CU_ASSERT_EQUAL(effects[0].next, -7);
    CU_ASSERT_EQUAL_FATAL(manual_settled(&world, lines, count, out), 2);
    CU_ASSERT(out[0].subject == FORMER && out[0].amount == 5 && out[0].code == GRANT_AR_1);
    CU_ASSERT(out[1].subject == PERSON && out[1].amount == 9 && out[1].budget_year == 2024);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, 3000, GRANT_AR_2, 2024, 301, 7), MANUAL_NOBODY);
}

/* The run of 2024 looks back to 2021; before 2022, the opening, at year 1 alone. */
static void test_years(void)
{
    begin();
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2020, 301, 7),
                    MANUAL_YEAR_PAST);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2021, 301, 7),
                    MANUAL_YEAR_PAST);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_1, 2021, 301, 7), MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_1, 2020, 301, 7),
                    MANUAL_YEAR_PAST);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2022, 301, 7), MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2024, 301, 7), MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2025, 301, 7),
                    MANUAL_YEAR_TO_COME);
    lines[0].date = day_from_date(2025, 1, 2);
    judge();
    CU_ASSERT_EQUAL(effects[0].problem, MANUAL_FINE);
    world.year_count = 1; /* no rule set of 2022: a line of it would stop every run */
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_2, 2022, 301, 7),
                    MANUAL_YEAR_PAST);
    begin();
    world.run_year = 0; /* only the opening is there */
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_1, 2021, 301, 7),
                    MANUAL_YEAR_PAST);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, PERSON, GRANT_AR_1, 2022, 301, 7), MANUAL_FINE);
}

/* A basic grant of an earlier year is compared only while it is held. */
static void test_basic(void)
{
    begin();
    basic[world.basic_count++] = (BasicCount){301, 2022, true, 3};
    basic[world.basic_count++] = (BasicCount){301, 2023, false, 3};
    has(M0301, GRANT_GRUNN_1_3, 2024, 301, 50);
    has(M0301, GRANT_GRUNN_1_3, 2024, 1103, 50);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, M0301, GRANT_GRUNN_1_3, 2022, 301, 7),
                    MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, M0301, GRANT_GRUNN_1_3, 2023, 301, 7),
                    MANUAL_YEAR_PAST);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, M0301, GRANT_GRUNN_1_3, 2024, 301, 50),
                    MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, M0301, GRANT_GRUNN_1_3, 2024, 301, 51),
                    MANUAL_BELOW_ZERO);
    CU_ASSERT_EQUAL(problem_of(MANUAL_UNSETTLED, M0301, GRANT_GRUNN_1_3, 2024, 1103, 50),
                    MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, M0301, GRANT_GRUNN_1_3, 2024, 1840, 7),
                    MANUAL_OTHER_RECIPIENT);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, subject_of_municipality(1507), GRANT_GRUNN_1_3,
                               2024, 1508, 7),
                    MANUAL_FINE);
    CU_ASSERT_EQUAL(problem_of(MANUAL_SETTLED, subject_of_municipality(9998), GRANT_GRUNN_1_3,
                               2024, 301, 7),
                    MANUAL_NO_MUNICIPALITY);
}

static const TestCase tests[] = {
    {"kinds", test_kinds},
    {"claim", test_claim},
    {"claim taken", test_claim_taken},
    {"claim merged", test_claim_merged},
    {"not then", test_not_then},
    {"doubt", test_doubt},
    {"too much", test_too_much},
    {"unsettled", test_unsettled},
    {"unsettled negative", test_unsettled_negative},
    {"settled", test_settled},
    {"years", test_years},
    {"basic", test_basic},
};

TEST_MAIN("settlement/manual", tests)
