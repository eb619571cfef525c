/*
 * test_work_list.c - why: a finding that somebody has accepted must stay away while its facts
 * stay, come back when they change, and never be accepted when it holds money; and the list
 * must begin where the kroner are. control.md 5.
 */
#include <stdio.h>
#include <string.h>

#include "formats/run/work_list.h"
#include "tests/rules/base/test_main.h"

#define HASH "00000000000000000000000000000000000000000000000000000000000000aa"
#define LINE(control, severity, person, paid, values)                                          \
    "{\"control\":\"" control "\",\"severity\":\"" severity                                    \
    "\",\"effect\":\"money\",\"file\":\"a.xml\",\"record\":7,\"person\":" person               \
    ",\"municipality\":\"0301\",\"run_paid_ore\":0,\"run_held_ore\":0,\"year_paid_ore\":" paid \
    ",\"year_held_ore\":-100,\"message_nb\":\"nb\",\"message_en\":\"en\",\"values\":{" values  \
    "},\"reference\":\"\",\"rule_version\":\"\"}\n"
#define MOVED(values) LINE("R302", "WARN", "\"" HASH "\"", "500", values)

static Failure failure;

static void read_lines(WorkList *list, const char *lines)
{
    failure_clear(&failure);
    CU_ASSERT_EQUAL_FATAL(
        findings_of_text("lines", lines, strlen(lines), work_list_add, list, &failure),
        STATUS_OK);
}

static void expect_key(const char *line, const char *text)
{
    CLEANUP(work_list_free) WorkList list = {0};
    uint8_t digest[SHA256_SIZE];
    char hex[SHA256_HEX_SIZE];
    read_lines(&list, line);
    CU_ASSERT_EQUAL(sha256_of(text, strlen(text), digest, &failure), STATUS_OK);
    sha256_to_hex(digest, hex);
    CU_ASSERT_EQUAL(memcmp(list.items[0].key, hex, 16), 0);
    CU_ASSERT_EQUAL(strlen(list.items[0].key), 16);
}

/* What is hashed stands in control.md 5, word for word. */
static void the_key_is_as_the_book_says(void)
{
    expect_key(MOVED("\"settled_in\":\"0301\",\"days\":30"),
               "R302\n" HASH "\n0301\n-\n-\nsettled_in=0301\ndays=30\n");
    expect_key(LINE("R901", "WARN", "null", "0", "\"code\":\"AR-1\",\"budget_year\":2018"),
               "R901\n-\n0301\nAR-1\n2018\ncode=AR-1\nbudget_year=2018\n");
    /* "{settled} kr er over bevilgningen {limit} kr": kroner follow the run. */
    expect_key(LINE("R924", "WARN", "null", "0",
                    "\"chapter\":291,\"item\":60,\"settled\":900,\"limit\":5"),
               "R924\n-\n0301\n-\n-\nchapter=291\nitem=60\n");
}

/* One for one: of two that were equal, one may remain and one be gone. */
static void runs_are_compared(void)
{
    CLEANUP(work_list_free) WorkList now = {0};
    CLEANUP(work_list_free) WorkList before = {0};
    read_lines(&now, MOVED("\"days\":30") MOVED("\"days\":31"));
    read_lines(&before, MOVED("\"days\":30") MOVED("\"days\":30") MOVED("\"days\":29"));
    CU_ASSERT_EQUAL(work_list_compare(&now, &before, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(now.items[0].state, WORK_REMAINING);
    CU_ASSERT_EQUAL(now.items[1].state, WORK_NEW);
    CU_ASSERT_EQUAL(now.gone[302], 2);
}

static void most_kroner_come_first(void)
{
    CLEANUP(work_list_free) WorkList list = {0};
    read_lines(&list, LINE("R303", "WARN", "null", "-7000", "") MOVED("\"days\":30")
                          LINE("R101", "BLOCK", "null", "500", "")
                              LINE("R204", "INFO", "null", "null", ""));
    work_list_sort(&list);
    CU_ASSERT_EQUAL(list.items[0].control, 303);
    CU_ASSERT_EQUAL(work_item_ore(&list.items[0]), 7100); /* what is taken back counts too */
    CU_ASSERT_EQUAL(list.items[1].control, 101);
    CU_ASSERT_EQUAL(list.items[2].control, 302);
    CU_ASSERT_EQUAL(work_item_ore(&list.items[2]), 600);
    CU_ASSERT_FALSE(list.items[3].money_known);
    CU_ASSERT_FALSE(work_item_is_open(&list.items[3]));
    CU_ASSERT_STRING_EQUAL(work_item_message(&list, &list.items[2], true), "nb");
    CU_ASSERT_STRING_EQUAL(work_item_message(&list, &list.items[2], false), "en");
}

#define OTHER "00000000000000000000000000000000000000000000000000000000000000bb"
#define KNOWN "00000000000000000000000000000000000000000000000000000000000000cc"

/* Who is held while no krone is known weighs nobody knows what, whichever control found the
 * person. Who is not held and gets nothing weighs 0, and so does what has no person. */
static void what_nobody_knows_is_marked(void)
{
    CLEANUP(work_list_free) WorkList list = {0};
    read_lines(&list, LINE("R104", "BLOCK", "\"" HASH "\"", "0", "")
                          LINE("R307", "WARN", "\"" HASH "\"", "0", "")
                              LINE("R313", "WARN", "\"" OTHER "\"", "0", "")
                                  LINE("R102", "BLOCK", "null", "0", "")
                                      LINE("R101", "BLOCK", "\"" KNOWN "\"", "500", ""));
    for (size_t i = 0; i < 4; i++)
        list.items[i].money = (MoneyAtHand){0};
    work_list_sort(&list);
    CU_ASSERT_EQUAL(list.items[0].control, 101);
    for (size_t i = 0; i < list.count; i++)
        CU_ASSERT_EQUAL(list.items[i].amount_unknown,
                        list.items[i].control == 104 || list.items[i].control == 307);
}

/* --- handled --- */

static Status handle(WorkList *list, const char *control, const char *person, const char *key,
                     const char *status)
{
    char text[512];
    HandledRows rows;
    failure_clear(&failure);
    snprintf(text, sizeof text,
             "control,person,municipality,key,status,by,date,note\n"
             "%s,%s,0301,%s,%s,Kari Nordmann,2018-10-20,\"spurt, svart\"\n",
             control, person, key, status);
    Status read = handled_csv_parse("handled.csv", text, strlen(text), &rows, &failure);
    if (read != STATUS_OK) return read;
    Status done = work_list_handle(list, "handled.csv", &rows, &failure);
    system_free(rows.items);
    return done;
}

static bool names_line_two(void)
{
    return strstr(failure.where, "handled.csv") != NULL && strstr(failure.where, "2") != NULL;
}

static void what_is_handled_is_closed_but_for_what_holds(void)
{
    CLEANUP(work_list_free) WorkList list = {0};
    read_lines(&list, MOVED("\"days\":30") LINE("R101", "BLOCK", "null", "500", ""));
    CU_ASSERT_TRUE(work_item_is_open(&list.items[0]));
    CU_ASSERT_EQUAL(handle(&list, "R302", HASH, list.items[0].key, "accepted"), STATUS_OK);
    CU_ASSERT_FALSE(work_item_is_open(&list.items[0]));
    CU_ASSERT_EQUAL(handle(&list, "R101", "", list.items[1].key, "case"), STATUS_OK);
    CU_ASSERT_EQUAL(list.items[1].handled, HANDLED_CASE);
    CU_ASSERT_TRUE(work_item_is_open(&list.items[1]));
    CU_ASSERT_EQUAL(handle(&list, "R101", "", list.items[1].key, "accepted"),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_TRUE(names_line_two());
    /* A row of a finding that is gone is no mistake. */
    CU_ASSERT_EQUAL(handle(&list, "R302", HASH, "0123456789abcdef", "corrected"), STATUS_OK);
}

static void wrong_rows_are_refused(void)
{
    static const struct {
        const char *control, *person, *key, *status;
    } rows[] = {
        {"R999", HASH, "0123456789abcdef", "accepted"},
        {"302", HASH, "0123456789abcdef", "accepted"},
        {"R302", "13878012345", "0123456789abcdef", "accepted"},
        {"R302", HASH, "0123456789ABCDEF", "accepted"},
        {"R302", HASH, "0123456789abcde", "accepted"},
        {"R302", HASH, "0123456789abcdef", "done"},
        {"R302", HASH, "0123456789abcdef", ""},
        {"R101", "", "0123456789abcdef", "corrected"}, /* holds, whether it is found or not */
    };
    CLEANUP(work_list_free) WorkList list = {0};
    read_lines(&list, MOVED("\"days\":30"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_NOT_EQUAL(
            handle(&list, rows[i].control, rows[i].person, rows[i].key, rows[i].status),
            STATUS_OK);
        CU_ASSERT_TRUE(names_line_two());
        CU_ASSERT_PTR_NULL(strstr(failure.detail, "13878012345"));
    }
    CU_ASSERT_EQUAL(handle(&list, "R303", HASH, list.items[0].key, "accepted"),
                    STATUS_INPUT_VALUE);
    CU_ASSERT_EQUAL(handle(&list, "R302", "", list.items[0].key, "accepted"),
                    STATUS_INPUT_VALUE);
}

static const TestCase tests[] = {
    {"the key is as the book says", the_key_is_as_the_book_says},
    {"runs are compared", runs_are_compared},
    {"most kroner come first", most_kroner_come_first},
    {"what nobody knows is marked", what_nobody_knows_is_marked},
    {"what is handled is closed but for what holds",
     what_is_handled_is_closed_but_for_what_holds},
    {"wrong rows are refused", wrong_rows_are_refused},
};

TEST_MAIN("formats/work_list", tests)
