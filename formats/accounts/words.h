/*
 * words.h - amounts, days and findings of accounts as people read them. accounts.md 5.
 *
 * Everything is appended; the buffer's failure is sticky. One thread a buffer.
 */
#ifndef TILSKUDD_FORMATS_ACCOUNTS_WORDS_H
#define TILSKUDD_FORMATS_ACCOUNTS_WORDS_H

#include "formats/base/amount_words.h"
#include "formats/base/text_buffer.h"
#include "rules/accounts/controls.h"

/* Appends text with the spaces within amounts made ones that do not break a line: for pages. */
void unbroken_words(TextBuffer *out, const char *text);
/* What the finding says, in bokmål or English, each {name} replaced by its value. */
void finding_words(TextBuffer *out, const AccountsFinding *finding, bool norwegian);
/* One line of findings.jsonl: control, severity, file, record, person (null: none is needed),
 * award, municipality, messages, values, reference, rule_version (of the limits). */
void finding_json(TextBuffer *out, const AccountsFinding *finding, const char *version);
/* How often a control has found. */
int64_t accounts_found_by(const AccountsFindings *findings, int control);
/* A paragraph of HTML in printf style, of at most 639 bytes, with unbroken_words. */
void paragraph_of_words(TextBuffer *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* "awards.csv": the name a file is kept under. Constant. */
const char *accounts_file_text(AccountsFile file);

#endif
