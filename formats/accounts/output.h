/*
 * output.h - the files that a control of accounts writes, from its outcome. accounts.md 5.
 *
 * Each appends a whole file to `out`; the same outcome gives the same bytes. The buffer's
 * failure is sticky. One thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_OUTPUT_H
#define TILSKUDD_FORMATS_ACCOUNTS_OUTPUT_H

#include "formats/base/text_buffer.h"
#include "rules/accounts/outcome.h"

/* accounts.csv: award,unused,eligible,repay,score,verdict; the amounts in øre. What is not
 * judged is empty. */
void accounts_csv_write(TextBuffer *out, const AccountsOutcome *outcome);
/* findings.jsonl. */
void accounts_findings_write(TextBuffer *out, const AccountsOutcome *outcome);
/* selection.csv: part,award,score,paid_ore,voucher,amount_ore: the awards that are looked at,
 * each followed by its drawn vouchers. */
void selection_csv_write(TextBuffer *out, const AccountsOutcome *outcome);
/* summary.json: counts, sums, how the sample was drawn, what it says. */
void accounts_summary_write(TextBuffer *out, const AccountsOutcome *outcome);
/* letters/AWARD.html in bokmål: what was found, which paper by when, what was decided. */
void accounts_letter_write(TextBuffer *out, const AccountsOutcome *outcome, size_t award);
/* report.html in bokmål, for the control team. */
void accounts_report_write(TextBuffer *out, const AccountsOutcome *outcome);

#endif
