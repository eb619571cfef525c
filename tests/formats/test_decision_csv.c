/*
 * test_decision_csv.c - verify and approve read decisions that somebody may have changed: every
 * line that the run cannot have written is refused with its place, never by an abort.
 */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "formats/decision_csv.h"
#include "tests/rules/test_main.h"

#define GOOD "01818431895,AR-2,2017,2,0219,3/8,1,23000000,8625000,0,8625000,PAY,due,1.0\n"

static Status read_one(const char *line, DecisionLine *out)
{
    char text[1024];
    DecisionReader reader;
    bool more = false;
    Failure failure = {STATUS_OK, "", ""};
    int length = snprintf(text, sizeof text, "%s%s", DECISION_HEADER, line);
    CU_ASSERT_EQUAL_FATAL(
        decision_reader_open(&reader, "decisions.csv", text, (size_t)length, &failure),
        STATUS_OK);
    Status status = decision_reader_next(&reader, out, &more, &failure);
    CU_ASSERT(status != STATUS_OK || more);
    if (status != STATUS_OK) CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, "2"));
    decision_reader_close(&reader);
    return status;
}

static void test_line_comes_back(void)
{
    DecisionLine line;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    char subject[SUBJECT_TEXT_SIZE];
    CU_ASSERT_EQUAL_FATAL(read_one(GOOD, &line), STATUS_OK);
    CU_ASSERT_EQUAL(line.municipality, 219);
    CU_ASSERT_EQUAL(line.from.numerator, 3);
    CU_ASSERT_EQUAL(line.from.denominator, 8);
    CU_ASSERT_EQUAL(line.due, 8625000);
    CU_ASSERT(line.first);
    subject_format(line.subject, subject);
    decision_csv_append(&text, &line, subject);
    CU_ASSERT_EQUAL(text.length, strlen(GOOD));
    CU_ASSERT(memcmp(text.bytes, GOOD, strlen(GOOD)) == 0);
    text_buffer_free(&text);
}

static void test_shares_beyond_the_year(void)
{
    static const char *const shares[] = {"9/8,1",  "3/8,2",  "3/8,9/8", "3/0,1",
                                         "-1/8,1", "3/8,1/", "/8,1",    "1e1,1"};
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        char text[256];
        DecisionLine line;
        snprintf(text, sizeof text,
                 "01818431895,AR-2,2017,2,0219,%s,23000000,8625000,0,8625000,PAY,due,1.0\n",
                 shares[i]);
        CU_ASSERT_EQUAL(read_one(text, &line), STATUS_INPUT_VALUE);
    }
}

static void test_amounts_that_no_sum_can_hold(void)
{
    static const struct {
        const char *due;
        Status status;
    } rows[] = {{"1000000000000", STATUS_OK},
                {"1000000000001", STATUS_INPUT_VALUE},
                {"-1000000000000", STATUS_OK},
                {"-1000000000001", STATUS_INPUT_VALUE},
                {"99999999999999999", STATUS_INPUT_VALUE},
                {"1.5", STATUS_INPUT_VALUE}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[256];
        DecisionLine line;
        snprintf(text, sizeof text,
                 "01818431895,AR-2,2017,2,0219,3/8,1,23000000,8625000,0,%s,PAY,due,1.0\n",
                 rows[i].due);
        CU_ASSERT_EQUAL(read_one(text, &line), rows[i].status);
    }
}

static const TestCase tests[] = {
    {"a line comes back as it was", test_line_comes_back},
    {"shares beyond the year", test_shares_beyond_the_year},
    {"amounts that no sum can hold", test_amounts_that_no_sum_can_hold},
};

TEST_MAIN("decision_csv", tests)
