/*
 * decision_file.h - decisions.csv.gz read line by line. payments.md 6.
 *
 * A national decisions file is larger than what one wants to hold at once: it is inflated as it
 * is read. One thread each. No message names an ident.
 */
#ifndef TILSKUDD_FORMATS_DECISION_FILE_H
#define TILSKUDD_FORMATS_DECISION_FILE_H

#include "formats/base/folder.h"
#include "formats/run/decision_csv.h"

typedef struct DecisionFile DecisionFile; /* owned: decision_file_close */

/* Of a file that has been read, whose folder must outlive it, and of the run that `mark` says
 * (copied). INPUT_MALFORMED, INPUT_TRUNCATED,
 * INPUT_VALUE (another header), MEMORY, ... */
MUST_USE Status decision_file_open(const FolderFile *stored, const RunMark *mark,
                                   DecisionFile **out, Failure *failure);
/* The next line; *more is false at the end. */
MUST_USE Status decision_file_next(DecisionFile *file, DecisionLine *line, bool *more,
                                   Failure *failure);
/* Number of the line read last; the header is line 1. */
uint64_t decision_file_line(const DecisionFile *file);
void decision_file_close(DecisionFile *file);
CLEANUP_POINTER(DecisionFile, decision_file_close)

#endif
