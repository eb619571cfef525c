/*
 * test_packed_lines.c - what is settled is merged from packed lines: their order must be that
 * of settled lines and their sums exact, at the ends of every field, or somebody is paid twice.
 */
#include <CUnit/Basic.h>
#include <stdlib.h>
#include <string.h>

#include "rules/settlement/packed_lines.h"
#include "tests/rules/base/test_main.h"

enum { LIST = 200 };

static uint64_t state = 4711;

static uint64_t next_random(uint64_t below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % below;
}

static SettledLine random_line(void)
{
    static const Subject subjects[] = {
        2, 3, 1999999999998 + 3, 40, 41, SUBJECT_MUNICIPALITY | 1, SUBJECT_MUNICIPALITY | 9999};
    static const MunicipalityCode codes[] = {1, 63, 64, 301, 9999};
    static const int years[] = {YEAR_MIN, 2018, 2019, YEAR_MAX};
    return (SettledLine){.subject = subjects[next_random(7)],
                         .code = (uint8_t)(next_random(3) * (GRANT_CODE_COUNT - 1) / 2),
                         .budget_year = (int16_t)years[next_random(4)],
                         .municipality = codes[next_random(5)],
                         .amount = (Ore)next_random(5) - 2};
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void test_order_and_back(void)
{
    for (int i = 0; i < 20000; i++) {
        const SettledLine left = random_line(), right = random_line();
        const PackedLine a = packed_line(&left), b = packed_line(&right);
        const SettledLine back = packed_line_unpack(a);
        CU_ASSERT_EQUAL(sign(packed_compare(a, b)), sign(settled_compare(&left, &right)));
        CU_ASSERT(settled_compare(&left, &back) == 0 && left.amount == back.amount);
    }
}

static void test_amounts(void)
{
    static const Ore amounts[] = {
        0, 1, -1, LINE_ORE_MAX, -LINE_ORE_MAX, PACKED_ORE_MAX - 1, 1 - PACKED_ORE_MAX};
    for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
        const SettledLine line = {
            .subject = 3, .budget_year = 2018, .municipality = 301, .amount = amounts[i]};
        CU_ASSERT_EQUAL(packed_amount(packed_line(&line)), amounts[i]);
    }
}

static int by_key(const void *left, const void *right)
{
    return settled_compare(left, right);
}

/* Adds up equal keys of sorted lines; with `drop` what comes to nothing is left out. */
static size_t add_up(SettledLine *lines, size_t count, bool drop)
{
    size_t kept = 0;
    for (size_t i = 0; i < count;) {
        SettledLine sum = lines[i++];
        while (i < count && settled_compare(&sum, &lines[i]) == 0)
            sum.amount += lines[i++].amount;
        if (!drop || sum.amount != 0) lines[kept++] = sum;
    }
    return kept;
}

static size_t random_list(SettledLine *lines, size_t count, bool drop)
{
    for (size_t i = 0; i < count; i++)
        lines[i] = random_line();
    qsort(lines, count, sizeof *lines, by_key);
    return add_up(lines, count, drop);
}

static void pack_all(const SettledLine *lines, size_t count, PackedLine *out)
{
    for (size_t i = 0; i < count; i++)
        out[i] = packed_line(&lines[i]);
}

static void test_merging(void)
{
    for (int round = 0; round < 500; round++) {
        SettledLine lines[2 * LIST];
        PackedLine left[LIST], right[LIST], merged[2 * LIST];
        size_t a = random_list(lines, next_random(LIST), true);
        size_t b = random_list(lines + a, next_random(LIST), true);
        pack_all(lines, a, left);
        pack_all(lines + a, b, right);
        size_t count = packed_lines_merge(left, a, right, b, merged);
        qsort(lines, a + b, sizeof *lines, by_key);
        CU_ASSERT_EQUAL_FATAL(count, add_up(lines, a + b, true));
        for (size_t i = 0; i < count; i++) {
            const SettledLine line = packed_line_unpack(merged[i]);
            CU_ASSERT(settled_compare(&line, &lines[i]) == 0 && line.amount == lines[i].amount);
        }
    }
}

static const TestCase tests[] = {
    {"order, and back again", test_order_and_back},
    {"amounts at the ends", test_amounts},
    {"merging is sorting and adding up", test_merging},
};

TEST_MAIN("packed_lines", tests)
