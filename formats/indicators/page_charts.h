/*
 * page_charts.h - charts of the indicators as inline SVG: years and sexes, areas around the
 * country, bars. Whole numbers only; text is escaped. One thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_PAGE_CHARTS_H
#define TILSKUDD_FORMATS_INDICATORS_PAGE_CHARTS_H

#include <stddef.h>

#include "formats/base/text_buffer.h"

enum { CHART_YEARS_MAX = 8, CHART_SERIES = 3 };

/* Shares year by year: both sexes, women, men. Permille; negative: none. */
typedef struct YearChart {
    const char *what; /* in words, for those who do not see it */
    const char *legend[CHART_SERIES], *target_legend;
    int year[CHART_YEARS_MAX];
    int permille[CHART_SERIES][CHART_YEARS_MAX];
    size_t count;
    int target; /* permille; negative: none */
    bool english;
} YearChart;
void year_chart(TextBuffer *out, const YearChart *chart);

/* How far an area is from the country. */
typedef enum AreaPlace {
    AREA_BELOW_998 = -2,
    AREA_BELOW_95,
    AREA_USUAL,
    AREA_ABOVE_95,
    AREA_ABOVE_998
} AreaPlace;

/* One area: `numerator` of `denominator` persons (not 0). */
typedef struct AreaDot {
    const char *label;
    int64_t numerator, denominator;
    int permille;
    AreaPlace place;
} AreaDot;

/* Areas around the share a / b of the country, with the exact binomial bands where `bands`. */
typedef struct AreaChart {
    const char *what, *axis, *line;
    const AreaDot *dots;
    size_t count;
    int64_t a, b;
    int target;
    bool bands, english;
} AreaChart;
/* Nothing is drawn without a dot. */
void area_chart(TextBuffer *out, const AreaChart *chart);

/* Two bars a row: women and men, permille. */
typedef struct BarRow {
    const char *label;
    int permille[2];
} BarRow;
void bar_chart(TextBuffer *out, const char *what, const char *const legend[2],
               const BarRow *rows, size_t count, bool english);

#endif
