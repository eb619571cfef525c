/*
 * test_payees_csv.c - the payee file says who gets the money: a wrong line must refuse the
 * whole file and name line, column and municipality, and the file that is shipped must be
 * complete.
 */
#include <stdio.h>
#include <string.h>

#include "formats/csv/municipality_csv.h"
#include "formats/bank/payees_csv.h"
#include "rules/base/identity.h"
#include "tests/rules/base/test_main.h"

/* Real control digits; accounts and numbers are made up. */
#define PAYEES_HEAD "municipality_code,name,organisation_number,account_number,kid\n"
#define OSLO "0301,Oslo,310000000,99900000010,\n"

typedef struct Refused {
    const char *text;
    Status status;
    const char *where; /* the whole place */
} Refused;

static Status parse_payees(const char *text, Failure *failure)
{
    Payees *payees;
    Status status = payees_csv_parse("f.csv", text, strlen(text), &payees, failure);
    if (status != STATUS_OK) CU_ASSERT_PTR_NULL(payees);
    payees_free(payees);
    return status;
}

static void expect_refusals(const Refused *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Failure failure = {0};
        Status status = parse_payees(cases[i].text, &failure);
        bool as_expected = status == cases[i].status && failure.status == status &&
                           strcmp(failure.where, cases[i].where) == 0;
        if (!as_expected)
            printf("\n%s\n%s: %s: %s\n", cases[i].text, status_name(status), failure.where,
                   failure.detail);
        CU_ASSERT_TRUE(as_expected);
        CU_ASSERT_EQUAL(status_exit(status), EXIT_INPUT);
    }
}

static void payees_refused(void)
{
    static const Refused cases[] = {
        {"", STATUS_INPUT_MALFORMED, "f.csv, line 1"},
        {PAYEES_HEAD, STATUS_INPUT_VALUE, "f.csv, line 1, column municipality_code"},
        {PAYEES_HEAD OSLO OSLO, STATUS_INPUT_VALUE, "f.csv, line 3, column municipality_code"},
        {PAYEES_HEAD "301,Oslo,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column municipality_code"},
        {PAYEES_HEAD "0000,Oslo,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column municipality_code"},
        {PAYEES_HEAD "03O1,Oslo,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column municipality_code"},
        {PAYEES_HEAD "0301,,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column name"},
        {PAYEES_HEAD "0301,\"Os\nlo\",310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column name"},
        {PAYEES_HEAD OSLO "0101,Halden,310000001,99900000010,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 3, column organisation_number"},
        {PAYEES_HEAD "0301,Oslo,31000000,99900000010,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column organisation_number"},
        {PAYEES_HEAD "0301,Oslo,310000000,99900000011,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column account_number"},
        {PAYEES_HEAD "0301,Oslo,310000000,9990.00.00010,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column account_number"},
        {PAYEES_HEAD "0301,Oslo,310000000,,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column account_number"},
        {PAYEES_HEAD "0301,Oslo,310000000,99900000010,20121000011\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column kid"},
        {PAYEES_HEAD "0301,Oslo,310000000,99900000010\n", STATUS_INPUT_MALFORMED,
         "f.csv, line 2"},
        {PAYEES_HEAD "0301,Oslo,310000000,99900000010,,x\n", STATUS_INPUT_MALFORMED,
         "f.csv, line 2"},
        {PAYEES_HEAD "0301,Oslo,000000000,99900000010,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column organisation_number"},
        {PAYEES_HEAD "0301,Oslo,310000000,00000000000,\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column account_number"},
        {PAYEES_HEAD "0301,Oslo,310000000,99900000010,00\n", STATUS_CONTROL_DIGITS,
         "f.csv, line 2, column kid"},
        {PAYEES_HEAD OSLO "1103,Oslo kommune #1,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 3, column name"},
        {PAYEES_HEAD "0301,   ,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column name"},
        {PAYEES_HEAD "0301,\u00A0\u00A0,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column name"},
        {PAYEES_HEAD "0301,s\xCC\x8C,310000000,99900000010,\n", STATUS_INPUT_VALUE,
         "f.csv, line 2, column name"},
        {"municipality_code;name;organisation_number;account_number\n"
         "301;Oslo;310000000;99900000010\n11;Oslo;310000000;99900000010\n",
         STATUS_INPUT_VALUE, "f.csv, line 3, column municipality_code"},
        {"municipality_code,name,organisation_number\n0301,Oslo,310000000\n",
         STATUS_INPUT_VALUE, "f.csv, line 1, column account_number"},
        {"municipality_code,name,organisation_number,account_number,iban\n",
         STATUS_INPUT_MALFORMED, "f.csv, line 1"},
        {"municipality_code,name,name,organisation_number,account_number\n", STATUS_INPUT_VALUE,
         "f.csv, line 1, column name"},
        {PAYEES_HEAD OSLO "0101,H\xE5lden,310000000,99900000010,\n", STATUS_INPUT_NOT_UTF8,
         "f.csv, line 3"},
    };
    expect_refusals(cases, sizeof cases / sizeof cases[0]);
}

static void payees_read(void)
{
    static const char text[] =
        "account_number,name,municipality_code,organisation_number\r\n"
        "99900000010,\"Sor, Varanger\",5605,310000000\r\n99900000010,Oslo,0301,310000000";
    Failure failure = {0};
    Payees *payees;
    CU_ASSERT_EQUAL_FATAL(payees_csv_parse("f", text, sizeof text - 1, &payees, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(payees->count, 2);
    CU_ASSERT_EQUAL(payees->items[0].code, 301);
    const Payee *payee = payees_find(payees, 5605, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(payee);
    CU_ASSERT_STRING_EQUAL(payee->name, "Sor, Varanger");
    CU_ASSERT_STRING_EQUAL(payee->account, "99900000010");
    CU_ASSERT_STRING_EQUAL(payee->organisation_number, "310000000");
    CU_ASSERT_STRING_EQUAL(payee->kid, "");
    CU_ASSERT_PTR_NULL(payees_find(payees, 302, 0));
    payees_free(payees);
    payees_free(NULL);
}

static void payees_refused_by_municipality(void)
{
    static const char *const cases[][2] = {
        {PAYEES_HEAD "1103,Oslo #1,310000000,99900000010,\n",
         "municipality 1103: the character U+0023 (#) cannot be sent to a bank: spell it "
         "another way"},
        {PAYEES_HEAD OSLO OSLO,
         "municipality 0301: it has a line for that time already: keep one, or let valid-to of "
         "one lie before valid-from of the other"},
        {PAYEES_HEAD "0301,Oslo,310000000,00000000000,\n",
         "municipality 0301: not an account: 11 digits, not all zeros, with a right control "
         "digit"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Failure failure = {0};
        CU_ASSERT_NOT_EQUAL(parse_payees(cases[i][0], &failure), STATUS_OK);
        CU_ASSERT_STRING_EQUAL(failure.detail, cases[i][1]);
    }
}

#define PERIOD_HEAD                                                                            \
    "municipality_code,name,organisation_number,account_number,valid-from,valid-to\n"
#define OLD_NEW_(from, to)                                                                     \
    PERIOD_HEAD "0301,New,310000000,99900000010," from ",\n"                                   \
                "0301,Old,310000000,99900000010,," to "\n"

/* An account that changes on a day has two lines. */
static void payees_with_periods(void)
{
    static const Refused refused[] = {
        {OLD_NEW_("2018-07-01", "2018-07-01"), STATUS_INPUT_VALUE,
         "f.csv, line 3, column municipality_code"},
        {OLD_NEW_("", "2018-07-01"), STATUS_INPUT_VALUE,
         "f.csv, line 3, column municipality_code"},
        {OLD_NEW_("2018-07-01", "2018-06-31"), STATUS_INPUT_VALUE,
         "f.csv, line 3, column valid-to"},
        {PERIOD_HEAD "0301,Oslo,310000000,99900000010,2018-07-02,2018-07-01\n",
         STATUS_INPUT_VALUE, "f.csv, line 2, column valid-to"},
    };
    static const char text[] = OLD_NEW_("2018-07-02", "2018-06-30");
    Day july = day_from_date(2018, 7, 1);
    Failure failure = {0};
    Payees *payees;
    expect_refusals(refused, sizeof refused / sizeof refused[0]);
    CU_ASSERT_EQUAL_FATAL(payees_csv_parse("f", text, sizeof text - 1, &payees, &failure),
                          STATUS_OK);
    CU_ASSERT_STRING_EQUAL(payees_find(payees, 301, july - 1)->name, "Old");
    CU_ASSERT_PTR_NULL(payees_find(payees, 301, july));
    CU_ASSERT_STRING_EQUAL(payees_find(payees, 301, july + 1)->name, "New");
    payees_free(payees);
}

/* What the authority signs begins with its serial line, also when a spreadsheet saved it. */
static void payees_with_a_serial_line(void)
{
    static const char *const good[] = {
        "# payees 0123456789abcdef serial 1\n" PAYEES_HEAD OSLO,
        "\xEF\xBB\xBF\"# payees 0123456789abcdef serial 12\";;;\r\n"
        "municipality_code;name;organisation_number;account_number\r\n"
        "301;Oslo;310000000;99900000010\r\n"};
    static const Refused refused[] = {
        {"# payees 0123456789abcdef serial one\n" PAYEES_HEAD OSLO, STATUS_INPUT_MALFORMED,
         "f.csv, line 1"},
        {"# payees 0123456789abcdef serial 1\n# payees 0123456789abcdef serial 2\n" PAYEES_HEAD
             OSLO,
         STATUS_INPUT_MALFORMED, "f.csv, line 2"}};
    Failure failure = {0};
    for (size_t i = 0; i < 2; i++)
        CU_ASSERT_EQUAL(parse_payees(good[i], &failure), STATUS_OK);
    expect_refusals(refused, sizeof refused / sizeof refused[0]);
}

/* A name of `count` letters, each written as `letter`. */
static Status read_name_of(const char *letter, size_t count, char name[PAYEE_NAME_SIZE],
                           uint8_t sha256[SHA256_SIZE])
{
    TextBuffer text = TEXT_BUFFER_EMPTY;
    Payees *payees;
    Failure failure = {0};
    text_buffer_text(&text, PAYEES_HEAD "0301,");
    for (size_t i = 0; i < count; i++)
        text_buffer_text(&text, letter);
    text_buffer_text(&text, ",310000000,99900000010,\n");
    Status status = payees_csv_parse("f", text.bytes, text.length, &payees, &failure);
    if (status == STATUS_OK) {
        memcpy(name, payees->items[0].name, PAYEE_NAME_SIZE);
        memcpy(sha256, payees->sha256, SHA256_SIZE);
    }
    payees_free(payees);
    text_buffer_free(&text);
    return status;
}

/* Characters are counted, after composing: 140 letters of up to three bytes. The sum is of the
 * bytes as they stand. */
static void payees_names_composed(void)
{
    static char one[PAYEE_NAME_SIZE], other[PAYEE_NAME_SIZE];
    uint8_t first[SHA256_SIZE], second[SHA256_SIZE];
    CU_ASSERT_EQUAL_FATAL(read_name_of("\u00C5", 140, one, first), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(read_name_of("A\xCC\x8A", 140, other, second), STATUS_OK);
    CU_ASSERT_EQUAL(strlen(one), 280);
    CU_ASSERT_STRING_EQUAL(one, other);
    CU_ASSERT_NOT_EQUAL(memcmp(first, second, SHA256_SIZE), 0);
    CU_ASSERT_EQUAL(read_name_of("\u0161", 140, one, first), STATUS_OK); /* sent as an s */
    CU_ASSERT_EQUAL(read_name_of("A\xCC\x8A", 141, one, first), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_name_of("a", 141, one, first), STATUS_INPUT_VALUE);
}

/* What a Norwegian spreadsheet program saves: byte order mark, semicolons, CRLF, codes without
 * their first zero, empty cells and rows at the end. */
static void payees_of_a_spreadsheet(void)
{
    static const char text[] =
        "\xEF\xBB\xBFmunicipality_code;name;organisation_number;account_number;;\r\n"
        "301;\"Oslo; byen\";310000000;99900000010;;\r\n5605;Vads\u00F8;310000000;99900000010;;"
        "\r\n;;;;;\r\n";
    Failure failure = {0};
    Payees *payees;
    CU_ASSERT_EQUAL_FATAL(payees_csv_parse("f", text, sizeof text - 1, &payees, &failure),
                          STATUS_OK);
    CU_ASSERT_EQUAL(payees->count, 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(payees_find(payees, 301, 0));
    CU_ASSERT_STRING_EQUAL(payees_find(payees, 301, 0)->name, "Oslo; byen");
    payees_free(payees);
}

/* The fixture has every municipality code once and nothing else. */
static void shipped_payees_are_complete(void)
{
    Failure failure = {0};
    Payees *payees;
    MunicipalityTable *table;
    Status status =
        payees_csv_read(TEST_SOURCE_DIR "/fixtures/payees/payees.csv", &payees, &failure);
    if (status != STATUS_OK) printf("\n%s: %s\n", failure.where, failure.detail);
    CU_ASSERT_EQUAL_FATAL(status, STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(
        municipality_csv_read(TEST_SOURCE_DIR "/rules/municipalities.csv", &table, &failure),
        STATUS_OK);
    CU_ASSERT_EQUAL(payees->count, table->count);
    size_t with_kid = 0;
    for (size_t i = 0; i < table->count; i++) {
        const Municipality *row = &table->rows[i];
        const Payee *payee = payees_find(payees, row->code, 0);
        CU_ASSERT_PTR_NOT_NULL_FATAL(payee);
        CU_ASSERT_STRING_EQUAL(payee->name, row->name);
        if (row->organisation_number[0] != '\0')
            CU_ASSERT_STRING_EQUAL(payee->organisation_number, row->organisation_number);
        CU_ASSERT_EQUAL(strncmp(payee->account, "9990", 4), 0);
        with_kid += payee->kid[0] != '\0';
    }
    CU_ASSERT_EQUAL(with_kid, 21);
    payees_free(payees);
    municipality_table_free(table);
}

static const TestCase tests[] = {
    {"payees refused", payees_refused},
    {"payees refused by municipality", payees_refused_by_municipality},
    {"payees read", payees_read},
    {"payees with periods", payees_with_periods},
    {"payees with a serial line", payees_with_a_serial_line},
    {"payees' names composed", payees_names_composed},
    {"payees of a spreadsheet", payees_of_a_spreadsheet},
    {"shipped payees are complete", shipped_payees_are_complete},
};

TEST_MAIN("payees_csv", tests)
