/*
 * test_municipality_csv.c - the list of municipalities decides who is paid: the one that comes
 * with the program must load as it is, and a broken one must be refused with its line.
 */
#include "formats/csv/municipality_csv.h"

#include <stdio.h>
#include <string.h>

#include "formats/bank/payees_csv.h"
#include "formats/base/text_buffer.h"
#include "tests/formats/base/scratch.h"
#include "tests/rules/base/test_main.h"

#define HEADER "code,name,valid_from,valid_to,successor_codes,organisation_number\n"

static void the_programs_own_list(void)
{
    MunicipalityTable *table = NULL;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(TEST_SOURCE_DIR "/rules/municipalities.csv", &table, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(table->count, 838);
    const Municipality *halden = municipality_on(table, 101, day_from_date(2019, 12, 31));
    CU_ASSERT_PTR_NOT_NULL_FATAL(halden);
    CU_ASSERT_STRING_EQUAL(halden->name, "Halden");
    CU_ASSERT_EQUAL(halden->valid_from, DAY_NONE);
    CU_ASSERT_EQUAL(halden->valid_to, day_from_date(2019, 12, 31));
    CU_ASSERT_EQUAL(halden->successor_count, 1);
    CU_ASSERT_EQUAL(halden->successors[0], 3001);
    CU_ASSERT_STRING_EQUAL(halden->organisation_number, "");
    const Municipality *nesseby = municipality_find(table, 5636);
    CU_ASSERT_PTR_NOT_NULL_FATAL(nesseby);
    CU_ASSERT_STRING_EQUAL(nesseby->name, "Unj\xC3\xA1rga - Nesseby");
    CU_ASSERT_STRING_EQUAL(nesseby->organisation_number, "839953062");
    municipality_table_free(table);
}

/* Letters of the municipalities' Norwegian, Sámi and Kven names; of signs only these. */
static const char *const name_letters[] = {"æ", "ø", "å", "Æ", "Ø", "Å", "á", "Á", "č", "Č",
                                           "đ", "Đ", "ŋ", "Ŋ", "š", "Š", "ŧ", "Ŧ", "ž", "Ž",
                                           "ä", "Ä", "ö", "Ö", "ï", "Ï", " ", "-", "(", ")"};

static size_t name_letter(const char *at)
{
    if ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z')) return 1;
    for (size_t i = 0; i < sizeof name_letters / sizeof name_letters[0]; i++)
        if (strncmp(at, name_letters[i], strlen(name_letters[i])) == 0)
            return strlen(name_letters[i]);
    return 0;
}

static bool is_a_name(const char *name)
{
    const char *at = name;
    for (size_t length; (length = name_letter(at)) > 0;)
        at += length;
    return *at == '\0' && at > name && *name != ' ' && at[-1] != ' ' &&
           strstr(name, "  ") == NULL;
}

/* Letters that ISO 8859-1 lacks were lost once: as question marks, or as the letter below. */
static void names_have_their_letters(void)
{
    static const struct {
        MunicipalityCode code;
        const char *name;
    } known[] = {{1736, "Snåase - Snåsa"},
                 {1841, "Fauske - Fuossko"},
                 {1850, "Tysfjord - Divtasvuodna"},
                 {1853, "Evenes - Evenášši"},
                 {1940, "Gáivuotna - Kåfjord - Kaivuono"},
                 {2020, "Porsanger - Porsáŋgu - Porsanki"},
                 {2021, "Kárášjohka - Karasjok"},
                 {2027, "Unjárga - Nesseby"},
                 {5005, "Namsos - Nåavmesjenjaelmie"},
                 {5406, "Hammerfest - Hámmerfeasta"},
                 {5436, "Porsanger - Porsáŋgu - Porsanki"},
                 {5437, "Kárášjohka - Karasjok"},
                 {5503, "Harstad - Hárstták"},
                 {5610, "Kárášjohka - Karasjok"},
                 {5622, "Porsanger - Porsáŋgu - Porsanki"}};
    MunicipalityTable *table = NULL;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(TEST_SOURCE_DIR "/rules/municipalities.csv", &table, NULL),
        STATUS_OK);
    for (size_t i = 0; i < table->count; i++)
        CU_ASSERT_TRUE(is_a_name(table->rows[i].name));
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        CU_ASSERT_STRING_EQUAL(municipality_find(table, known[i].code)->name, known[i].name);
    municipality_table_free(table);
    CU_ASSERT_FALSE(is_a_name("Kárá?johka"));
    CU_ASSERT_FALSE(is_a_name("BÃ¸"));
    CU_ASSERT_FALSE(is_a_name("B\xF8"));
    CU_ASSERT_FALSE(is_a_name("B\xEF\xBF\xBD"));
    CU_ASSERT_FALSE(is_a_name("Oslo "));
}

/* The payees of the tests are the same municipalities. */
static void payees_have_the_same_names(void)
{
    MunicipalityTable *table = NULL;
    Payees *payees = NULL;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(TEST_SOURCE_DIR "/rules/municipalities.csv", &table, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        payees_csv_read(TEST_SOURCE_DIR "/fixtures/payees/payees.csv", &payees, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(payees->count, table->count);
    for (size_t i = 0; i < payees->count; i++)
        CU_ASSERT_STRING_EQUAL(payees->items[i].name,
                               municipality_find(table, payees->items[i].code)->name);
    payees_free(payees);
    municipality_table_free(table);
}

static void splits_and_any_column_order(void)
{
    static const char text[] =
        "organisation_number,code,successor_codes,name,valid_to,valid_from\n"
        ",1500,1508 1580,\"A, split\",2023-12-31,2020-01-01\n"
        "920415288,1508,,One,,2024-01-01\n"
        ",1580,,Two,,2024-01-01\n";
    scratch_begin();
    MunicipalityTable *table = NULL;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(scratch_write("m.csv", text, sizeof text - 1), &table, NULL),
        STATUS_OK);
    const Municipality *split = municipality_find(table, 1500);
    CU_ASSERT_PTR_NOT_NULL_FATAL(split);
    CU_ASSERT_STRING_EQUAL(split->name, "A, split");
    CU_ASSERT_EQUAL(split->successor_count, 2);
    CU_ASSERT_EQUAL(split->successors[0], 1508);
    CU_ASSERT_EQUAL(split->successors[1], 1580);
    CU_ASSERT_STRING_EQUAL(municipality_find(table, 1508)->organisation_number, "920415288");
    municipality_table_free(table);
    scratch_end();
}

/* A Norwegian spreadsheet program writes days its own way and drops the first zero of a code.
 */
static void a_table_of_a_spreadsheet(void)
{
    static const char text[] =
        "\xEF\xBB\xBF"
        "code;name;valid_from;valid_to;successor_codes;organisation_number;\r\n"
        "101;Halden;;31.12.2019;3001;;\r\n3001;Halden;01.01.2020;;;920415288;\r\n"
        "213;Ski;;2019-12-31;301 3001;;\r\n301;Oslo;;;;;\r\n;;;;;;\r\n";
    scratch_begin();
    MunicipalityTable *table = NULL;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(scratch_write("m.csv", text, sizeof text - 1), &table, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(table->count, 4);
    CU_ASSERT_EQUAL(municipality_find(table, 101)->valid_to, day_from_date(2019, 12, 31));
    CU_ASSERT_EQUAL(municipality_find(table, 3001)->valid_from, day_from_date(2020, 1, 1));
    CU_ASSERT_EQUAL(municipality_find(table, 213)->successors[0], 301);
    municipality_table_free(table);
    scratch_end();
}

static void check_refused(const char *rows, Status expected, const char *where)
{
    char text[2048], place[FAILURE_WHERE_SIZE];
    snprintf(text, sizeof text, HEADER "0301,Oslo,,,,\n%s\n", rows);
    const char *path = scratch_write("m.csv", text, strlen(text));
    snprintf(place, sizeof place, "%s%s", path, where);
    MunicipalityTable *table = NULL;
    Failure failure = {0};
    CU_ASSERT_EQUAL(municipality_csv_read(path, &table, &failure), expected);
    CU_ASSERT_PTR_NULL(table);
    CU_ASSERT_STRING_EQUAL(failure.where, place);
}

static void broken_rows_are_refused(void)
{
    static const struct {
        const char *row, *where;
    } cases[] = {
        {"301,A,,,,", ", line 3, column code"},
        {"03011,A,,,,", ", line 3, column code"},
        {"0000,A,,,,", ", line 3, column code"},
        {"03a1,A,,,,", ", line 3, column code"},
        {"1103,,,,,", ", line 3, column name"},
        {"1103,0920415288092041528809204152880920415288092041528809204152880123,,,,",
         ", line 3, column name"},
        {"1103,A,2020-02-30,,,", ", line 3, column valid_from"},
        {"1103,A,,20201231,,", ", line 3, column valid_to"},
        {"1103,A,2020-01-02,2020-01-01,,", ", line 3, column valid_to"},
        {"1103,A,,2020-01-01,301,", ", line 3, column successor_codes"},
        {"1103,A,,2020-01-01,0301 ,", ", line 3, column successor_codes"},
        {"1103,A,,2020-01-01, 0301,", ", line 3, column successor_codes"},
        {"1103,A,,2020-01-01,0301  0301,", ", line 3, column successor_codes"},
        {"1103,A,,2020-01-01,0301;0301,", ", line 3, column successor_codes"},
        {"1103,A,,2020-01-01,1 2 3 4 5 6 7 8 9,", ", line 3, column successor_codes"},
        {"1103,A,,,,12345678", ", line 3, column organisation_number"},
        {"1103,A,,,,12345678x", ", line 3, column organisation_number"},
        {"1103,A,,,,920415289", ", line 3, column organisation_number"},
        {"1103,A,,,,000000000", ", line 3, column organisation_number"},
        {"1103,   ,,,,", ", line 3, column name"},
        {"1103,A,31.12.2020,,,", ", line 3, column valid_from"},
    };
    scratch_begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_refused(cases[i].row, STATUS_INPUT_VALUE, cases[i].where);
    /* What only the whole table shows is of a line all the same. */
    check_refused("1103,A,,2019-12-31,,", STATUS_INPUT_VALUE, ", line 3");
    check_refused("1103,A,,2019-12-31,0999,", STATUS_INPUT_VALUE, ", line 3");
    check_refused("0301,Again,,,,", STATUS_INPUT_VALUE, ", line 3");
    check_refused("1103,A,,,", STATUS_INPUT_MALFORMED, ", line 3");
    check_refused("1103,A\xE5,,,,", STATUS_INPUT_NOT_UTF8, ", line 3");
    scratch_end();
}

static void successors_up_to_the_limit(void)
{
    scratch_begin();
    TextBuffer text = TEXT_BUFFER_EMPTY;
    text_buffer_text(&text, HEADER "0100,All,,2019-12-31,");
    for (int i = 1; i <= MUNICIPALITY_SUCCESSORS_MAX; i++)
        text_buffer_format(&text, "%s%04d", i > 1 ? " " : "", 200 + i);
    text_buffer_text(&text, ",\n");
    for (int i = 1; i <= MUNICIPALITY_SUCCESSORS_MAX + 1; i++)
        text_buffer_format(&text, "%04d,S,2020-01-01,,,\n", 200 + i);
    MunicipalityTable *table = NULL;
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(scratch_write("m.csv", text.bytes, text.length), &table, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(municipality_find(table, 100)->successor_count,
                    MUNICIPALITY_SUCCESSORS_MAX);
    municipality_table_free(table);
    text_buffer_free(&text);
    check_refused("0100,A,,2019-12-31,0301 0301 0301 0301 0301 0301 0301 0301 0301,",
                  STATUS_INPUT_VALUE, ", line 3, column successor_codes");
    scratch_end();
}

static void whole_tables_that_are_refused(void)
{
    scratch_begin();
    MunicipalityTable *table = NULL;
    Failure failure = {0};
    const char *path = scratch_write("m.csv", HEADER, sizeof HEADER - 1);
    CU_ASSERT_EQUAL(municipality_csv_read(path, &table, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(municipality_csv_read(scratch_path("none"), &table, &failure),
                    STATUS_INPUT_MISSING);
    static const char unknown_successor[] = HEADER "0100,A,,2019-12-31,0999,\n";
    path = scratch_write("m.csv", unknown_successor, sizeof unknown_successor - 1);
    CU_ASSERT_EQUAL(municipality_csv_read(path, &table, &failure), STATUS_INPUT_VALUE);
    static const char overlap[] = HEADER "0100,A,,2019-12-31,,\n0100,A,2019-12-31,,,\n";
    path = scratch_write("m.csv", overlap, sizeof overlap - 1);
    CU_ASSERT_EQUAL(municipality_csv_read(path, &table, &failure), STATUS_INPUT_VALUE);
    CU_ASSERT_NOT_EQUAL(failure.where[0], '\0');
    scratch_end();
}

static const TestCase tests[] = {
    {"the program's own list", the_programs_own_list},
    {"names have their letters", names_have_their_letters},
    {"payees have the same names", payees_have_the_same_names},
    {"splits, and any column order", splits_and_any_column_order},
    {"a table of a spreadsheet", a_table_of_a_spreadsheet},
    {"broken rows", broken_rows_are_refused},
    {"successors up to the limit", successors_up_to_the_limit},
    {"whole tables that are refused", whole_tables_that_are_refused},
};

TEST_MAIN("municipality_csv", tests)
