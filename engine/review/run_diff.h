/*
 * run_diff.h - what differs between two run folders. control.md 4.
 *
 * The report never has an ident: a line is named by its number in decisions.csv. One thread.
 */
#ifndef TILSKUDD_ENGINE_RUN_DIFF_H
#define TILSKUDD_ENGINE_RUN_DIFF_H

#include "formats/run/run_folder.h"

enum { DIFF_LINES_SHOWN = 20, DIFF_ROWS_SHOWN = 200 };

/* Appends the report and counts differences; 0: the runs are the same (times and the names of
 * files do not count). VERIFICATION when a folder's file is not the one its manifest lists. */
MUST_USE Status run_diff(const RunFolder *left, const RunFolder *right, TextBuffer *out,
                         uint64_t *differences, Failure *failure);

#endif
