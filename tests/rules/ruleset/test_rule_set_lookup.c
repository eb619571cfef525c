/*
 * test_rule_set_lookup.c - why: which of several rates is in force decides every amount of a
 * year with a rate change.
 */
#include <string.h>

#include "rules/ruleset/rule_set.h"
#include "tests/rules/base/test_main.h"

static RuleSet rules;

static void add_rate(int code, Day from, Kroner amount, bool retroactive)
{
    Rate *rate = &rules.rates[rules.rate_count++];
    *rate = (Rate){.code = (uint8_t)code,
                   .valid_from = from,
                   .amount = amount,
                   .retroactive = retroactive};
}

static Day on(int month, int day)
{
    return day_from_date(2018, month, day);
}

static Kroner rate_on(int code, Day due, Day as_of)
{
    const Rate *rate = rule_rate(&rules, code, due, as_of);
    return rate != NULL ? rate->amount : -1;
}

static void test_changes_within_the_year(void)
{
    memset(&rules, 0, sizeof rules);
    add_rate(GRANT_AR_2, on(1, 1), 100, false);
    add_rate(GRANT_AR_2, on(7, 1), 200, false);
    add_rate(GRANT_AR_3, on(7, 1), 300, false);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(6, 30), on(12, 31)), 100);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(7, 1), on(12, 31)), 200);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_3, on(6, 30), on(12, 31)), -1);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_3, on(7, 1), on(7, 1)), 300);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_1, on(7, 1), on(12, 31)), -1);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_4, on(7, 1), on(12, 31)), -1);
}

/* Many rates of one code push the others up, few let them down. */
static void test_places(void)
{
    memset(&rules, 0, sizeof rules);
    for (int month = 1; month <= 12; month++)
        add_rate(GRANT_AR_1, on(month, 1), month, false);
    add_rate(GRANT_AR_1_B, on(1, 1), 100, false);
    add_rate(GRANT_AR_2, on(1, 1), 200, false);
    add_rate(RATE_CODE_COUNT - 1, on(1, 1), 300, false);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_1, on(11, 30), on(12, 31)), 11);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_1_B, on(1, 1), on(12, 31)), 100);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(1, 1), on(12, 31)), 200);
    CU_ASSERT_EQUAL(rate_on(RATE_CODE_COUNT - 1, on(1, 1), on(12, 31)), 300);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_3, on(1, 1), on(12, 31)), -1);
}

static void test_retroactive(void)
{
    memset(&rules, 0, sizeof rules);
    add_rate(GRANT_AR_2, on(1, 1), 100, false);
    add_rate(GRANT_AR_2, on(4, 1), 150, false);
    add_rate(GRANT_AR_2, on(7, 1), 200, true);
    add_rate(GRANT_AR_2, on(10, 1), 250, false);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(3, 31), on(6, 30)), 100);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(4, 1), on(6, 30)), 150);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(3, 31), on(7, 1)), 200);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(3, 31), on(12, 31)), 200);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(9, 30), on(12, 31)), 200);
    CU_ASSERT_EQUAL(rate_on(GRANT_AR_2, on(10, 1), on(12, 31)), 250);
}

static void test_texts(void)
{
    for (int i = 0; i < RATE_CODE_COUNT; i++) {
        int back = -1;
        const char *text = rate_code_text(i);
        CU_ASSERT_TRUE(rate_code_parse(text, strlen(text), &back) && back == i);
    }
    int code = 0;
    CU_ASSERT_FALSE(rate_code_parse("FHT2_MA", 7, &code));
    CU_ASSERT_FALSE(rate_code_parse("FHT2_MAY", 8, &code));
    CU_ASSERT_STRING_EQUAL(evidence_text(EVIDENCE_INFERRED), "inferred");
    CU_ASSERT_STRING_EQUAL(move_method_text(MOVE_QUARTER_EIGHTHS), "quarter-eighths");
    CU_ASSERT_STRING_EQUAL(move_method_text(MOVE_NONE), "none");
    CU_ASSERT_STRING_EQUAL(rule_parameter_text(RULE_NETTING), "netting");
    CU_ASSERT_STRING_EQUAL(rule_parameter_paragraph(RULE_CLAIM), "2.2");
    CU_ASSERT_EQUAL(rule_parameter_kind(RULE_NORWEGIAN_AGE_CHANGE), PARAMETER_DAY);
    CU_ASSERT_EQUAL(rule_parameter_kind(RULE_BASIC_QUARTER), PARAMETER_QUARTER);
}

static bool allowed(int code)
{
    return rule_allows_code(&rules, code);
}

/* grants.md 2.4: the minors' codes change with the parameter, not with the year. */
static void test_codes_follow_parameters(void)
{
    memset(&rules, 0, sizeof rules);
    rules.ground_years[GROUND_ASYL] = 5;
    rules.parameters[RULE_MINOR_YOUNG_LAST_AGE].value = 16;
    rules.parameters[RULE_MINOR_LAST_AGE].value = 20;
    CU_ASSERT_TRUE(allowed(GRANT_EM_PER_PERSON) && allowed(GRANT_EM_SETTLED_THIS_YEAR));
    CU_ASSERT_FALSE(allowed(GRANT_EMINB) || allowed(GRANT_EMINU));
    rules.parameters[RULE_MINOR_BY_AGE].value = 1;
    CU_ASSERT_FALSE(allowed(GRANT_EM_PER_PERSON) || allowed(GRANT_EM_SETTLED_THIS_YEAR));
    CU_ASSERT_TRUE(allowed(GRANT_EMINB) && allowed(GRANT_EMINU));
    CU_ASSERT_FALSE(allowed(GRANT_SKOLE));
    rules.parameters[RULE_SCHOOL_GRANT].value = 1;
    CU_ASSERT_TRUE(allowed(GRANT_SKOLE));
    CU_ASSERT_FALSE(allowed(GRANT_P37D_AR1));
    rules.parameters[RULE_NORWEGIAN_37D].value = 1;
    CU_ASSERT_TRUE(allowed(GRANT_P37D_AR1));
    CU_ASSERT_FALSE(allowed(GRANT_GRUNN_1_3) || allowed(GRANT_GRUNN_4_150));
    rules.parameters[RULE_BASIC_SMALL_MAXIMUM].value = 3;
    CU_ASSERT_TRUE(allowed(GRANT_GRUNN_1_3) && !allowed(GRANT_GRUNN_4_150));
    rules.parameters[RULE_BASIC_LARGE_MAXIMUM].value = 150;
    CU_ASSERT_TRUE(allowed(GRANT_GRUNN_4_150));
    CU_ASSERT_FALSE(allowed(GRANT_FHT1));
    rules.parameters[RULE_FHT1_LAST_GRANT_YEAR].value = 2;
    CU_ASSERT_TRUE(allowed(GRANT_FHT1));
}

/* grants.md 2.1: with three grant years there is no AR-4, without any no grant at all. */
static void test_codes_follow_grounds(void)
{
    memset(&rules, 0, sizeof rules);
    rules.ground_years[GROUND_FAMILIE_HUMANITAERT] = 3;
    CU_ASSERT_TRUE(allowed(GRANT_AR_1_EV) && allowed(GRANT_BHT) && allowed(GRANT_ELDR));
    CU_ASSERT_TRUE(allowed(GRANT_AR_2) && allowed(GRANT_AR_3) && allowed(RATE_FHT2_MAX));
    CU_ASSERT_FALSE(allowed(GRANT_AR_4) || allowed(GRANT_AR_5) || allowed(GRANT_FHT2));
    CU_ASSERT_FALSE(allowed(RATE_BEYOND_REQUEST) || allowed(RATE_UN43G));
    rules.ground_years[GROUND_FAMILIE_HUMANITAERT] = 0;
    CU_ASSERT_FALSE(allowed(GRANT_AR_1) || allowed(GRANT_AR_2) || allowed(GRANT_BHT));
    CU_ASSERT_FALSE(allowed(GRANT_EM_PER_PERSON) || allowed(RATE_FHT2_MAX));
    CU_ASSERT_TRUE(allowed(GRANT_P_AR3_L) && allowed(GRANT_ASYLNORSK));
    CU_ASSERT_EQUAL(rate_code_group(RATE_FHT2_MAX), GROUP_FHT);
    CU_ASSERT_EQUAL(rate_code_group(GRANT_P37D_AR1), GROUP_NORSK);
}

/* A rate that comes within the year leaves the days before it without one, unless it says that
 * it covers them. */
static void test_rate_from(void)
{
    memset(&rules, 0, sizeof rules);
    rules.year = 2018;
    add_rate(GRANT_AR_2, on(1, 1), 100, false);
    add_rate(GRANT_AR_2, on(7, 1), 200, false);
    add_rate(GRANT_AR_3, on(1, 2), 300, false);
    add_rate(GRANT_AR_4, on(7, 1), 400, true);
    CU_ASSERT_EQUAL(rule_rate_from(&rules, GRANT_AR_2), on(1, 1));
    CU_ASSERT_EQUAL(rule_rate_from(&rules, GRANT_AR_3), on(1, 2));
    CU_ASSERT_EQUAL(rule_rate_from(&rules, GRANT_AR_4), on(1, 1));
    CU_ASSERT_EQUAL(rule_rate_from(&rules, GRANT_AR_5), DAY_NONE);
}

static void test_values_and_thresholds(void)
{
    memset(&rules, 0, sizeof rules);
    rules.parameters[RULE_CLAIM_LIMIT_MONTHS].value = 36;
    rules.thresholds[0] = (ControlThreshold){"R501", "hours-per-week", 40, ""};
    rules.thresholds[1] = (ControlThreshold){"R502", "hours-per-week", 50, ""};
    rules.threshold_count = 1;
    CU_ASSERT_EQUAL(rule_value(&rules, RULE_CLAIM_LIMIT_MONTHS), 36);
    CU_ASSERT_EQUAL(rule_threshold(&rules, "R501", "hours-per-week", -1), 40);
    CU_ASSERT_EQUAL(rule_threshold(&rules, "R502", "hours-per-week", -1), -1);
    CU_ASSERT_EQUAL(rule_threshold(&rules, "R501", "hours", -1), -1);
}

static const TestCase tests[] = {
    {"rate changes within the year", test_changes_within_the_year},
    {"places", test_places},
    {"retroactive rates", test_retroactive},
    {"texts", test_texts},
    {"codes follow parameters", test_codes_follow_parameters},
    {"codes follow grounds", test_codes_follow_grounds},
    {"from which day there is a rate", test_rate_from},
    {"values and thresholds", test_values_and_thresholds},
};

TEST_MAIN("rules/rule_set", tests)
