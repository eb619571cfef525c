/*
 * The oracle against the worked examples of the specification, so that it can be trusted
 * where it differs from the engine: hand-computed amounts, edges of dates and ages.
 */
#include "oracle.h"

#include <CUnit/Basic.h>
#include <stdlib.h>
#include <string.h>

static Run run;
static Rules rules_2017, rules_2021;

static void put_parameter(Rules *rules, const char *name, const char *value)
{
    (void)snprintf(rules->name[rules->parameters], 64, "%s", name);
    (void)snprintf(rules->value[rules->parameters++], 32, "%s", value);
}

static void put_rate(Rules *rules, const char *code, int64_t amount, Day from, bool retroactive)
{
    Rate *rate = &rules->rate[rules->rates++];
    (void)snprintf(rate->code, sizeof rate->code, "%s", code);
    rate->amount = amount;
    rate->from = from;
    rate->retroactive = retroactive;
}

static void put_parameters(Rules *rules, const char *method, const char *claim)
{
    static const char *const others[][2] = {{"claim-limit-months", "36"},
                                            {"selvstendig-decided-from", "2011-07-01"},
                                            {"begrenset-em-settled-from", "2017-02-02"},
                                            {"begrenset-familie-settled-from", "2021-01-01"},
                                            {"family-application-years", "5"},
                                            {"newborn-months", "6"},
                                            {"kindergarten-maximum-age", "5"},
                                            {"elderly-minimum-age", "60"},
                                            {"school-grant", "false"},
                                            {"minor-grant-by-age", "true"},
                                            {"minor-young-last-age", "16"},
                                            {"minor-last-age", "20"},
                                            {"minor-from-settlement-month", "true"},
                                            {"fht1-last-grant-year", "2"},
                                            {"norwegian-move-method", "month-after"},
                                            {"asylum-move-method", "half"},
                                            {"asylum-age-change", "2021-01-01"},
                                            {"asylum-minimum-age", "16"},
                                            {"asylum-minimum-age-after", "18"}};
    put_parameter(rules, "integration-move-method", method);
    put_parameter(rules, "claim", claim);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        put_parameter(rules, others[i][0], others[i][1]);
    for (int i = 0; i < GROUNDS; i++)
        rules->years[i] = i < FAMILIE_NORDISK ? 5 : 0;
    rules->years[FAMILIE_HUMANITAERT] = 3;
}

static int begin(void)
{
    run.rules[run.rule_sets++] = &rules_2017;
    run.rules[run.rule_sets++] = &rules_2021;
    rules_2017.year = 2017;
    rules_2021.year = 2021;
    put_parameters(&rules_2017, "quarter-eighths", "required");
    put_parameters(&rules_2021, "month-after", "automatic");
    put_rate(&rules_2017, "AR-1-EV", 235000, day_of(2017, 1, 1), false);
    put_rate(&rules_2017, "AR-2", 230000, day_of(2017, 1, 1), false);
    put_rate(&rules_2017, "AR-3", 100000, day_of(2017, 1, 1), false);
    put_rate(&rules_2017, "AR-3", 200000, day_of(2017, 7, 1), false);
    put_rate(&rules_2017, "AR-4", 100000, day_of(2017, 1, 1), false);
    put_rate(&rules_2017, "AR-4", 200000, day_of(2017, 7, 1), true);
    put_rate(&rules_2017, "EMINB", 1200000, day_of(2017, 1, 1), false);
    put_rate(&rules_2017, "FHT2_MAX", 1320000, day_of(2017, 1, 1), false);
    put_rate(&rules_2021, "AR-2", 249500, day_of(2021, 1, 1), false);
    static const int codes[] = {301, 219, 1804};
    for (int i = 0; i < 3; i++)
        run.municipality[run.municipalities++] =
            (Municipality){.code = codes[i], .from = INT_MIN, .to = FOREVER};
    run.integration = run.norwegian = true;
    return 0;
}

static Person refugee(Day born, Day settled, Group group)
{
    Person person = {.born = born, .settled = settled, .settled_there = true};
    (void)snprintf(person.ident, IDENT_SIZE, "01818431895");
    person.group = group;
    person.settled_code = 301;
    person.claimed = settled;
    person.died = person.asylum_training = person.target_from = person.decision = NO_DAY;
    person.permit[person.permits++] = (Permit){.ground = ASYL,
                                               .decided = settled - 10,
                                               .permanent = true,
                                               .reference_settled = NO_DAY,
                                               .application = NO_DAY};
    person.home[person.homes++] = (Stay){301, settled, FOREVER};
    return person;
}

static void move_to(Person *person, int code, Day day)
{
    person->home[person->homes - 1].to = day - 1;
    person->home[person->homes++] = (Stay){code, day, FOREVER};
}

/* What the municipality has earned by the code through the quarter, in kroner; -1: no line. */
static int64_t earned(const Person *person, int year, int quarter, const char *code, int place)
{
    Lines lines = {.lines = 0};
    int64_t sum = -1;
    run.year = year;
    run.quarter = quarter;
    run.opening = year;
    run.cutoff = day_of(year, 12, 31);
    integration_year(&run, rules_of(&run, year), person, &lines);
    for (size_t i = 0; i < lines.lines; i++)
        if (strcmp(lines.line[i].code, code) == 0 && lines.line[i].municipality == place)
            sum = (sum < 0 ? 0 : sum) + lines.line[i].earned / 100;
    free(lines.line);
    return sum;
}

/* grants.md 2.3, the worked example: AR-2, 230 000, a move on 2017-05-10. */
static void eighths(void)
{
    static const int64_t oslo[] = {57500, 86250, 86250, 86250};
    static const int64_t other[] = {0, 28750, 86250, 143750};
    Person person = refugee(day_of(1984, 1, 1), day_of(2016, 3, 1), ENSLIG_VOKSEN);
    move_to(&person, 219, day_of(2017, 5, 10));
    for (int q = 1; q <= 4; q++) {
        CU_ASSERT_EQUAL(earned(&person, 2017, q, "AR-2", 301), oslo[q - 1]);
        CU_ASSERT_EQUAL(earned(&person, 2017, q, "AR-2", 219), other[q - 1]);
    }
    person.died = day_of(2017, 5, 9); /* the dead are nowhere: no move after it */
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 301), 230000);
    person.died = day_of(2016, 12, 31);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 301), -1);
}

/* grants.md 2.3: month-after, 249 500, a move in March: 83 167 / 166 333. */
static void month_after(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2020, 3, 1), ENSLIG_VOKSEN);
    move_to(&person, 219, day_of(2021, 3, 31));
    CU_ASSERT_EQUAL(earned(&person, 2021, 4, "AR-2", 301), 83167);
    CU_ASSERT_EQUAL(earned(&person, 2021, 4, "AR-2", 219), 166333);
    CU_ASSERT_EQUAL(earned(&person, 2021, 1, "AR-2", 301), 62375);
    CU_ASSERT_EQUAL(earned(&person, 2021, 1, "AR-2", 219), 0);
    person.home[1].from = day_of(2021, 12, 1); /* 12/12: an empty interval */
    CU_ASSERT_EQUAL(earned(&person, 2021, 4, "AR-2", 219), -1);
}

/* grants.md 2.3: a rate that changes within the year, and one that does so retroactively. */
static void rates_within_the_year(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2015, 3, 1), ENSLIG_VOKSEN);
    CU_ASSERT_EQUAL(earned(&person, 2017, 2, "AR-3", 301), 50000);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-3", 301), 150000);
    person = refugee(day_of(1984, 1, 1), day_of(2014, 3, 1), ENSLIG_VOKSEN);
    CU_ASSERT_EQUAL(earned(&person, 2017, 2, "AR-4", 301), 50000);
    CU_ASSERT_EQUAL(earned(&person, 2017, 3, "AR-4", 301), 150000);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-4", 301), 200000);
}

/* grants.md 2.2: due in the quarter of the later of settlement and claim; 36 months. */
static void claims(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2017, 2, 15), ENSLIG_VOKSEN);
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "AR-1-EV", 301), 235000);
    person.claimed = day_of(2017, 4, 1);
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "AR-1-EV", 301), -1);
    CU_ASSERT_EQUAL(earned(&person, 2017, 2, "AR-1-EV", 301), 235000);
    person.claimed = NO_DAY;
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-1-EV", 301), -1);
    CU_ASSERT_EQUAL(add_months(day_of(2017, 2, 28), 36), day_of(2020, 2, 28));
}

/* grants.md 2.4: settled in February, so [1/12, 1) of the year counts. */
static void minor(void)
{
    Person person = refugee(day_of(2001, 6, 1), day_of(2017, 2, 15), ENSLIG_MINDREARIG);
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "EMINB", 301), 200000);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "EMINB", 301), 1100000);
    move_to(&person, 219, day_of(2017, 2, 20)); /* 1/8 */
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "EMINB", 301), 50000);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "EMINB", 219), 1050000);
    person.special[person.specials++] = (Special){2, day_of(2017, 3, 1), 2000000};
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "FHT2", 219), 1320000);
}

/* grants.md 2.1: five years to the day is still in; one on 29 February. */
static void family(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2016, 3, 1), ENSLIG_VOKSEN);
    Settlement s = {.there = true, .owner = &person, .owner_settled = person.settled};
    Permit *permit = &person.permit[0];
    permit->ground = FAMILIE_HUMANITAERT;
    permit->reference_settled = day_of(2010, 2, 1);
    permit->application = day_of(2015, 2, 1);
    CU_ASSERT_EQUAL(grant_years(&rules_2017, &s), 3);
    permit->application++;
    CU_ASSERT_EQUAL(grant_years(&rules_2017, &s), 0);
    CU_ASSERT_EQUAL(add_months(day_of(2012, 2, 29), 60), day_of(2017, 2, 28));
    permit->ground = BEGRENSET_EM;
    permit->permanent = false;
    CU_ASSERT_EQUAL(grant_years(&rules_2017, &s), 0);
    s.owner_settled = day_of(2017, 2, 2);
    CU_ASSERT_EQUAL(grant_years(&rules_2017, &s), 5);
}

static void days_and_ages(void)
{
    CU_ASSERT_EQUAL(day_of(1970, 1, 1), 0);
    CU_ASSERT_EQUAL(day_of(2000, 3, 1), 11017);
    CU_ASSERT_EQUAL(day_of(1969, 12, 31), -1);
    CU_ASSERT_EQUAL(completed_age(day_of(2000, 2, 29), day_of(2017, 2, 28)), 16);
    CU_ASSERT_EQUAL(completed_age(day_of(2000, 2, 29), day_of(2017, 3, 1)), 17);
    CU_ASSERT_EQUAL(completed_age(day_of(2000, 2, 29), day_of(2016, 2, 29)), 16);
    CU_ASSERT_EQUAL(worth_of(5, fraction(1, 2)), 300);
    CU_ASSERT_EQUAL(worth_of(249500, fraction(4, 12)), 8316700);
    CU_ASSERT(control_digits_right("01818431895"));
    CU_ASSERT(control_digits_right("201612345600"));
    CU_ASSERT(!control_digits_right("01818431894"));
    CU_ASSERT(ident_agrees("01818431895", day_of(1984, 1, 1), true));
    CU_ASSERT(!ident_agrees("01818431895", day_of(1984, 1, 1), false));
    CU_ASSERT(!ident_agrees("01818431895", day_of(1984, 1, 2), true));
}

/* A code with two successors goes to the one in the person's own history, else nowhere known.
 */
static void split_municipality(void)
{
    Day later = day_of(2024, 1, 10);
    int first = run.municipalities;
    run.cutoff = later;
    run.municipality[run.municipalities++] = (Municipality){.code = 1507,
                                                            .from = INT_MIN,
                                                            .to = later - 10,
                                                            .successor = {1508, 1580},
                                                            .successors = 2};
    run.municipality[run.municipalities++] = (Municipality){.code = 1508, .to = FOREVER};
    run.municipality[run.municipalities++] = (Municipality){.code = 1580, .to = FOREVER};
    Person person = refugee(day_of(1984, 1, 1), day_of(2022, 3, 1), ENSLIG_VOKSEN);
    person.home[0].code = 1507;
    CU_ASSERT(map_code(&run, &person, 1507, later).ambiguous);
    CU_ASSERT(!map_code(&run, &person, 1507, later - 10).ambiguous);
    move_to(&person, 1580, later - 9);
    CU_ASSERT_EQUAL(map_code(&run, &person, 1507, later).code, 1580);
    run.municipalities = first;
}

int main(void)
{
    static const CU_TestInfo tests[] = {{"eighths", eighths},
                                        {"month-after", month_after},
                                        {"rates within the year", rates_within_the_year},
                                        {"claims", claims},
                                        {"minor", minor},
                                        {"family", family},
                                        {"days and ages", days_and_ages},
                                        {"split municipality", split_municipality}};
    if (CU_initialize_registry() != CUE_SUCCESS) return 1;
    CU_pSuite suite = CU_add_suite("oracle", begin, NULL);
    for (size_t i = 0; suite && i < sizeof tests / sizeof *tests; i++)
        if (!CU_add_test(suite, tests[i].pName, tests[i].pTestFunc)) return 1;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    (void)CU_basic_run_tests();
    bool right = CU_get_number_of_failures() == 0 && CU_get_number_of_tests_run() > 0;
    CU_cleanup_registry();
    return right ? 0 : 1;
}
