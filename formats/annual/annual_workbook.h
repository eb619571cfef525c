/*
 * annual_workbook.h - the year's accounts as a workbook (XLSX): the appropriation report with
 * notes A and B, and the tables by municipality. life.md 6.
 *
 * Codes are text, amounts kroner. One thread.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_WORKBOOK_H
#define TILSKUDD_FORMATS_ANNUAL_WORKBOOK_H

#include "formats/annual/annual_report.h"

/* A new file; as spreadsheet_commit. */
MUST_USE Status annual_workbook_save(const char *path, const AnnualReport *report,
                                     Failure *failure);

#endif
