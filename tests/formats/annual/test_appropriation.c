/*
 * test_appropriation.c - the appropriation of 2014, its sums and a statement beside accounts.
 * Why: these columns go into the annual report as they are. life.md 6.
 */
#include <string.h>

#include "formats/accounts/book_csv.h"
#include "formats/annual/annual_csv.h"
#include "formats/base/input_file.h"
#include "tests/rules/base/test_main.h"

enum { ITEMS = 11 };

static size_t read_file(AppropriationRow **rows)
{
    InputFile file = {0};
    size_t count;
    static const char path[] = TEST_SOURCE_DIR "/fixtures/annual/appropriation-2014.csv";
    CU_ASSERT_EQUAL_FATAL(input_file_read(path, INPUT_SMALL_SIZE_MAX, &file, NULL), STATUS_OK);
    const BookFile book = {path, file.bytes, file.size};
    CU_ASSERT_EQUAL_FATAL(appropriation_csv_read(book, rows, &count, NULL), STATUS_OK);
    input_file_free(&file);
    return count;
}

static AnnualRow paid(uint16_t chapter, uint16_t item, Ore amount)
{
    AnnualRow row = {.place = {{chapter, item}, GROUP_INT_1, 301}, .quarter = 1};
    row.amounts[CASH_PAID] = amount;
    return row;
}

/* Note A, annual report 2014. */
static void test_known(void)
{
    AppropriationRow *rows;
    StatementRow statement[ITEMS];
    const AnnualTable none = {NULL, 0};
    size_t count = read_file(&rows);
    CU_ASSERT_EQUAL_FATAL(count, ITEMS);
    CU_ASSERT_EQUAL_FATAL(appropriation_statement(rows, count, &none, statement), ITEMS);
    CU_ASSERT_EQUAL(statement[1].posting.chapter, 821);
    CU_ASSERT_EQUAL(statement[1].posting.item, 60);
    CU_ASSERT_EQUAL(statement[1].allocated->carried_in, 1692200000);
    CU_ASSERT_EQUAL(statement[1].allocated->allocated, 574593500000);
    CU_ASSERT_EQUAL(statement[1].total, 576285700000);
    CU_ASSERT_EQUAL(appropriation_sum(statement, ITEMS).total, 827516240000);
    system_free(rows);
}

static void test_statement(void)
{
    AppropriationRow *rows;
    StatementRow statement[ITEMS + 3];
    AnnualRow cash[] = {paid(291, 60, 500), paid(821, 60, 576285700001), paid(822, 60, 100)};
    const AnnualTable table = {cash, 3};
    size_t count = read_file(&rows);
    CU_ASSERT_EQUAL_FATAL(appropriation_statement(rows, count, &table, statement), ITEMS + 1);
    /* an item that was not allocated; one that was overspent by an øre; one that was not */
    CU_ASSERT_PTR_NULL(statement[0].allocated);
    CU_ASSERT_EQUAL(statement[0].deviation, -500);
    CU_ASSERT_EQUAL(statement[2].deviation, -1);
    CU_ASSERT_EQUAL(statement[ITEMS].deviation, 158140000000 - 100);
    CU_ASSERT_EQUAL(appropriation_sum(statement, ITEMS + 1).account, 576285700601);
    CU_ASSERT_STRING_EQUAL(statement_notes(&statement[0]), "");
    CU_ASSERT_STRING_EQUAL(statement_notes(&statement[2]), "A");
    system_free(rows);
}

static size_t read_text(const char *text, AppropriationRow **rows, Status expected)
{
    size_t count;
    const BookFile book = {"appropriation.csv", text, strlen(text)};
    CU_ASSERT_EQUAL(appropriation_csv_read(book, rows, &count, NULL), expected);
    return count;
}

static void test_note_b(void)
{
    AppropriationRow *rows;
    static const char text[] = "chapter,item,name,carried_in,allocated,may_be_carried\n"
                               "821,60,A,1,2,\n0821,61,B,1,2,3\n";
    CU_ASSERT_EQUAL(read_text(text, &rows, STATUS_OK), 2);
    StatementRow statement[2];
    const AnnualTable none = {NULL, 0};
    CU_ASSERT_EQUAL(appropriation_statement(rows, 2, &none, statement), 2);
    CU_ASSERT_STRING_EQUAL(statement_notes(&statement[0]), "A");
    CU_ASSERT_STRING_EQUAL(statement_notes(&statement[1]), "A, B");
    CU_ASSERT_EQUAL(statement[1].allocated->may_be_carried, 300);
    system_free(rows);
    (void)read_text("chapter,item,name,carried_in,allocated\n821,60,A,1,-2\n", &rows,
                    STATUS_INPUT_VALUE);
    (void)read_text("chapter,item,name,carried_in\n821,60,A,1\n", &rows, STATUS_INPUT_VALUE);
}

static void test_numbers(void)
{
    uint16_t number;
    CU_ASSERT(budget_number_parse("0821", &number) && number == 821);
    CU_ASSERT(budget_number_parse("1", &number) && number == 1);
    CU_ASSERT(!budget_number_parse("", &number));
    CU_ASSERT(!budget_number_parse("6O", &number));
    CU_ASSERT(!budget_number_parse("65536", &number));
    CU_ASSERT(!budget_number_parse("4294967356", &number));
}

static const TestCase tests[] = {{"known", test_known},
                                 {"statement", test_statement},
                                 {"note B", test_note_b},
                                 {"numbers", test_numbers}};

TEST_MAIN("annual/appropriation", tests)
