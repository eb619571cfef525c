/*
 * measure.h - what one person counts for in every indicator of a year. rules/indicators.md 3.
 *
 * Pure functions over one registration; any thread may call them. What begins after the cut-off
 * is not known. Blocked persons are measured like any; who is left out is the caller's
 * business.
 */
#ifndef TILSKUDD_RULES_INDICATORS_MEASURE_H
#define TILSKUDD_RULES_INDICATORS_MEASURE_H

#include "rules/indicators/area.h"
#include "rules/indicators/definitions.h"

typedef struct IndicatorContext {
    const IndicatorDefinitions *definitions;
    IndicatorAreas areas; /* of 31 December of the definitions' year */
    Day cutoff;           /* not before that day */
} IndicatorContext;

/* One person in one indicator. Shares: denominator 1, numerator 0 or 1; means: denominator 1,
 * numerator days; counts: numerator 1, denominator 0; S1.5: numerator 1, its denominator comes
 * from a file. */
typedef struct IndicatorHit {
    uint8_t indicator; /* index into definitions->items */
    uint8_t denominator;
    MunicipalityCode area; /* MUNICIPALITY_NONE: nowhere */
    int32_t numerator;
} IndicatorHit;

/* All that a person counts for, at most one hit an indicator, in their order. Returns how many.
 */
size_t indicator_person(const IndicatorContext *context, const Registration *person,
                        IndicatorHit hits[INDICATORS_MAX]);

/* Settled by agreement in the `years` years up to the definitions' one, with V; 1: settled of
 * the year. */
bool indicator_settled(const IndicatorContext *context, const Registration *person, int years);

#endif
