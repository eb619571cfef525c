/*
 * indicator_csv.h - the indicators as CSV. rules/indicators.md 6.
 *
 * One line for each indicator, level, area and sex, in that order; the same bytes for the same
 * content. Pure; one thread a buffer, whose failure is sticky.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_INDICATOR_CSV_H
#define TILSKUDD_FORMATS_INDICATORS_INDICATOR_CSV_H

#include "formats/base/text_buffer.h"
#include "rules/indicators/counts.h"

/* What stands in `value` of an indicator that the register does not have, and of one whose file
 * was not given. */
#define INDICATOR_NOT_HERE "not from this register"
#define INDICATOR_NOT_GIVEN "not given"

/* The country, and the areas of `level` when that is another. */
void indicator_csv(const IndicatorTable *table, IndicatorLevel level, TextBuffer *out);

#endif
