/*
 * indicator_page.h - the indicators as one page of HTML, bokmål or English.
 * rules/indicators.md 6.
 *
 * Whole numbers only, small counts hidden as in the CSV. Pure; one thread a buffer, whose
 * failure is sticky.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_INDICATOR_PAGE_H
#define TILSKUDD_FORMATS_INDICATORS_INDICATOR_PAGE_H

#include "formats/base/text_buffer.h"
#include "rules/indicators/compare.h"

enum { PAGE_YEARS_MAX = 5 };

/* Everything the page shows; borrows all of it. */
typedef struct IndicatorPage {
    const IndicatorTable *years[PAGE_YEARS_MAX]; /* ascending; the last is the page's own */
    size_t year_count;
    IndicatorLevel level;
    const int64_t *settled_five; /* by place of the own year's table */
    const MunicipalityTable *municipalities;
    Day extract, cutoff;
    uint64_t persons, set_aside, left_out;
    bool english;
} IndicatorPage;

/* The whole page. MEMORY. */
MUST_USE Status indicator_page(const IndicatorPage *page, TextBuffer *out, Failure *failure);

#endif
