/*
 * test_years.c - why: a year too few is never corrected, one too many takes back what an
 * earlier run had no business with. grants.md 4.1, 4.3; the gate of rates, grants.md 5.
 */
#include "rules/settlement/years.h"

#include <string.h>

#include "rules/controls/finding.h"
#include "rules/settlement/evidence.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/ruleset/test_rule_set.h"
#include "tests/rules/settlement/bare_settle.h"

/* Rule sets of the years that a test has, by the years' last two digits. */
static const RuleSet *has[100];

static const RuleSet *rules_of(const void *sets, int year)
{
    CU_ASSERT_PTR_EQUAL(sets, has);
    return has[year % 100];
}

static BareSettle *bare;
static int missing;

static void begin(int first, int last)
{
    bare = bare_settle(first, last, 1, day_from_date(last, 4, 3));
    memset(has, 0, sizeof has);
    for (int year = first; year <= last; year++)
        has[year % 100] = bare_rules(year);
    bare->context.years.count = 0;
}

static MissingYear choose(int opening)
{
    return settle_years_choose(&bare->context, opening, rules_of, has, bare->settled,
                               bare->settled_count, &missing);
}

/* The limitation period is three years; before the opening only year 1 that was claimed. */
static void test_choosing(void)
{
    begin(2013, 2018);
    CU_ASSERT_EQUAL(choose(2017), MISSING_NONE);
    CU_ASSERT_EQUAL_FATAL(bare->context.years.count, 4);
    for (int i = 0; i < 4; i++) {
        const SettleYear *year = &bare->context.years.items[i];
        CU_ASSERT_EQUAL(year->context.budget_year, 2015 + i);
        CU_ASSERT_EQUAL(year->version.major, 15 + i);
        CU_ASSERT_EQUAL(year->before_opening, i < 2);
        CU_ASSERT_FALSE(year->basic_only);
    }
    CU_ASSERT_PTR_EQUAL(settle_own_year(&bare->context), settle_year(&bare->context, 2018));
    CU_ASSERT_PTR_NULL(settle_year(&bare->context, 2014));
}

/* A year without rules is left out, unless something is settled in it. */
static void test_missing(void)
{
    begin(2015, 2018);
    has[16] = NULL;
    CU_ASSERT_EQUAL(choose(2015), MISSING_NONE);
    CU_ASSERT_EQUAL(bare->context.years.count, 3);
    begin(2015, 2018);
    has[16] = NULL;
    bare_settled(40, GRANT_AR_1, 2016, 301, 1);
    CU_ASSERT_EQUAL(choose(2015), MISSING_LINES);
    CU_ASSERT_EQUAL(missing, 2016);
    begin(2015, 2018);
    has[18] = NULL;
    CU_ASSERT_EQUAL(choose(2015), MISSING_OWN);
    CU_ASSERT_EQUAL(missing, 2018);
}

/* A basic grant that was held makes its year count, however long ago, and nothing else of it.
 */
static void test_held_basic(void)
{
    static const BasicCount known[] = {{301, 2013, true, 3}};
    begin(2013, 2018);
    bare->context.basic_known = known;
    bare->context.basic_known_count = 1;
    CU_ASSERT_EQUAL(choose(2013), MISSING_NONE);
    CU_ASSERT_EQUAL_FATAL(bare->context.years.count, 5);
    CU_ASSERT_TRUE(bare->context.years.items[0].basic_only);
    CU_ASSERT_FALSE(bare->context.years.items[1].basic_only);
    SettledLine line = {40, 1, 2013, 301, GRANT_AR_1};
    CU_ASSERT_FALSE(settle_compares(&bare->context, &line));
    line.budget_year = 2015;
    CU_ASSERT_TRUE(settle_compares(&bare->context, &line));
    begin(2013, 2018);
    bare->context.basic_known = known;
    bare->context.basic_known_count = 1;
    has[13] = NULL;
    CU_ASSERT_EQUAL(choose(2013), MISSING_BASIC);
    CU_ASSERT_EQUAL(missing, 2013);
}

/* The fifth bank day after the cut-off, in a live run the third from today if that is later. */
static void test_payment_date(void)
{
    Day friday = day_from_date(2018, 6, 1), later = day_from_date(2018, 6, 8);
    CU_ASSERT_EQUAL(settle_payment_date(friday, DAY_NONE), later);
    CU_ASSERT_EQUAL(settle_payment_date(friday, friday), later);
    CU_ASSERT_EQUAL(settle_payment_date(friday, later), day_from_date(2018, 6, 13));
}

/* Paid by a rate that nobody has verified, or held for want of one: once a person and rate. */
static void test_gate(void)
{
    EvidenceCounts counts = {0};
    bool accepted[RATE_CODE_COUNT] = {false};
    begin(2018, 2018);
    CU_ASSERT_EQUAL_FATAL(choose(2018), MISSING_NONE);
    RuleSet *rules = bare_rules(2018);
    rules->rates[0].evidence = EVIDENCE_INFERRED;
    int code = rules->rates[0].code;
    const DecisionLine lines[] = {
        {.code = (uint8_t)code, .status = DECISION_PAY, .budget_year = 2018},
        {.code = (uint8_t)code, .status = DECISION_PAY, .budget_year = 2018},
        {.code = GRANT_FHT2,
         .status = DECISION_HELD,
         .control = CONTROL_RATE_MISSING,
         .budget_year = 2018,
         .rate_index = -1}};
    evidence_count(&bare->context, lines, 3, &counts);
    CU_ASSERT_EQUAL(counts.unverified[0][code], 1);
    CU_ASSERT_EQUAL(counts.missing[0][RATE_FHT2_MAX], 1);
    CU_ASSERT_EQUAL(evidence_refused(&bare->context, &counts, accepted), 2);
    accepted[code] = true;
    CU_ASSERT_EQUAL(evidence_refused(&bare->context, &counts, accepted), 1);
    hold_in_year(&bare->holds, GRANT_FHT2, 2018);
    CU_ASSERT_EQUAL(evidence_refused(&bare->context, &counts, accepted), 0);
}

static const TestCase tests[] = {
    {"choosing", test_choosing},
    {"missing rule sets", test_missing},
    {"held basic grants", test_held_basic},
    {"payment date", test_payment_date},
    {"gate of rates", test_gate},
};

TEST_MAIN("settlement/years", tests)
