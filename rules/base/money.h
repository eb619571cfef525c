/*
 * money.h - integer øre and exact fractions. grants.md 1 (Money).
 *
 * No floating point, no rounding but in part_of_rate(). Overflow is an INVARIANT: it stops the
 * program rather than pay a wrong sum. Any thread may call these.
 */
#ifndef TILSKUDD_RULES_MONEY_H
#define TILSKUDD_RULES_MONEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules/base/status.h"

typedef int64_t Ore;    /* 1/100 NOK */
typedef int64_t Kroner; /* whole NOK */

/* What part_of_rate() rounds to, half up (grants.md 1). */
typedef enum Rounding {
    ROUND_TO_KRONE = 0, /* "krone": every grant but some years' Norwegian ones */
    ROUND_TO_ORE        /* "ore" */
} Rounding;

/* A point of the year, 0 <= numerator/denominator <= 1, always in lowest terms. */
typedef struct Fraction {
    int32_t numerator;
    int32_t denominator;
} Fraction;

#define FRACTION_ZERO ((Fraction){0, 1})
#define FRACTION_ONE ((Fraction){1, 1})

/* No line comes near ten thousand million kroner: below that millions of lines add up without
 * overflow, whatever a damaged file says. Sums of a municipality may be a hundred times that:
 * all municipalities and groups together still add up. */
#define LINE_ORE_MAX ((Ore)1000000000000)
#define SUM_ORE_MAX ((Ore)100000000000000)

/* Sums and whole kroner in øre; an overflow breaks an INVARIANT. */
static inline Ore ore_add(Ore left, Ore right)
{
    Ore sum = 0;
    INVARIANT(!__builtin_add_overflow(left, right, &sum));
    return sum;
}
static inline Ore ore_subtract(Ore left, Ore right)
{
    Ore difference = 0;
    INVARIANT(!__builtin_sub_overflow(left, right, &difference));
    return difference;
}
Ore ore_from_kroner(Kroner kroner);

/* Lowest terms; denominator > 0. */
Fraction fraction_make(int32_t numerator, int32_t denominator);
/* -1, 0, 1. */
static inline int fraction_compare(Fraction left, Fraction right)
{
    INVARIANT(left.denominator > 0 && right.denominator > 0);
    int64_t left_side = (int64_t)left.numerator * right.denominator;
    int64_t right_side = (int64_t)right.numerator * left.denominator;
    return (left_side > right_side) - (left_side < right_side);
}
static inline Fraction fraction_min(Fraction left, Fraction right)
{
    return fraction_compare(left, right) <= 0 ? left : right;
}
static inline Fraction fraction_max(Fraction left, Fraction right)
{
    return fraction_compare(left, right) >= 0 ? left : right;
}
/* "0", "1", "3/8": what decisions.csv shows. Writes a NUL; returns the length. */
enum { FRACTION_TEXT_SIZE = 24 };
size_t fraction_format(Fraction fraction, char text[FRACTION_TEXT_SIZE]);

/* C(rate, x): rate * x rounded half up to whole kroner or whole øre, in øre. The one place that
 * rounds. grants.md 1 (Rounding). */
Ore part_of_rate(Kroner rate, Fraction x, Rounding rounding);
/* C(rate, b) - C(rate, a): the worth of [a, b) of the year; a <= b. */
Ore worth_of_interval(Kroner rate, Fraction a, Fraction b, Rounding rounding);

/* "1234.56", "-0.50": exact, two decimals, '.' whatever the locale. Returns the length. */
enum { ORE_TEXT_SIZE = 24 };
size_t ore_format(Ore amount, char text[ORE_TEXT_SIZE]);
/* Reads an optional '-', digits, and nothing or '.' and one or two digits. */
bool ore_parse(const char *text, size_t length, Ore *amount);

#endif
