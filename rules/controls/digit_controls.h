/*
 * digit_controls.h - free amounts: first digits against Benford's law, and equal numbers.
 * control.md 1, family 10.
 *
 * Only what somebody has written freely is looked at: amounts of FHT2 decisions below the
 * ceiling and reported hours, never statutory rates. The measure is the mean absolute deviation
 * (MAD) of the shares, in millionths, against Nigrini's limits, which are thresholds. The
 * country is tested first; a municipality is tested only where the country's numbers follow the
 * law, for where they do not, the law says nothing about anybody. Whole numbers only; pure; any
 * thread.
 */
#ifndef TILSKUDD_RULES_DIGIT_CONTROLS_H
#define TILSKUDD_RULES_DIGIT_CONTROLS_H

#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"

enum { FIRST_DIGITS = 9 };

/* How often each first digit (1 to 9) occurs. Numbers below 1 have none. Zeroed by the caller;
 * counts can be added. */
typedef struct DigitCounts {
    uint32_t digits[FIRST_DIGITS];
} DigitCounts;

/* Adds one number. */
void digits_add(DigitCounts *counts, int64_t number);
/* The same number so many times. */
void digits_add_many(DigitCounts *counts, int64_t number, uint32_t times);

/* Mean absolute deviation from Benford's law in millionths, rounded down; not all counts may be
 * 0. */
int64_t digits_mad(const DigitCounts *counts);
/* The law's share of a first digit (1 to 9), in 10^-8. */
int64_t benford_share(int digit);

/* What one kind of number looks like in one place. */
typedef struct NumberFigures {
    DigitCounts digits;
    int64_t numbers;      /* how many */
    int64_t common;       /* the number that occurs most; of several the smallest */
    int64_t common_count; /* how often */
} NumberFigures;

/* One municipality, or the country (MUNICIPALITY_NONE). */
typedef struct DigitFigures {
    MunicipalityCode code;
    NumberFigures impaired; /* kroner of FHT2 decisions below the ceiling */
    NumberFigures hours;    /* hours of half-years of the budget year */
} DigitFigures;

/* Controls that may find in one place. */
enum { DIGIT_CONTROLS_MAX = 3 };

/* R1001, R1003, R1006 on items[0], the country, and the municipalities after it. `executed` by
 * control number, added to. BUFFER_TOO_SMALL when the findings do not fit. */
MUST_USE Status digit_controls(const ControlThresholds *thresholds, const DigitFigures *items,
                               size_t count, uint64_t *executed, Findings *findings);

#endif
