/*
 * compare.h - municipalities beside the nation and beside others of like size.
 * rules/indicators.md 5.
 *
 * Pure, whole numbers only (the binomial distribution in steps of 2^-62 of its largest term).
 * Any thread may call them.
 */
#ifndef TILSKUDD_RULES_INDICATORS_COMPARE_H
#define TILSKUDD_RULES_INDICATORS_COMPARE_H

#include "rules/indicators/counts.h"

enum { SIZE_CLASSES = SIZE_CLASS_LIMITS + 1 };

/* Of n persons who each count with the probability a / b: beyond `low` and `high` is what has
 * at most the probability of one tail on either side. */
typedef struct BinomialBand {
    int64_t low,
        high; /* 0 <= low <= high <= n; what is between them, both included, is usual */
} BinomialBand;

/* `tail`: one tail is 1 / tail, e.g. 40 for a band of 95 %, 1000 for one of 99.8 %. 0 <= a <=
 * b, b from 1; n and b at most BAND_PERSONS_MAX. */
enum { BAND_PERSONS_MAX = 10000000, BAND_TAIL_95 = 40, BAND_TAIL_998 = 1000 };
BinomialBand binomial_band(int64_t n, int64_t a, int64_t b, int tail);

/* The class of so many persons settled in five years: 0 to SIZE_CLASSES - 1. */
int indicator_size_class(const IndicatorDefinitions *definitions, int64_t settled);
/* The median of permille values, half up between two; INDICATOR_NONE for none. Sorts them. */
int median_permille(int *values, size_t count);

#endif
