/*
 * test_letters_sums.c - letters that do not add up are refused: a municipality that is told
 * another sum than it was paid can trust none of them. letters.md 3.
 */
#include <string.h>

#include "engine/letters/municipality_letters.h"
#include "tests/rules/base/test_main.h"

/* One municipality: two lines, one payment, one returned sum, and what they come to. */
static LetterLine lines[2];
static LetterPayment payment;
static TakenItem item;
static LetterTaken taken;
static GroupSums groups[PAYMENT_GROUP_COUNT];
static Letter letter;
static Manifest manifest;

static void begin(void)
{
    const DecisionLine line = {.code = GRANT_AR_2,
                               .status = DECISION_PAY,
                               .first = true,
                               .budget_year = 2017,
                               .municipality = 301,
                               .due = 5750000};
    lines[0].line = lines[1].line = line;
    lines[1].line.due = -2875000;
    payment = (LetterPayment){301, GROUP_INT_2_5, {.amount = 3875000}};
    item.item = (OpenItem){.kind = OPEN_RETURNED, .group = GROUP_INT_2_5, .amount = 1000000};
    taken.taken = &item;
    memset(groups, 0, sizeof groups);
    groups[GROUP_INT_2_5] =
        (GroupSums){.lines = 2875000, .returned = 1000000, .paid = 3875000, .any = true};
    letter = (Letter){.municipality = 301,
                      .groups = groups,
                      .lines = lines,
                      .line_count = 2,
                      .payments = &payment,
                      .payment_count = 1,
                      .taken = &taken,
                      .taken_count = 1};
    manifest = (Manifest){.lines = 2,
                          .pay_lines = 2,
                          .payments = 1,
                          .lines_sum = 2875000,
                          .returned = 1000000,
                          .paid = 3875000};
}

static Status add(LettersSums *sums)
{
    Failure failure = {0};
    *sums = (LettersSums){0};
    return letters_sums_add(&letter, sums, &failure);
}

static Status compare(const LettersSums *sums)
{
    Failure failure = {0};
    return letters_sums_compare(sums, &manifest, &failure);
}

static void test_what_adds_up(void)
{
    LettersSums sums;
    begin();
    CU_ASSERT_EQUAL(add(&sums), STATUS_OK);
    CU_ASSERT_EQUAL(compare(&sums), STATUS_OK);
    CU_ASSERT_EQUAL(sums.sent, 3875000);
}

static void test_a_letter_that_does_not(void)
{
    LettersSums sums;
    begin();
    letter.line_count = 1;
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
    begin();
    letter.payment_count = 0;
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
    begin();
    letter.taken_count = 0;
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
    begin();
    payment.sent.amount++;
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
    begin();
    item.item.kind = OPEN_PAID; /* by hand, not returned */
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
    begin();
    groups[GROUP_INT_2_5].carried_forward = -1;
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
    begin();
    lines[0].line.status = DECISION_HELD;
    CU_ASSERT_EQUAL(add(&sums), STATUS_VERIFICATION);
}

/* A letter that is not there at all, or there twice. */
static void test_letters_that_are_not_the_run(void)
{
    LettersSums sums = {0};
    Failure failure = {0};
    begin();
    CU_ASSERT_EQUAL(compare(&sums), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(add(&sums), STATUS_OK);
    CU_ASSERT_EQUAL(letters_sums_add(&letter, &sums, &failure), STATUS_OK);
    CU_ASSERT_EQUAL(compare(&sums), STATUS_VERIFICATION);
    CU_ASSERT_EQUAL(add(&sums), STATUS_OK);
    manifest.paid++;
    CU_ASSERT_EQUAL(compare(&sums), STATUS_VERIFICATION);
}

static const TestCase tests[] = {
    {"what adds up", test_what_adds_up},
    {"a letter that does not", test_a_letter_that_does_not},
    {"letters that are not the run", test_letters_that_are_not_the_run},
};

TEST_MAIN("letters_sums", tests)
