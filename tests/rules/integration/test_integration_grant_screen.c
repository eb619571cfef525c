/*
 * test_integration_grant_screen.c - why: a year that a screen leaves out is never computed. It
 * must be one in which the law itself gives nothing and notes nothing, for any person.
 */
#include "tests/rules/base/test_main.h"
#include "tests/rules/base/test_person.h"

static TestPerson person;
static TestPerson mother;

/* Numbers that look random, the same every time. */
static uint32_t below(uint32_t limit)
{
    static uint64_t state = 11;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % limit;
}

static const char *any_day(int first_year, int last_year)
{
    static DayText texts[8];
    static size_t next;
    Day first = first_day_of_year(first_year), last = last_day_of_year(last_year);
    DayText *text = &texts[next++ % 8];
    *text = day_text(first + (Day)below((uint32_t)(last - first + 1)));
    return text->text;
}

static void begin_mother(void)
{
    const char *settled = any_day(2009, 2020);
    test_person_begin(&mother, "1985-05-05");
    test_permit(&mother, GROUND_ASYL, "2005-01-01", true);
    test_settle(&mother, settled, 301, SETTLEMENT_VOKSEN, settled);
    test_lives(&mother, 301, settled, "");
}

static void begin_person(void)
{
    static const SettlementGroup groups[] = {SETTLEMENT_VOKSEN, SETTLEMENT_ENSLIG_MINDREARIG,
                                             SETTLEMENT_BARN};
    const char *settled = any_day(2009, 2020);
    begin_mother();
    test_person_begin(&person, any_day(1990, 2020));
    test_permit(&person, below(8) == 0 ? GROUND_ARBEID : GROUND_ASYL, "2005-01-01", true);
    if (below(4) != 0)
        test_settle(&person, settled, 301, groups[below(3)],
                    below(3) == 0 ? "" : any_day(2009, 2021));
    test_lives(&person, 301, settled, "");
    if (below(3) == 0) person.registration.mother = 1;
    if (below(3) == 0) test_impaired(&person, GRANT_FHT2, any_day(2009, 2020), 100000);
    if (below(3) == 0) test_impaired(&person, GRANT_FHT1, any_day(2009, 2020), 0);
    /* decided while living nowhere: noted */
    if (below(4) == 0) person.registration.residence_count = 0;
}

static void years_left_out_give_nothing(void)
{
    size_t left_out = 0, wrong = 0, given = 0;
    for (int round = 0; round < 4000; round++) {
        GrantOutcome outcome;
        begin_person();
        GrantContext *context = test_context(2012 + (int)below(10), 4, any_day(2012, 2021));
        context->opening_year = below(2) == 0 ? 0 : 2012 + (int)below(10);
        bool possible = integration_grant_is_possible(context, &person.registration);
        const char *parts = test_integration(context, &person, &mother, &outcome);
        bool nothing = parts[0] == '\0' && outcome.notes == 0;
        left_out += !possible;
        given += !nothing;
        wrong += !possible && !nothing;
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(left_out > 1000 && given > 200);
}

static void a_missing_rule_set_is_asked_for(void)
{
    begin_person();
    GrantContext *context = test_context(2018, 4, "2018-12-31");
    context->rules = NULL;
    CU_ASSERT_TRUE(integration_grant_is_possible(context, &person.registration));
}

static const TestCase tests[] = {
    {"years that are left out give nothing", years_left_out_give_nothing},
    {"a missing rule set is asked for", a_missing_rule_set_is_asked_for},
};

TEST_MAIN("rules/integration_grant_screen", tests)
