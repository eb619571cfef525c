/*
 * findings.h - lines of findings.jsonl, written and read; findings in words. control.md 1.
 *
 * No line has an ident: a person is named by file and record, and by the keyed hash where there
 * is a key. One thread per buffer and key.
 */
#ifndef TILSKUDD_FORMATS_FINDINGS_H
#define TILSKUDD_FORMATS_FINDINGS_H

#include "formats/base/language.h"
#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"
#include "formats/json/json_reader.h"
#include "rules/base/municipality.h"
#include "rules/controls/control_thresholds.h"
#include "rules/controls/finding.h"
#include "rules/settlement/lines.h"

/* Where a finding was made and by which rules; texts are borrowed. */
typedef struct FindingPlace {
    const char *file;   /* the extract's base name; NULL: the finding is of no record */
    uint32_t record;    /* with a file only */
    const char *person; /* keyed hash in hexadecimal; NULL: no person, or no key */
    const char *rule_version;
    const MoneyAtHand *money; /* of the person, else the municipality; NULL: not known */
} FindingPlace;

/* Appends one JSON object and the end of the line. `scratch` is overwritten; the caller keeps
 * it for the next finding. A person among the values is `null` unless a word, the hash, stands
 * in its place. MEMORY. */
MUST_USE Status finding_line_append(const Finding *finding, const FindingPlace *place,
                                    TextBuffer *scratch, TextBuffer *out, Failure *failure);
/* Appends the English message, its values in their places; or the Norwegian one. */
void finding_message(const Finding *finding, TextBuffer *out);
void finding_message_nb(const Finding *finding, TextBuffer *out);
/* Lower-case hexadecimal HMAC-SHA-256 of an ident's text. */
MUST_USE Status person_hash(HmacKey *hmac, Ident ident, char hex[SHA256_HEX_SIZE],
                            Failure *failure);

/* One line as it is read; borrowed for the call of a FindingReader. */
typedef struct FindingLine {
    int control;
    Severity severity;
    MunicipalityCode municipality; /* MUNICIPALITY_NONE: of none */
    const char *person;            /* keyed hash; NULL: none */
    const char *message;           /* English */
    const char *values;            /* the object of values as it is written */
    size_t values_length;
    const JsonValue *members; /* all of it */
} FindingLine;
/* Its message in a language; borrowed as the line. */
const char *finding_line_words(const FindingLine *line, Language language);
typedef Status (*FindingReader)(void *user, const FindingLine *line, Failure *failure);

/* Gives each line of a stored file, plain or gzip, to `read`; those alone that have the keyed
 * hash `person`, unless it is NULL. `name` stands in messages. VERIFICATION when a line is no
 * finding; failures of reading; what `read` says. */
MUST_USE Status findings_read(const char *path, const char *name, const char *person,
                              FindingReader read, void *user, Failure *failure);

/* The same with lines that are at hand. */
MUST_USE Status findings_of_text(const char *name, const char *bytes, size_t length,
                                 FindingReader read, void *user, Failure *failure);

/* The place of a control in a table by control_index: no more of them than that. */
enum { CONTROLS_MAX = 224 };

/* Findings counted: by control, by municipality and severity (row 0: in no municipality), and
 * by both. Some megabytes: allocated, never on a stack. */
typedef struct FindingCounts {
    uint64_t by_control[CONTROL_NUMBERS_MAX];
    uint64_t by_municipality[MUNICIPALITY_CODES][SEVERITY_COUNT];
    uint64_t by_severity[SEVERITY_COUNT];
    uint32_t by_place[CONTROLS_MAX][MUNICIPALITY_CODES]; /* by control_index */
} FindingCounts;
/* Adds one; of a number that is no control's, by_place counts in the last row. */
void finding_counts_add(FindingCounts *counts, int control, MunicipalityCode municipality,
                        Severity severity);
/* Counts the lines of a file into a zeroed *counts. As findings_read. */
MUST_USE Status finding_counts_read(const char *path, const char *name, FindingCounts *counts,
                                    Failure *failure);

#endif
