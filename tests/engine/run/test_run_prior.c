/*
 * test_run_prior.c - why: a settled line that finds the wrong owner, or none, is paid again or
 * taken back. grants.md 4.4.
 */
#include "formats/base/system.h"
#include <string.h>

#include "engine/run/run.h"
#include "tests/rules/base/test_main.h"
#include "tests/rules/settlement/bare_settle.h"

static Run memory, *run = &memory;
static BareSettle *bare;
static CohortPerson persons[3];
static FormerIdent former[2];

/* Persons 20, 40 and 60; 60 was 10 and 50 before. The run is of 2018 and looks back to 2016, of
 * which only year 1 counts. The settled lines must be released by the run. */
static void begin(void)
{
    bare = bare_settle(2016, 2018, 1, day_from_date(2018, 4, 3));
    bare->context.years.items[0].before_opening = true;
    memset(run, 0, sizeof *run);
    run->settle = bare->context;
    for (size_t i = 0; i < 3; i++) {
        persons[i].ident = (Ident)(20 + 20 * i);
    }
    former[0] = (FormerIdent){.former = 10, .owner = 2};
    former[1] = (FormerIdent){.former = 50, .owner = 2};
    run->cohort.persons = persons;
    run->cohort.count = 3;
    run->cohort.former.items = former;
    run->cohort.former.count = 2;
    CU_ASSERT_EQUAL_FATAL(ident_directory_make(persons, 3, &run->cohort.by_ident, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(ident_directory_make(former, 2, &run->cohort.by_former, NULL),
                          STATUS_OK);
}

static void share_out(void)
{
    Failure failure = {0};
    size_t count = bare->settled_count;
    SettledLine *lines = system_allocate((count + 1) * sizeof *lines);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lines);
    for (size_t i = 0; i < count; i++) {
        lines[i] = bare->settled[i];
    }
    run->settled = lines;
    run->settled_count = count;
    CU_ASSERT_EQUAL_FATAL(run_prior(run, &failure), STATUS_OK);
    CU_ASSERT_PTR_NULL(run->settled);
    CU_ASSERT_EQUAL(run->settled_count, 0);
}

static void end(void)
{
    ident_directory_free(&run->cohort.by_ident);
    ident_directory_free(&run->cohort.by_former);
    system_free(run->prior);
    system_free(run->prior_begin);
    system_free(run->vanished);
    system_free(run->basic_prior);
    system_free(run->gone);
}

static size_t lines_of(size_t person)
{
    return run->prior_begin[person + 1] - run->prior_begin[person];
}

static void expect(size_t place, uint32_t person, Subject subject, GrantCode code, Ore amount)
{
    const SettledLine *line = &run->prior[place];
    CU_ASSERT_TRUE(run->prior_begin[person] <= place && place < run->prior_begin[person + 1]);
    CU_ASSERT_EQUAL(line->subject, subject);
    CU_ASSERT_EQUAL(line->code, code);
    CU_ASSERT_EQUAL(line->amount, amount);
}

/* Lines of earlier idents stand with those of the current one, in the order of their keys. */
static void test_owners(void)
{
    begin();
    bare_settled(10, GRANT_AR_1, 2017, 301, 1);
    bare_settled(20, GRANT_AR_1, 2017, 301, 2);
    bare_settled(20, GRANT_AR_2, 2018, 301, 3);
    bare_settled(50, GRANT_AR_2, 2017, 301, 4);
    bare_settled(60, GRANT_AR_3, 2018, 301, 5);
    share_out();
    CU_ASSERT_EQUAL_FATAL(run->prior_begin[3], 5);
    CU_ASSERT_EQUAL(run->vanished_count, 0);
    CU_ASSERT_EQUAL(run->gone_count, 0);
    CU_ASSERT_EQUAL(run->prior_begin[0], 0);
    CU_ASSERT_EQUAL(lines_of(0), 2);
    CU_ASSERT_EQUAL(lines_of(1), 0);
    CU_ASSERT_EQUAL(lines_of(2), 3);
    expect(0, 0, 20, GRANT_AR_1, 200);
    expect(1, 0, 20, GRANT_AR_2, 300);
    expect(2, 2, 10, GRANT_AR_1, 100);
    expect(3, 2, 50, GRANT_AR_2, 400);
    expect(4, 2, 60, GRANT_AR_3, 500);
    end();
}

/* The line of an earlier ident stands before that of a person who comes before its owner. */
static void test_two_owners_crossed(void)
{
    begin();
    bare_settled(10, GRANT_AR_1, 2017, 301, 1);
    bare_settled(20, GRANT_AR_1, 2017, 301, 2);
    share_out();
    CU_ASSERT_EQUAL_FATAL(run->prior_begin[3], 2);
    expect(0, 0, 20, GRANT_AR_1, 200);
    expect(1, 2, 10, GRANT_AR_1, 100);
    CU_ASSERT_EQUAL(lines_of(0), 1);
    CU_ASSERT_EQUAL(lines_of(2), 1);
    end();
}

/* Who is not in the register has vanished: before, between and after those who are. */
static void test_vanished(void)
{
    begin();
    bare_settled(5, GRANT_AR_2, 2018, 301, 1);
    bare_settled(30, GRANT_AR_2, 2017, 301, 2);
    bare_settled(30, GRANT_AR_3, 2018, 301, 3);
    bare_settled(40, GRANT_AR_3, 2018, 301, 4);
    bare_settled(70, GRANT_AR_2, 2018, 301, 5);
    share_out();
    CU_ASSERT_EQUAL_FATAL(run->vanished_count, 4);
    CU_ASSERT_EQUAL(run->vanished[0].subject, 5);
    CU_ASSERT_EQUAL(run->vanished[1].subject, 30);
    CU_ASSERT_EQUAL(run->vanished[2].amount, 300);
    CU_ASSERT_EQUAL(run->vanished[3].subject, 70);
    CU_ASSERT_EQUAL_FATAL(run->gone_count, 3);
    CU_ASSERT_EQUAL(run->gone[0], 5);
    CU_ASSERT_EQUAL(run->gone[1], 30);
    CU_ASSERT_EQUAL(run->gone[2], 70);
    CU_ASSERT_EQUAL(run->prior_begin[3], 1);
    CU_ASSERT_EQUAL(lines_of(0), 0);
    CU_ASSERT_EQUAL(lines_of(1), 1);
    CU_ASSERT_EQUAL(lines_of(2), 0);
    end();
}

/* Lines of years that no run compares any more make nobody vanish; a lookalike of theirs is one
 * all the same. Before the opening only year 1 counts. */
static void test_years_that_count(void)
{
    begin();
    bare_settled(5, GRANT_AR_2, 2015, 301, 1);
    bare_settled(6, GRANT_AR_2, 2016, 301, 2);
    bare_settled(7, GRANT_AR_1, 2016, 301, 3);
    bare_settled(8, GRANT_AR_2, 2017, 301, 4);
    bare_settled(9, GRANT_AR_2, 2018, 301, 5);
    share_out();
    CU_ASSERT_EQUAL_FATAL(run->vanished_count, 3);
    CU_ASSERT_EQUAL(run->vanished[0].subject, 7);
    CU_ASSERT_EQUAL(run->vanished[1].subject, 8);
    CU_ASSERT_EQUAL(run->vanished[2].subject, 9);
    CU_ASSERT_EQUAL(run->gone_count, 5);
    end();
}

static void test_municipalities(void)
{
    begin();
    bare_settled(20, GRANT_AR_2, 2018, 301, 1);
    bare_settled(subject_of_municipality(301), GRANT_GRUNN_1_3, 2017, 301, 2);
    bare_settled(subject_of_municipality(1103), GRANT_GRUNN_1_3, 2017, 1103, 3);
    share_out();
    CU_ASSERT_EQUAL(run->prior_begin[3], 1);
    CU_ASSERT_EQUAL_FATAL(run->basic_prior_count, 2);
    CU_ASSERT_EQUAL(run->basic_prior[0].municipality, 301);
    CU_ASSERT_EQUAL(run->basic_prior[1].municipality, 1103);
    CU_ASSERT_EQUAL(run->vanished_count, 0);
    CU_ASSERT_EQUAL(run->gone_count, 0);
    end();
}

static void test_nothing_settled(void)
{
    begin();
    share_out();
    CU_ASSERT_EQUAL(run->prior_begin[3], 0);
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(run->prior_begin[i], 0);
    end();
}

static const TestCase tests[] = {
    {"owners", test_owners},
    {"two owners crossed", test_two_owners_crossed},
    {"vanished", test_vanished},
    {"years that count", test_years_that_count},
    {"municipalities", test_municipalities},
    {"nothing settled", test_nothing_settled},
};

TEST_MAIN("engine/run_prior", tests)
