/*
 * annual_page.h - the year's accounts as one page that prints on A4, in bokmål or English.
 * life.md 6.
 *
 * Sums by chapter, item and payment group; municipalities stand in the CSV files and the
 * workbook. Appends the whole page; the buffer's failure is sticky. One thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_PAGE_H
#define TILSKUDD_FORMATS_ANNUAL_PAGE_H

#include "formats/annual/annual_report.h"

/* All of it. */
void annual_page_write(TextBuffer *out, const AnnualReport *report);

/* Parts of it: the appropriation report; the accounts by cash; by budget year; the bridge; what
 * the bank says. */
void annual_page_appropriation(TextBuffer *out, const AnnualReport *report);
void annual_page_cash(TextBuffer *out, const AnnualReport *report);
void annual_page_budget(TextBuffer *out, const AnnualReport *report);
void annual_page_bridge(TextBuffer *out, const AnnualReport *report);
void annual_page_bank(TextBuffer *out, const AnnualReport *report);

#endif
