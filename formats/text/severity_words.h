/*
 * severity_words.h - how severe a finding is, as people read it on a terminal: "holder
 * tilbake", as the pages say it. Files, JSON and options keep the codes of severity_text.
 *
 * Pure but for the language that was chosen; any thread.
 */
#ifndef TILSKUDD_FORMATS_SEVERITY_WORDS_H
#define TILSKUDD_FORMATS_SEVERITY_WORDS_H

#include "rules/controls/finding.h"

/* "holder tilbake"; in English the codes themselves. Constant. */
const char *severity_words(Severity severity);
/* Of a column that the longest of them fits in. */
int severity_columns(void);

#endif
