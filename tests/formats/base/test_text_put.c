/*
 * test_text_put.c - numbers and days written by pairs of digits are what the library's printf
 * writes, for each length that a number can have and around each of its ends.
 */
#include "formats/base/text_put.h"

#include <inttypes.h>
#include <stdio.h>

#include "tests/rules/base/test_main.h"

enum { ROOM = 64, FENCE = 0x5A };

static void check_number(int64_t number)
{
    char expected[ROOM], text[ROOM];
    int length = snprintf(expected, sizeof expected, "%" PRId64, number);
    memset(text, FENCE, sizeof text);
    CU_ASSERT_EQUAL_FATAL(put_number(text, number) - text, length);
    CU_ASSERT_TRUE(length <= PUT_NUMBER_MOST);
    CU_ASSERT_EQUAL(memcmp(text, expected, (size_t)length), 0);
    CU_ASSERT_EQUAL(text[length], FENCE);
}

static void numbers_of_every_length(void)
{
    int64_t power = 1;
    for (int digits = 1; digits <= 19; digits++) {
        for (int64_t add = -2; add <= 2; add++) {
            check_number(power + add);
            check_number(-(power + add));
            check_number(power / 3 * 2 + add);
        }
        if (digits < 19) power *= 10;
    }
    check_number(INT64_MAX);
    check_number(INT64_MIN);
}

static void pairs_and_fours(void)
{
    for (unsigned number = 0; number < 10000; number++) {
        char expected[ROOM], text[ROOM];
        (void)snprintf(expected, sizeof expected, "%04u", number);
        CU_ASSERT_EQUAL(put_four(text, number) - text, 4);
        CU_ASSERT_EQUAL(memcmp(text, expected, 4), 0);
        if (number >= 100) continue;
        CU_ASSERT_EQUAL(put_pair(text, number) - text, 2);
        CU_ASSERT_EQUAL(memcmp(text, expected + 2, 2), 0);
    }
}

static void days(void)
{
    for (Day day = day_from_date(1899, 12, 30); day < day_from_date(2080, 1, 3); day++) {
        char expected[DAY_TEXT_SIZE], text[ROOM];
        day_format(day, expected);
        CU_ASSERT_EQUAL(put_day(text, day) - text, PUT_DAY_MOST);
        CU_ASSERT_EQUAL(memcmp(text, expected, PUT_DAY_MOST), 0);
    }
}

/* Written into a buffer: what stood there stays, there is a NUL after it, and nothing is
 * written once there has been no memory. */
static void into_a_buffer(void)
{
    CLEANUP(text_buffer_free) TextBuffer buffer = TEXT_BUFFER_EMPTY;
    for (int i = 0; i < 1000; i++) {
        char *at = text_buffer_room(&buffer, ROOM);
        CU_ASSERT_PTR_NOT_NULL_FATAL(at);
        text_buffer_put(&buffer, put_char(put_text(at, "line"), '\n'));
    }
    CU_ASSERT_EQUAL(buffer.length, 5000);
    CU_ASSERT_EQUAL(buffer.bytes[5000], '\0');
    CU_ASSERT_EQUAL(memcmp(buffer.bytes + 4990, "line\nline\n", 10), 0);
    buffer.failed = true;
    CU_ASSERT_PTR_NULL(text_buffer_room(&buffer, 1));
}

static const TestCase tests[] = {
    {"numbers of every length", numbers_of_every_length},
    {"pairs and fours", pairs_and_fours},
    {"days", days},
    {"into a buffer", into_a_buffer},
};

TEST_MAIN("text put", tests)
