/*
 * test_spreadsheet.c - what a case officer opens in a spreadsheet program: codes keep their
 * zeros, amounts are numbers, text is never computed, and no row is lost without a word.
 */
#include "formats/workbook/spreadsheet.h"

#include <stdio.h>
#include <string.h>

#include "formats/base/input_file.h"
#include "formats/base/zip_reader.h"
#include "formats/workbook/xlsx_file.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

static const SheetColumn columns[] = {{"code", CELL_TEXT, 8},
                                      {"paid", CELL_AMOUNT, 16},
                                      {"persons", CELL_WHOLE, 8},
                                      {"day", CELL_DAY, 11}};
static const Sheet sheet = {"municipalities", columns, 4};
enum { MADE = 17716 /* 2018-07-04 */ };

static void write_row(Spreadsheet *to, const char *code, Ore paid, int64_t persons, Day day)
{
    spreadsheet_text(to, code);
    spreadsheet_amount(to, paid);
    spreadsheet_whole(to, persons);
    spreadsheet_day(to, day);
}

static void write_rows(Spreadsheet *to)
{
    write_row(to, "0301", 9500050, 12, day_from_date(2018, 7, 4));
    write_row(to, "=1+1", -1, -3, DAY_NONE);
    write_row(to, "a;b,\"c\"", 377467077500, 0, day_from_date(1970, 1, 1));
    spreadsheet_sum_row(to);
    spreadsheet_text(to, "@sum");
    for (size_t i = 1; i < 4; i++)
        spreadsheet_empty(to);
}

static Status begin_file(const char *name, SpreadsheetForm form, const char *note,
                         Spreadsheet **to)
{
    const SpreadsheetFile file = {scratch_path(name), 0600, form, MADE, note};
    return spreadsheet_begin(&file, to, NULL);
}

static Spreadsheet *begin(const char *name, SpreadsheetForm form)
{
    Spreadsheet *to = NULL;
    CU_ASSERT_EQUAL_FATAL(begin_file(name, form, "", &to), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(spreadsheet_sheet(to, &sheet, NULL), STATUS_OK);
    return to;
}

static void make(const char *name, SpreadsheetForm form)
{
    Spreadsheet *to = begin(name, form);
    write_rows(to);
    CU_ASSERT_EQUAL(spreadsheet_commit(&to, NULL), STATUS_OK);
    CU_ASSERT_PTR_NULL(to);
}

static void csv_for_programs(void)
{
    scratch_begin();
    make("plain.csv", SPREADSHEET_CSV);
    CU_ASSERT_TRUE(scratch_holds("plain.csv", "code,paid,persons,day\n"
                                              "0301,95000.50,12,2018-07-04\n"
                                              "'=1+1,-0.01,-3,\n"
                                              "\"a;b,\"\"c\"\"\",3774670775.00,0,1970-01-01\n"
                                              "'@sum,,,\n"));
    scratch_end();
}

static void csv_for_norwegian_spreadsheets(void)
{
    scratch_begin();
    make("excel.csv", SPREADSHEET_CSV_EXCEL);
    CU_ASSERT_TRUE(scratch_holds("excel.csv", "\xEF\xBB\xBF"
                                              "code;paid;persons;day\r\n"
                                              "\"=\"\"0301\"\"\";95000,50;12;2018-07-04\r\n"
                                              "'=1+1;-0,01;-3;\r\n"
                                              "\"a;b,\"\"c\"\"\";3774670775,00;0;1970-01-01\r\n"
                                              "'@sum;;;\r\n"));
    scratch_end();
}

/* Programs that guess take 3/8 for a day of August. */
static void shares_are_no_days(void)
{
    scratch_begin();
    Spreadsheet *to = begin("shares.csv", SPREADSHEET_CSV_EXCEL);
    write_row(to, "3/8", 100, 1, DAY_NONE);
    write_row(to, "3/", 100, 1, DAY_NONE);
    write_row(to, "1", 100, 1, DAY_NONE);
    CU_ASSERT_EQUAL(spreadsheet_commit(&to, NULL), STATUS_OK);
    CU_ASSERT_TRUE(scratch_holds("shares.csv", "\xEF\xBB\xBF"
                                               "code;paid;persons;day\r\n"
                                               "\"=\"\"3/8\"\"\";1,00;1;\r\n"
                                               "3/;1,00;1;\r\n"
                                               "\"=\"\"1\"\"\";1,00;1;\r\n"));
    scratch_end();
}

/* The XML of a part of a workbook; NULL: there is none. Kept until the next call. */
static const char *part_of(const char *name, const char *part)
{
    static TextBuffer content;
    static ZipArchive archive;
    CLEANUP(input_file_free) InputFile file = {0};
    text_buffer_clear(&content);
    CU_ASSERT_EQUAL_FATAL(
        input_file_read(scratch_path(name), INPUT_SMALL_SIZE_MAX, &file, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(zip_open(file.bytes, file.size, &archive, NULL), STATUS_OK);
    const ZipFile *found = zip_file(&archive, part);
    if (found == NULL) return NULL;
    CU_ASSERT_EQUAL(zip_content(found, (size_t)1 << 30, &content, NULL), STATUS_OK);
    text_buffer_char(&content, '\0');
    return content.bytes;
}

static void expect_in(const char *text, const char *wanted)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    if (strstr(text, wanted) == NULL) printf("\n    lacks %s", wanted);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, wanted));
}

static void cells_of_a_workbook(void)
{
    scratch_begin();
    make("book.xlsx", SPREADSHEET_XLSX);
    const char *text = part_of("book.xlsx", "xl/worksheets/sheet1.xml");
    expect_in(text, "t=\"inlineStr\"><is><t>0301</t></is></c>");
    expect_in(text, "<v>95000.5</v>");
    expect_in(text, "<v>-0.01</v>");
    expect_in(text, "<v>3774670775</v>");
    expect_in(text, "<v>43285</v>"); /* 2018-07-04 */
    expect_in(text, "<v>25569</v>");
    expect_in(text, "<t>'=1+1</t>");
    expect_in(text, "<t>'@sum</t>");
    expect_in(text, "state=\"frozen\"");
    expect_in(text, "<autoFilter ref=\"A1:D5\"/>");
    expect_in(part_of("book.xlsx", "xl/workbook.xml"), "<sheet name=\"municipalities\"");
    expect_in(part_of("book.xlsx", "docProps/core.xml"), "2018-07-04T00:00:00Z");
    scratch_end();
}

/* Whoever is handed a sheet or a page of a test must not take it for another. */
static void a_test_says_so(void)
{
    static const char header[] = "<oddHeader>&amp;C&amp;BTEST: of a test</oddHeader>";
    Spreadsheet *to = NULL;
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(begin_file("test.xlsx", SPREADSHEET_XLSX, "TEST: of a test", &to),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(spreadsheet_sheet(to, &sheet, NULL), STATUS_OK);
    write_rows(to);
    CU_ASSERT_EQUAL(spreadsheet_commit(&to, NULL), STATUS_OK);
    expect_in(part_of("test.xlsx", "xl/workbook.xml"),
              "<sheet name=\"TEST\" sheetId=\"1\" r:id=\"rId1\"/>");
    expect_in(part_of("test.xlsx", "xl/worksheets/sheet1.xml"), "<t>TEST: of a test</t>");
    const char *text = part_of("test.xlsx", "xl/worksheets/sheet2.xml");
    expect_in(text, "<t>0301</t>");
    expect_in(text, "<tabColor rgb=\"FFFF0000\"/>");
    expect_in(text, header);
    make("live.xlsx", SPREADSHEET_XLSX);
    text = part_of("live.xlsx", "xl/worksheets/sheet1.xml");
    CU_ASSERT_PTR_NULL(strstr(text, "oddHeader"));
    CU_ASSERT_PTR_NULL(strstr(part_of("live.xlsx", "xl/workbook.xml"), "TEST"));
    scratch_end();
}

static void same_content_same_bytes(void)
{
    CLEANUP(input_file_free) InputFile first = {0};
    CLEANUP(input_file_free) InputFile second = {0};
    scratch_begin();
    make("first.xlsx", SPREADSHEET_XLSX);
    make("second.xlsx", SPREADSHEET_XLSX);
    CU_ASSERT_EQUAL_FATAL(input_file_read(scratch_path("first.xlsx"), 1 << 20, &first, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(input_file_read(scratch_path("second.xlsx"), 1 << 20, &second, NULL),
                          STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(first.size, second.size);
    CU_ASSERT_EQUAL(memcmp(first.bytes, second.bytes, first.size), 0);
    CU_ASSERT_EQUAL(scratch_count(), 2);
    scratch_end();
}

static void long_tables_go_on_in_another_sheet(void)
{
    static const SheetColumn one[] = {{"n", CELL_WHOLE, 8}};
    static const Sheet many = {"decisions", one, 1}, last = {"findings", one, 1};
    Spreadsheet *to = NULL;
    scratch_begin();
    CU_ASSERT_EQUAL_FATAL(begin_file("many.xlsx", SPREADSHEET_XLSX, "", &to), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(spreadsheet_sheet(to, &many, NULL), STATUS_OK);
    for (int64_t i = 1; i <= SPREADSHEET_ROWS_MAX + 1; i++)
        spreadsheet_whole(to, i);
    CU_ASSERT_EQUAL_FATAL(spreadsheet_sheet(to, &last, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(spreadsheet_commit(&to, NULL), STATUS_OK);
    const char *text = part_of("many.xlsx", "xl/workbook.xml");
    expect_in(text, "name=\"decisions\"");
    expect_in(text, "name=\"decisions 2\"");
    expect_in(text, "name=\"findings\"");
    text = part_of("many.xlsx", "xl/worksheets/sheet2.xml");
    expect_in(text, "<c r=\"A2\"");
    expect_in(text, "<v>1000001</v>");
    CU_ASSERT_PTR_NULL(strstr(text, "<c r=\"A3\""));
    scratch_end();
}

static void lost_cells_are_noticed(void)
{
    CLEANUP(input_file_free) InputFile file = {0};
    uint64_t cells =
        4 + 10 + 1; /* heading, three rows with an empty day, a sum with one cell */
    Failure failure = {STATUS_OK, "", ""};
    scratch_begin();
    make("book.xlsx", SPREADSHEET_XLSX);
    CU_ASSERT_EQUAL_FATAL(input_file_read(scratch_path("book.xlsx"), 1 << 20, &file, NULL),
                          STATUS_OK);
    cells++;
    CU_ASSERT_EQUAL(xlsx_check("book.xlsx", file.bytes, file.size, &cells, 1, &failure),
                    STATUS_OK);
    cells++;
    CU_ASSERT_EQUAL(xlsx_check("book.xlsx", file.bytes, file.size, &cells, 1, &failure),
                    STATUS_WRITE);
    CU_ASSERT_STRING_EQUAL(failure.where, "book.xlsx");
    scratch_end();
}

static void nothing_is_written_over(void)
{
    static const SpreadsheetForm forms[] = {SPREADSHEET_XLSX, SPREADSHEET_CSV};
    scratch_begin();
    scratch_write("there", "mine", 4);
    for (size_t i = 0; i < 2; i++) {
        Spreadsheet *to = NULL;
        CU_ASSERT_EQUAL(begin_file("there", forms[i], "", &to), STATUS_OUTPUT_EXISTS);
        CU_ASSERT_PTR_NULL(to);
        to = begin("other", forms[i]);
        write_rows(to);
        spreadsheet_abandon(&to);
        CU_ASSERT_EQUAL(scratch_count(), 1);
    }
    CU_ASSERT_TRUE(scratch_holds("there", "mine"));
    scratch_end();
}

static void too_long_a_text_is_refused(void)
{
    static char text[40000];
    Failure failure = {STATUS_OK, "", ""};
    scratch_begin();
    memset(text, 'a', sizeof text - 1);
    Spreadsheet *to = begin("book.xlsx", SPREADSHEET_XLSX);
    write_row(to, text, 0, 0, MADE);
    write_row(to, "0301", 0, 0, MADE);
    CU_ASSERT_EQUAL(spreadsheet_commit(&to, &failure), STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_EQUAL(failure.status, STATUS_INPUT_TOO_LARGE);
    CU_ASSERT_EQUAL(scratch_count(), 0);
    scratch_end();
}

static const TestCase tests[] = {
    {"CSV for programs", csv_for_programs},
    {"CSV for Norwegian spreadsheet programs", csv_for_norwegian_spreadsheets},
    {"a share is no day", shares_are_no_days},
    {"cells of a workbook", cells_of_a_workbook},
    {"a test says so", a_test_says_so},
    {"same content, same bytes", same_content_same_bytes},
    {"long tables go on in another sheet", long_tables_go_on_in_another_sheet},
    {"lost cells are noticed", lost_cells_are_noticed},
    {"nothing is written over", nothing_is_written_over},
    {"too long a text is refused", too_long_a_text_is_refused},
};

TEST_MAIN("spreadsheet", tests)
