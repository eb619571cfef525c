/*
 * findings.h - lines of findings.jsonl, written and read; findings in words. control.md 1.
 *
 * No line has an ident: a person is named by file and record, and by the keyed hash where there
 * is a key. One thread per buffer and key.
 */
#ifndef TILSKUDD_FORMATS_FINDINGS_H
#define TILSKUDD_FORMATS_FINDINGS_H

#include "formats/base/digest.h"
#include "formats/base/text_buffer.h"
#include "rules/controls/finding.h"

/* Where a finding was made and by which rules; texts are borrowed. */
typedef struct FindingPlace {
    const char *file;   /* the extract's base name; NULL: the finding is of no record */
    uint32_t record;    /* with a file only */
    const char *person; /* keyed hash in hexadecimal; NULL: no person, or no key */
    const char *rule_version;
} FindingPlace;

/* Appends one JSON object and the end of the line. `scratch` is overwritten; the caller keeps
 * it for the next finding. A person among the values is `null` unless a word, the hash, stands
 * in its place. MEMORY. */
MUST_USE Status finding_line_append(const Finding *finding, const FindingPlace *place,
                                    TextBuffer *scratch, TextBuffer *out, Failure *failure);
/* Appends the English message, its values in their places. */
void finding_message(const Finding *finding, TextBuffer *out);
/* Lower-case hexadecimal HMAC-SHA-256 of an ident's text. */
MUST_USE Status person_hash(HmacKey *hmac, Ident ident, char hex[SHA256_HEX_SIZE],
                            Failure *failure);
/* A problem of a refused record (register_columns.h) in Norwegian; NULL when it is none. */
const char *problem_in_norwegian(const char *problem);

/* One line as it is read; borrowed for the call of a FindingReader. */
typedef struct FindingLine {
    int control;
    Severity severity;
    MunicipalityCode municipality; /* MUNICIPALITY_NONE: of none */
    const char *message;           /* English */
    const char *values;            /* the object of values as it is written */
    size_t values_length;
} FindingLine;
typedef Status (*FindingReader)(void *user, const FindingLine *line, Failure *failure);

/* Gives each line of a stored file, plain or gzip, to `read`; those alone that have the keyed
 * hash `person`, unless it is NULL. `name` stands in messages. VERIFICATION when a line is no
 * finding; failures of reading; what `read` says. */
MUST_USE Status findings_read(const char *path, const char *name, const char *person,
                              FindingReader read, void *user, Failure *failure);

#endif
