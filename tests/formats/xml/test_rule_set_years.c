/*
 * test_rule_set_years.c - every year has its own law, and a ledger lives through all of them: a
 * value that stands in a wrong year's rule set pays wrong money without a sign. Each parameter,
 * ground, posting and limit is written out here by year, by hand, from grants.md; the rates are
 * the published ones and no other.
 */
#include <stdio.h>
#include <string.h>

#include "formats/csv/csv.h"
#include "formats/base/input_file.h"
#include "formats/xml/rule_set_reader.h"
#include "tests/rules/base/test_main.h"

#define SHIPPED TEST_SOURCE_DIR "/rules/sets"
#define MADE_UP TEST_SOURCE_DIR "/fixtures/rule-sets"
#define PUBLISHED TEST_SOURCE_DIR "/../shared/data/rates.csv"

enum { SHIPPED_FIRST = 2014, MADE_UP_FIRST = 2013, LAST = 2026, SPANS_MAX = 4, EVER = LAST };

/* The value of the years to `to`, after those of the span before. */
typedef struct Span {
    int to;
    const char *value;
} Span;

static const struct {
    RuleParameter parameter;
    Span spans[SPANS_MAX];
} parameters[] = {
    /* 1 and 3: Norwegian grants */
    {RULE_NORWEGIAN_ROUNDING, {{2021, "krone"}, {2024, "ore"}, {EVER, "krone"}}},
    {RULE_NORWEGIAN_MOVE_METHOD, {{EVER, "month-after"}}},
    {RULE_NORWEGIAN_37D_MOVE_METHOD, {{EVER, "days"}}},
    {RULE_ASYLUM_MOVE_METHOD, {{EVER, "half"}}},
    {RULE_NORWEGIAN_AGE_CHANGE, {{EVER, "2021-01-01"}}},
    {RULE_NORWEGIAN_MINIMUM_AGE, {{EVER, "16"}}},
    {RULE_NORWEGIAN_MAXIMUM_AGE, {{EVER, "66"}}},
    {RULE_NORWEGIAN_MINIMUM_AGE_AFTER, {{EVER, "18"}}},
    {RULE_NORWEGIAN_MAXIMUM_AGE_AFTER, {{EVER, "67"}}},
    {RULE_NORWEGIAN_DUTY_REQUIRED, {{2018, "false"}, {EVER, "true"}}},
    {RULE_NORWEGIAN_DECISION_FROM, {{EVER, "2018-01-01"}}},
    {RULE_NORWEGIAN_APPLICATION_SUFFICES, {{2017, "false"}, {2018, "true"}, {EVER, "false"}}},
    {RULE_NORWEGIAN_BEGRENSET_FAMILIE, {{2023, "false"}, {EVER, "true"}}},
    {RULE_NORWEGIAN_PAYMENT, {{2023, "whole"}, {EVER, "terms"}}},
    {RULE_NORWEGIAN_37D, {{2021, "false"}, {EVER, "true"}}},
    {RULE_NORWEGIAN_37D_WHERE, {{EVER, "residence"}}},
    {RULE_UNKNOWN_COUNTRY, {{EVER, "high"}}},
    {RULE_BASIC_COUNTS_37D, {{EVER, "true"}}},
    {RULE_BASIC_DECISION_REQUIRED, {{2017, "true"}, {2018, "false"}, {EVER, "true"}}},
    {RULE_BASIC_QUARTER, {{2023, "4"}, {2024, "2"}, {EVER, "1"}}},
    {RULE_BASIC_SMALL_MAXIMUM, {{EVER, "3"}}},
    {RULE_BASIC_LARGE_MAXIMUM, {{EVER, "150"}}},
    {RULE_ASYLUM_AGE_CHANGE, {{EVER, "2021-01-01"}}},
    {RULE_ASYLUM_MINIMUM_AGE, {{EVER, "16"}}},
    {RULE_ASYLUM_MINIMUM_AGE_AFTER, {{EVER, "18"}}},
    /* 2: integration grant */
    {RULE_INTEGRATION_MOVE_METHOD, {{2020, "quarter-eighths"}, {EVER, "month-after"}}},
    {RULE_YEAR_ONE_SPLIT, {{EVER, "false"}}},
    {RULE_VESTING, {{EVER, "register-date"}}},
    {RULE_CLAIM, {{2020, "required"}, {EVER, "automatic"}}},
    {RULE_CLAIM_LIMIT_MONTHS, {{EVER, "36"}}},
    {RULE_SELVSTENDIG_FROM, {{EVER, "2011-07-01"}}},
    {RULE_BEGRENSET_EM_FROM, {{EVER, "2017-02-02"}}},
    {RULE_BEGRENSET_FAMILIE_FROM, {{EVER, "2021-01-01"}}},
    {RULE_BEGRENSET_FAMILIE_AGREEMENT, {{EVER, "true"}}},
    {RULE_FAMILY_APPLICATION_YEARS, {{EVER, "5"}}},
    {RULE_NEWBORN_MONTHS, {{EVER, "6"}}},
    {RULE_KINDERGARTEN_MAXIMUM_AGE, {{EVER, "5"}}},
    {RULE_ELDERLY_MINIMUM_AGE, {{EVER, "60"}}},
    {RULE_SCHOOL_GRANT, {{2013, "true"}, {EVER, "false"}}},
    {RULE_SCHOOL_MINIMUM_AGE, {{EVER, "6"}}},
    {RULE_SCHOOL_MAXIMUM_AGE, {{EVER, "15"}}},
    {RULE_MINOR_BY_AGE, {{2016, "false"}, {EVER, "true"}}},
    {RULE_MINOR_YOUNG_LAST_AGE, {{EVER, "16"}}},
    {RULE_MINOR_LAST_AGE, {{EVER, "20"}}},
    {RULE_MINOR_FROM_MONTH, {{EVER, "true"}}},
    {RULE_FHT1_LAST_GRANT_YEAR, {{EVER, "2"}}},
    /* 4: the run */
    {RULE_CORRECTION_YEARS, {{EVER, "3"}}},
    {RULE_NETTING, {{EVER, "group"}}},
};

enum { PARAMETERS = sizeof parameters / sizeof parameters[0] };

/* Grant years by ground (grants.md 2.1) in the order of the register's list. */
static const struct {
    Ground ground;
    int years;
} grounds[] = {
    {GROUND_ASYL, 5},
    {GROUND_OVERFORINGSFLYKTNING, 5},
    {GROUND_HUMANITAERT, 5},
    {GROUND_KOLLEKTIV_BESKYTTELSE, 5},
    {GROUND_FAMILIE_FLYKTNING, 5},
    {GROUND_FAMILIE_HUMANITAERT, 3},
    {GROUND_SELVSTENDIG, 5},
    {GROUND_BEGRENSET_EM, 5},
    {GROUND_BEGRENSET_FAMILIE, 5},
    {GROUND_FAMILIE_NORDISK, 0},
    {GROUND_FAMILIE_ANNEN, 0},
    {GROUND_ARBEID, 0},
    {GROUND_ARBEID_EOS, 0},
    {GROUND_ASYLSOKER, 0},
};

/* What stands in every year's own line: chapters (grants.md 4) and the revised budget in the
 * state accounts, in kroner (R924). */
static const struct {
    int year;
    int integration, norwegian; /* chapters */
    int64_t integration_budget, minors_budget, norwegian_budget;
} years[] = {
    {2014, 821, 822, 5745900000, 398500000, 1581400000},
    {2015, 821, 822, 6957700000, 443800000, 1966500000},
    {2016, 821, 822, 9642400000, 666400000, 2150800000},
    {2017, 496, 497, 12102700000, 3347400000, 2350400000},
    {2018, 291, 292, 11728400000, 3022300000, 1930000000},
    {2019, 291, 292, 8925500000, 2295500000, 1415900000},
    {2020, 291, 292, 7068900000, 1612200000, 1286500000},
    {2021, 291, 292, 5962700000, 1024200000, 1004800000},
    {2022, 671, 672, 10992000000, 927800000, 1476000000},
    {2023, 671, 672, 18310800000, 1239000000, 2307500000},
    {2024, 671, 672, 21996000000, 1802600000, 2105800000},
    {2025, 671, 672, 19232100000, 1995600000, 1753400000},
    {2026, 671, 672, 17283200000, 2208100000, 1424400000},
};

enum { YEARS = sizeof years / sizeof years[0] };

/* grants.md 4, the table of payment groups: all of item 60 but the minors'. */
static const struct {
    PaymentGroup group;
    bool norwegian;
    int item;
} groups[] = {
    {GROUP_INT_1, false, 60},    {GROUP_INT_2_5, false, 60}, {GROUP_FHT, false, 60},
    {GROUP_EM, false, 61},       {GROUP_NORSK, true, 60},    {GROUP_GRUNN, true, 60},
    {GROUP_ASYLNORSK, true, 60},
};

static RuleSets *load(const char *folder)
{
    Failure failure = {0};
    RuleSets *sets = NULL;
    Status status = rule_sets_load(folder, &sets, &failure);
    if (status != STATUS_OK) printf("\n%s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    return sets;
}

static const char *value_in(const Span *spans, int year)
{
    while (spans->to < year)
        spans++;
    return spans->value;
}

static void check_parameters(const RuleSet *rules)
{
    for (int i = 0; i < PARAMETERS; i++) {
        char text[PARAMETER_TEXT_SIZE];
        RuleParameter parameter = parameters[i].parameter;
        const char *expected = value_in(parameters[i].spans, rules->year);
        parameter_format(parameter, rules->parameters[parameter].value, text);
        CU_ASSERT_STRING_EQUAL(text, expected);
        if (strcmp(text, expected) != 0)
            printf("\n%d %s: %s, not %s\n", rules->year, rule_parameter_text(parameter), text,
                   expected);
    }
}

static void check_grounds(const RuleSet *rules)
{
    for (size_t i = 0; i < sizeof grounds / sizeof grounds[0]; i++)
        CU_ASSERT_EQUAL(rules->ground_years[grounds[i].ground], grounds[i].years);
}

static void check_all(const char *folder, int first)
{
    RuleSets *sets = load(folder);
    CU_ASSERT_EQUAL(rule_sets_count(sets), (size_t)(LAST - first + 1));
    for (int year = first; year <= LAST; year++) {
        const RuleSet *rules = rule_sets_year(sets, year);
        CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
        CU_ASSERT_PTR_EQUAL(rules, rule_sets_at(sets, (size_t)(year - first)));
        check_parameters(rules);
        check_grounds(rules);
    }
    CU_ASSERT_PTR_NULL(rule_sets_year(sets, first - 1));
    CU_ASSERT_PTR_NULL(rule_sets_year(sets, LAST + 1));
    rule_sets_free(sets);
}

/* No parameter, ground, group or year is left out of the tables above, none stands twice. */
static void the_tables_are_complete(void)
{
    bool seen[RULE_PARAMETER_COUNT] = {false};
    CU_ASSERT_EQUAL((int)PARAMETERS, (int)RULE_PARAMETER_COUNT);
    for (int i = 0; i < PARAMETERS; i++) {
        CU_ASSERT_FALSE(seen[parameters[i].parameter]);
        seen[parameters[i].parameter] = true;
    }
    CU_ASSERT_EQUAL((int)(sizeof grounds / sizeof grounds[0]), (int)GROUND_COUNT);
    CU_ASSERT_EQUAL((int)(sizeof groups / sizeof groups[0]), (int)PAYMENT_GROUP_COUNT);
    CU_ASSERT_EQUAL((int)YEARS, LAST - SHIPPED_FIRST + 1);
}

static void shipped_years_follow_the_specification(void)
{
    check_all(SHIPPED, SHIPPED_FIRST);
}

static void made_up_years_follow_the_specification(void)
{
    check_all(MADE_UP, MADE_UP_FIRST);
}

static void check_postings(const RuleSet *rules, int integration, int norwegian)
{
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++) {
        Posting posting = rules->postings[groups[i].group];
        CU_ASSERT_EQUAL(posting.chapter, groups[i].norwegian ? norwegian : integration);
        CU_ASSERT_EQUAL(posting.item, groups[i].item);
    }
}

static void postings_are_the_years_own(void)
{
    RuleSets *shipped = load(SHIPPED), *made_up = load(MADE_UP);
    for (int i = 0; i < YEARS; i++) {
        const RuleSet *rules = rule_sets_year(shipped, years[i].year);
        check_postings(rules, years[i].integration, years[i].norwegian);
        rules = rule_sets_year(made_up, years[i].year);
        check_postings(rules, years[i].integration, years[i].norwegian);
    }
    check_postings(rule_sets_year(made_up, MADE_UP_FIRST), 821, 822);
    rule_sets_free(made_up);
    rule_sets_free(shipped);
}

static void budgets_are_the_years_own(void)
{
    RuleSets *sets = load(SHIPPED);
    for (int i = 0; i < YEARS; i++) {
        const RuleSet *rules = rule_sets_year(sets, years[i].year);
        CU_ASSERT_EQUAL(rule_threshold(rules, "R924", "integration-kroner", -1),
                        years[i].integration_budget);
        CU_ASSERT_EQUAL(rule_threshold(rules, "R924", "minors-kroner", -1),
                        years[i].minors_budget);
        CU_ASSERT_EQUAL(rule_threshold(rules, "R924", "norwegian-kroner", -1),
                        years[i].norwegian_budget);
    }
    rule_sets_free(sets);
}

/* Only the budgets differ from year to year: a control warns of the same in all of them. */
static void other_limits_are_the_same_in_all_years(void)
{
    RuleSets *sets = load(SHIPPED);
    const RuleSet *model = rule_sets_year(sets, 2018);
    for (size_t i = 0; i < rule_sets_count(sets); i++) {
        const RuleSet *rules = rule_sets_at(sets, i);
        CU_ASSERT_EQUAL(rules->threshold_count, model->threshold_count);
        for (size_t k = 0; k < model->threshold_count; k++) {
            const ControlThreshold *limit = &model->thresholds[k];
            if (strcmp(limit->control, "R924") == 0) continue;
            CU_ASSERT_EQUAL(rule_threshold(rules, limit->control, limit->name, -1),
                            limit->value);
        }
    }
    rule_sets_free(sets);
}

/* Made-up sets are complete, and no two rates are the same amount, so that a test which takes
 * the wrong code or year sees a wrong sum. */
static void made_up_years_are_complete_and_distinct(void)
{
    RuleSets *sets = load(MADE_UP);
    static Kroner amounts[(LAST - MADE_UP_FIRST + 1) * RATES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < rule_sets_count(sets); i++) {
        const RuleSet *rules = rule_sets_at(sets, i);
        for (int code = 0; code < RATE_CODE_COUNT; code++) {
            Day day = first_day_of_year(rules->year);
            bool there = rule_rate(rules, code, day, last_day_of_year(rules->year)) != NULL;
            CU_ASSERT_EQUAL(there, code != GRANT_FHT2);
        }
        for (size_t k = 0; k < rules->rate_count; k++) {
            for (size_t j = 0; j < count; j++)
                if (amounts[j] == rules->rates[k].amount) CU_FAIL("an amount stands twice");
            amounts[count++] = rules->rates[k].amount;
        }
    }
    rule_sets_free(sets);
}

/* Which codes grants.md allows in which years, by hand; FHT2 has no rate but its ceiling. */
static const struct {
    int code, from, to;
} codes[] = {
    {GRANT_AR_1, 0, EVER},
    {GRANT_AR_1_B, 0, EVER},
    {GRANT_AR_1_EM, 0, EVER},
    {GRANT_AR_1_EV, 0, EVER},
    {GRANT_AR_2, 0, EVER},
    {GRANT_AR_3, 0, EVER},
    {GRANT_AR_4, 0, EVER},
    {GRANT_AR_5, 0, EVER},
    {GRANT_ASYLNORSK, 0, EVER},
    {GRANT_BHT, 0, EVER},
    {GRANT_ELDR, 0, EVER},
    {GRANT_EMINB, 2017, EVER},
    {GRANT_EMINU, 2017, EVER},
    {GRANT_EM_PER_PERSON, 0, 2016},
    {GRANT_EM_SETTLED_THIS_YEAR, 0, 2016},
    {GRANT_FHT1, 0, EVER},
    {GRANT_FHT2, EVER + 1, EVER},
    {GRANT_GRUNN_1_3, 0, EVER},
    {GRANT_GRUNN_4_150, 0, EVER},
    {GRANT_P_AR1_H, 0, EVER},
    {GRANT_P_AR1_L, 0, EVER},
    {GRANT_P_AR2_H, 0, EVER},
    {GRANT_P_AR2_L, 0, EVER},
    {GRANT_P_AR3_H, 0, EVER},
    {GRANT_P_AR3_L, 0, EVER},
    {GRANT_P37D_AR1, 2022, EVER},
    {GRANT_SKOLE, 0, 2013},
    {RATE_FHT2_MAX, 0, EVER},
    {RATE_BEYOND_REQUEST, EVER + 1, EVER},
    {RATE_UN43G, EVER + 1, EVER},
};

static void codes_are_the_years_own(void)
{
    RuleSets *sets = load(MADE_UP);
    CU_ASSERT_EQUAL((int)(sizeof codes / sizeof codes[0]), (int)RATE_CODE_COUNT);
    for (int year = MADE_UP_FIRST; year <= LAST; year++) {
        const RuleSet *rules = rule_sets_year(sets, year);
        for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
            bool expected = year >= codes[i].from && year <= codes[i].to;
            CU_ASSERT_EQUAL(codes[i].code, (int)i);
            CU_ASSERT_EQUAL(rule_allows_code(rules, codes[i].code), expected);
        }
    }
    rule_sets_free(sets);
}

/* No rate is shipped for a code that its year cannot pay, but those of other schemes. */
static void shipped_rates_are_of_their_years_codes(void)
{
    RuleSets *sets = load(SHIPPED);
    for (size_t i = 0; i < rule_sets_count(sets); i++) {
        const RuleSet *rules = rule_sets_at(sets, i);
        for (size_t k = 0; k < rules->rate_count; k++)
            CU_ASSERT(rules->rates[k].code > RATE_FHT2_MAX ||
                      rule_allows_code(rules, rules->rates[k].code));
    }
    rule_sets_free(sets);
}

/* A few rates that do not need the published list beside the checkout, and how many a year has
 * in all. */
static const struct {
    int year, code;
    Kroner amount;
    Evidence evidence;
} known[] = {
    {2014, GRANT_AR_1_EV, 230100, EVIDENCE_UNVERIFIED},
    {2015, GRANT_ASYLNORSK, 18200, EVIDENCE_VERIFIED},
    {2016, GRANT_EM_PER_PERSON, 207000, EVIDENCE_VERIFIED},
    {2017, GRANT_AR_2, 230000, EVIDENCE_VERIFIED},
    {2018, GRANT_P_AR3_H, 43350, EVIDENCE_VERIFIED},
    {2018, GRANT_AR_2, 230000, EVIDENCE_UNVERIFIED},
    {2019, GRANT_FHT1, 190800, EVIDENCE_VERIFIED},
    {2019, RATE_FHT2_MAX, 1320000, EVIDENCE_VERIFIED},
    {2022, GRANT_ASYLNORSK, 18700, EVIDENCE_INFERRED},
    {2022, GRANT_EMINB, 1118000, EVIDENCE_INFERRED},
    {2022, GRANT_EMINU, 705000, EVIDENCE_INFERRED},
    {2022, GRANT_FHT1, 196400, EVIDENCE_INFERRED},
    {2023, GRANT_AR_2, 249500, EVIDENCE_INFERRED},
    {2023, GRANT_FHT1, 196400, EVIDENCE_INFERRED},
    {2023, RATE_FHT2_MAX, 1520000, EVIDENCE_INFERRED},
    {2023, GRANT_GRUNN_1_3, 217000, EVIDENCE_UNVERIFIED},
    {2023, GRANT_GRUNN_4_150, 665300, EVIDENCE_INFERRED},
    {2023, GRANT_P37D_AR1, 46400, EVIDENCE_INFERRED},
    {2024, GRANT_AR_1_B, 194400, EVIDENCE_UNVERIFIED},
    {2024, GRANT_GRUNN_4_150, 694600, EVIDENCE_UNVERIFIED},
    {2024, GRANT_P37D_AR1, 48400, EVIDENCE_UNVERIFIED},
};

static void shipped_rates_known_by_heart(void)
{
    static const size_t counts[YEARS] = {8, 1, 3, 10, 19, 2, 0, 0, 4, 13, 10, 0, 0};
    RuleSets *sets = load(SHIPPED);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        Day day = last_day_of_year(known[i].year);
        const Rate *rate =
            rule_rate(rule_sets_year(sets, known[i].year), known[i].code, day, day);
        CU_ASSERT_PTR_NOT_NULL_FATAL(rate);
        CU_ASSERT_EQUAL(rate->amount, known[i].amount);
        CU_ASSERT_EQUAL(rate->evidence, known[i].evidence);
    }
    for (size_t i = 0; i < YEARS; i++)
        CU_ASSERT_EQUAL(rule_sets_at(sets, i)->rate_count, counts[i]);
    Day day = last_day_of_year(2017);
    CU_ASSERT_PTR_NULL(rule_rate(rule_sets_year(sets, 2017), GRANT_EMINB, day, day));
    rule_sets_free(sets);
}

/* One row of the published list against the rule set of its year. */
static bool same_rate(const CsvReader *csv, const RuleSet *rules)
{
    int code;
    char amount[24];
    if (!rate_code_parse(csv->fields[1].text, csv->fields[1].length, &code)) return false;
    Day day = first_day_of_year(rules->year);
    const Rate *rate = rule_rate(rules, code, day, day);
    if (rate == NULL) return false;
    snprintf(amount, sizeof amount, "%lld", (long long)rate->amount);
    bool no_source = csv->fields[4].length == 0;
    return csv_field_equals(csv->fields[2], amount) &&
           csv_field_equals(csv->fields[3], evidence_text(rate->evidence)) &&
           (no_source || csv_field_equals(csv->fields[4], rate->source)) &&
           csv_field_equals(csv->fields[5], rate->note);
}

static size_t compare_published(CsvReader *csv, const RuleSets *sets)
{
    Failure failure = {0};
    size_t matched = 0;
    bool more = true;
    CU_ASSERT_EQUAL(csv_next(csv, &more, &failure), STATUS_OK); /* the header */
    for (;;) {
        CU_ASSERT_EQUAL_FATAL(csv_next(csv, &more, &failure), STATUS_OK);
        if (!more) return matched;
        int year = 0;
        for (size_t i = 0; i < csv->fields[0].length; i++)
            year = year * 10 + (csv->fields[0].text[i] - '0');
        const RuleSet *rules = rule_sets_year(sets, year);
        CU_ASSERT_PTR_NOT_NULL_FATAL(rules);
        bool same = same_rate(csv, rules);
        CU_ASSERT_TRUE(same);
        if (!same) printf("\nrates.csv line %zu is not in %d.xml\n", csv->line, year);
        matched++;
    }
}

static void shipped_rates_are_the_published_ones(void)
{
    Failure failure = {0};
    InputFile file;
    if (input_file_read(PUBLISHED, 1 << 20, &file, &failure) != STATUS_OK) {
        printf(" SKIPPED: ../shared/data/rates.csv is not beside the checkout. ");
        return;
    }
    CsvReader csv;
    RuleSets *sets = load(SHIPPED);
    CU_ASSERT_EQUAL_FATAL(csv_open(&csv, "rates.csv", file.bytes, file.size, &failure),
                          STATUS_OK);
    size_t matched = compare_published(&csv, sets), shipped = 0;
    for (size_t i = 0; i < rule_sets_count(sets); i++)
        shipped += rule_sets_at(sets, i)->rate_count;
    CU_ASSERT_EQUAL(matched, shipped);
    CU_ASSERT_EQUAL(matched, 70);
    csv_close(&csv);
    rule_sets_free(sets);
    input_file_free(&file);
}

int main(int argc, char **argv)
{
    static const TestCase tests[] = {
        {"the tables are complete", the_tables_are_complete},
        {"shipped years follow the specification", shipped_years_follow_the_specification},
        {"made-up years follow the specification", made_up_years_follow_the_specification},
        {"postings are the year's own", postings_are_the_years_own},
        {"budgets are the year's own", budgets_are_the_years_own},
        {"other limits are the same in all years", other_limits_are_the_same_in_all_years},
        {"made-up years are complete and distinct", made_up_years_are_complete_and_distinct},
        {"codes are the year's own", codes_are_the_years_own},
        {"shipped rates are of their years' codes", shipped_rates_are_of_their_years_codes},
        {"shipped rates known by heart", shipped_rates_known_by_heart},
        {"shipped rates are the published ones", shipped_rates_are_the_published_ones},
    };
    return run_tests("rule_set_years", tests, sizeof tests / sizeof tests[0], argc, argv);
}
