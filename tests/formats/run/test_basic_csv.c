/*
 * test_basic_csv.c - why: the persons that a run counted decide for years what a municipality
 * is owed; what is read must be exactly what was written. payments.md 6.
 */
#include "formats/run/basic_csv.h"

#include <string.h>

#include "formats/base/system.h"
#include "tests/rules/base/test_main.h"

static BasicCount *items;
static size_t count;

static Status read_text(const char *text, Failure *failure)
{
    return basic_csv_read("basic.csv", text, strlen(text), &items, &count, failure);
}

static void test_written_and_read(void)
{
    static const BasicCount rows[] = {
        {219, 2017, true, 0}, {301, 2017, false, 3}, {301, 2018, true, 1000000000}};
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, BASIC_HEADER);
    for (size_t i = 0; i < 3; i++) {
        basic_csv_append(&text, &rows[i]);
    }
    CU_ASSERT_STRING_EQUAL(text.bytes, "municipality,budget_year,persons,held\n"
                                       "0219,2017,0,1\n0301,2017,3,0\n"
                                       "0301,2018,1000000000,1\n");
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 3);
    for (size_t i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(basic_count_compare(&items[i], &rows[i]), 0);
        CU_ASSERT_EQUAL(items[i].persons, rows[i].persons);
        CU_ASSERT_EQUAL(items[i].held, rows[i].held);
    }
    system_free(items);
    text_buffer_free(&text);
    CU_ASSERT_EQUAL(read_text(BASIC_HEADER, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(count, 0);
    system_free(items);
}

static void test_refused(void)
{
    static const struct {
        const char *rows, *where;
    } cases[] = {
        {"301,2017,3,0\n", "line 2, column municipality"},
        {"0301,201,3,0\n", "line 2, column budget_year"},
        {"0301,2017,-1,0\n", "line 2, column persons"},
        {"0301,2017,03,0\n", "line 2, column persons"},
        {"0301,2017,3,0\n0219,2017,1000000001,0\n", "line 3, column persons"},
        {"0301,2017,3,2\n", "line 2, column held"},
        {"0301,2017,3,true\n", "line 2, column held"},
        {"0301,2017,3,0\n0301,2017,3,0\n", "basic.csv"},
        {"0301,2018,3,0\n0301,2017,3,0\n", "basic.csv"},
        {"0301,2017,3,0\n0219,2018,3,0\n", "basic.csv"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Failure failure = {0};
        TextBuffer text = TEXT_BUFFER_EMPTY;
        text_buffer_format(&text, "%s%s", BASIC_HEADER, cases[i].rows);
        CU_ASSERT_EQUAL(read_text(text.bytes, &failure), STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, cases[i].where));
        CU_ASSERT_PTR_NULL(items);
        text_buffer_free(&text);
    }
    CU_ASSERT_EQUAL(read_text("", NULL), STATUS_INPUT_MALFORMED);
    CU_ASSERT_EQUAL(read_text("municipality,budget_year,persons\n", NULL), STATUS_INPUT_VALUE);
}

static const TestCase tests[] = {
    {"written and read", test_written_and_read},
    {"refused", test_refused},
};

TEST_MAIN("formats/basic_csv", tests)
