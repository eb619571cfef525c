/*
 * test_touched.c - why: the second person decides by how much an option touches; a line counted
 * as 0 kroner because nobody knows its rate would hide what waits. life.md 1.
 */
#include <string.h>

#include "rules/settlement/touched.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/settlement/bare_settle.h"

static TouchedCounts counts;
static HoldChoices holds;
static BareSettle *bare;

static DecisionLine line(DecisionStatus status, GrantCode code, int control, Ore due)
{
    return (DecisionLine){.subject = 1,
                          .status = (uint8_t)status,
                          .code = (uint8_t)code,
                          .control = (uint16_t)control,
                          .budget_year = 2024,
                          .municipality = 301,
                          .rate_index = -1,
                          .first = true,
                          .due = due};
}

static void count(const DecisionLine *lines, size_t line_count)
{
    touched_count(&bare->context, lines, line_count, &counts);
}

static void begin(void)
{
    memset(&counts, 0, sizeof counts);
    memset(&holds, 0, sizeof holds);
    bare = bare_settle(2024, 2024, 1, day_from_date(2024, 4, 2));
    bare->context.holds = &holds;
}

static void expect(const Touched *touched, uint64_t persons, uint64_t lines, Ore ore)
{
    CU_ASSERT_EQUAL(touched->persons, persons);
    CU_ASSERT_EQUAL(touched->lines, lines);
    CU_ASSERT_EQUAL(touched_ore(touched), ore);
}

/* A person is one, however many of the lines are held for one reason. */
static void test_held(void)
{
    DecisionLine lines[] = {line(DECISION_HELD, GRANT_AR_1, CONTROL_IDENT_DIGITS, 500),
                            line(DECISION_HELD, GRANT_AR_1, CONTROL_IDENT_DIGITS, 0),
                            line(DECISION_HELD, GRANT_AR_2, CONTROL_IDENT_DIGITS, -200),
                            line(DECISION_HELD, GRANT_AR_3, CONTROL_IDENT_DIGITS, 0),
                            line(DECISION_PAY, GRANT_AR_4, 0, 70)};
    lines[1].first = false;
    begin();
    count(lines, sizeof lines / sizeof lines[0]);
    expect(&counts.held[CONTROL_IDENT_DIGITS], 1, 3, 300);
    CU_ASSERT_EQUAL(counts.held[CONTROL_IDENT_DIGITS].unknown_lines, 0);
    count(lines, 1);
    expect(&counts.held[CONTROL_IDENT_DIGITS], 2, 4, 800);
}

/* What has no rate is counted, and said to be unknown. */
static void test_unknown(void)
{
    DecisionLine lines[] = {line(DECISION_HELD, GRANT_AR_1, CONTROL_RATE_MISSING, 0),
                            line(DECISION_HELD, GRANT_AR_2, CONTROL_RATE_MISSING, 0)};
    lines[0].rate_missing = lines[1].rate_missing = true;
    begin();
    count(lines, 2);
    const Touched *held = &counts.held[CONTROL_RATE_MISSING];
    expect(held, 1, 2, 0);
    CU_ASSERT_EQUAL(held->unknown_lines, 2);
    CU_ASSERT_EQUAL(held->unknown_persons, 1);
    CU_ASSERT_EQUAL(counts.unknown_all.unknown_lines, 2);
    CU_ASSERT_EQUAL(counts.unknown[GROUP_INT_1].lines, 1);
    CU_ASSERT_EQUAL(counts.unknown[GROUP_INT_2_5].lines, 1);
    CU_ASSERT_EQUAL(counts.code[GRANT_AR_1].lines, 0);
    lines[0].subject = subject_of_municipality(301);
    count(lines, 1);
    CU_ASSERT_EQUAL(held->municipalities, 1);
    CU_ASSERT_EQUAL(held->unknown_municipalities, 1);
    expect(held, 1, 3, 0);
}

/* --hold-code CODE and YEAR:CODE: what they hold, not what is held anyway. */
static void test_code(void)
{
    const DecisionLine lines[] = {line(DECISION_HELD, GRANT_AR_1, CONTROL_CODE_HELD, 100),
                                  line(DECISION_HELD, GRANT_AR_1, CONTROL_IDENT_DIGITS, 900),
                                  line(DECISION_HELD, GRANT_AR_2, CONTROL_CODE_HELD, 30)};
    begin();
    holds.code[GRANT_AR_1] = true;
    hold_in_year(&holds, GRANT_AR_2, 2024);
    count(lines, 3);
    expect(&counts.code[GRANT_AR_1], 1, 1, 100);
    size_t year = 0;
    while (counts.code_year[year][GRANT_AR_2].lines == 0 && year + 1 < SETTLE_YEARS_MAX)
        year++;
    expect(&counts.code_year[year][GRANT_AR_2], 1, 1, 30);
}

static void test_unverified(void)
{
    DecisionLine lines[] = {line(DECISION_PAY, GRANT_AR_1, 0, 100),
                            line(DECISION_PAY, GRANT_AR_1, 0, 0),
                            line(DECISION_HELD, GRANT_AR_1, CONTROL_IDENT_DIGITS, 900)};
    begin();
    RuleSet *rules = bare_rules(2024);
    rules->rates[0] = (Rate){.code = GRANT_AR_1, .evidence = EVIDENCE_UNVERIFIED};
    rules->rates[1] = (Rate){.code = GRANT_AR_1, .evidence = EVIDENCE_VERIFIED};
    lines[0].rate_index = 1;
    lines[1].rate_index = 0;
    lines[1].first = false;
    lines[2].rate_index = 0;
    count(lines, 3);
    expect(&counts.unverified[GRANT_AR_1], 1, 2, 100);
}

static void test_paid(void)
{
    const DecisionLine lines[] = {line(DECISION_PAY, GRANT_AR_1, 0, 100),
                                  line(DECISION_ZERO, GRANT_AR_2, 0, 0),
                                  line(DECISION_PAY, GRANT_AR_3, 0, -40)};
    Touched touched = {0};
    touched_add_paid(lines, 3, &touched);
    expect(&touched, 1, 2, 60);
    touched_add_paid(&lines[1], 1, &touched);
    expect(&touched, 1, 2, 60);
}

static const TestCase tests[] = {{"held", test_held},
                                 {"unknown", test_unknown},
                                 {"code", test_code},
                                 {"unverified", test_unverified},
                                 {"paid", test_paid}};
TEST_MAIN("settlement/touched", tests)
