/*
 * test_grant_trace.c - why: explain must tell what was computed, by the same code, and the
 * computation must be the same whether anyone listens or not.
 */
#include <stdio.h>
#include <string.h>

#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static char heard[8192];

static void hear(void *user, const char *paragraph, const char *text)
{
    (void)user;
    size_t length = strlen(heard);
    snprintf(heard + length, sizeof heard - length, "%s %s\n", paragraph, text);
}

static TracedMove moved;
static size_t moves;

static void hear_move(void *user, const TracedMove *move)
{
    (void)user;
    moved = *move;
    moves++;
}

static void test_a_moved_adult(void)
{
    static TestPerson adult;
    test_person_begin(&adult, "1984-01-01");
    test_permit(&adult, GROUND_ASYL, "2016-01-15", true);
    test_settle(&adult, "2016-03-01", 301, SETTLEMENT_VOKSEN, "2016-03-15");
    test_lives(&adult, 301, "2016-03-01", "2017-05-09");
    test_lives(&adult, 219, "2017-05-10", "");
    EarnedPart items[8];
    EarnedParts parts = {items, 0, 8};
    GrantOutcome outcome;
    Trace trace = {.step = hear, .move = hear_move};
    heard[0] = '\0';
    moves = 0;
    GrantContext *context = test_context(2017, 2, "2017-12-31");
    CU_ASSERT_EQUAL(
        integration_grant(context, &adult.registration, NULL, &parts, &outcome, &trace),
        STATUS_OK);
    CU_ASSERT_STRING_EQUAL(
        heard,
        "2.1 Settled on 2016-03-01 in municipality 0301 as VOKSEN; 2017 is grant year 2.\n"
        "2.1 The permit of 2016-01-15 on the ground ASYL gives a grant for 5 years.\n"
        "2.3 Resident in municipality 0301 on 2017-01-01.\n"
        "2.3 The move from 0301 to 0219 on 2017-05-10 cuts 2017 at 3/8 of the year: "
        "by the middle of its quarter (quarter-eighths).\n"
        "2.3 AR-2: municipality 0301 has the part 0 to 3/8 of 2017 at the rate 230 000 kr "
        "and has earned 86 250 kr through quarter 2 of 2017.\n"
        "2.3 AR-2: municipality 0219 has the part 3/8 to 1 of 2017 at the rate 230 000 kr "
        "and has earned 28 750 kr through quarter 2 of 2017.\n");
    CU_ASSERT_EQUAL(moves, 1);
    CU_ASSERT_EQUAL(moved.day, day_from_date(2017, 5, 10));
    CU_ASSERT_EQUAL(moved.budget_year, 2017);
    CU_ASSERT_EQUAL(moved.from, 301);
    CU_ASSERT_EQUAL(moved.to, 219);
    CU_ASSERT_EQUAL(fraction_compare(moved.point, fraction_make(3, 8)), 0);
    EarnedPart silent_items[8];
    EarnedParts silent = {silent_items, 0, 8};
    CU_ASSERT_EQUAL(
        integration_grant(context, &adult.registration, NULL, &silent, &outcome, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(silent.count, 2);
    for (size_t i = 0; i < silent.count; i++) {
        CU_ASSERT_EQUAL(silent_items[i].earned, items[i].earned);
        CU_ASSERT_EQUAL(silent_items[i].municipality, items[i].municipality);
    }
}

/* What the Norwegian grant says of one person; "" when nothing is earned and said. */
static const char *told_of(const TestPerson *person, GrantContext *context)
{
    EarnedPart items[8];
    EarnedParts parts = {items, 0, 8};
    GrantOutcome outcome;
    Trace trace = {.step = hear};
    heard[0] = '\0';
    CU_ASSERT_EQUAL(norwegian_grant(context, &person->registration, &parts, &outcome, &trace),
                    STATUS_OK);
    return heard;
}

/* § 37 d in terms, to the øre: 20 001 / 4 * 3 = 15 000.75. */
static void test_collective_protection(void)
{
    static TestPerson person;
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, GROUND_KOLLEKTIV_BESKYTTELSE, "2024-01-15", true);
    test_trains(&person, "2024-08-10", "2024-08-20", 1103);
    test_lives(&person, 301, "2024-02-01", "");
    CU_ASSERT_STRING_EQUAL(
        told_of(&person, test_context(2024, 3, "2024-12-31")),
        "3 In the target group from 2024-08-10; 2024 is year number 1.\n"
        "3 P37D-AR1 begins with municipality 0301 (§ 37 d: the registered residence alone "
        "decides) and is due in four terms, from the quarter of 2024-08-10 on; what lies "
        "before "
        "comes with it.\n"
        "3 P37D-AR1: municipality 0301 has the part 0 to 1 of 2024 at the rate 20 001 kr "
        "and "
        "has earned 15 000,75 kr through quarter 3 of 2024.\n");
    person.permits[0].ground = GROUND_ASYL;
    (void)told_of(&person, test_context(2023 + 2, 1, "2025-12-31"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard,
                                  "3 P-AR2-H begins with municipality 1103 and is due in "
                                  "four terms, from the quarter of 2025-03-31.\n"));
    GrantContext *context = test_context(2024, 3, "2024-12-31");
    test_rules(context)->parameters[RULE_NORWEGIAN_PAYMENT].value = PAYMENT_WHOLE;
    (void)told_of(&person, context);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "3 P-AR1-H begins with municipality 1103 and is due "
                                         "whole, in the quarter of 2024-08-10.\n"));
}

static void test_target_group(void)
{
    static TestPerson person;
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, GROUND_BEGRENSET_FAMILIE, "2023-01-15", false);
    test_permit(&person, GROUND_BEGRENSET_FAMILIE, "2024-01-15", false);
    test_trains(&person, "2024-02-10", "2024-02-20", MUNICIPALITY_NONE);
    test_lives(&person, 301, "2024-02-01", "");
    (void)told_of(&person, test_context(2024, 1, "2024-12-31"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(heard, "3 The limited permit (BEGRENSET_FAMILIE) was renewed on 2024-01-15, not "
                      "after the entry, and no permit on another ground can form the basis of "
                      "permanent residence; this gives the right.\n"));
    person.permits[1].decided = d("2024-02-11");
    (void)told_of(&person, test_context(2024, 1, "2024-12-31"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "Not in the target group: no permit can form the "
                                         "basis of residence.\n"));
    person.permits[0] = (ResidencePermit){.decided = d("2017-01-15"), .permanent_basis = true};
    person.registration.training.target_from = d("2018-02-10");
    person.registration.training.decision = DAY_NONE;
    (void)told_of(&person, test_context(2018, 1, "2018-12-31"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "application and decision are missing or later than "
                                         "the cut-off.\n"));
    person.registration.training.application = d("2018-03-01");
    (void)told_of(&person, test_context(2018, 1, "2018-12-31"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "3 No decision is known at the cut-off, but the "
                                         "application of 2018-03-01 suffices in 2018.\n"));
    (void)told_of(&person, test_context(2019, 1, "2019-12-31"));
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, ": the decision is missing or later than"));
}

static void test_agreement(void)
{
    static TestPerson person;
    EarnedParts none = {NULL, 0, 0};
    GrantOutcome outcome;
    Trace trace = {.step = hear};
    test_person_begin(&person, "1984-01-01");
    test_permit(&person, GROUND_BEGRENSET_FAMILIE, "2022-01-15", false);
    test_settle(&person, "2022-03-01", 301, SETTLEMENT_VOKSEN, "");
    person.registration.settlement.by_agreement = false;
    heard[0] = '\0';
    CU_ASSERT_EQUAL(integration_grant(test_context(2022, 1, "2022-12-31"), &person.registration,
                                      NULL, &none, &outcome, &trace),
                    STATUS_OK);
    CU_ASSERT_PTR_NOT_NULL(strstr(heard, "2.1 The permit of 2022-01-15 on the ground "
                                         "BEGRENSET_FAMILIE gives a grant for 0 years: the "
                                         "ground needs a settlement by agreement (avtale).\n"));
}

static void test_reasons(void)
{
    for (int i = 0; i < NO_GRANT_REASON_COUNT; i++) {
        const char *text = no_grant_reason_text((NoGrantReason)i);
        CU_ASSERT_TRUE(text != NULL && strlen(text) > 3);
        for (int k = 0; k < i; k++) {
            CU_ASSERT_STRING_NOT_EQUAL(text, no_grant_reason_text((NoGrantReason)k));
        }
    }
    trace_step(NULL, "1", "%d", 1); /* nobody listens: nothing happens */
}

static const TestCase tests[] = {
    {"a moved adult", test_a_moved_adult},
    {"collective protection", test_collective_protection},
    {"target group", test_target_group},
    {"agreement", test_agreement},
    {"reasons", test_reasons},
};

TEST_MAIN("rules/grant", tests)
