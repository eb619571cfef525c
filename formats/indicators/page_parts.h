/*
 * page_parts.h - the sections of the indicators' page. Internal to it.
 */
#ifndef TILSKUDD_FORMATS_INDICATORS_PAGE_PARTS_H
#define TILSKUDD_FORMATS_INDICATORS_PAGE_PARTS_H

#include "formats/html/html_page.h"
#include "formats/indicators/indicator_page.h"
#include "formats/indicators/page_charts.h"
#include "formats/indicators/page_texts.h"

enum { PLACE_NAME_SIZE = 96 };

/* The table of the page's own year. */
const IndicatorTable *page_own(const IndicatorPage *page);
const char *page_say(const IndicatorPage *page, PageText text);
const char *page_name(const IndicatorPage *page, const Indicator *item);
/* "0301 Oslo", "03 fylke". */
void page_area_name(const IndicatorPage *page, int area, char out[PLACE_NAME_SIZE]);
/* Shares that have charts of their own: all but single causes. */
bool page_has_chart(const IndicatorTable *table, size_t indicator);

/* One area in one indicator, compared with the country. */
typedef struct ComparedArea {
    IndicatorFigure figure;
    AreaPlace place; /* AREA_USUAL without bands */
} ComparedArea;
ComparedArea page_compare(const IndicatorPage *page, size_t indicator, int area);

/* Sections. page_areas_table needs room for the areas: MEMORY. */
MUST_USE Status page_charts(const IndicatorPage *page, TextBuffer *out, Failure *failure);
MUST_USE Status page_areas(const IndicatorPage *page, TextBuffer *out, Failure *failure);

#endif
