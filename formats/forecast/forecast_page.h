/*
 * forecast_page.h - a forecast as a page for people who plan a budget, in bokmål or English.
 * cli.md.
 *
 * Pure but for memory: a buffer that ran out of it says so by text_buffer_status. Any thread
 * with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_FORECAST_PAGE_H
#define TILSKUDD_FORMATS_FORECAST_PAGE_H

#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "formats/forecast/forecast_report.h"

/* Appends the whole page. */
void forecast_page_write(const ForecastReport *report, Language language, TextBuffer *out);

#endif
