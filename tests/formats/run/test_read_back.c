/*
 * test_read_back.c - sums and claims that are read back from run folders and ledgers are added
 * up without looking again: an amount that is none, or too large to be one, must be refused
 * where it stands.
 */
#include <stdio.h>
#include <string.h>

#include "engine/ledger/ledger.h"
#include "formats/run/run_folder.h"
#include "formats/csv/csv_fields.h"
#include "formats/base/path.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define LARGEST "100000000000000"
#define TOO_LARGE "100000000000001"

/* The four kinds of wrong amounts, and one too many digits for 64 bits. */
static const char *const wrong[] = {"",      "-",
                                    "1x",    TOO_LARGE,
                                    "1 000", ("-" TOO_LARGE),
                                    "+1",    "9999999999999999999",
                                    "1.00",  "-9999999999999999999",
                                    "--1",   "999999999999999999",
                                    "-1-",   "-99999999999999999"};

static Status read_sums(const char *amount, GroupRow **rows, Failure *failure)
{
    char text[512];
    RunFolder folder = {.manifest = {.year = 2017, .quarter = 1}};
    snprintf(text, sizeof text,
             "municipality,payment_group,lines_ore,held_ore,brought_forward_ore,"
             "returned_ore,manual_ore,paid_ore,carried_forward_ore,year,quarter,run,mode\n"
             "0301,INT-1,1,2,%s,0,0,4,-5,2017,1,0000000000000000,test\n",
             amount);
    scratch_write("municipalities.csv", text, strlen(text));
    snprintf(folder.path, sizeof folder.path, "%s", scratch_folder());
    CU_ASSERT_EQUAL_FATAL(folder_open(folder.path, &folder.folder, failure), STATUS_OK);
    Status status = run_folder_sums(&folder, rows, failure);
    run_folder_close(&folder);
    return status;
}

static void test_sums_of_a_run(void)
{
    GroupRow *rows;
    Failure failure = {0};
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(read_sums("-" LARGEST, &rows, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(rows[301][GROUP_INT_1].brought_forward, -SUM_ORE_MAX);
    CU_ASSERT_EQUAL(rows[301][GROUP_INT_1].carried_forward, -5);
    system_free(rows);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CU_ASSERT_EQUAL(read_sums(wrong[i], &rows, &failure), STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NULL(rows);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "brought_forward_ore"));
    }
    scratch_end();
}

static Status read_claims(const char *amount, CarriedForward **claims, size_t *count,
                          Failure *failure)
{
    char text[128];
    snprintf(text, sizeof text, "municipality,payment_group,carried_forward_ore\n0301,EM,%s\n",
             amount);
    scratch_write("000000/carried.csv", text, strlen(text));
    /* A control of accounts after the opening has no claims: the opening's stand. */
    LedgerEntry entries[] = {{.number = 0, .kind = ENTRY_OPEN},
                             {.number = 1, .kind = ENTRY_ACCOUNTS}};
    CLEANUP(folder_close) Folder *opening = NULL;
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_path("000000"), &opening, failure), STATUS_OK);
    Folder *folders[] = {opening, NULL};
    Ledger ledger = {.folders = folders, .entries = entries, .entry_count = 2};
    return ledger_carried(&ledger, claims, count, failure);
}

/* A claim is owed by a municipality: never more than nothing. */
static void test_claims_of_a_ledger(void)
{
    CarriedForward *claims;
    size_t count;
    Failure failure = {0};
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(path_make_folder(scratch_path("000000"), false, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(read_claims("-" LARGEST, &claims, &count, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 1);
    CU_ASSERT_EQUAL(claims[0].amount, -SUM_ORE_MAX);
    CU_ASSERT_EQUAL(claims[0].group, GROUP_EM);
    system_free(claims);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CU_ASSERT_EQUAL(read_claims(wrong[i], &claims, &count, &failure), STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NULL(claims);
    }
    CU_ASSERT_EQUAL(read_claims("1", &claims, &count, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_claims("0", &claims, &count, &failure), STATUS_OK);
    system_free(claims);
    scratch_end();
}

static const TestCase tests[] = {
    {"sums of a run", test_sums_of_a_run},
    {"claims of a ledger", test_claims_of_a_ledger},
};

TEST_MAIN("read back", tests)
