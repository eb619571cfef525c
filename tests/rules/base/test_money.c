/*
 * test_money.c - why: the one place that rounds decides whether the parts of a year add up to
 * the rate, and a text of an amount must be exact in both directions.
 */
#include <string.h>

#include "rules/base/money.h"
#include "tests/rules/base/test_main.h"

static Ore in_kroner(Kroner rate, int numerator, int denominator)
{
    return part_of_rate(rate, fraction_make(numerator, denominator), ROUND_TO_KRONE);
}

static Ore in_ore(Kroner rate, int numerator, int denominator)
{
    return part_of_rate(rate, fraction_make(numerator, denominator), ROUND_TO_ORE);
}

/* grants.md 2.3, worked examples. */
static void test_part_of_rate(void)
{
    CU_ASSERT_EQUAL(in_kroner(230000, 3, 8), 8625000);
    CU_ASSERT_EQUAL(in_kroner(230000, 1, 4), 5750000);
    CU_ASSERT_EQUAL(in_kroner(249500, 4, 12), 8316700);
    Fraction third = fraction_make(1, 3);
    CU_ASSERT_EQUAL(worth_of_interval(249500, third, FRACTION_ONE, ROUND_TO_KRONE), 16633300);
    CU_ASSERT_EQUAL(in_kroner(249500, 0, 1), 0);
    CU_ASSERT_EQUAL(in_kroner(249500, 1, 1), 24950000);
}

static void test_half_goes_up(void)
{
    CU_ASSERT_EQUAL(in_kroner(1, 1, 2), 100);
    CU_ASSERT_EQUAL(in_kroner(3, 1, 2), 200);
    CU_ASSERT_EQUAL(in_kroner(1, 182, 365), 0);
    CU_ASSERT_EQUAL(in_kroner(1, 183, 365), 100);
    CU_ASSERT_EQUAL(in_kroner(4, 3, 8), 200);
    CU_ASSERT_EQUAL(in_kroner(4, 1, 8), 100);
}

/* grants.md 1: whole øre. 63 475 * 181/365 = 31 476.643...; 249 500 / 3 = 83 166.666...; half
 * an øre goes up: 1 * 1/8 = 12.5 øre, 1 * 181/365 = 49.589 øre. */
static void test_whole_ore(void)
{
    CU_ASSERT_EQUAL(in_ore(63475, 181, 365), 3147664);
    CU_ASSERT_EQUAL(in_ore(249500, 1, 3), 8316667);
    Fraction third = fraction_make(1, 3);
    CU_ASSERT_EQUAL(worth_of_interval(249500, third, FRACTION_ONE, ROUND_TO_ORE), 16633333);
    CU_ASSERT_EQUAL(in_ore(1, 1, 8), 13);
    CU_ASSERT_EQUAL(in_ore(1, 3, 8), 38);
    CU_ASSERT_EQUAL(in_ore(1, 181, 365), 50);
    CU_ASSERT_EQUAL(in_ore(230000, 3, 8), 8625000);
    CU_ASSERT_EQUAL(in_ore(249500, 0, 1), 0);
    CU_ASSERT_EQUAL(in_ore(249500, 1, 1), 24950000);
}

/* Parts of a year always add up, whatever the cuts. */
static int wrong_sums(Rounding rounding)
{
    int wrong = 0;
    for (Kroner rate = 99990; rate < 100010; rate++) {
        Ore sum = 0;
        Fraction from = FRACTION_ZERO;
        for (int day = 1; day <= 365; day++) {
            Fraction to = fraction_make(day, 365);
            sum = ore_add(sum, worth_of_interval(rate, from, to, rounding));
            from = to;
        }
        if (sum != ore_from_kroner(rate)) wrong++;
    }
    return wrong;
}

static void test_parts_add_up(void)
{
    CU_ASSERT_EQUAL(wrong_sums(ROUND_TO_KRONE), 0);
    CU_ASSERT_EQUAL(wrong_sums(ROUND_TO_ORE), 0);
}

static void test_fractions(void)
{
    Fraction third = fraction_make(4, 12);
    CU_ASSERT_EQUAL(third.numerator, 1);
    CU_ASSERT_EQUAL(third.denominator, 3);
    Fraction zero = fraction_make(0, 365);
    CU_ASSERT_EQUAL(zero.denominator, 1);
    CU_ASSERT_EQUAL(fraction_compare(third, fraction_make(3, 8)), -1);
    CU_ASSERT_EQUAL(fraction_compare(fraction_make(3, 8), third), 1);
    CU_ASSERT_EQUAL(fraction_compare(third, fraction_make(2, 6)), 0);
    CU_ASSERT_EQUAL(fraction_min(third, FRACTION_ONE).denominator, 3);
    CU_ASSERT_EQUAL(fraction_max(third, FRACTION_ONE).denominator, 1);
}

static void test_fraction_text(void)
{
    char text[FRACTION_TEXT_SIZE];
    CU_ASSERT_EQUAL(fraction_format(fraction_make(3, 8), text), 3);
    CU_ASSERT_STRING_EQUAL(text, "3/8");
    CU_ASSERT_EQUAL(fraction_format(FRACTION_ZERO, text), 1);
    CU_ASSERT_STRING_EQUAL(text, "0");
    CU_ASSERT_EQUAL(fraction_format(fraction_make(8, 8), text), 1);
    CU_ASSERT_STRING_EQUAL(text, "1");
}

static void test_amount_text(void)
{
    char text[ORE_TEXT_SIZE];
    CU_ASSERT_EQUAL(ore_format(123456, text), 7);
    CU_ASSERT_STRING_EQUAL(text, "1234.56");
    (void)ore_format(-50, text);
    CU_ASSERT_STRING_EQUAL(text, "-0.50");
    (void)ore_format(0, text);
    CU_ASSERT_STRING_EQUAL(text, "0.00");
    (void)ore_format(INT64_MIN, text);
    CU_ASSERT_STRING_EQUAL(text, "-92233720368547758.08");
}

static bool parses_to(const char *text, Ore expected)
{
    Ore amount = 77;
    return ore_parse(text, strlen(text), &amount) && amount == expected;
}

static void test_amount_parse(void)
{
    CU_ASSERT_TRUE(parses_to("1234.56", 123456));
    CU_ASSERT_TRUE(parses_to("1234.5", 123450));
    CU_ASSERT_TRUE(parses_to("1234", 123400));
    CU_ASSERT_TRUE(parses_to("-0.50", -50));
    CU_ASSERT_TRUE(parses_to("92233720368547758.07", INT64_MAX));
    CU_ASSERT_TRUE(parses_to("92233720368547758", INT64_MAX - 7));
    CU_ASSERT_TRUE(parses_to("-92233720368547758.08", INT64_MIN));
    static const char *const bad[] = {"",
                                      "-",
                                      ".",
                                      "1.",
                                      ".5",
                                      "1.234",
                                      "1,5",
                                      "1 000",
                                      "+1",
                                      "1.-5",
                                      "1.2.3",
                                      "92233720368547758.08",
                                      "1e3",
                                      "92233720368547759",
                                      "922337203685477581",
                                      "-922337203685477581"};
    Ore amount = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_FALSE(ore_parse(bad[i], strlen(bad[i]), &amount));
    }
}

static const TestCase tests[] = {
    {"part of a rate", test_part_of_rate}, {"half goes up", test_half_goes_up},
    {"whole øre", test_whole_ore},         {"parts of a year add up", test_parts_add_up},
    {"fractions", test_fractions},         {"fraction as text", test_fraction_text},
    {"amount as text", test_amount_text},  {"amount from text", test_amount_parse},
};

TEST_MAIN("rules/money", tests)
