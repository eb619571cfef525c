/*
 * forecast_text.h - a forecast as a table that a budget officer reads on a terminal.
 * cli.md.
 *
 * Pure but for memory; any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_FORECAST_TEXT_H
#define TILSKUDD_FORMATS_FORECAST_TEXT_H

#include "formats/base/text_buffer.h"
#include "formats/forecast/forecast_report.h"

/* Appends all of it, in lines of at most 99 characters. */
void forecast_text_write(const ForecastReport *report, TextBuffer *out);

#endif
