/*
 * decision_file.h - decisions.csv.gz read line by line in little memory, and compared with text
 * that is computed again. payments.md 6.
 *
 * A national decisions file is larger than what one wants to hold at once: both objects inflate
 * as they go. One thread each. No message names an ident.
 */
#ifndef TILSKUDD_ENGINE_DECISION_FILE_H
#define TILSKUDD_ENGINE_DECISION_FILE_H

#include "formats/run/decision_csv.h"
#include "formats/base/text_buffer.h"

typedef struct DecisionFile DecisionFile; /* owned: decision_file_close */

/* INPUT_MISSING, INPUT_MALFORMED, INPUT_TRUNCATED, INPUT_VALUE (another header), MEMORY, ... */
MUST_USE Status decision_file_open(const char *path, DecisionFile **out, Failure *failure);
/* The next line; *more is false at the end. */
MUST_USE Status decision_file_next(DecisionFile *file, DecisionLine *line, bool *more,
                                   Failure *failure);
/* Number of the line read last; the header is line 1. */
uint64_t decision_file_line(const DecisionFile *file);
void decision_file_close(DecisionFile *file);

/* The content of a stored file (gzip or plain) against text that comes in pieces. */
typedef struct StoredText StoredText; /* owned: stored_text_close */
MUST_USE Status stored_text_open(const char *path, StoredText **out, Failure *failure);
/* Compares the next piece. After a difference everything is taken and nothing compared. */
MUST_USE Status stored_text_compare(StoredText *stored, const void *bytes, size_t length,
                                    Failure *failure);
/* VERIFICATION, with the first line that differs, unless all was equal and nothing is left. */
MUST_USE Status stored_text_finish(StoredText *stored, Failure *failure);
void stored_text_close(StoredText *stored);

#endif
