/*
 * entry_findings.h - findings of entries that are no run, written: what banks answered, money
 * by hand, people and keys that change. life.md 1.
 *
 * One table (entry_findings.def) has number, severity and words of each; lines are as those of
 * findings.h, of no record and no person. Any thread with its own buffer.
 */
#ifndef TILSKUDD_FORMATS_ENTRY_FINDINGS_H
#define TILSKUDD_FORMATS_ENTRY_FINDINGS_H

#include "formats/base/text_buffer.h"
#include "rules/base/municipality.h"
#include "rules/controls/finding.h"

typedef enum EntryFinding {
#define ENTRY_FINDING(name, number, severity, message_nb, message_en) ENTRY_FINDING_##name,
#include "formats/run/entry_findings.def"
    ENTRY_FINDING_COUNT
} EntryFinding;

/* What stands in the place {name} of the words, and among the values. Borrowed. */
typedef struct EntryFindingValue {
    const char *name, *text;
} EntryFindingValue;

/* The severity that the table gives it. */
Severity entry_finding_severity(EntryFinding finding);
/* Appends one JSON object and the end of the line. `municipality` may be MUNICIPALITY_NONE. */
void entry_finding_append(TextBuffer *out, EntryFinding finding, MunicipalityCode municipality,
                          const EntryFindingValue *values, size_t count);
/* Appends the English words, the values in their places. */
void entry_finding_words(TextBuffer *out, EntryFinding finding, const EntryFindingValue *values,
                         size_t count);

#endif
