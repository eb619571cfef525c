/*
 * test_small_tables.c - why: what one step writes another reads back; a column that is written
 * and not read, or read as its neighbour, is money lost between two quarters. payments.md 6.
 */
#include "formats/run/small_tables.h"

#include <string.h>

#include "formats/base/system.h"
#include "tests/rules/base/test_main.h"

static TextBuffer text;
static Failure failure;
static GroupRow *rows;
static const RunMark mark = {
    2024, 3, true, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xff}};

static void begin(void)
{
    text = TEXT_BUFFER_EMPTY;
    failure = (Failure){STATUS_OK, "", ""};
    rows = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *rows);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rows);
    rows[301][GROUP_INT_1] = (GroupSums){
        .lines = 500, .held = 7, .returned = 30, .manual = -20, .paid = 510, .any = true};
    rows[5401][GROUP_GRUNN] =
        (GroupSums){.lines = -90, .brought_forward = -10, .carried_forward = -100, .any = true};
}

static void end(GroupRow *read)
{
    text_buffer_free(&text);
    system_free(read);
    system_free(rows);
}

static void test_municipalities(void)
{
    GroupRow *read = NULL;
    begin();
    municipalities_csv_write(&text, (const GroupRow *)rows, &mark);
    CU_ASSERT_STRING_EQUAL(text.bytes,
                           "municipality,payment_group,lines_ore,held_ore,brought_forward_ore,"
                           "returned_ore,manual_ore,paid_ore,carried_forward_ore,"
                           "year,quarter,run,mode\n"
                           "0301,INT-1,500,7,0,30,-20,510,0,2024,3,0123456789abcdef,live\n"
                           "5401,GRUNN,-90,0,-10,0,0,0,-100,2024,3,0123456789abcdef,live\n");
    CU_ASSERT_EQUAL_FATAL(
        municipalities_csv_read("m", text.bytes, text.length, &mark, &read, &failure),
        STATUS_OK);
    CU_ASSERT_EQUAL(memcmp(read, rows, MUNICIPALITY_CODES * sizeof *rows), 0);
    end(read);
}

static void test_twice(void)
{
    GroupRow *read = NULL;
    begin();
    municipalities_csv_write(&text, (const GroupRow *)rows, &mark);
    text_buffer_text(&text, "0301,INT-1,1,0,0,0,0,1,0,2024,3,0123456789abcdef,live\n");
    CU_ASSERT_EQUAL(
        municipalities_csv_read("m", text.bytes, text.length, &mark, &read, &failure),
        STATUS_INPUT_VALUE);
    CU_ASSERT_PTR_NULL(read);
    end(read);
}

/* A file that somebody took for that of another run says whose it is. life.md 1. */
static void test_another_run(void)
{
    static const RunMark others[] = {
        {2023, 3, true, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}},
        {2024, 4, true, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}},
        {2024, 3, true, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xee}},
        {2024, 3, false, {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef}}};
    static const char *const columns[] = {"year", "quarter", "run", "mode"};
    const Posting postings[PAYMENT_GROUP_COUNT] = {[GROUP_INT_1] = {671, 60}};
    begin();
    for (size_t i = 0; i < 4; i++) {
        GroupRow *read = NULL;
        text_buffer_clear(&text);
        municipalities_csv_write(&text, (const GroupRow *)rows, &mark);
        CU_ASSERT_EQUAL(
            municipalities_csv_read("m", text.bytes, text.length, &others[i], &read, &failure),
            STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, columns[i]));
        CU_ASSERT_PTR_NULL(read);
        text_buffer_clear(&text);
        posting_csv_write(&text, postings, (const GroupRow *)rows, &mark);
        CU_ASSERT_EQUAL(
            posting_csv_read("p", text.bytes, text.length, &others[i], &read, &failure),
            STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, columns[i]));
    }
    end(NULL);
}

static void test_posting(void)
{
    const Posting postings[PAYMENT_GROUP_COUNT] = {[GROUP_INT_1] = {671, 60}};
    GroupRow *read = NULL;
    begin();
    posting_csv_write(&text, postings, (const GroupRow *)rows, &mark);
    CU_ASSERT_STRING_EQUAL(text.bytes,
                           "chapter,item,account_class,municipality,payment_group,amount_ore,"
                           "kind,year,quarter,run,mode\n"
                           "671,60,8,0301,INT-1,500,grant,2024,3,0123456789abcdef,live\n"
                           "671,60,8,0301,INT-1,30,returned,2024,3,0123456789abcdef,live\n"
                           "671,60,8,0301,INT-1,-20,manual,2024,3,0123456789abcdef,live\n");
    CU_ASSERT_EQUAL_FATAL(
        posting_csv_read("p", text.bytes, text.length, &mark, &read, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(read[301][GROUP_INT_1].paid, 510);
    CU_ASSERT_EQUAL(read[301][GROUP_INT_1].returned, 30);
    CU_ASSERT_EQUAL(read[301][GROUP_INT_1].manual, -20);
    end(read);
}

static void test_carried(void)
{
    CarriedForward *claims = NULL;
    size_t count = 0;
    begin();
    carried_csv_write(&text, (const GroupRow *)rows);
    CU_ASSERT_EQUAL_FATAL(
        carried_csv_read("c", text.bytes, text.length, &claims, &count, &failure), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 1);
    CU_ASSERT_EQUAL(claims[0].municipality, 5401);
    CU_ASSERT_EQUAL(claims[0].group, GROUP_GRUNN);
    CU_ASSERT_EQUAL(claims[0].amount, -100);
    system_free(claims);
    end(NULL);
}

static void test_accounts(void)
{
    const PaidAccount paid[] = {{301, "12345678903"}, {5401, "86011117947"}};
    PaidAccount *read = NULL;
    size_t count = 0;
    begin();
    paid_accounts_csv_write(&text, paid, 2);
    CU_ASSERT_EQUAL_FATAL(
        paid_accounts_csv_read("a", text.bytes, text.length, &read, &count, &failure),
        STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_STRING_EQUAL(read[1].account, paid[1].account);
    CU_ASSERT_EQUAL(read[1].municipality, 5401);
    system_free(read);
    end(NULL);
}

static void test_without(void)
{
    char reason[WITHOUT_REASON_SIZE];
    uint64_t held = 9, others = 9;
    const Ident one = 1840117001, two = 1840117002;
    begin();
    text_buffer_text(&text, WITHOUT_HEADER);
    without_reason(0, (NoGrantReason)1, reason);
    without_csv_append(&text, one, reason, 301);
    without_reason(201, (NoGrantReason)1, reason);
    CU_ASSERT_STRING_EQUAL(reason, "held-R201");
    without_csv_append(&text, two, reason, MUNICIPALITY_NONE);
    CU_ASSERT_TRUE(without_csv_has(text.bytes, text.length, two, reason));
    CU_ASSERT_FALSE(without_csv_has(text.bytes, text.length, one, reason));
    CU_ASSERT_EQUAL(without_csv_count("w", text.bytes, text.length, &held, &others, &failure),
                    STATUS_OK);
    CU_ASSERT_EQUAL(held, 1);
    CU_ASSERT_EQUAL(others, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, ",0301\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text.bytes, ",held-R201,0000\n"));
    end(NULL);
}

static Status keep_line(void *user, const WithoutLine *line, Failure *why)
{
    (void)why;
    WithoutLine *lines = user;
    lines[line->line - 2] = *line;
    return STATUS_OK;
}

/* Files of before the column have no places. */
static void test_without_lines(void)
{
    static const char first[] = "ident,reason\n01840117001,not-settled\n";
    static const char second[] = "ident,reason,municipality\n01840117001,held-R201,0301\n"
                                 "01840117001,not-settled,0000\n";
    static const char bad[] = "ident,reason,municipality\n01840117001,not-settled,301\n";
    WithoutLine lines[2] = {0};
    CU_ASSERT_EQUAL(without_csv_each("w", first, sizeof first - 1, keep_line, lines, NULL),
                    STATUS_OK);
    CU_ASSERT_EQUAL(lines[0].municipality, MUNICIPALITY_NONE);
    CU_ASSERT_EQUAL(without_csv_each("w", second, sizeof second - 1, keep_line, lines, NULL),
                    STATUS_OK);
    CU_ASSERT_TRUE(lines[0].held && lines[0].municipality == 301);
    CU_ASSERT_TRUE(!lines[1].held && lines[1].municipality == MUNICIPALITY_NONE);
    CU_ASSERT_EQUAL(without_csv_each("w", bad, sizeof bad - 1, keep_line, lines, NULL),
                    STATUS_INPUT_VALUE);
}

static const TestCase tests[] = {
    {"municipalities.csv comes back as it was", test_municipalities},
    {"a municipality and group that stand twice", test_twice},
    {"a row of another run", test_another_run},
    {"posting.csv comes back", test_posting},
    {"claims come back, zeros left out", test_carried},
    {"accounts come back", test_accounts},
    {"persons without a grant: held and not", test_without},
    {"persons without a grant: line by line", test_without_lines},
};

TEST_MAIN("formats/small_tables", tests)
