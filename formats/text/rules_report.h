/*
 * rules_report.h - rule sets and controls in words: what `tilskudd rules` prints. cli.md.
 *
 * Each function appends lines of text, aligned in columns; a buffer that ran out of memory says
 * so by text_buffer_status. Amounts in whole kroner. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_RULES_REPORT_H
#define TILSKUDD_FORMATS_RULES_REPORT_H

#include "formats/csv/published_csv.h"
#include "formats/xml/rule_set_reader.h"
#include "formats/base/serial_line.h"
#include "formats/base/text_buffer.h"
#include "rules/accounts/limits.h"

/* One line: year, version, number of rates, how many rest on which evidence, and whether a
 * signature stands beside the file; a second when it has a number for a ledger. Whether the
 * signature is right, only a run for the ledger can tell. */
void rules_report_check(TextBuffer *out, const RuleSet *rules, const SerialLine *serial,
                        bool is_signed);
/* All of a rule set: parameters, grounds, postings, rates, thresholds, with references. */
void rules_report_show(TextBuffer *out, const RuleSet *rules);
/* What is different in `after`; a line that says so when nothing is: then false. */
bool rules_report_diff(TextBuffer *out, const RuleSet *before, const RuleSet *after);
/* The catalogue of controls with their limits in a rule set and the reasons (control.md 1); a
 * limit that is not there is named, because its control does not run. */
void rules_report_controls(TextBuffer *out, const RuleSet *rules);
/* Every code that the year can pay and the rule set has no rate for, or none in force from
 * 1 January, with where the rates of its payment group are published. Returns how many. */
size_t rules_report_missing(TextBuffer *out, const RuleSet *rules, const Published *published);
/* The controls of reported accounts (family 11) with their limits and the reasons; limits of
 * ALL stand with every control. accounts.md 2. */
void rules_report_accounts(TextBuffer *out, const AccountsLimits *limits);
/* Refuses (INPUT_VALUE, at `path`) a threshold of a control that the catalogue does not have,
 * or that the control does not know: nothing would ever read it. */
MUST_USE Status rules_check_thresholds(const char *path, const RuleSet *rules,
                                       Failure *failure);

#endif
