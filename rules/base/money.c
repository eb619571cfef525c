/* money.c - integer øre and exact fractions; the one place that rounds. grants.md 1. */
#include "rules/base/money.h"

#include <stdio.h>
#include <string.h>

static int64_t multiply(int64_t left, int64_t right)
{
    int64_t product = 0;
    INVARIANT(!__builtin_mul_overflow(left, right, &product));
    return product;
}

Ore ore_from_kroner(Kroner kroner)
{
    return multiply(kroner, 100);
}

static int32_t greatest_common_divisor(int32_t left, int32_t right)
{
    while (right != 0) {
        int32_t rest = left % right;
        left = right;
        right = rest;
    }
    return left;
}

Fraction fraction_make(int32_t numerator, int32_t denominator)
{
    INVARIANT(denominator > 0 && numerator >= 0 && numerator <= denominator);
    int32_t divisor = greatest_common_divisor(numerator, denominator);
    return (Fraction){numerator / divisor, denominator / divisor};
}

/* Decimal digits of a number that is not negative; returns how many. */
static size_t write_whole(char *text, int32_t number)
{
    char digits[FRACTION_TEXT_SIZE];
    size_t begin = sizeof digits;
    do {
        digits[--begin] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    memcpy(text, digits + begin, sizeof digits - begin);
    return sizeof digits - begin;
}

size_t fraction_format(Fraction fraction, char text[FRACTION_TEXT_SIZE])
{
    INVARIANT(fraction.numerator >= 0 && fraction.denominator > 0);
    size_t length = write_whole(text, fraction.numerator);
    if (fraction.denominator != 1) {
        text[length++] = '/';
        length += write_whole(text + length, fraction.denominator);
    }
    text[length] = '\0';
    return length;
}

/* grants.md 1: C(rate, x) = rate * x rounded half up to whole kroner, or to whole øre. */
Ore part_of_rate(Kroner rate, Fraction x, Rounding rounding)
{
    INVARIANT(rate >= 0 && x.numerator >= 0 && x.denominator > 0);
    INVARIANT(x.numerator <= x.denominator);
    if (x.numerator == 0) return 0;
    if (x.denominator == 1) return ore_from_kroner(rate);
    int64_t unit = rounding == ROUND_TO_ORE ? 1 : 100; /* in øre */
    int64_t whole = multiply(rate, 100 / unit);        /* of the year, in units */
    int64_t doubled = multiply(multiply(whole, x.numerator), 2);
    return multiply(ore_add(doubled, x.denominator) / (2 * (int64_t)x.denominator), unit);
}

Ore worth_of_interval(Kroner rate, Fraction a, Fraction b, Rounding rounding)
{
    INVARIANT(fraction_compare(a, b) <= 0);
    return part_of_rate(rate, b, rounding) - part_of_rate(rate, a, rounding);
}

size_t ore_format(Ore amount, char text[ORE_TEXT_SIZE])
{
    /* Through the magnitude, so that -0.50 keeps its sign and the smallest number fits. */
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    int length = snprintf(text, ORE_TEXT_SIZE, "%s%llu.%02u", amount < 0 ? "-" : "",
                          (unsigned long long)(magnitude / 100), (unsigned)(magnitude % 100));
    INVARIANT(length > 0 && length < ORE_TEXT_SIZE);
    return (size_t)length;
}

/* Adds one more decimal digit on the side of the sign; false when the number gets too large. */
static bool append_digit(Ore *amount, char digit, bool negative)
{
    if (digit < '0' || digit > '9') return false;
    int value = negative ? -(digit - '0') : digit - '0';
    return !__builtin_mul_overflow(*amount, (Ore)10, amount) &&
           !__builtin_add_overflow(*amount, (Ore)value, amount);
}

bool ore_parse(const char *text, size_t length, Ore *amount)
{
    bool negative = length > 0 && text[0] == '-';
    size_t begin = negative ? 1 : 0;
    size_t point = begin;
    while (point < length && text[point] != '.')
        point++;
    size_t decimals = point < length ? length - point - 1 : 0;
    if (point == begin || decimals > 2 || (point < length && decimals == 0)) return false;
    Ore value = 0;
    for (size_t i = begin; i < length; i++) {
        if (i != point && !append_digit(&value, text[i], negative)) return false;
    }
    for (; decimals < 2; decimals++) {
        if (!append_digit(&value, '0', negative)) return false;
    }
    *amount = value;
    return true;
}
