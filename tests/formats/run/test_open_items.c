/*
 * test_open_items.c - why: what waits in open.csv is paid by the next run, and what stands in
 * taken.csv never again; what is read must be exactly what was written. life.md 2.
 */
#include "formats/run/open_items.h"

#include <stdlib.h>
#include <string.h>

#include "formats/base/system.h"
#include "tests/rules/base/test_main.h"

#define OPEN_HEADER "item,kind,municipality,payment_group,amount_ore,entry\n"
#define TAKEN_HEADER "item,kind,municipality,payment_group,amount_ore,entry,end_to_end_id\n"
#define PAYMENT "1507-INT-1-0123456789abcdef0123"
#define NEW_PAYMENT "1508-INT-1-aaaaaaaaaaaaaaaaaaaa"

static OpenItem *items;
static TakenItem *taken;
static size_t count;

static void expect_item(const OpenItem *item, const OpenItem *expected)
{
    CU_ASSERT_STRING_EQUAL(item->id, expected->id);
    CU_ASSERT_EQUAL(item->kind, expected->kind);
    CU_ASSERT_EQUAL(item->municipality, expected->municipality);
    CU_ASSERT_EQUAL(item->group, expected->group);
    CU_ASSERT_EQUAL(item->amount, expected->amount);
    CU_ASSERT_EQUAL(item->entry, expected->entry);
}

/* What a run has taken up is written no more. */
static void test_open(void)
{
    static const OpenItem rows[] = {
        {PAYMENT, OPEN_REJECTED, 1507, GROUP_INT_1, 100, 2, true, false, 0, 0},
        {"1507-INT-2-5-0123456789abcdef0123", OPEN_TWICE, 1507, GROUP_INT_2_5, -7, 2, false,
         true, 0, 0},
        {"MANUAL-000005-0001", OPEN_PAID, 301, GROUP_EM, -SUM_ORE_MAX, 5, false, false, 0, 0},
        {"MANUAL-000005-0012", OPEN_WAIVED, 301, GROUP_GRUNN, 1, 5, false, false, 0, 0},
        {"MANUAL-000005-10000", OPEN_RECEIVED, 301, GROUP_GRUNN, 1, 5, false, false, 0, 0}};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    open_items_write(&text, rows, 5);
    CU_ASSERT_STRING_EQUAL(text.bytes, OPEN_HEADER PAYMENT ",rejected,1507,INT-1,100,2\n"
                                                           "MANUAL-000005-0001,paid,0301,EM,"
                                                           "-100000000000000,5\n"
                                                           "MANUAL-000005-0012,waived,0301,"
                                                           "GRUNN,1,5\n"
                                                           "MANUAL-000005-10000,received,0301,"
                                                           "GRUNN,1,5\n");
    CU_ASSERT_EQUAL_FATAL(
        open_items_read("open.csv", text.bytes, text.length, &items, &count, NULL), STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 4);
    expect_item(&items[0], &rows[0]);
    for (size_t i = 1; i < 4; i++)
        expect_item(&items[i], &rows[i + 1]);
    CU_ASSERT_FALSE(items[0].waits);
    system_free(items);
    CU_ASSERT_EQUAL(
        open_items_read("open.csv", OPEN_HEADER, strlen(OPEN_HEADER), &items, &count, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL(count, 0);
    system_free(items);
    items = NULL;
}

static void test_taken(void)
{
    static const TakenItem rows[] = {
        {{PAYMENT, OPEN_RETURNED, 1508, GROUP_INT_1, 33, 2, false, false, 0, 0}, NEW_PAYMENT},
        {{PAYMENT, OPEN_RETURNED, 1580, GROUP_INT_1, 67, 2, false, false, 0, 0}, ""},
        {{"MANUAL-000005-0001", OPEN_PAID, 301, GROUP_EM, -9, 5, false, false, 0, 0}, ""}};
    CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
    taken_items_write(&text, rows, 3);
    CU_ASSERT_STRING_EQUAL(text.bytes,
                           TAKEN_HEADER PAYMENT ",returned,1508,INT-1,33,2," NEW_PAYMENT
                                                "\n" PAYMENT ",returned,1580,INT-1,67,2,\n"
                                                "MANUAL-000005-0001,paid,0301,EM,-9,5,\n");
    CU_ASSERT_EQUAL_FATAL(
        taken_items_read("taken.csv", text.bytes, text.length, &taken, &count, NULL),
        STATUS_OK);
    CU_ASSERT_EQUAL_FATAL(count, 3);
    for (size_t i = 0; i < 3; i++) {
        expect_item(&taken[i].item, &rows[i].item);
        CU_ASSERT_STRING_EQUAL(taken[i].end_to_end_id, rows[i].end_to_end_id);
        for (size_t j = 0; j < 3; j++)
            CU_ASSERT_EQUAL(taken_item_compare(&taken[i], &rows[j]) < 0, i < j);
    }
    system_free(taken);
    taken = NULL;
}

typedef struct Refused {
    const char *rows, *where;
} Refused;

static void refuse(const char *header, const Refused *cases, size_t case_count)
{
    for (size_t i = 0; i < case_count; i++) {
        Failure failure = {0};
        CLEANUP(text_buffer_free) TextBuffer text = TEXT_BUFFER_EMPTY;
        text_buffer_format(&text, "%s%s", header, cases[i].rows);
        Status status =
            strcmp(header, OPEN_HEADER) == 0
                ? open_items_read("open.csv", text.bytes, text.length, &items, &count, &failure)
                : taken_items_read("taken.csv", text.bytes, text.length, &taken, &count,
                                   &failure);
        CU_ASSERT_EQUAL(status, STATUS_INPUT_VALUE);
        CU_ASSERT_PTR_NOT_NULL(strstr(failure.where, cases[i].where));
        CU_ASSERT_EQUAL(count, 0);
        CU_ASSERT_PTR_NULL(items);
        CU_ASSERT_PTR_NULL(taken);
    }
}

static void test_open_refused(void)
{
    static const Refused cases[] = {
        {"1507-INT-1-0123,rejected,1507,INT-1,100,2\n", "line 2, column item"},
        {PAYMENT ",rejected,1508,INT-1,100,2\n", "line 2, column item"},
        {PAYMENT ",rejected,1507,EM,100,2\n", "line 2, column item"},
        {PAYMENT ",waived,1507,INT-1,100,2\n", "line 2, column item"},
        {"MANUAL-000005-0001,rejected,0301,EM,1,5\n", "line 2, column item"},
        {"MANUAL-000005-0001,paid,0301,EM,-1,6\n", "line 2, column item"},
        {"MANUAL-000005-001,paid,0301,EM,-1,5\n", "line 2, column item"},
        {"MANUAL-000005-0000,paid,0301,EM,-1,5\n", "line 2, column item"},
        {"MANUAL-000005-00001,paid,0301,EM,-1,5\n", "line 2, column item"},
        {"MANUAL-000005-000x,paid,0301,EM,-1,5\n", "line 2, column item"},
        {PAYMENT ",lost,1507,INT-1,100,2\n", "line 2, column kind"},
        {PAYMENT ",rejected,1507,INT-3,100,2\n", "line 2, column payment_group"},
        {PAYMENT ",rejected,507,INT-1,100,2\n", "line 2, column municipality"},
        {PAYMENT ",rejected,1507,INT-1,0,2\n", "line 2, column amount_ore"},
        {PAYMENT ",rejected,1507,INT-1,-1,2\n", "line 2, column amount_ore"},
        {PAYMENT ",again,1507,INT-1,1,2\n", "line 2, column amount_ore"},
        {PAYMENT ",rejected,1507,INT-1,100,0\n", "line 2, column entry"},
        {PAYMENT ",rejected,1507,INT-1,100,2\n" PAYMENT ",rejected,1507,INT-1,100,2\n",
         "open.csv"},
        {"MANUAL-000005-0001,paid,0301,EM,-1,5\n" PAYMENT ",rejected,1507,INT-1,100,2\n",
         "open.csv"},
    };
    refuse(OPEN_HEADER, cases, sizeof cases / sizeof cases[0]);
}

static void test_taken_refused(void)
{
    static const Refused cases[] = {
        {PAYMENT ",rejected,1508,INT-1,100,2," PAYMENT "\n", "line 2, column end_to_end_id"},
        {PAYMENT ",rejected,1508,INT-1,100,2,1508-EM-aaaaaaaaaaaaaaaaaaaa\n",
         "line 2, column end_to_end_id"},
        {PAYMENT ",rejected,1508,EM,100,2,\n", "line 2, column item"},
        {PAYMENT ",rejected,1508,INT-1,1,2,\n" PAYMENT ",rejected,1508,INT-1,1,2,\n",
         "taken.csv"},
    };
    refuse(TAKEN_HEADER, cases, sizeof cases / sizeof cases[0]);
}

static const TestCase tests[] = {
    {"open", test_open},
    {"taken", test_taken},
    {"open refused", test_open_refused},
    {"taken refused", test_taken_refused},
};

TEST_MAIN("formats/open_items", tests)
