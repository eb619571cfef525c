/*
 * test_register_check_faults.c - allocations (libxml2's too), opens, reads and threads are made
 * to fail while extracts are checked: the check fails with a word, or tells all it should;
 * never is a mistake lost in silence.
 *
 * The program starts itself ("child FOLDER SUM") with TILSKUDD_FAULT set, because a fault is
 * for a process; it is linked with the fault-injecting system calls.
 */
#include <libxml/xmlmemory.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "engine/check/register_check.h"
#include "formats/base/digest.h"
#include "formats/base/input_file.h"
#include "formats/base/system.h"
#include "formats/check/check_report.h"
#include "tests/formats/base/fault_child.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

/* Most allocations are of reading rules and tables, which have tests of their own. */
enum { CALLS_MAX = 100000, EXIT_LOST = 98, EXIT_SILENT = 99, STEP = 5 };

static const char extract[] = TEST_SOURCE_DIR "/tests/program/inputs/check-register/clean.xml";

static char *duplicate(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = system_allocate(size);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

/* The sum of the table that is told of a folder. */
static Status check_folder(const char *folder, char hex[SHA256_HEX_SIZE], Failure *failure)
{
    uint8_t sum[SHA256_SIZE];
    CLEANUP(check_report_free) CheckReport report = {.files = NULL};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    const CheckOptions options = {.paths = &folder,
                                  .path_count = 1,
                                  .last = extract,
                                  .rules = TEST_SOURCE_DIR "/rules/sets",
                                  .municipalities = TEST_SOURCE_DIR "/rules/municipalities.csv",
                                  .bank_profiles = TEST_SOURCE_DIR "/formats/bank-profiles",
                                  .threads = 1};
    TRY(register_check(&options, &report, failure));
    check_csv_write(&report, &text);
    TRY(text_buffer_status(&text, failure));
    TRY(sha256_of(text.bytes, text.length, sum, failure));
    sha256_to_hex(sum, hex);
    return STATUS_OK;
}

static int child(const char *folder, const char *expected)
{
    Failure failure = {0};
    char sum[SHA256_HEX_SIZE] = "";
    if (xmlMemSetup(system_free, system_allocate, system_reallocate, duplicate) != 0)
        return EXIT_LOST;
    Status status = check_folder(folder, sum, &failure);
    if (status != STATUS_OK && failure.status != status) return EXIT_SILENT;
    if (status != STATUS_OK) return (int)status_exit(status);
    return strcmp(sum, expected) == 0 ? 0 : EXIT_LOST;
}

static char sound_sum[SHA256_HEX_SIZE];

/* One extract with mistakes and findings, one that ends early. */
static void make_extracts(void)
{
    InputFile input;
    Failure failure = {0};
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(input_file_read(extract, INPUT_SMALL_SIZE_MAX, &input, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(system_mkdir(scratch_path("in"), 0750), 0);
    char *bytes = (char *)input.bytes;
    memcpy(strstr(bytes, "2016-02-11"), "2016-02-31", 10);
    memcpy(strstr(bytes, "kjonn=\"M\""), "kjonn=\"K\"", 9);
    scratch_write("in/a.xml", bytes, input.size);
    scratch_write("in/b.xml", bytes, input.size / 2);
    input_file_free(&input);
    CU_ASSERT_EQUAL_FATAL(check_folder(scratch_path("in"), sound_sum, &failure), STATUS_OK);
}

static int run_child(const char *fault)
{
    char folder[256];
    snprintf(folder, sizeof folder, "%s", scratch_path("in"));
    char *arguments[] = {"test_register_check_faults", "child", folder, sound_sum, NULL};
    int state = fault_child(fault, arguments);
    return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

/* The n-th call of a kind; false when there are not that many. */
static bool try_fault(const char *kind, int call, bool may_be_complete)
{
    char fault[48];
    snprintf(fault, sizeof fault, "%s:%d:fail", kind, call);
    int status = run_child(fault);
    bool struck = fault_struck();
    bool ended_well =
        status == (struck ? (int)EXIT_SYSTEM : 0) || (struck && may_be_complete && status == 0);
    if (!ended_well) fprintf(stderr, "%s: exit status %d\n", fault, status);
    CU_ASSERT_TRUE(ended_well);
    return struck;
}

static void try_calls(const char *kind, int step, int at_least, bool may_be_complete)
{
    int call = 1;
    while (call < CALLS_MAX && try_fault(kind, call, may_be_complete))
        call += step;
    CU_ASSERT_TRUE(call > at_least);
    CU_ASSERT_TRUE(call < CALLS_MAX);
}

static void nothing_fails(void)
{
    make_extracts();
    CU_ASSERT_EQUAL(run_child(""), 0);
    CU_ASSERT_FALSE(fault_struck());
    scratch_end();
}

static void allocations_fail(void)
{
    make_extracts();
    try_calls("allocate", STEP, 500, true);
    scratch_end();
}

static void opens_and_reads_fail(void)
{
    make_extracts();
    try_calls("open", 1, 8, false);
    try_calls("read", 1, 8, false);
    scratch_end();
}

static const TestCase tests[] = {
    {"nothing fails", nothing_fails},
    {"allocations fail", allocations_fail},
    {"opens and reads fail", opens_and_reads_fail},
};

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "child") == 0) return child(argv[2], argv[3]);
    return run_tests("register check faults", tests, sizeof tests / sizeof tests[0], argc,
                     argv);
}
