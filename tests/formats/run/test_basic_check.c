/*
 * test_basic_check.c - why: what a later year's run compares must be what the decisions leave
 * held; a row that says otherwise would pay a basic grant twice, or never. grants.md 3.
 */
#include "formats/run/basic_check.h"

#include <stdio.h>
#include <string.h>

#include "tests/formats/base/scratch.h"
#include "rules/controls/finding.h"
#include "tests/rules/base/test_main.h"

static BasicCheck check;
static Failure failure;

/* basic.csv as it is in the scratch folder now. */
static Status open_check(void)
{
    CLEANUP(folder_close) Folder *folder = NULL;
    CU_ASSERT_EQUAL_FATAL(folder_open(scratch_folder(), &folder, &failure), STATUS_OK);
    return basic_check_open(folder, &check, &failure);
}

static void begin(const char *rows)
{
    char text[512];
    snprintf(text, sizeof text, "%s%s", BASIC_HEADER, rows);
    scratch_write("basic.csv", text, strlen(text));
    failure = (Failure){STATUS_OK, "", ""};
    CU_ASSERT_EQUAL_FATAL(open_check(), STATUS_OK);
}

static DecisionLine line_of(MunicipalityCode code, DecisionStatus status, Ore earned, Ore due)
{
    DecisionLine line = {.subject = subject_of_municipality(code),
                         .code = GRANT_GRUNN_1_3,
                         .status = (uint8_t)status,
                         .first = true,
                         .budget_year = 2017,
                         .municipality = code,
                         .earned = earned,
                         .due = due};
    line.control = status == DECISION_HELD ? CONTROL_PAYEE_MISSING : 0;
    return line;
}

/* What the lines and the end say together. */
static Status checked(DecisionLine line)
{
    Status status = basic_check_line(&check, &line, &failure);
    if (status == STATUS_OK) status = basic_check_end(&check, &failure);
    basic_check_close(&check);
    return status;
}

static void test_agreeing(void)
{
    begin("0301,2017,3,0\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_PAY, 100, 100)), STATUS_OK);
    begin("0301,2017,3,1\n1103,2017,151,0\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_HELD, 100, 100)), STATUS_OK);
    begin("0301,2017,0,1\n"); /* what is taken back can be held too */
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_HELD, 0, -100)), STATUS_OK);
    begin("0301,2017,3,0\n"); /* held, but nothing is due */
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_HELD, 100, 0)), STATUS_OK);
    begin("0301,2017,3,1\n"); /* nobody knows, for want of a rate */
    DecisionLine line = line_of(301, DECISION_HELD, 0, 0);
    line.control = CONTROL_RATE_MISSING;
    CU_ASSERT_EQUAL(checked(line), STATUS_OK);
    begin(""); /* a person's line is none of it */
    line = line_of(301, DECISION_HELD, 100, 100);
    line.subject = 1818431895;
    CU_ASSERT_EQUAL(checked(line), STATUS_OK);
}

static void test_contradictions(void)
{
    begin("1103,2017,3,0\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_PAY, 100, 100)), STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "M0301, budget year 2017: "));
    begin("0301,2018,3,0\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_PAY, 100, 100)), STATUS_VERIFICATION);
    begin("");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_PAY, 100, 100)), STATUS_VERIFICATION);
    begin("0301,2017,3,1\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_PAY, 100, 100)), STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "holds no line"));
    begin("0301,2017,3,0\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_HELD, 100, 100)), STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "not held"));
    begin("0301,2017,0,0\n");
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_PAY, 100, 100)), STATUS_VERIFICATION);
    CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "nobody is counted"));
}

/* An entry made before there was such a file. */
static void test_no_file(void)
{
    scratch_begin();
    failure = (Failure){STATUS_OK, "", ""};
    CU_ASSERT_EQUAL(open_check(), STATUS_OK);
    CU_ASSERT_EQUAL(checked(line_of(301, DECISION_HELD, 100, 100)), STATUS_OK);
}

static void test_broken_file(void)
{
    scratch_write("basic.csv", "x\n", 2);
    CU_ASSERT_EQUAL(open_check(), STATUS_INPUT_MALFORMED);
    basic_check_close(&check);
    scratch_end();
}

static const TestCase tests[] = {
    {"no file", test_no_file},
    {"agreeing", test_agreeing},
    {"contradictions", test_contradictions},
    {"broken file", test_broken_file},
};

TEST_MAIN("engine/basic_check", tests)
