/*
 * test_taken_check.c - why: an item that is taken up twice, in part, or by nobody's account is
 * money paid twice or lost; whoever reads an entry must see it. life.md 2.
 */
#include "formats/run/taken_check.h"

#include <string.h>

#include "formats/base/system.h"
#include "tests/rules/base/test_main.h"

#define PAYMENT "1507-INT-1-0123456789abcdef0123"

static const uint8_t identity[32] = {0xaa, 0xbb};
static OpenItem items[2];
static TakenItem taken[3];
static GroupRow *sums;

/* A split municipality's returned payment goes to two; one of them is paid, of the other the
 * part is netted away. A line by hand waits. */
static void begin(void)
{
    items[0] =
        (OpenItem){PAYMENT, OPEN_RETURNED, 1507, GROUP_INT_1, 100, 2, false, false, 0, 0};
    items[1] =
        (OpenItem){"MANUAL-000005-0001", OPEN_PAID, 301, GROUP_EM, -9, 5, false, false, 0, 0};
    taken[0].item =
        (OpenItem){PAYMENT, OPEN_RETURNED, 1508, GROUP_INT_1, 33, 2, false, false, 0, 0};
    taken[1].item =
        (OpenItem){PAYMENT, OPEN_RETURNED, 1580, GROUP_INT_1, 67, 2, false, false, 0, 0};
    payment_end_to_end_id(identity, 1508, GROUP_INT_1, taken[0].end_to_end_id);
    taken[1].end_to_end_id[0] = '\0';
    taken[2] = (TakenItem){items[1], ""};
    sums = system_allocate_zeroed(MUNICIPALITY_CODES, sizeof *sums);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sums);
    sums[1508][GROUP_INT_1] = (GroupSums){.returned = 33, .paid = 33};
    sums[1580][GROUP_INT_1] = (GroupSums){.returned = 67, .lines = -70, .carried_forward = -3};
}

static Status check_items(size_t count)
{
    return taken_check_items(taken, count, items, 2, NULL);
}

static Status check_sums(size_t count)
{
    Status status = taken_check_sums(taken, count, identity, (const GroupRow *)sums, NULL);
    system_free(sums);
    return status;
}

static void test_right(void)
{
    begin();
    CU_ASSERT_EQUAL(check_items(2), STATUS_OK);
    CU_ASSERT_TRUE(items[0].taken);
    CU_ASSERT_FALSE(items[1].taken);
    CU_ASSERT_EQUAL(check_sums(2), STATUS_OK);
    begin();
    CU_ASSERT_EQUAL(check_items(3), STATUS_OK);
    CU_ASSERT_TRUE(items[1].taken);
    sums[301][GROUP_EM] = (GroupSums){.manual = -9, .carried_forward = -9};
    CU_ASSERT_EQUAL(check_sums(3), STATUS_OK);
    CU_ASSERT_EQUAL(taken_check_items(NULL, 0, NULL, 0, NULL), STATUS_OK);
}

/* In part, more than there was, of another kind, group or entry, or of nothing. */
static void test_wrong_items(void)
{
    begin();
    CU_ASSERT_EQUAL(check_items(1), STATUS_VERIFICATION);
    taken[1].item.amount = 68;
    CU_ASSERT_EQUAL(check_items(2), STATUS_VERIFICATION);
    taken[1].item.amount = 67;
    taken[1].item.kind = OPEN_REJECTED;
    CU_ASSERT_EQUAL(check_items(2), STATUS_VERIFICATION);
    taken[1].item.kind = OPEN_RETURNED;
    taken[1].item.group = GROUP_EM;
    CU_ASSERT_EQUAL(check_items(2), STATUS_VERIFICATION);
    taken[1].item.group = GROUP_INT_1;
    taken[0].item.entry = 3;
    CU_ASSERT_EQUAL(check_items(2), STATUS_VERIFICATION);
    taken[0].item.entry = 2;
    CU_ASSERT_EQUAL(check_items(2), STATUS_OK);
    CU_ASSERT_EQUAL(taken_check_items(taken, 2, items, 0, NULL), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(taken_check_items(taken, 2, items + 1, 1, NULL), STATUS_VERIFICATION);
    system_free(sums);
}

/* Another sum than municipalities.csv's, money by hand as returned, a payment that is not. */
static void test_wrong_sums(void)
{
    begin();
    CU_ASSERT_EQUAL(check_sums(1), STATUS_VERIFICATION);
    begin();
    CU_ASSERT_EQUAL(check_sums(3), STATUS_VERIFICATION);
    begin();
    sums[301][GROUP_EM] = (GroupSums){.returned = -9, .carried_forward = -9};
    CU_ASSERT_EQUAL(check_sums(3), STATUS_VERIFICATION);
    begin();
    sums[219][GROUP_EM].manual = 1;
    CU_ASSERT_EQUAL(check_sums(2), STATUS_VERIFICATION);
    begin();
    taken[0].end_to_end_id[0] = '\0';
    CU_ASSERT_EQUAL(check_sums(2), STATUS_VERIFICATION);
    begin();
    payment_end_to_end_id(identity, 1580, GROUP_INT_1, taken[1].end_to_end_id);
    CU_ASSERT_EQUAL(check_sums(2), STATUS_VERIFICATION);
}

static const TestCase tests[] = {
    {"right", test_right},
    {"wrong items", test_wrong_items},
    {"wrong sums", test_wrong_sums},
};

TEST_MAIN("formats/taken_check", tests)
