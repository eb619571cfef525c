/*
 * test_person.h - persons of the tests and what they earn: a registration with room for its
 * lists, a context, and the earned parts as one line of text each.
 *
 * A part is written "CODE MUNICIPALITY from-to rate earned" (earned in kroner, with two
 * decimals when it is not whole), with "?" at the end when the municipality is ambiguous and
 * "!" when the rate is missing; several parts are separated by "; " and stand in the order they
 * were appended. Nothing earned is "".
 */
#ifndef TILSKUDD_TESTS_RULES_TEST_PERSON_H
#define TILSKUDD_TESTS_RULES_TEST_PERSON_H

#include "tests/rules/base/test_municipalities.h"
#include "tests/rules/ruleset/test_rule_set.h"

enum { TEST_LIST_MAX = 8, TEST_PARTS_MAX = 32, TEST_TEXT_SIZE = 4096 };

typedef struct TestPerson {
    Registration registration;
    ResidencePermit permits[TEST_LIST_MAX];
    Stay residences[TEST_LIST_MAX];
    Stay receptions[TEST_LIST_MAX];
    SpecialGrant special_grants[TEST_LIST_MAX];
} TestPerson;

/* "2017-05-10"; "" is DAY_NONE. */
Day d(const char *text);

/* Nobody yet: born on a day, of Syrian background, no lists. The person must not be moved in
 * memory (its registration points into it). */
void test_person_begin(TestPerson *person, const char *born);
void test_permit(TestPerson *person, Ground ground, const char *decided, bool permanent);
void test_settle(TestPerson *person, const char *date, MunicipalityCode municipality,
                 SettlementGroup group, const char *claim);
void test_lives(TestPerson *person, MunicipalityCode municipality, const char *from,
                const char *to);
void test_centre(TestPerson *person, MunicipalityCode municipality, const char *from,
                 const char *to);
void test_trains(TestPerson *person, const char *target_from, const char *decision,
                 MunicipalityCode municipality);
void test_impaired(TestPerson *person, GrantCode code, const char *decided, Kroner amount);

/* A context with test_rule_set(budget_year), run for that year and quarter, cut-off given. The
 * helper owns it; it is good until the next call. Change it at will. */
GrantContext *test_context(int budget_year, int quarter, const char *cutoff);

/* The rule set of the context made last, to be changed. */
RuleSet *test_rules(const GrantContext *context);

/* The parts as text; `outcome` may be NULL. The text is good until the next call. */
const char *test_integration(const GrantContext *context, const TestPerson *person,
                             const TestPerson *mother, GrantOutcome *outcome);
const char *test_norwegian(const GrantContext *context, const TestPerson *person,
                           GrantOutcome *outcome);
const char *test_part_text(const EarnedPart *part);

#endif
