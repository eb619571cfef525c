/*
 * forecast_csv.h - a forecast as CSV, for spreadsheets and the office's own models.
 * cli.md.
 *
 * Sums of lines in øre. `year` is the budget year of the lines (before the forecast's: a
 * correction), `quarter` that of the forecast's year in which they are paid. held_ore stays out
 * of the other two, and is held again in every quarter until it is corrected. Without changed
 * rates changed_ore is base_ore.
 */
#ifndef TILSKUDD_FORMATS_FORECAST_CSV_H
#define TILSKUDD_FORMATS_FORECAST_CSV_H

#include "formats/base/text_buffer.h"
#include "formats/forecast/forecast_report.h"

#define FORECAST_HEADER                                                                        \
    "year,quarter,municipality,payment_group,chapter,item,base_ore,changed_ore,held_ore\n"

/* Appends header and rows, in their order. Chapter and item are those of the forecast's year.
 */
void forecast_csv_write(const ForecastReport *report, TextBuffer *out);

#endif
