/* test_rule_set.c - rule sets of the tests, with made-up amounts; see test_rule_set.h. */
#include "tests/rules/ruleset/test_rule_set.h"

#include <string.h>

static const struct {
    int code;
    Kroner amount;
} amounts[] = {
    {GRANT_AR_1, 185000},      {GRANT_AR_1_B, 180000},
    {GRANT_AR_1_EM, 190000},   {GRANT_AR_1_EV, 235000},
    {GRANT_AR_2, 230000},      {GRANT_AR_3, 171000},
    {GRANT_AR_4, 85500},       {GRANT_AR_5, 71600},
    {GRANT_ASYLNORSK, 18701},  {GRANT_BHT, 26100},
    {GRANT_ELDR, 165000},      {GRANT_EMINB, 1179500},
    {GRANT_EMINU, 725000},     {GRANT_EM_PER_PERSON, 215000},
    {GRANT_FHT1, 181000},      {GRANT_EM_SETTLED_THIS_YEAR, 129250},
    {GRANT_GRUNN_1_3, 196000}, {GRANT_GRUNN_4_150, 623000},
    {GRANT_P_AR1_H, 14300},    {GRANT_P_AR1_L, 5500},
    {GRANT_P_AR2_H, 24500},    {GRANT_P_AR2_L, 9400},
    {GRANT_P_AR3_H, 14500},    {GRANT_P_AR3_L, 5600},
    {GRANT_P37D_AR1, 20001},   {GRANT_SKOLE, 12200},
    {RATE_FHT2_MAX, 1258000},
};

/* Parameters that are the same in all years. */
static const struct {
    RuleParameter parameter;
    int32_t value;
} constants[] = {
    {RULE_CLAIM_LIMIT_MONTHS, 36},
    {RULE_BEGRENSET_FAMILIE_AGREEMENT, 1},
    {RULE_FAMILY_APPLICATION_YEARS, 5},
    {RULE_NEWBORN_MONTHS, 6},
    {RULE_KINDERGARTEN_MAXIMUM_AGE, 5},
    {RULE_ELDERLY_MINIMUM_AGE, 60},
    {RULE_SCHOOL_MINIMUM_AGE, 6},
    {RULE_SCHOOL_MAXIMUM_AGE, 15},
    {RULE_MINOR_YOUNG_LAST_AGE, 16},
    {RULE_MINOR_LAST_AGE, 20},
    {RULE_MINOR_FROM_MONTH, 1},
    {RULE_FHT1_LAST_GRANT_YEAR, 2},
    {RULE_NORWEGIAN_MOVE_METHOD, MOVE_MONTH_AFTER},
    {RULE_NORWEGIAN_37D_MOVE_METHOD, MOVE_DAYS},
    {RULE_ASYLUM_MOVE_METHOD, MOVE_HALF},
    {RULE_NORWEGIAN_MINIMUM_AGE, 16},
    {RULE_NORWEGIAN_MAXIMUM_AGE, 66},
    {RULE_NORWEGIAN_MINIMUM_AGE_AFTER, 18},
    {RULE_NORWEGIAN_MAXIMUM_AGE_AFTER, 67},
    {RULE_NORWEGIAN_37D_WHERE, PLACE_BY_RESIDENCE},
    {RULE_BASIC_COUNTS_37D, 1},
    {RULE_BASIC_SMALL_MAXIMUM, 3},
    {RULE_BASIC_LARGE_MAXIMUM, 150},
    {RULE_ASYLUM_MINIMUM_AGE, 16},
    {RULE_ASYLUM_MINIMUM_AGE_AFTER, 18},
    {RULE_CORRECTION_YEARS, 3},
};

void test_add_rate(RuleSet *rules, int rate_code, Day valid_from, Kroner amount,
                   bool retroactive)
{
    INVARIANT(rules->rate_count < RATES_MAX);
    size_t place = rules->rate_count++;
    for (; place > 0; place--) {
        const Rate *before = &rules->rates[place - 1];
        if (before->code < rate_code ||
            (before->code == rate_code && before->valid_from < valid_from)) {
            break;
        }
        rules->rates[place] = *before;
    }
    rules->rates[place] = (Rate){.code = (uint8_t)rate_code,
                                 .evidence = EVIDENCE_VERIFIED,
                                 .retroactive = retroactive,
                                 .valid_from = valid_from,
                                 .amount = amount};
}

void test_remove_rates(RuleSet *rules, int rate_code)
{
    size_t kept = 0;
    for (size_t i = 0; i < rules->rate_count; i++) {
        if (rules->rates[i].code != rate_code) rules->rates[kept++] = rules->rates[i];
    }
    rules->rate_count = kept;
}

static void set(RuleSet *rules, RuleParameter parameter, int32_t value)
{
    rules->parameters[parameter].value = value;
}

static void set_parameters(RuleSet *rules)
{
    int year = rules->year;
    for (size_t i = 0; i < sizeof constants / sizeof constants[0]; i++) {
        set(rules, constants[i].parameter, constants[i].value);
    }
    set(rules, RULE_INTEGRATION_MOVE_METHOD,
        year <= 2020 ? MOVE_QUARTER_EIGHTHS : MOVE_MONTH_AFTER);
    set(rules, RULE_CLAIM, year <= 2020);
    set(rules, RULE_SCHOOL_GRANT, year <= 2013);
    set(rules, RULE_MINOR_BY_AGE, year >= 2017);
    set(rules, RULE_NORWEGIAN_DUTY_REQUIRED, year >= 2019);
    set(rules, RULE_NORWEGIAN_APPLICATION_SUFFICES, year == 2018);
    set(rules, RULE_NORWEGIAN_BEGRENSET_FAMILIE, year >= 2024);
    set(rules, RULE_NORWEGIAN_PAYMENT, year >= 2024 ? PAYMENT_IN_TERMS : PAYMENT_WHOLE);
    set(rules, RULE_NORWEGIAN_ROUNDING,
        year >= 2022 && year <= 2024 ? ROUND_TO_ORE : ROUND_TO_KRONE);
    set(rules, RULE_NORWEGIAN_37D, year >= 2022);
    set(rules, RULE_BASIC_DECISION_REQUIRED, year != 2018);
    set(rules, RULE_BASIC_QUARTER, year <= 2023 ? 4 : year == 2024 ? 2 : 1);
    set(rules, RULE_SELVSTENDIG_FROM, day_from_date(2011, 7, 1));
    set(rules, RULE_BEGRENSET_EM_FROM, day_from_date(2017, 2, 2));
    set(rules, RULE_BEGRENSET_FAMILIE_FROM, day_from_date(2021, 1, 1));
    set(rules, RULE_NORWEGIAN_AGE_CHANGE, day_from_date(2021, 1, 1));
    set(rules, RULE_NORWEGIAN_DECISION_FROM, day_from_date(2018, 1, 1));
    set(rules, RULE_ASYLUM_AGE_CHANGE, day_from_date(2021, 1, 1));
}

RuleSet *test_rule_set(int year)
{
    static RuleSet rules;
    memset(&rules, 0, sizeof rules);
    rules.year = year;
    set_parameters(&rules);
    for (int ground = GROUND_ASYL; ground <= GROUND_BEGRENSET_FAMILIE; ground++) {
        rules.ground_years[ground] = ground == GROUND_FAMILIE_HUMANITAERT ? 3 : 5;
    }
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        test_add_rate(&rules, amounts[i].code, first_day_of_year(year), amounts[i].amount,
                      false);
    }
    return &rules;
}
