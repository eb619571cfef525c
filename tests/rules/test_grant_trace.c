/*
 * test_grant_trace.c - why: explain must tell what was computed, by the same code, and the
 * computation must be the same whether anyone listens or not.
 */
#include <stdio.h>
#include <string.h>

#include "tests/rules/test_main.h"
#include "tests/rules/test_person.h"

static char heard[8192];

static void hear(void *user, const char *paragraph, const char *text)
{
    (void)user;
    size_t length = strlen(heard);
    snprintf(heard + length, sizeof heard - length, "%s %s\n", paragraph, text);
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
    Trace trace = {hear, NULL};
    heard[0] = '\0';
    GrantContext *context = test_context(2017, 2, "2017-12-31");
    CU_ASSERT_EQUAL(
        integration_grant(context, &adult.registration, NULL, &parts, &outcome, &trace),
        STATUS_OK);
    CU_ASSERT_STRING_EQUAL(
        heard,
        "2.1 Settled on 2016-03-01 in municipality 0301 as VOKSEN; 2017 is grant year 2.\n"
        "2.1 The permit of 2016-01-15 on the ground ASYL gives a grant for 5 years.\n"
        "2.3 Resident in municipality 0301 on 2017-01-01.\n"
        "2.3 The move from 0301 to 0219 on 2017-05-10 cuts 2017 at 3/8 of the year "
        "(quarter-eighths).\n"
        "2.3 AR-2: municipality 0301 has the part 0 to 3/8 of 2017 at the rate 230000 kroner "
        "and has earned 86250.00 kroner through quarter 2 of 2017.\n"
        "2.3 AR-2: municipality 0219 has the part 3/8 to 1 of 2017 at the rate 230000 kroner "
        "and has earned 28750.00 kroner through quarter 2 of 2017.\n");
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
    {"reasons", test_reasons},
};

TEST_MAIN("rules/grant", tests)
