/*
 * test_manual_csv.c - why: money by hand is where a slip of the pen pays twice. Every kind
 * comes back as it was; each wrong value is refused with its line and column. life.md 3.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/manual_csv.h"
#include "tests/rules/base/test_main.h"

#define HEADER                                                                                 \
    "kind,municipality,payment_group,ident,code,budget_year,amount_ore,date,reference,"        \
    "reason\n"

static Day today;
static Failure failure;

static Status read_text(const char *text, ManualLines *out)
{
    today = day_from_date(2024, 5, 1);
    failure_clear(&failure);
    return manual_csv_read("hand.csv", text, strlen(text), today, out, &failure);
}

static void test_template(void)
{
    ManualLines lines;
    TextBuffer text = TEXT_BUFFER_EMPTY, again = TEXT_BUFFER_EMPTY;
    manual_csv_template(&text);
    CU_ASSERT_EQUAL_FATAL(text_buffer_status(&text, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, &lines), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(lines.count, MANUAL_KIND_COUNT);
    for (int kind = 0; kind < MANUAL_KIND_COUNT; kind++)
        CU_ASSERT_EQUAL(lines.items[kind].kind, (ManualKind)kind);
    CU_ASSERT_EQUAL(lines.items[0].amount, 10000000);
    CU_ASSERT_EQUAL(lines.items[0].group, GROUP_INT_1);
    CU_ASSERT_EQUAL(lines.items[3].budget_year, 2024);
    CU_ASSERT_EQUAL(lines.items[5].amount, 0);
    CU_ASSERT_STRING_EQUAL(lines.items[6].reference, "0301-INT-1-00000000000000000000");
    CU_ASSERT_EQUAL(lines.items[6].line, 8);
    manual_csv_write(&again, &lines);
    CU_ASSERT_EQUAL_FATAL(text_buffer_status(&again, NULL), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(again.bytes, text.bytes);
    manual_lines_free(&lines);
    text_buffer_free(&text);
    text_buffer_free(&again);
}

static void test_quoted(void)
{
    ManualLines lines;
    TextBuffer text = TEXT_BUFFER_EMPTY;
    CU_ASSERT_EQUAL_FATAL(
        read_text(HEADER "PAID,0301,EM,,,,1,2024-05-01,\"bank, 3\",\"Sør \"\"x\"\"\"\n",
                  &lines),
        STATUS_OK);
    CU_ASSERT_STRING_EQUAL(lines.items[0].reference, "bank, 3");
    CU_ASSERT_STRING_EQUAL(lines.items[0].reason, "Sør \"x\"");
    manual_csv_write(&text, &lines);
    manual_lines_free(&lines);
    CU_ASSERT_EQUAL_FATAL(read_text(text.bytes, &lines), STATUS_OK);
    CU_ASSERT_STRING_EQUAL(lines.items[0].reason, "Sør \"x\"");
    manual_lines_free(&lines);
    text_buffer_free(&text);
}

/* A line that is wrong, and the column that is named. */
static void refuse(const char *line, const char *column)
{
    char text[1024];
    ManualLines lines;
    snprintf(text, sizeof text, HEADER "PAID,0301,EM,,,,1,2024-05-01,first,one\n%s\n", line);
    Status status = read_text(text, &lines);
    bool named =
        strstr(failure.where, "line 3") != NULL &&
        (strstr(failure.where, column) != NULL || strstr(failure.detail, column) != NULL);
    CU_ASSERT(status == STATUS_INPUT_VALUE || status == STATUS_INPUT_MALFORMED);
    CU_ASSERT_TRUE(named);
    CU_ASSERT_PTR_NULL(strstr(failure.detail, "01810012345"));
    CU_ASSERT_EQUAL(lines.count, 0);
    if (!named) printf("\n%s: %s: %s\n", line, failure.where, failure.detail);
}

static void test_wrong(void)
{
    refuse("paid,0301,EM,,,,1,2024-05-01,r,x", "kind");
    refuse(",0301,EM,,,,1,2024-05-01,r,x", "kind");
    refuse("PAID,301,EM,,,,1,2024-05-01,r,x", "municipality");
    refuse("PAID,,EM,,,,1,2024-05-01,r,x", "municipality");
    refuse("PAID,0301,X,,,,1,2024-05-01,r,x", "payment_group");
    refuse("PAID,0301,,,,,1,2024-05-01,r,x", "payment_group");
    refuse("PAID,0301,EM,01810012345,,,1,2024-05-01,r,x", "ident");
    refuse("PAID,0301,EM,,AR-2,,1,2024-05-01,r,x", "code");
    refuse("PAID,0301,EM,,,2024,1,2024-05-01,r,x", "budget_year");
    refuse("PAID,0301,EM,,,,0,2024-05-01,r,x", "amount_ore");
    refuse("PAID,0301,EM,,,,-1,2024-05-01,r,x", "amount_ore");
    refuse("PAID,0301,EM,,,,1.50,2024-05-01,r,x", "amount_ore");
    refuse("PAID,0301,EM,,,,,2024-05-01,r,x", "amount_ore");
    refuse("PAID,0301,EM,,,,99999999999999999999,2024-05-01,r,x", "amount_ore");
    refuse("RECEIVED,0301,EM,,,,1,2024-05-02,r,x", "date");
    refuse("RECEIVED,0301,EM,,,,1,,r,x", "date");
    refuse("RECEIVED,0301,EM,,,,1,2024-02-30,r,x", "date");
    refuse("WAIVED,0301,EM,,,,1,2024-05-01,,x", "reference");
    refuse("WAIVED,0301,EM,,,,1,2024-05-01,  ,x", "reference");
    refuse("WAIVED,0301,EM,,,,1,2024-05-01,r,", "reason");
    refuse("WAIVED,0301,EM,,,,1,2024-05-01,first,x", "reference");
    refuse("SETTLED,0301,,01810012345,AR-2,2024,1,2024-05-01,first,x", "reference");
    refuse("SETTLED,0301,EM,01810012345,AR-2,2024,1,2024-05-01,r,x", "payment_group");
    refuse("SETTLED,0301,,,AR-2,2024,1,2024-05-01,r,x", "ident");
    refuse("SETTLED,0301,,0181001234,AR-2,2024,1,2024-05-01,r,x", "ident");
    refuse("SETTLED,0301,,01810012345,AR-9,2024,1,2024-05-01,r,x", "code");
    refuse("SETTLED,0301,,01810012345,GRUNN-1-3,2024,1,2024-05-01,r,x", "code");
    refuse("SETTLED,0301,,M0301,AR-2,2024,1,2024-05-01,r,x", "code");
    refuse("UNSETTLED,0301,,01810012345,AR-2,24,1,2024-05-01,r,x", "budget_year");
    refuse("UNSETTLED,0301,,01810012345,AR-2,,1,2024-05-01,r,x", "budget_year");
    refuse("UNSENT,0301,,,,,,2024-05-01,RUN-1,x", "municipality");
    refuse("UNSENT,,,,,,5,2024-05-01,RUN-1,x", "amount_ore");
    refuse("RETURNED,,,,,,,2024-05-01,0301-INT-1-0000000000000000000000000,x", "reference");
    refuse("PAID,0301,EM,,,,1,2024-05-01,r", "line 3");
    refuse("PAID,0301,EM,,,,1,2024-05-01,for 01810050361,x", "reference");
    refuse("PAID,0301,EM,,,,1,2024-05-01,r,of 01810050361.", "reason");
    ManualLines lines;
    CU_ASSERT_EQUAL(read_text(HEADER, &lines), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_text("kind,municipality\n", &lines), STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(read_text("", &lines), STATUS_INPUT_MALFORMED);
}

/* A slip of case or white space makes no other voucher; a hyphen or an accent does. */
static void test_events(void)
{
    static const char *const same[] = {"bilag 17",  "Bilag  17",     " Bilag 17",
                                       "Bilag 17 ", "BILAG\u00A017", "Bilag17"};
    static const char *const other[] = {"Bilag 1-7", "Bil\u00E5g 17", "Bilag 18"};
    char line[128], text[512];
    ManualLines lines;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        snprintf(line, sizeof line, "PAID,0301,EM,,,,1,2024-05-01,%s,x", same[i]);
        snprintf(text, sizeof text, HEADER "PAID,0301,EM,,,,1,2024-05-01,Bilag 17,one\n%s\n",
                 line);
        CU_ASSERT_EQUAL(read_text(text, &lines), STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.detail, "line 2"));
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        snprintf(line, sizeof line, "PAID,0301,EM,,,,1,2024-05-01,%s,x", other[i]);
        snprintf(text, sizeof text, HEADER "PAID,0301,EM,,,,1,2024-05-01,Bilag 17,one\n%s\n",
                 line);
        CU_ASSERT_EQUAL(read_text(text, &lines), STATUS_OK);
        manual_lines_free(&lines);
    }
    CU_ASSERT_EQUAL(read_text(HEADER "PAID,0301,EM,,,,1,2024-05-01,\u00C5S \u010C-1,x\n"
                                     "WAIVED,0301,EM,,,,1,2024-05-01,\u00E5s \u010D-1,x\n",
                              &lines),
                    STATUS_INPUT_VALUE);
}

/* Never sent, and later come back: two events of one payment; each of them once. */
static void test_events_of_payment(void)
{
    ManualLines lines;
    CU_ASSERT_EQUAL_FATAL(read_text(HEADER "UNSENT,,,,,,,2024-05-01,0301-EM-1,x\n"
                                           "RETURNED,,,,,,,2024-05-01,0301-EM-1,x\n",
                                    &lines),
                          STATUS_OK);
    manual_lines_free(&lines);
    CU_ASSERT_EQUAL(read_text(HEADER "RETURNED,,,,,,,2024-05-01,0301-EM-1,x\n"
                                     "RETURNED,,,,,,,2024-05-01,0301-EM-1,x\n",
                              &lines),
                    STATUS_INPUT_VALUE);
}

static const TestCase tests[] = {
    {"template", test_template},
    {"quoted", test_quoted},
    {"wrong", test_wrong},
    {"events", test_events},
    {"events of a payment", test_events_of_payment},
};

TEST_MAIN("run/manual_csv", tests)
