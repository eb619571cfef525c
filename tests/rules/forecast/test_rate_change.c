/*
 * test_rate_change.c - why: a budget is made by what a changed rate is said to cost. A share is
 * rounded in one place, and rules that are carried forward hold no rate that was not in force.
 */
#include <string.h>

#include "rules/forecast/rate_change.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/ruleset/test_rule_set.h"

static void a_share_is_rounded_half_up(void)
{
    CU_ASSERT_EQUAL(rate_with_share(230000, 30), 236900);
    CU_ASSERT_EQUAL(rate_with_share(85500, 25), 87638);  /* 87 637,5 */
    CU_ASSERT_EQUAL(rate_with_share(18701, -30), 18140); /* 18 139,97 */
    CU_ASSERT_EQUAL(rate_with_share(14301, -500), 7151); /* 7 150,5 */
    CU_ASSERT_EQUAL(rate_with_share(71600, 0), 71600);
    CU_ASSERT_EQUAL(rate_with_share(71600, -1000), 0);
}

static Kroner in_force(const RuleSet *rules, int code, int quarter)
{
    Day day = last_day_of_quarter(rules->year, quarter);
    const Rate *rate = rule_rate(rules, code, day, day);
    return rate != NULL ? rate->amount : -1;
}

static void every_entry_of_the_code_changes(void)
{
    RuleSet *rules = test_rule_set(2018);
    const RateChange more = {.code = GRANT_AR_2, .by_share = true, .permille = 30};
    test_add_rate(rules, GRANT_AR_2, day_from_date(2018, 7, 1), 240000, false);
    CU_ASSERT_TRUE(rate_change_apply(&more, rules));
    CU_ASSERT_EQUAL(in_force(rules, GRANT_AR_2, 1), 236900);
    CU_ASSERT_EQUAL(in_force(rules, GRANT_AR_2, 4), 247200);
    CU_ASSERT_EQUAL(in_force(rules, GRANT_AR_3, 1), 171000);
    const RateChange other = {.code = GRANT_AR_2, .amount = 250000};
    CU_ASSERT_TRUE(rate_change_apply(&other, rules));
    CU_ASSERT_EQUAL(in_force(rules, GRANT_AR_2, 1), 250000);
    CU_ASSERT_EQUAL(in_force(rules, GRANT_AR_2, 4), 250000);
}

static void a_missing_rate_takes_an_amount_and_no_share(void)
{
    RuleSet *rules = test_rule_set(2018);
    const RateChange more = {.code = GRANT_AR_2, .by_share = true, .permille = 30};
    const RateChange amount = {.code = GRANT_AR_2, .amount = 250000};
    test_remove_rates(rules, GRANT_AR_2);
    size_t before = rules->rate_count;
    CU_ASSERT_FALSE(rate_change_apply(&more, rules));
    CU_ASSERT_EQUAL(rules->rate_count, before);
    CU_ASSERT_TRUE(rate_change_apply(&amount, rules));
    CU_ASSERT_EQUAL(in_force(rules, GRANT_AR_2, 1), 250000);
    for (size_t i = 1; i < rules->rate_count; i++)
        CU_ASSERT_TRUE(rules->rates[i - 1].code <= rules->rates[i].code);
}

static void carried_rates_are_those_of_the_last_day(void)
{
    static RuleSet carried;
    RuleSet *rules = test_rule_set(2018);
    test_add_rate(rules, GRANT_AR_2, day_from_date(2018, 7, 1), 240000, false);
    rule_set_carry(rules, 2020, &carried);
    CU_ASSERT_EQUAL(carried.year, 2020);
    CU_ASSERT_EQUAL(in_force(&carried, GRANT_AR_2, 1), 240000);
    CU_ASSERT_EQUAL(in_force(&carried, GRANT_AR_3, 1), 171000);
    CU_ASSERT_EQUAL(carried.rate_count, rules->rate_count - 1);
    CU_ASSERT_EQUAL(rule_value(&carried, RULE_CORRECTION_YEARS),
                    rule_value(rules, RULE_CORRECTION_YEARS));
    for (size_t i = 0; i < carried.rate_count; i++)
        CU_ASSERT_EQUAL(carried.rates[i].evidence, EVIDENCE_UNVERIFIED);
}

static const TestCase tests[] = {
    {"a share is rounded half up", a_share_is_rounded_half_up},
    {"every entry of the code changes", every_entry_of_the_code_changes},
    {"a missing rate takes an amount and no share",
     a_missing_rate_takes_an_amount_and_no_share},
    {"carried rates are those of the last day", carried_rates_are_those_of_the_last_day},
};

TEST_MAIN("rules/rate_change", tests)
