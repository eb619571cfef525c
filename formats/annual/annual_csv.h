/*
 * annual_csv.h - the tables of the year's accounts as CSV, amounts in øre. life.md 6.
 *
 * Each appends the whole file, heading included; the buffer's failure is sticky. Headings and
 * codes are the same in every language. No ident stands in them. One thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_ANNUAL_CSV_H
#define TILSKUDD_FORMATS_ANNUAL_CSV_H

#include "formats/annual/annual_report.h"

/* cash.csv: chapter,item,payment_group,municipality,quarter,paid_ore,returned_ore. Returned is
 * taken off paid already. */
void cash_csv_write(TextBuffer *out, const AnnualReport *report);
/* budget.csv: a row for each budget quarter and place; the columns of BudgetColumn. */
void budget_csv_write(TextBuffer *out, const AnnualReport *report);
/* bridge.csv: a row for each place; the columns of BridgeColumn. */
void bridge_csv_write(TextBuffer *out, const AnnualReport *report);
/* appropriation.csv: the statement, with what notes A and B say beside it; empty where no
 * appropriation was given or the file does not have the item. */
void appropriation_csv_write(TextBuffer *out, const AnnualReport *report);
/* "A", "A, B": the notes that say more of a row of the statement; "": none. Constant. */
const char *statement_notes(const StatementRow *row);

#endif
