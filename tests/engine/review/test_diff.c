/*
 * test_diff.c - two runs side by side: the same is said to be the same, a difference is found
 * wherever it is, and lines are named without idents.
 */
#include <stdio.h>
#include <string.h>

#include "tests/engine/review/small_world.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define RUN_3 scratch_path("run-3")
#define RUN_4 scratch_path("run-4")

static void test_a_run_and_itself(void)
{
    world_begin();
    world_go_on();
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_3, "--strict"), 0);
    PRINTED("\nThe runs are the same.\n");
    NOT_PRINTED("Options");
}

/* A row of the tables of sums. */
static const char *row(const char *where, const char *what, const char *a, const char *b,
                       const char *less)
{
    static char text[128];
    snprintf(text, sizeof text, "\n  %-16s %-16s %20s | %20s  %20s\n", where, what, a, b, less);
    return text;
}

static void test_two_quarters(void)
{
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4), 0);
    PRINTED("\nOptions\n");
    PRINTED("cut-off                2017-10-02                         | 2018-01-02");
    PRINTED("only in A: register");
    PRINTED("ledger head");
    PRINTED(row("INT-1", "paid", "235 000,00", "0,00", "-235 000,00"));
    PRINTED(row("0219 INT-2-5", "paid", "86 250,00", "57 500,00", "-28 750,00"));
    PRINTED("AR-2                          0          0          2");
    PRINTED("earned 143 750,00, settled 86 250,00, due 57 500,00, to be paid");
    PRINTED("The runs differ in ");
    CU_ASSERT(world_kept_secret());
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--strict"), 1);
}

/* Only what is asked for is compared, and the rest is counted. */
static void test_filters(void)
{
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--municipality", "0219"), 0);
    PRINTED(row("0219 INT-2-5", "paid", "86 250,00", "57 500,00", "-28 750,00"));
    PRINTED("AR-2                          0          0          1");
    NOT_PRINTED("Options");
    NOT_PRINTED("Totals");
    NOT_PRINTED("INT-1  ");
    PRINTED("more difference");
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--min", "28750,01"), 0);
    NOT_PRINTED(row("0219 INT-2-5", "paid", "86 250,00", "57 500,00", "-28 750,00"));
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--min", "28750"), 0);
    PRINTED(row("0219 INT-2-5", "paid", "86 250,00", "57 500,00", "-28 750,00"));
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--municipality", "5001", "--strict"), 0);
    PRINTED("Nothing that is asked for differs.");
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--min", "much"), 2);
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, "--municipality", "301"), 2);
    CU_ASSERT(world_kept_secret());
}

/* Lines of one run only: the second is computed without the Norwegian grant and AR-1-EV. */
static void test_lines_of_one_run_only(void)
{
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--dry-run", "--year", "2017",
                                  "--quarter", "3", "--register", scratch_path("register.xml"),
                                  "--out", scratch_path("dry"), "--schemes", "norwegian"),
                          0);
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, scratch_path("dry")), 0);
    PRINTED("dry run                no                                 | yes");
    PRINTED("AR-1-EV                       1          0          0           235 000,00");
    PRINTED("AR-2                          2          0          0           172 500,00");
    CU_ASSERT(world_kept_secret());
}

static void count_trainees(int count, const char *out)
{
    world_register_of("trainees.xml", "2018-01-02", count,
                      "    <opphold grunnlag=\"ASYL\" vedtatt=\"2016-01-15\" varig=\"true\"/>\n"
                      "    <bosted kommune=\"0301\" fra=\"2016-02-01\"/>\n"
                      "    <norskopplaering rett=\"true\" plikt=\"true\" "
                      "malgruppeFra=\"2016-08-10\"/>\n");
    CU_ASSERT_EQUAL_FATAL(PROGRAM("run", "--national", "--dry-run", "--year", "2017",
                                  "--quarter", "4", "--register", scratch_path("trainees.xml"),
                                  "--hold-code", count == 1 ? "GRUNN-1-3" : "ELDR", "--rules",
                                  TEST_SOURCE_DIR "/fixtures/rule-sets", "--out",
                                  scratch_path(out)),
                          0);
}

/* Who counts for the basic grant, and whether it waits; a code that one of them lacks. */
static void test_counts_of_the_basic_grant(void)
{
    count_trainees(1, "one");
    count_trainees(3, "three");
    CU_ASSERT_EQUAL(PROGRAM("diff", scratch_path("one"), scratch_path("three")), 0);
    PRINTED("\nPersons counted for the basic grant on 15 January (A | B)\n"
            "  M0301 2017             1                                  | 3\n"
            "  M0301 2017 held        yes                                | no\n");
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, scratch_path("three")), 0);
    PRINTED("  M0301 2017             0                                  | 3\n");
    CU_ASSERT_EQUAL(PROGRAM("diff", scratch_path("three"), RUN_3), 0);
    PRINTED("  M0301 2017             3                                  | 0\n");
    CU_ASSERT_EQUAL(PROGRAM("diff", scratch_path("three"), scratch_path("three")), 0);
    NOT_PRINTED("basic grant");
    CU_ASSERT(world_kept_secret());
}

static void test_wrong_use(void)
{
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3), 2);
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, RUN_4, RUN_4), 2);
    CU_ASSERT_EQUAL(PROGRAM("diff", RUN_3, scratch_path("nothing")), 4);
    world_end();
}

static const TestCase tests[] = {
    {"a run and itself", test_a_run_and_itself},
    {"two quarters", test_two_quarters},
    {"filters", test_filters},
    {"lines of one run only", test_lines_of_one_run_only},
    {"counts of the basic grant", test_counts_of_the_basic_grant},
    {"wrong use", test_wrong_use},
};

TEST_MAIN("diff", tests)
