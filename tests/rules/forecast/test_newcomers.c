/*
 * test_newcomers.c - why: nobody can look up who will come. What is counted of another year
 * must be what nobody knew the same day of it, once, and what is shared must add up.
 */
#include <string.h>

#include "rules/forecast/newcomers.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/ruleset/test_rule_set.h"

static ForecastLine line(Ident subject, GrantCode code, int year, int quarter, Ore amount,
                         MunicipalityCode municipality)
{
    return (ForecastLine){.line = {.subject = subject,
                                   .amount = amount,
                                   .budget_year = (int16_t)year,
                                   .municipality = municipality,
                                   .code = (uint8_t)code},
                          .quarter = (uint8_t)quarter};
}

static void shares_add_up_to_whole_kroner(void)
{
    const int64_t weights[3] = {1, 1, 1}, none[2] = {0, 0};
    Ore parts[3];
    newcomers_share(10000, weights, 3, parts); /* 100 kr: up to 33,3 66,7 100 */
    CU_ASSERT_EQUAL(parts[0], 3300);
    CU_ASSERT_EQUAL(parts[1], 3400);
    CU_ASSERT_EQUAL(parts[2], 3300);
    newcomers_share(-10000, weights, 3, parts);
    CU_ASSERT_EQUAL(parts[0] + parts[1] + parts[2], -10000);
    CU_ASSERT_EQUAL(parts[0], -3300);
    newcomers_share(10000, none, 2, parts);
    CU_ASSERT_EQUAL(parts[0], 0);
    CU_ASSERT_EQUAL(parts[1], 0);
}

/* Two come, one of them in a group of children; one was there before; one claims late; a move
 * of somebody known is nothing new, nor is a held line. */
static void only_what_was_not_known_is_new(void)
{
    const ForecastLine before[] = {line(1, GRANT_AR_1, 2018, 1, 18500000, 301),
                                   line(1, GRANT_EMINU, 2018, 1, 100, 301)};
    ForecastLine known[] = {line(1, GRANT_AR_1, 2018, 1, 18500000, 301),
                            line(1, GRANT_EMINU, 2018, 1, 70, 301),
                            line(1, GRANT_EMINU, 2018, 2, 30, 219),
                            line(2, GRANT_AR_1, 2018, 2, 18500000, 219),
                            line(2, GRANT_AR_2, 2018, 2, 500, 219),
                            line(3, GRANT_AR_1_B, 2018, 4, 18000000, 219),
                            line(3, GRANT_BHT, 2018, 4, 2610000, 219),
                            line(4, GRANT_AR_1_EV, 2017, 3, 23500000, 301),
                            line(5, GRANT_AR_1, 2018, 3, 18500000, 301)};
    static NewcomerExtra extras[NEWCOMER_EXTRAS_MAX];
    NewcomerCount counts[9];
    size_t count, extra_count;
    known[8].control = 414;
    const NewcomerYear of = {known, before, 9, 2, 2018};
    newcomers_find(&of, counts, &count, extras, &extra_count);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_EQUAL(counts[0].municipality, 219);
    CU_ASSERT_EQUAL(counts[0].quarter, 2);
    CU_ASSERT_EQUAL(counts[0].group, SETTLEMENT_VOKSEN);
    CU_ASSERT_EQUAL(counts[1].group, SETTLEMENT_BARN);
    CU_ASSERT_EQUAL(newcomers_total(counts, count), 2);
    CU_ASSERT_EQUAL_FATAL(extra_count, 2);
    CU_ASSERT_EQUAL(extras[0].code, GRANT_BHT);
    CU_ASSERT_EQUAL(extras[0].years_before, 0);
    CU_ASSERT_EQUAL(extras[1].code, GRANT_AR_1_EV);
    CU_ASSERT_EQUAL(extras[1].years_before, 1);
    CU_ASSERT_EQUAL(extras[1].quarter, 3);
}

/* Ten kindergarten grants for 100 newcomers in 2018; 50 come in 2019, at 27 000 for 26 100:
 * 261 000 -> 270 000 -> 135 000. */
static void an_extra_follows_rate_and_number(void)
{
    static RuleSet old, coming;
    Ore amount;
    memcpy(&old, test_rule_set(2018), sizeof old);
    memcpy(&coming, test_rule_set(2019), sizeof coming);
    test_remove_rates(&coming, GRANT_BHT);
    test_add_rate(&coming, GRANT_BHT, day_from_date(2019, 1, 1), 27000, false);
    const NewcomerRates rates = {
        .counted = {&old},
        .coming = {&coming},
        .persons_counted = {[SETTLEMENT_VOKSEN] = 60, [SETTLEMENT_BARN] = 40},
        .persons_coming = {[SETTLEMENT_VOKSEN] = 30, [SETTLEMENT_BARN] = 20}};
    const NewcomerExtra extra = {.amount = 26100000, .code = GRANT_BHT, .quarter = 2};
    CU_ASSERT_TRUE(newcomer_extra_price(&extra, &rates, &amount));
    CU_ASSERT_EQUAL(amount, 13500000);
    const NewcomerExtra decided = {.amount = 40000000, .code = GRANT_FHT2, .quarter = 2};
    CU_ASSERT_TRUE(newcomer_extra_price(&decided, &rates, &amount));
    CU_ASSERT_EQUAL(amount, 20000000);
    const NewcomerExtra claim = {
        .amount = 100, .code = GRANT_AR_1, .quarter = 2, .years_before = 1};
    CU_ASSERT_FALSE(newcomer_extra_price(&claim, &rates, &amount));
    CU_ASSERT_EQUAL(amount, 0);
}

/* Twice the children and half the adults: kindergartens follow the children. */
static void an_extra_follows_those_it_comes_with(void)
{
    static RuleSet rules;
    Ore amount;
    memcpy(&rules, test_rule_set(2018), sizeof rules);
    NewcomerRates rates = {
        .counted = {&rules},
        .coming = {&rules},
        .persons_counted = {[SETTLEMENT_VOKSEN] = 80, [SETTLEMENT_BARN] = 20},
        .persons_coming = {[SETTLEMENT_VOKSEN] = 40, [SETTLEMENT_BARN] = 40}};
    const NewcomerExtra child = {.amount = 26100000, .code = GRANT_BHT, .quarter = 2};
    const NewcomerExtra training = {.amount = 14300000, .code = GRANT_P_AR1_H, .quarter = 2};
    const NewcomerExtra minor = {.amount = 72500000, .code = GRANT_EMINU, .quarter = 2};
    CU_ASSERT_TRUE(newcomer_extra_price(&child, &rates, &amount));
    CU_ASSERT_EQUAL(amount, 52200000);
    CU_ASSERT_TRUE(newcomer_extra_price(&training, &rates, &amount));
    CU_ASSERT_EQUAL(amount, 11440000);
    CU_ASSERT_TRUE(newcomer_extra_price(&minor, &rates, &amount)); /* none came then: by all */
    CU_ASSERT_EQUAL(amount, 58000000);
    rates.persons_counted[SETTLEMENT_ENSLIG_MINDREARIG] = 1;
    CU_ASSERT_TRUE(newcomer_extra_price(&minor, &rates, &amount)); /* none come now */
    CU_ASSERT_EQUAL(amount, 0);
}

static void year_one_is_by_group_and_rate(void)
{
    const RuleSet *rules = test_rule_set(2018);
    const NewcomerCount alone = {
        .persons = 3, .municipality = 301, .quarter = 2, .group = SETTLEMENT_ENSLIG_VOKSEN};
    Ore amount;
    CU_ASSERT_TRUE(newcomer_price(&alone, rules, &amount));
    CU_ASSERT_EQUAL(amount, 3 * 23500000);
}

static void rows_add_up_and_nothing_is_left_out(void)
{
    ForecastLine lines[] = {
        line(1, GRANT_AR_2, 2018, 1, 100, 301), line(2, GRANT_AR_3, 2018, 1, 50, 301),
        line(3, GRANT_AR_2, 2018, 2, 7, 301), line(4, GRANT_AR_2, 2017, 1, -20, 301),
        line(5, GRANT_AR_2, 2018, 2, 9, 301)};
    ForecastRow rows[10];
    ForecastSums own, earlier;
    lines[4].control = 414;
    forecast_rows_of(lines, 5, false, rows);
    forecast_rows_of(lines, 5, true, rows + 5);
    CU_ASSERT_EQUAL_FATAL(forecast_rows_add_up(rows, 10), 3);
    CU_ASSERT_EQUAL(rows[0].year, 2017);
    CU_ASSERT_EQUAL(rows[1].base, 150);
    CU_ASSERT_EQUAL(rows[1].changed, 150);
    CU_ASSERT_EQUAL(rows[2].base, 7);
    CU_ASSERT_EQUAL(rows[2].held, 9);
    forecast_sums_of(rows, 3, 2018, &own, &earlier);
    CU_ASSERT_EQUAL(own.base[GROUP_INT_2_5][0], 157);
    CU_ASSERT_EQUAL(own.base[GROUP_INT_2_5][1], 150);
    CU_ASSERT_EQUAL(own.held[GROUP_INT_2_5][2], 9);
    CU_ASSERT_EQUAL(earlier.base[GROUP_INT_2_5][1], -20);
}

static void what_is_held_is_told_by_control_and_quarter(void)
{
    ForecastLine lines[] = {
        line(1, GRANT_AR_2, 2018, 1, 100, 301), line(1, GRANT_AR_2, 2018, 2, 200, 301),
        line(1, GRANT_P_AR1_H, 2018, 2, 30, 301), line(2, GRANT_AR_2, 2018, 2, 5, 301),
        line(3, GRANT_AR_2, 2018, 2, 1000, 301)};
    static ForecastHeld held[FORECAST_HELD_MAX];
    for (int i = 0; i < 3; i++)
        lines[i].control = 414;
    lines[3].control = 102;
    lines[3].line.amount = 0;
    lines[3].unknown = true;
    CU_ASSERT_EQUAL_FATAL(forecast_held_of(lines, 5, held), 2);
    CU_ASSERT_EQUAL(held[0].control, 102);
    CU_ASSERT_EQUAL(held[0].amount[2], 0);
    CU_ASSERT_EQUAL(held[0].unknown[2], 1);
    CU_ASSERT_EQUAL(held[1].unknown[2], 0);
    CU_ASSERT_EQUAL(held[1].amount[1], 100);
    CU_ASSERT_EQUAL(held[1].amount[2], 230);
    CU_ASSERT_EQUAL(held[1].subjects[2], 1);
    SettledLine settled[5];
    CU_ASSERT_EQUAL(forecast_lines_settle(lines, 5, settled), 1);
    CU_ASSERT_EQUAL(settled[0].subject, 3);
}

static const TestCase tests[] = {
    {"shares add up to whole kroner", shares_add_up_to_whole_kroner},
    {"only what was not known is new", only_what_was_not_known_is_new},
    {"an extra follows rate and number", an_extra_follows_rate_and_number},
    {"an extra follows those it comes with", an_extra_follows_those_it_comes_with},
    {"year one is by group and rate", year_one_is_by_group_and_rate},
    {"rows add up and nothing is left out", rows_add_up_and_nothing_is_left_out},
    {"what is held is told by control and quarter",
     what_is_held_is_told_by_control_and_quarter},
};

TEST_MAIN("rules/newcomers", tests)
