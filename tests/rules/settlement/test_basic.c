/*
 * test_basic.c - why: a basic grant of hundreds of thousands that was held must come again
 * in a later year, by the number that was fixed, and one that was paid must never be counted
 * again. grants.md 3 (Basic grant). Made-up rates: 196 000 for 1 to 3, 623 000 for 4 to 150.
 */
#include "rules/settlement/basic.h"

#include <stdio.h>
#include <string.h>

#include "formats/run/basic_csv.h"
#include "formats/run/decision_csv.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/settlement/bare_settle.h"

static BareSettle *bare;
static int64_t counts[MUNICIPALITY_CODES];
static BasicCount known[8];

/* A run of 2018 that looks back to 2015 and knows nothing of 2019. */
static void begin(int quarter, const char *cutoff)
{
    Day day = DAY_NONE;
    INVARIANT(day_parse(cutoff, strlen(cutoff), &day));
    bare = bare_settle(2015, 2018, quarter, day);
    bare->context.basic_known = known;
    memset(counts, 0, sizeof counts);
}

static void knows(MunicipalityCode code, int year, int64_t persons, bool held)
{
    INVARIANT(bare->context.basic_known_count < sizeof known / sizeof known[0]);
    known[bare->context.basic_known_count++] = (BasicCount){code, (int16_t)year, held, persons};
}

static void paid(MunicipalityCode code, GrantCode grant, int year, Kroner amount)
{
    bare_settled(subject_of_municipality(code), grant, year, code, amount);
    bare->context.basic_settled = bare->settled;
    bare->context.basic_settled_count = bare->settled_count;
}

/* What basic.csv says after the codes have been decided, without its header. */
static const char *fixed(void)
{
    static char text[1024];
    BasicCount rows[SETTLE_YEARS_MAX];
    TextBuffer out = TEXT_BUFFER_EMPTY;
    for (MunicipalityCode code = 1; code < MUNICIPALITY_CODES; code++) {
        if (!basic_concerns(&bare->context, code, counts[code])) continue;
        CU_ASSERT_EQUAL(settle_basic(&bare->context, code, counts[code], &bare->work),
                        STATUS_OK);
        size_t count = basic_fix(&bare->context, code, counts[code], bare->work.lines,
                                 bare->work.line_count, rows);
        for (size_t i = 0; i < count; i++)
            basic_csv_append(&out, &rows[i]);
    }
    snprintf(text, sizeof text, "%s", out.length > 0 ? out.bytes : "");
    text_buffer_free(&out);
    return text;
}

/* The due amounts of one code's lines, in kroner: "2017 196000 HELD; ...". */
static const char *due(MunicipalityCode code)
{
    static char text[512];
    size_t length = 0;
    CU_ASSERT_EQUAL(settle_basic(&bare->context, code, counts[code], &bare->work), STATUS_OK);
    text[0] = '\0';
    for (size_t i = 0; i < bare->work.line_count; i++) {
        const DecisionLine *line = &bare->work.lines[i];
        length += (size_t)snprintf(text + length, sizeof text - length, "%d %04u %lld %s; ",
                                   line->budget_year, line->municipality,
                                   (long long)(line->due / 100),
                                   decision_status_text((DecisionStatus)line->status));
    }
    return text;
}

/* Its quarter, the 15 January that must be known, and the scheme. */
static void test_when_it_is_computed(void)
{
    begin(4, "2019-01-02");
    CU_ASSERT_TRUE(basic_is_computed(&bare->context));
    bare->context.schemes = SCHEME_INTEGRATION;
    CU_ASSERT_FALSE(basic_is_computed(&bare->context));
    begin(3, "2019-01-02");
    CU_ASSERT_FALSE(basic_is_computed(&bare->context));
    bare_rules(2018)->parameters[RULE_BASIC_QUARTER].value = 3;
    CU_ASSERT_TRUE(basic_is_computed(&bare->context));
    bare_rules(2018)->parameters[RULE_BASIC_QUARTER].value = 1;
    begin(1, "2018-01-14");
    bare_rules(2018)->parameters[RULE_BASIC_QUARTER].value = 1;
    CU_ASSERT_FALSE(basic_is_computed(&bare->context));
    begin(1, "2018-01-15");
    bare_rules(2018)->parameters[RULE_BASIC_QUARTER].value = 1;
    CU_ASSERT_TRUE(basic_is_computed(&bare->context));
}

/* All numbers of the own year are written, also those that give no grant; so is a code that an
 * earlier run of the year counted and this one does not. */
static void test_own_year(void)
{
    begin(4, "2019-01-02");
    counts[219] = 151;
    counts[301] = 3;
    counts[1103] = 4;
    knows(1001, 2018, 2, true);
    bare->municipality_held[1103] = true;
    CU_ASSERT_STRING_EQUAL(fixed(), "0219,2018,151,0\n0301,2018,3,0\n"
                                    "1001,2018,0,0\n1103,2018,4,1\n");
    begin(3, "2018-10-02"); /* before its quarter: neither */
    knows(1001, 2018, 2, true);
    CU_ASSERT_STRING_EQUAL(fixed(), "");
}

/* Held in 2017: compared in 2018, in every quarter, by the fixed number; not held: never. */
static void test_held_comes_again(void)
{
    begin(1, "2018-04-03");
    knows(301, 2017, 3, true);
    knows(1103, 2017, 4, false);
    CU_ASSERT_STRING_EQUAL(due(301), "2017 0301 196000 PAY; ");
    CU_ASSERT_STRING_EQUAL(due(1103), "");
    CU_ASSERT_FALSE(basic_concerns(&bare->context, 1103, counts[1103]));
    CU_ASSERT_STRING_EQUAL(fixed(), "0301,2017,3,0\n");
    bare->municipality_held[301] = true; /* and again, while it is held */
    CU_ASSERT_STRING_EQUAL(due(301), "2017 0301 196000 HELD; ");
    CU_ASSERT_STRING_EQUAL(fixed(), "0301,2017,3,1\n");
    bare->context.schemes = SCHEME_INTEGRATION;
    CU_ASSERT_STRING_EQUAL(due(301), "");
    CU_ASSERT_STRING_EQUAL(fixed(), "");
}

/* The rate is that of the rule set as it is now; what is settled is set against it. */
static void test_rate_of_its_year(void)
{
    begin(2, "2018-07-03");
    knows(301, 2017, 3, true);
    for (size_t i = 0; i < bare_rules(2017)->rate_count; i++) {
        Rate *rate = &bare_rules(2017)->rates[i];
        if (rate->code == GRANT_GRUNN_1_3) rate->amount = 200000;
    }
    paid(301, GRANT_GRUNN_1_3, 2016, 1);
    paid(301, GRANT_GRUNN_1_3, 2017, 196000);
    paid(301, GRANT_GRUNN_4_150, 2017, 5);
    CU_ASSERT_STRING_EQUAL(due(301), "2017 0301 4000 PAY; 2017 0301 -5 PAY; ");
    CU_ASSERT_STRING_EQUAL(fixed(), "0301,2017,3,0\n");
}

/* A missing rate leaves it held, with nothing known to be due. */
static void test_missing_rate(void)
{
    begin(2, "2018-07-03");
    knows(301, 2017, 3, true);
    RuleSet *rules = bare_rules(2017);
    for (size_t i = 0; i < rules->rate_count; i++) {
        if (rules->rates[i].code == GRANT_GRUNN_1_3) rules->rates[i].valid_from = 1 << 20;
    }
    CU_ASSERT_STRING_EQUAL(due(301), "2017 0301 0 HELD; ");
    CU_ASSERT_STRING_EQUAL(fixed(), "0301,2017,3,1\n");
}

/* Own year and years before, one after the other. */
static void test_years_together(void)
{
    begin(4, "2019-01-02");
    knows(301, 2016, 4, true);
    knows(301, 2017, 0, true);
    knows(301, 2018, 1, true);
    counts[301] = 2;
    paid(301, GRANT_GRUNN_1_3, 2017, 196000);
    CU_ASSERT_STRING_EQUAL(
        due(301), "2017 0301 -196000 PAY; 2018 0301 196000 PAY; 2016 0301 623000 PAY; ");
    CU_ASSERT_STRING_EQUAL(fixed(), "0301,2016,4,0\n0301,2017,0,0\n0301,2018,2,0\n");
}

/* However long ago, as long as a run can look back; its rule set is needed then. */
static void test_years_that_are_needed(void)
{
    begin(1, "2018-04-03");
    knows(301, 2018 - SETTLE_YEARS_MAX, 1, true);
    knows(301, 2018 - SETTLE_YEARS_MAX + 1, 1, true);
    knows(301, 2016, 1, false);
    knows(301, 2018, 1, true);
    CU_ASSERT_FALSE(basic_needs_year(&bare->context, 2018 - SETTLE_YEARS_MAX));
    CU_ASSERT_TRUE(basic_needs_year(&bare->context, 2018 - SETTLE_YEARS_MAX + 1));
    CU_ASSERT_FALSE(basic_needs_year(&bare->context, 2016));
    CU_ASSERT_FALSE(basic_needs_year(&bare->context, 2018));
    CU_ASSERT_FALSE(basic_compares(&bare->context, 301, 2018 - SETTLE_YEARS_MAX));
    CU_ASSERT_TRUE(basic_compares(&bare->context, 301, 2018 - SETTLE_YEARS_MAX + 1));
    CU_ASSERT_FALSE(basic_compares(&bare->context, 219, 2018 - SETTLE_YEARS_MAX + 1));
}

static const TestCase tests[] = {
    {"when it is computed", test_when_it_is_computed},
    {"own year", test_own_year},
    {"held comes again", test_held_comes_again},
    {"the rate of its year", test_rate_of_its_year},
    {"missing rate", test_missing_rate},
    {"years together", test_years_together},
    {"years that are needed", test_years_that_are_needed},
};

TEST_MAIN("settlement/basic", tests)
