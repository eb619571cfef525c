/*
 * test_norwegian_grant_basic.c - why: one person more or less on 15 January moves a
 * municipality over a step of hundreds of thousands of kroner. grants.md 3 (Basic grant).
 */
#include <stdlib.h>

#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;

static void begin(const char *target_from)
{
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, GROUND_ASYL, "2010-01-01", true);
    test_trains(&person, target_from, target_from, MUNICIPALITY_NONE);
    test_lives(&person, 301, "2010-01-01", "");
}

static MunicipalityCode counts_for(int year)
{
    static MunicipalityMapping mapping;
    municipality_mapping_make(test_municipalities(), day_from_date(year, 1, 15), &mapping);
    return basic_grant_counts_for(test_context(year, 4, "2024-12-31"), &mapping,
                                  &person.registration);
}

static void test_fifteenth_of_january(void)
{
    begin("2018-01-15");
    CU_ASSERT_EQUAL(counts_for(2018), 301);
    begin("2018-01-16");
    CU_ASSERT_EQUAL(counts_for(2018), 0);
    CU_ASSERT_EQUAL(counts_for(2019), 301);
    CU_ASSERT_EQUAL(counts_for(2020), 301);
    CU_ASSERT_EQUAL(counts_for(2021), 0);
    begin("2018-01-15");
    person.residences[0].to = d("2018-01-14");
    CU_ASSERT_EQUAL(counts_for(2018), 0);
    person.residences[0].to = d("2018-01-15");
    CU_ASSERT_EQUAL(counts_for(2018), 301);
    test_centre(&person, 1840, "2018-01-15", "2018-01-15");
    CU_ASSERT_EQUAL(counts_for(2018), 1840);
    person.registration.died = d("2018-01-15");
    CU_ASSERT_EQUAL(counts_for(2018), 1840);
    person.registration.died = d("2018-01-14");
    CU_ASSERT_EQUAL(counts_for(2018), 0);
}

static void test_conditions(void)
{
    begin("2018-01-15");
    person.registration.training.right = false;
    CU_ASSERT_EQUAL(counts_for(2018), 0);
    begin("2018-01-15");
    person.registration.training.duty = false;
    CU_ASSERT_EQUAL(counts_for(2018), 301);
    CU_ASSERT_EQUAL(counts_for(2019), 0);
    begin("2018-01-15");
    person.registration.training.decision = DAY_NONE; /* in 2018 alone it does without */
    CU_ASSERT_EQUAL(counts_for(2018), 301);
    CU_ASSERT_EQUAL(counts_for(2019), 0);
    begin("2018-01-15");
    person.registration.training.target_from = DAY_NONE;
    CU_ASSERT_EQUAL(counts_for(2018), 0);
}

/* § 37 d persons count in their years 2 and 3 too, unless the rule set says no. */
static void test_collective_protection(void)
{
    begin("2022-01-10");
    person.permits[0].ground = GROUND_KOLLEKTIV_BESKYTTELSE;
    CU_ASSERT_EQUAL(counts_for(2022), 301);
    CU_ASSERT_EQUAL(counts_for(2023), 301);
    CU_ASSERT_EQUAL(counts_for(2024), 301);
    MunicipalityMapping *mapping = calloc(1, sizeof *mapping);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mapping);
    municipality_mapping_make(test_municipalities(), d("2023-01-15"), mapping);
    GrantContext *context = test_context(2023, 4, "2024-12-31");
    test_rules(context)->parameters[RULE_BASIC_COUNTS_37D].value = 0;
    CU_ASSERT_EQUAL(basic_grant_counts_for(context, mapping, &person.registration), 0);
    person.registration.training.target_from = d("2023-01-10"); /* year 1: counts */
    CU_ASSERT_EQUAL(basic_grant_counts_for(context, mapping, &person.registration), 301);
    person.registration.training.target_from = d("2022-01-10");
    person.permits[0].ground = GROUND_ASYL; /* not § 37 d: counts */
    CU_ASSERT_EQUAL(basic_grant_counts_for(context, mapping, &person.registration), 301);
    free(mapping);
}

/* Counts use the codes of that 15 January. */
static void test_codes_of_the_day(void)
{
    begin("2022-01-10");
    person.residences[0].municipality = 219;
    CU_ASSERT_EQUAL(counts_for(2022), 3024);
    CU_ASSERT_EQUAL(counts_for(2024), 3201);
    person.residences[0] = (Stay){d("2022-01-01"), d("2023-12-31"), 1507};
    CU_ASSERT_EQUAL(counts_for(2023), 1507);
    person.residences[0].to = DAY_NONE;
    CU_ASSERT_EQUAL(counts_for(2024), MAPPING_AMBIGUOUS);
    person.residences[0].to = d("2023-12-31");
    test_lives(&person, 1580, "2024-01-01", "");
    CU_ASSERT_EQUAL(counts_for(2024), 1580);
}

static const char *part_for(int64_t persons, MunicipalityCode code, const char *cutoff)
{
    EarnedPart part;
    GrantContext *context = test_context(2023, 4, cutoff);
    return basic_grant_part(context, code, persons, &part) ? test_part_text(&part) : "";
}

static void test_steps(void)
{
    CU_ASSERT_STRING_EQUAL(part_for(0, 301, "2023-12-31"), "");
    CU_ASSERT_STRING_EQUAL(part_for(1, 301, "2023-12-31"), "GRUNN-1-3 0301 0-1 196000 196000");
    CU_ASSERT_STRING_EQUAL(part_for(3, 301, "2023-12-31"), "GRUNN-1-3 0301 0-1 196000 196000");
    CU_ASSERT_STRING_EQUAL(part_for(4, 301, "2023-12-31"),
                           "GRUNN-4-150 0301 0-1 623000 623000");
    CU_ASSERT_STRING_EQUAL(part_for(150, 301, "2023-12-31"),
                           "GRUNN-4-150 0301 0-1 623000 623000");
    CU_ASSERT_STRING_EQUAL(part_for(151, 301, "2023-12-31"), "");
}

/* Only the recipient is mapped to the cut-off date. */
static void test_recipient(void)
{
    CU_ASSERT_STRING_EQUAL(part_for(2, 3024, "2023-12-31"), "GRUNN-1-3 3024 0-1 196000 196000");
    CU_ASSERT_STRING_EQUAL(part_for(2, 3024, "2024-01-01"), "GRUNN-1-3 3201 0-1 196000 196000");
    CU_ASSERT_STRING_EQUAL(part_for(2, 1507, "2024-01-01"),
                           "GRUNN-1-3 1507 0-1 196000 196000?");
}

/* Paid in quarter 4; what a later year's run asks for is what was fixed. */
static void test_when(void)
{
    EarnedPart part;
    GrantContext *context = test_context(2023, 3, "2023-12-31");
    CU_ASSERT_FALSE(basic_grant_part(context, 301, 2, &part));
    context->run_quarter = 4;
    CU_ASSERT_TRUE(basic_grant_part(context, 301, 2, &part));
    context->run_year = 2024;
    CU_ASSERT_FALSE(basic_grant_is_computed(context));
    context->run_quarter = 1;
    CU_ASSERT_TRUE(basic_grant_part(context, 301, 2, &part));
    CU_ASSERT_STRING_EQUAL(test_part_text(&part), "GRUNN-1-3 0301 0-1 196000 196000");
    context->run_quarter = 4;
    context->run_year = 2023;
    test_remove_rates(test_rules(context), GRANT_GRUNN_1_3);
    CU_ASSERT_TRUE(basic_grant_part(context, 301, 2, &part));
    CU_ASSERT_STRING_EQUAL(test_part_text(&part), "GRUNN-1-3 0301 0-1 0 0!");
}

/* The rule set's quarter and the later ones of the year; 15 January must be known. */
static void test_quarter(void)
{
    EarnedPart part;
    static const int first[] = {[2023 - 2023] = 4, [2024 - 2023] = 2, [2025 - 2023] = 1};
    for (int year = 2023; year <= 2025; year++) {
        for (int quarter = 1; quarter <= 4; quarter++) {
            GrantContext *context = test_context(year, quarter, "2026-01-01");
            CU_ASSERT_EQUAL(basic_grant_part(context, 301, 2, &part),
                            quarter >= first[year - 2023]);
        }
    }
    CU_ASSERT_FALSE(basic_grant_is_computed(test_context(2025, 1, "2025-01-14")));
    CU_ASSERT_TRUE(basic_grant_is_computed(test_context(2025, 1, "2025-01-15")));
}

static int64_t rate_from(int quarter, const char *from, bool retroactive)
{
    EarnedPart part;
    GrantContext *context = test_context(2024, quarter, "2025-01-02");
    test_add_rate(test_rules(context), GRANT_GRUNN_1_3, d(from), 200000, retroactive);
    CU_ASSERT_TRUE(basic_grant_part(context, 301, 2, &part));
    return part.rate;
}

/* Due on the last day of its quarter, 30 June 2024, also when it is computed again later. */
static void test_due_date(void)
{
    CU_ASSERT_EQUAL(rate_from(2, "2024-06-30", false), 200000);
    CU_ASSERT_EQUAL(rate_from(2, "2024-07-01", false), 196000);
    CU_ASSERT_EQUAL(rate_from(4, "2024-06-30", false), 200000);
    CU_ASSERT_EQUAL(rate_from(4, "2024-07-01", false), 196000);
    CU_ASSERT_EQUAL(rate_from(2, "2024-07-01", true), 196000); /* not known yet */
    CU_ASSERT_EQUAL(rate_from(3, "2024-07-01", true), 200000);
}

static const TestCase tests[] = {
    {"15 January", test_fifteenth_of_january},
    {"conditions", test_conditions},
    {"collective protection", test_collective_protection},
    {"codes of the day", test_codes_of_the_day},
    {"steps", test_steps},
    {"recipient", test_recipient},
    {"when", test_when},
    {"quarter", test_quarter},
    {"due date", test_due_date},
};

TEST_MAIN("rules/norwegian_grant_basic", tests)
