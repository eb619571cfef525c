/*
 * annual_report.h - what the files of the year's accounts are made from. life.md 6.
 *
 * Plain data; all borrowed. Any thread.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_REPORT_H
#define TILSKUDD_FORMATS_ANNUAL_REPORT_H

#include "formats/base/digest.h"
#include "formats/base/language.h"
#include "formats/base/text_buffer.h"
#include "rules/annual/annual_check.h"
#include "rules/annual/appropriation.h"

typedef struct AnnualReport {
    AnnualAccounts accounts;
    const StatementRow *statement;
    size_t statement_count;
    bool allocated; /* an appropriation was given: the statement has totals and deviations */
    bool live;
    Language language; /* of page and workbook */
    /* The ledger that it was made from. */
    uint32_t last_entry;
    Day last_day; /* on which that was entered */
    uint8_t head[SHA256_SIZE];
} AnnualReport;

#endif
