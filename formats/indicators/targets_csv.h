/*
 * targets_csv.h - targets of indicators (--targets). rules/indicators.md 6.
 *
 * Header indicator,year,target_permille. Strict; refused whole with line and column. Constant
 * once read.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_TARGETS_CSV_H
#define TILSKUDD_FORMATS_INDICATORS_TARGETS_CSV_H

#include "formats/base/system.h"
#include "rules/indicators/definitions.h"

typedef struct IndicatorTarget {
    char id[INDICATOR_ID_SIZE];
    int16_t year, permille;
    uint32_t line; /* of the file */
} IndicatorTarget;

typedef struct IndicatorTargets {
    IndicatorTarget *items; /* in the file's order */
    size_t count;
} IndicatorTargets;

/* Owned result: indicator_targets_free (NULL is fine). Refused (INPUT_VALUE): an id that is no
 * share of `definitions`, an indicator and year twice, no line of the definitions' year. */
MUST_USE Status indicator_targets_read(const char *path,
                                       const IndicatorDefinitions *definitions,
                                       IndicatorTargets **out, Failure *failure);
void indicator_targets_free(IndicatorTargets *targets);
CLEANUP_POINTER(IndicatorTargets, indicator_targets_free)
/* Puts the targets of the definitions' year into them, in the place of their own. */
void indicator_targets_apply(const IndicatorTargets *targets,
                             IndicatorDefinitions *definitions);

#endif
