/*
 * The oracle against the worked examples of the specification, so that it can be trusted
 * where it differs from the engine: hand-computed amounts, edges of dates and ages.
 */
#include "test_world.h"
#include "tests/rules/base/test_main.h"

#include <stdlib.h>
#include <string.h>

static Rules *rules_2017, *rules_2021;

static int begin(void)
{
    world_begin();
    rules_2017 = world_rules(2017);
    rules_2021 = world_rules(2021);
    put_rate(rules_2017, "AR-1-EV", 235000, day_of(2017, 1, 1), false);
    put_rate(rules_2017, "AR-2", 230000, day_of(2017, 1, 1), false);
    put_rate(rules_2017, "AR-3", 100000, day_of(2017, 1, 1), false);
    put_rate(rules_2017, "AR-3", 200000, day_of(2017, 7, 1), false);
    put_rate(rules_2017, "AR-4", 100000, day_of(2017, 1, 1), false);
    put_rate(rules_2017, "AR-4", 200000, day_of(2017, 7, 1), true);
    put_rate(rules_2017, "EMINB", 1200000, day_of(2017, 1, 1), false);
    put_rate(rules_2017, "FHT2_MAX", 1320000, day_of(2017, 1, 1), false);
    put_rate(rules_2021, "AR-1-B", 183000, day_of(2021, 1, 1), false);
    put_rate(rules_2021, "AR-2", 249500, day_of(2021, 1, 1), false);
    return 0;
}

/* In kroner; -1: no line. */
static int64_t earned(const Person *person, int year, int quarter, const char *code, int place)
{
    int64_t ore = earned_ore(person, year, quarter, code, place);
    return ore < 0 ? -1 : ore / 100;
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
    CU_ASSERT_EQUAL(grant_years(rules_2017, &s), 3);
    permit->application++;
    CU_ASSERT_EQUAL(grant_years(rules_2017, &s), 0);
    CU_ASSERT_EQUAL(add_months(day_of(2012, 2, 29), 60), day_of(2017, 2, 28));
    permit->ground = BEGRENSET_EM;
    permit->permanent = false;
    CU_ASSERT_EQUAL(grant_years(rules_2017, &s), 0);
    s.owner_settled = day_of(2017, 2, 2);
    CU_ASSERT_EQUAL(grant_years(rules_2017, &s), 5);
}

static void days_and_ages(void)
{
    CU_ASSERT_EQUAL(day_of(1970, 1, 1), 0);
    CU_ASSERT_EQUAL(day_of(2000, 3, 1), 11017);
    CU_ASSERT_EQUAL(day_of(1969, 12, 31), -1);
    CU_ASSERT_EQUAL(completed_age(day_of(2000, 2, 29), day_of(2017, 2, 28)), 16);
    CU_ASSERT_EQUAL(completed_age(day_of(2000, 2, 29), day_of(2017, 3, 1)), 17);
    CU_ASSERT_EQUAL(completed_age(day_of(2000, 2, 29), day_of(2016, 2, 29)), 16);
    CU_ASSERT_EQUAL(worth_of(5, fraction(1, 2), KRONE), 300);
    CU_ASSERT_EQUAL(worth_of(249500, fraction(4, 12), KRONE), 8316700);
    CU_ASSERT(control_digits_right("01818431895"));
    CU_ASSERT(control_digits_right("201612345600"));
    CU_ASSERT(!control_digits_right("01818431894"));
    CU_ASSERT(date_in_ident("01818431895", day_of(1984, 1, 1)));
    CU_ASSERT(sex_in_ident("01818431895", true));
    CU_ASSERT(!sex_in_ident("01818431895", false));
    CU_ASSERT(!date_in_ident("01818431895", day_of(1984, 1, 2)));
    CU_ASSERT(date_in_ident("41818431895", day_of(1984, 1, 1))); /* D-number: day + 40 */
}

/* register.md: the type is the number's own, never the declared one. */
static void kinds_of_idents(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2016, 3, 1), ENSLIG_VOKSEN);
    set_kind_of_ident(&person);
    CU_ASSERT_STRING_EQUAL(person.kind, "FNR");
    copy_ident(person.ident, "41818431895");
    set_kind_of_ident(&person);
    CU_ASSERT_STRING_EQUAL(person.kind, "DNR");
    copy_ident(person.ident, "201612345600");
    set_kind_of_ident(&person);
    CU_ASSERT_STRING_EQUAL(person.kind, "DUF");
}

/* grants.md 1: half up to whole kroner, or to whole øre. */
static void rounding(void)
{
    CU_ASSERT_EQUAL(worth_of(5, fraction(1, 2), KRONE), 300);
    CU_ASSERT_EQUAL(worth_of(5, fraction(1, 2), ORE), 250);
    CU_ASSERT_EQUAL(worth_of(249500, fraction(4, 12), KRONE), 8316700);
    CU_ASSERT_EQUAL(worth_of(249500, fraction(4, 12), ORE), 8316667);
    CU_ASSERT_EQUAL(worth_of(1, fraction(1, 8), ORE), 13); /* 12.5 */
    CU_ASSERT_EQUAL(worth_of(48400, fraction(366, 366), ORE), 4840000);
}

/*
 * vesting="residence": AR-2 of 230 000, quarter-eighths. Abroad from 10 May: 3/8 = 86 250. Back
 * on 1 August in 0219, 5/8: 86 250 more there. Dead on 30 September: nowhere from 1 October on,
 * 7/8: 57 500. By the register date nothing of it counts.
 */
static void residence(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2016, 3, 1), ENSLIG_VOKSEN);
    person.home[0].to = day_of(2017, 5, 9);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 301), 230000);
    set_parameter(rules_2017, "vesting", "residence");
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 301), 86250);
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "AR-2", 301), 57500);
    person.home[person.homes++] = (Stay){219, day_of(2017, 8, 1), FOREVER};
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 301), 86250);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 219), 86250);
    person.died = day_of(2017, 9, 30);
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 219), 57500);
    person.home[1].code = 301; /* comes back to the same: begins again */
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-2", 301), 86250 + 57500);
    set_parameter(rules_2017, "vesting", "register-date");
}

/* year-one-split-on-move: 235 000 in eighths, moved in quarter 2: 88 125 and 146 875. */
static void year_one_split(void)
{
    Person person = refugee(day_of(1984, 1, 1), day_of(2017, 2, 15), ENSLIG_VOKSEN);
    move_to(&person, 219, day_of(2017, 5, 10));
    CU_ASSERT_EQUAL(earned(&person, 2017, 4, "AR-1-EV", 301), 235000);
    set_parameter(rules_2017, "year-one-split-on-move", "true");
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "AR-1-EV", 301), 88125);
    CU_ASSERT_EQUAL(earned(&person, 2017, 1, "AR-1-EV", 219), 146875);
    set_parameter(rules_2017, "year-one-split-on-move", "false");
}

/* grants.md 2.1: BEGRENSET_FAMILIE by agreement only, where the rule set asks for one. */
static void agreement(void)
{
    Person person = refugee(day_of(2010, 1, 1), day_of(2021, 3, 1), BARN);
    person.permit[0].ground = BEGRENSET_FAMILIE;
    person.permit[0].permanent = false;
    CU_ASSERT_EQUAL(earned(&person, 2021, 1, "AR-1-B", 301), 183000);
    person.by_agreement = false;
    CU_ASSERT_EQUAL(earned(&person, 2021, 1, "AR-1-B", 301), -1);
    set_parameter(rules_2021, "begrenset-familie-agreement-required", "false");
    CU_ASSERT_EQUAL(earned(&person, 2021, 1, "AR-1-B", 301), 183000);
    person.settled = person.home[0].from = day_of(2020, 12, 31);
    person.permit[0].decided = day_of(2020, 12, 1);
    CU_ASSERT_EQUAL(earned(&person, 2021, 4, "AR-2", 301), -1); /* settled too early */
}

static const TestCase tests[] = {{"eighths", eighths},
                                 {"month-after", month_after},
                                 {"rates within the year", rates_within_the_year},
                                 {"claims", claims},
                                 {"minor", minor},
                                 {"family", family},
                                 {"days and ages", days_and_ages},
                                 {"kinds of idents", kinds_of_idents},
                                 {"rounding", rounding},
                                 {"residence", residence},
                                 {"year one split", year_one_split},
                                 {"agreement", agreement}};

int main(int argc, char **argv)
{
    if (begin() != 0) return 1;
    return run_tests("oracle", tests, sizeof tests / sizeof tests[0], argc, argv);
}
