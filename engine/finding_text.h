/*
 * finding_text.h - findings as lines of findings.jsonl, without idents. control.md 1.
 *
 * One thread per buffer and key.
 */
#ifndef TILSKUDD_ENGINE_FINDING_TEXT_H
#define TILSKUDD_ENGINE_FINDING_TEXT_H

#include "engine/run.h"

/* Sorts the run's findings into their fixed order: municipality, file, record, control, and the
 * order found. */
void findings_sort(RunFindings *findings);
/* Appends one JSON object and the end of the line; `hmac` makes the keyed hash of the person
 * (NULL: no key, as in a dry run; persons are then named by file and record alone). */
MUST_USE Status finding_append(const Run *run, const RunFinding *finding, HmacKey *hmac,
                               TextBuffer *out, Failure *failure);
/* Lower-case hexadecimal HMAC-SHA-256 of an ident's text. */
MUST_USE Status person_hash(HmacKey *hmac, Ident ident, char hex[SHA256_HEX_SIZE],
                            Failure *failure);

#endif
