/*
 * test_csv.c - CSV comes from spreadsheets and strangers: what RFC 4180 allows is read
 * exactly, everything else is refused with its line, and writing is the reverse of reading.
 */
#include "formats/csv/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/rules/base/test_main.h"

/* All rows as "field|field\n"; on failure nothing. */
static Status read_all(const char *bytes, size_t size, TextBuffer *out, Failure *failure)
{
    CsvReader reader;
    bool more = true;
    Status status = csv_open(&reader, "t.csv", bytes, size, failure);
    while (status == STATUS_OK && more) {
        status = csv_next(&reader, &more, failure);
        for (size_t i = 0; status == STATUS_OK && more && i < reader.field_count; i++) {
            text_buffer_append(out, reader.fields[i].text, reader.fields[i].length);
            text_buffer_char(out, i + 1 < reader.field_count ? '|' : '\n');
        }
    }
    csv_close(&reader);
    return status;
}

static void check_rows(const char *text, const char *expected)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(read_all(text, strlen(text), &out, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(out.bytes != NULL ? out.bytes : "", expected);
    text_buffer_free(&out);
}

static void check_refused(const char *bytes, size_t size, Status expected, const char *where)
{
    TextBuffer out = TEXT_BUFFER_EMPTY;
    Failure failure = {0};
    CU_ASSERT_EQUAL(read_all(bytes, size, &out, &failure), expected);
    CU_ASSERT_STRING_EQUAL(failure.where, where);
    text_buffer_free(&out);
}

static void reads_plain_rows(void)
{
    check_rows("", "");
    check_rows("a", "a\n");
    check_rows("a,b\nc,d\n", "a|b\nc|d\n");
    check_rows("a,b\r\nc,d", "a|b\nc|d\n");
    check_rows(",\n,,\n", "|\n||\n");
    check_rows("a,\nb,", "a|\nb|\n");
    check_rows("\xEF\xBB\xBF"
               "a,b\n",
               "a|b\n");
}

static void reads_quoted_fields(void)
{
    check_rows("\"a\",\"b,c\"\n", "a|b,c\n");
    check_rows("\"\"\n", "\n");
    check_rows("\"a\"\"b\",\"\"\"\",\"c\"\"\"\n", "a\"b|\"|c\"\n");
    check_rows("\"line\r\nbreak\",x\ny,z\n", "line\r\nbreak|x\ny|z\n");
    check_rows("\"end\"", "end\n");
}

static void earlier_fields_stay_while_later_ones_are_unquoted(void)
{
    TextBuffer text = TEXT_BUFFER_EMPTY, expected = TEXT_BUFFER_EMPTY, out = TEXT_BUFFER_EMPTY;
    for (int i = 0; i < CSV_FIELDS_MAX; i++) {
        text_buffer_format(&text, "%s\"%d\"\"%0500d\"", i > 0 ? "," : "", i, i);
        text_buffer_format(&expected, "%s%d\"%0500d", i > 0 ? "|" : "", i, i);
    }
    text_buffer_char(&expected, '\n');
    CU_ASSERT_EQUAL(read_all(text.bytes, text.length, &out, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(out.bytes, expected.bytes);
    text_buffer_free(&text);
    text_buffer_free(&expected);
    text_buffer_free(&out);
}

static void refuses_with_the_line(void)
{
#define REFUSED(text, status, where) check_refused(text, sizeof(text) - 1, status, where)
    REFUSED("a\n\nb\n", STATUS_INPUT_MALFORMED, "t.csv, line 2");
    REFUSED("\n", STATUS_INPUT_MALFORMED, "t.csv, line 1");
    REFUSED("a\nb\rc\n", STATUS_INPUT_MALFORMED, "t.csv, line 2");
    REFUSED("a\nb\r", STATUS_INPUT_MALFORMED, "t.csv, line 2");
    REFUSED("a\nb\"c\n", STATUS_INPUT_MALFORMED, "t.csv, line 2");
    REFUSED("\"a\"b\n", STATUS_INPUT_MALFORMED, "t.csv, line 1");
    REFUSED("x\n\"a\nb\n", STATUS_INPUT_MALFORMED, "t.csv, line 2");
    REFUSED("\"1\n2\n3\"\nb\"\n", STATUS_INPUT_MALFORMED, "t.csv, line 4");
    REFUSED("a\nb\0c\n", STATUS_INPUT_NOT_UTF8, "t.csv, line 2");
    REFUSED("a\nb\nc\xE6\n", STATUS_INPUT_NOT_UTF8, "t.csv, line 3");
#undef REFUSED
}

static void limits_just_inside_and_outside(void)
{
    char row[CSV_FIELDS_MAX + 2];
    memset(row, ',', sizeof row);
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL(read_all(row, CSV_FIELDS_MAX - 1, &out, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(read_all(row, CSV_FIELDS_MAX, &out, NULL), STATUS_INPUT_MALFORMED);
    char *field = malloc(CSV_FIELD_SIZE_MAX + 8);
    CU_ASSERT_PTR_NOT_NULL_FATAL(field);
    memset(field, 'x', CSV_FIELD_SIZE_MAX + 8);
    CU_ASSERT_EQUAL(read_all(field, CSV_FIELD_SIZE_MAX, &out, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(read_all(field, CSV_FIELD_SIZE_MAX + 1, &out, NULL),
                    STATUS_INPUT_MALFORMED);
    field[0] = field[CSV_FIELD_SIZE_MAX + 1] = '"';
    CU_ASSERT_EQUAL(read_all(field, CSV_FIELD_SIZE_MAX + 2, &out, NULL), STATUS_OK);
    field[CSV_FIELD_SIZE_MAX + 1] = 'x';
    field[CSV_FIELD_SIZE_MAX + 2] = '"';
    CU_ASSERT_EQUAL(read_all(field, CSV_FIELD_SIZE_MAX + 3, &out, NULL),
                    STATUS_INPUT_MALFORMED);
    free(field);
    text_buffer_free(&out);
}

static const char *const names[] = {"code", "amount", "kid"};

static Status read_header(const char *text, CsvReader *reader, int columns[3], Failure *failure)
{
    CU_ASSERT_EQUAL_FATAL(csv_open(reader, "h.csv", text, strlen(text), failure), STATUS_OK);
    return csv_header(reader, names, 3, 2, columns, failure);
}

static void headers_in_any_order(void)
{
    CsvReader reader;
    int columns[3];
    bool more;
    CU_ASSERT_EQUAL(read_header("amount,code\n5,0301\n7\n", &reader, columns, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(columns[0], 1);
    CU_ASSERT_EQUAL(columns[1], 0);
    CU_ASSERT_EQUAL(columns[2], -1);
    CU_ASSERT_EQUAL(csv_next(&reader, &more, NULL), STATUS_OK);
    CU_ASSERT_TRUE(more && csv_field_equals(reader.fields[columns[0]], "0301"));
    CU_ASSERT_FALSE(csv_field_equals(reader.fields[columns[0]], "03011"));
    Failure failure;
    CU_ASSERT_EQUAL(csv_refuse(&reader, "amount", "not a number", &failure),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_STRING_EQUAL(failure.where, "h.csv, line 2, column amount");
    CU_ASSERT_STRING_EQUAL(failure.detail, "not a number");
    CU_ASSERT_EQUAL(csv_next(&reader, &more, &failure), STATUS_INPUT_MALFORMED);
    CU_ASSERT_STRING_EQUAL(failure.where, "h.csv, line 3");
    csv_close(&reader);
}

static void headers_refused(void)
{
    static const struct {
        const char *text;
        Status status;
    } cases[] = {{"", STATUS_INPUT_MALFORMED},
                 {"\xEF\xBB\xBF", STATUS_INPUT_MALFORMED},
                 {"code\n", STATUS_INPUT_VALUE},
                 {"code,amount,code\n", STATUS_INPUT_VALUE},
                 {"code,amount,other\n", STATUS_INPUT_MALFORMED},
                 {"code,,amount\n", STATUS_INPUT_MALFORMED},
                 {",code,amount\n", STATUS_INPUT_MALFORMED},
                 {",,\n", STATUS_INPUT_MALFORMED},
                 {"code;amount,kid\n", STATUS_INPUT_MALFORMED},
                 {"Code,amount\n", STATUS_INPUT_MALFORMED},
                 {"code,amount \n", STATUS_INPUT_MALFORMED}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CsvReader reader;
        int columns[3];
        CU_ASSERT_EQUAL(read_header(cases[i].text, &reader, columns, NULL), cases[i].status);
        csv_close(&reader);
    }
}

static void what_is_written_reads_back(void)
{
    static const char *const fields[] = {"plain",  "",        "a,b",
                                         "a\"b",   "\"",      "two\nlines",
                                         "cr\rlf", " space ", "B\xC3\xA5tsfjord"};
    enum { COUNT = sizeof fields / sizeof fields[0] };
    TextBuffer text = TEXT_BUFFER_EMPTY;
    for (size_t i = 0; i < COUNT; i++) {
        if (i > 0) text_buffer_char(&text, ',');
        csv_append(&text, fields[i]);
    }
    CU_ASSERT_STRING_EQUAL(text.bytes, "plain,,\"a,b\",\"a\"\"b\",\"\"\"\",\"two\nlines\","
                                       "\"cr\rlf\", space ,B\xC3\xA5tsfjord");
    CsvReader reader;
    bool more;
    CU_ASSERT_EQUAL(csv_open(&reader, "w.csv", text.bytes, text.length, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(csv_next(&reader, &more, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(reader.field_count, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        CU_ASSERT_TRUE(csv_field_equals(reader.fields[i], fields[i]));
    csv_close(&reader);
    text_buffer_free(&text);
}

/* Reads a file with the columns code and amount; "301=5 2=7" is what came out, or what was
 * refused and where. */
static void check_form(const char *text, const char *expected)
{
    static const char *const wanted[] = {"code", "amount"};
    CsvReader reader;
    int at[2];
    bool more = true;
    Failure failure = {0};
    TextBuffer out = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(csv_open(&reader, "s.csv", text, strlen(text), &failure), STATUS_OK);
    Status status = csv_header(&reader, wanted, 2, 2, at, &failure);
    while (status == STATUS_OK && more) {
        status = csv_next(&reader, &more, &failure);
        if (status != STATUS_OK || !more) continue;
        CsvField code = reader.fields[at[0]], amount = reader.fields[at[1]];
        text_buffer_format(&out, "%zu:%.*s=%.*s ", reader.line, (int)code.length, code.text,
                           (int)amount.length, amount.text);
    }
    if (status != STATUS_OK) text_buffer_text(&out, failure.where);
    CU_ASSERT_STRING_EQUAL(out.bytes != NULL ? out.bytes : "", expected);
    csv_close(&reader);
    text_buffer_free(&out);
}

static void what_spreadsheet_programs_save(void)
{
    check_form("\xEF\xBB\xBF"
               "code;amount\r\n0301;5\r\n1103;7\r\n",
               "2:0301=5 3:1103=7 ");
    check_form("\"code\";\"amount\"\r\n\"03;01\";\"5\"\"\"\r\n", "2:03;01=5\" ");
    check_form("amount;code\n\"5,00\";0301\n", "2:0301=5,00 ");
    check_form("code;amount;;\r\n0301;5;;\r\n;;;\r\n;;;\r\n", "2:0301=5 ");
    check_form("code,amount,,\r\n0301,5,,\r\n,,,\r\n", "2:0301=5 ");
    check_form("code;amount\n0301;5;\n1103;7;;\n", "2:0301=5 3:1103=7 ");
    check_form("code,amount\n0301,5;5\n", "2:0301=5;5 ");
    check_form("code;amount\n0301;\n;7\n", "2:0301= 3:=7 ");
}

static void spreadsheets_refused_with_the_line(void)
{
    check_form("code;amount\n0301;5\n;\n;\n1103;7\n", "2:0301=5 s.csv, line 3");
    check_form("code,amount\n,\n1103,7\n", "s.csv, line 2");
    check_form("code;amount\n0301;5;x\n", "s.csv, line 2");
    check_form("code;amount\n0301\n", "s.csv, line 2");
    check_form("code;amount\n0301,5\n", "s.csv, line 2");
    check_form("code,amount\n0301;5\n", "s.csv, line 2");
    check_form("code;amount\n0301;5\n\n", "2:0301=5 s.csv, line 3");
}

/* Notes before the header have separators of their own. */
static void notes_do_not_tell_the_separator(void)
{
    static const char text[] = "# a,b\n\"# c\",d\ncode;amount\n";
    CsvReader reader;
    bool more;
    CU_ASSERT_EQUAL_FATAL(csv_open(&reader, "s.csv", text, sizeof text - 1, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(reader.separator, ';');
    CU_ASSERT_TRUE(csv_note_follows(&reader));
    CU_ASSERT_EQUAL(csv_next(&reader, &more, NULL), STATUS_OK);
    CU_ASSERT_TRUE(csv_field_equals(reader.fields[0], "# a,b"));
    CU_ASSERT_TRUE(csv_note_follows(&reader));
    csv_close(&reader);
    CU_ASSERT_EQUAL_FATAL(csv_open(&reader, "s.csv", "# a;b", 5, NULL), STATUS_OK);
    CU_ASSERT_EQUAL(reader.separator, ',');
    csv_close(&reader);
}

/* Stored evidence is read as it was written, or not at all. */
static void own_files_are_read_strictly(void)
{
    static const char *const texts[] = {"code,amount\n0301,5,\n", "code,amount,\n0301,5\n",
                                        "code;amount\n0301;5\n", "code,amount\n,\n"};
    static const char *const wanted[] = {"code", "amount"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        CsvReader reader;
        int at[2];
        bool more = false;
        CU_ASSERT_EQUAL_FATAL(csv_open_own(&reader, "o.csv", texts[i], strlen(texts[i]), NULL),
                              STATUS_OK);
        Status status = csv_header(&reader, wanted, 2, 2, at, NULL);
        if (status == STATUS_OK) status = csv_next(&reader, &more, NULL);
        CU_ASSERT_EQUAL(status == STATUS_OK && more, i == 3); /* two empty fields are two */
        csv_close(&reader);
    }
}

static const TestCase tests[] = {
    {"plain rows", reads_plain_rows},
    {"quoted fields", reads_quoted_fields},
    {"many unquoted fields in a row", earlier_fields_stay_while_later_ones_are_unquoted},
    {"refusals name the line", refuses_with_the_line},
    {"limits", limits_just_inside_and_outside},
    {"headers in any order", headers_in_any_order},
    {"headers refused", headers_refused},
    {"what spreadsheet programs save", what_spreadsheet_programs_save},
    {"spreadsheets refused with the line", spreadsheets_refused_with_the_line},
    {"notes do not tell the separator", notes_do_not_tell_the_separator},
    {"own files are read strictly", own_files_are_read_strictly},
    {"writing and reading back", what_is_written_reads_back},
};

TEST_MAIN("csv", tests)
