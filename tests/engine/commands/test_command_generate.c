/*
 * test_command_generate.c - the command line of the generator: what is wrong use, what a rate
 * and a seed may look like, and that nothing is left behind by a refusal.
 */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "engine/commands/commands.h"
#include "rules/base/status.h"
#include "tests/fixtures/generated.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

enum { WORDS_MAX = 24 };

/* Runs with the words of a line, and --out at the end when it is given. */
static int generate(const char *line, const char *out)
{
    static char words[1024];
    char *argv[WORDS_MAX] = {"generate"};
    int argc = 1;
    int length = snprintf(words, sizeof words, "%s", line);
    CU_ASSERT_FATAL(length >= 0 && (size_t)length < sizeof words);
    for (char *at = words; at != NULL && *at != '\0' && argc < WORDS_MAX - 3;) {
        argv[argc++] = at;
        at = strchr(at, ' ');
        if (at != NULL) *at++ = '\0';
    }
    if (out != NULL) {
        argv[argc++] = "--out";
        argv[argc++] = (char *)out;
    }
    return command_main(&command_generate, argc, argv);
}

static void test_wrong_use(void)
{
    static const char *const lines[] = {
        "--persons 0",        "--persons x",       "--persons 10000001", "--year 2011",
        "--year 1",           "--errors",          "--errors x",         "--errors 1.01",
        "--errors 101%",      "--errors .5",       "--errors 0.",        "--errors -1",
        "--errors 0.1234567", "--split county",    "--plant nothing",    "--threads 0",
        "--date 2018-02-30",  "--date 2017-12-31", "--unknown",          "word",
        "--evolve a.xml",     "--errors 1.0.0",    "--gzip=yes"};
    scratch_begin();
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        CU_ASSERT_EQUAL(generate(lines[i], scratch_path("a.xml")), EXIT_USAGE);
    CU_ASSERT_EQUAL(generate("--persons 10", NULL), EXIT_USAGE);
    CU_ASSERT_EQUAL(scratch_count(), 0);
    scratch_end();
}

static void test_help_needs_nothing(void)
{
    CU_ASSERT_EQUAL(generate("--help", NULL), EXIT_DONE);
}

/* How many errors of 1 000 records a rate gives: the lines of the list but one. */
static size_t errors_at(const char *rate)
{
    char line[64];
    char list[1 << 17];
    scratch_begin();
    int length = snprintf(line, sizeof line, "--persons 1000 --errors %s", rate);
    CU_ASSERT_FATAL(length > 0);
    CU_ASSERT_EQUAL(generate(line, scratch_path("a.xml")), EXIT_DONE);
    FILE *file = fopen(scratch_path("a.xml.errors.csv"), "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    size_t size = fread(list, 1, sizeof list, file);
    CU_ASSERT_EQUAL(fclose(file), 0);
    size_t lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += list[i] == '\n';
    scratch_end();
    return lines - 1;
}

static void test_rates(void)
{
    CU_ASSERT_EQUAL(errors_at("0"), 0);
    CU_ASSERT_EQUAL(errors_at("0.01"), 10);
    CU_ASSERT_EQUAL(errors_at("1%"), 10);
    CU_ASSERT_EQUAL(errors_at("2.5%"), 25);
    CU_ASSERT_EQUAL(errors_at("0.250"), 250);
    CU_ASSERT_EQUAL(errors_at("1"), 1000);
    CU_ASSERT_EQUAL(errors_at("100%"), 1000);
}

/* Neither a register nor a list of errors is written over; nothing is left half there. */
static void test_nothing_is_replaced(void)
{
    static const char line[] = "--persons 50 --errors 0.1";
    scratch_begin();
    scratch_write("a.xml", "mine", 4);
    CU_ASSERT_EQUAL(generate(line, scratch_path("a.xml")), EXIT_ALREADY);
    CU_ASSERT(scratch_holds("a.xml", "mine"));
    scratch_write("b.xml.errors.csv", "mine", 4);
    CU_ASSERT_EQUAL(generate(line, scratch_path("b.xml")), EXIT_ALREADY);
    CU_ASSERT(scratch_holds("b.xml.errors.csv", "mine"));
    CU_ASSERT_EQUAL(scratch_count(), 2);
    CU_ASSERT_EQUAL(generate(line, scratch_path("c.xml")), EXIT_DONE);
    CU_ASSERT_EQUAL(generate(line, scratch_path("c.xml")), EXIT_ALREADY);
    scratch_end();
}

static void test_seeds(void)
{
    scratch_begin();
    CU_ASSERT_EQUAL(generate("--persons 50 --seed 7", scratch_path("a.xml")), EXIT_DONE);
    CU_ASSERT_EQUAL(generate("--persons 50 --seed 7 --threads 1", scratch_path("b.xml")),
                    EXIT_DONE);
    CU_ASSERT_EQUAL(generate("--persons 50 --seed seven", scratch_path("c.xml")), EXIT_DONE);
    CU_ASSERT_TRUE(generated_same(scratch_path("a.xml"), scratch_path("b.xml")));
    CU_ASSERT_FALSE(generated_same(scratch_path("a.xml"), scratch_path("c.xml")));
    scratch_end();
}

static void test_folder_and_evolve(void)
{
    scratch_begin();
    char evolve[512];
    CU_ASSERT_EQUAL(generate("--persons 300 --split municipality --gzip --year 2016",
                             scratch_path("folder/")),
                    EXIT_DONE);
    CU_ASSERT_EQUAL(generate("--persons 300 --split municipality", scratch_path("folder")),
                    EXIT_ALREADY);
    int length = snprintf(evolve, sizeof evolve, "--persons 300 --date 2017-03-31 --evolve %s",
                          scratch_path("folder"));
    CU_ASSERT_FATAL(length > 0);
    CU_ASSERT_EQUAL(generate(evolve, scratch_path("next.xml")), EXIT_DONE);
    CU_ASSERT_EQUAL(generate("--date 2018-01-01 --evolve none.xml", scratch_path("x.xml")),
                    EXIT_INPUT);
    CU_ASSERT_EQUAL(scratch_count(), 2);
    scratch_end();
}

static const TestCase tests[] = {
    {"wrong use", test_wrong_use}, {"help needs nothing", test_help_needs_nothing},
    {"rates", test_rates},         {"nothing is replaced", test_nothing_is_replaced},
    {"seeds", test_seeds},         {"folder and evolve", test_folder_and_evolve},
};

TEST_MAIN("command generate", tests)
