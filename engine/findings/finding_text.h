/*
 * finding_text.h - findings as lines of findings.jsonl, without idents. control.md 1.
 *
 * One thread per buffer, store and key.
 */
#ifndef TILSKUDD_ENGINE_FINDING_TEXT_H
#define TILSKUDD_ENGINE_FINDING_TEXT_H

#include "engine/run/run.h"

/* Appends one JSON object and the end of the line. `person` is the keyed hash in hexadecimal,
 * or NULL: none, or no key, as in a dry run; persons are then named by file and record alone.
 * `scratch` is overwritten; the caller keeps it for the next finding. */
MUST_USE Status finding_append(const Run *run, const RunFinding *finding, const char *person,
                               TextBuffer *scratch, TextBuffer *out, Failure *failure);
/* Lower-case hexadecimal HMAC-SHA-256 of an ident's text. */
MUST_USE Status person_hash(HmacKey *hmac, Ident ident, char hex[SHA256_HEX_SIZE],
                            Failure *failure);

/* A problem of a refused record (register_columns.h) in Norwegian; NULL when it is none. */
const char *problem_in_norwegian(const char *problem);

/* Takes a piece of text: whole lines. */
typedef Status (*FindingTextSink)(void *user, const TextBuffer *text, Failure *failure);

/* Gives findings.jsonl to `sink` piece by piece, in the fixed order: little memory, and threads
 * of the run inside, with the same bytes for any number. */
MUST_USE Status findings_write(const Run *run, FindingTextSink sink, void *user,
                               Failure *failure);

#endif
