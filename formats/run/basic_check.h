/*
 * basic_check.h - basic.csv of a run folder or an entry against the decisions beside it: what a
 * later year's run compares must be what the decisions leave held. grants.md 3 (Basic grant).
 *
 * One thread. Ownership: basic_check_close.
 */
#ifndef TILSKUDD_FORMATS_BASIC_CHECK_H
#define TILSKUDD_FORMATS_BASIC_CHECK_H

#include "formats/run/basic_csv.h"
#include "formats/run/decision_csv.h"
#include "formats/base/folder.h"

typedef struct BasicCheck {
    char path[PATH_SIZE];
    BasicCount *rows;
    bool *held; /* by row: a line that is held has been seen */
    size_t count;
    bool there; /* false: an entry of before there was such a file; nothing is checked */
} BasicCheck;

/* Reads FOLDER/basic.csv. Failures of reading; INPUT_VALUE; a missing file is none. */
MUST_USE Status basic_check_open(Folder *folder, BasicCheck *check, Failure *failure);
/* A line of the decisions; others than basic grants are let pass. VERIFICATION when a basic
 * grant has no row, or was earned by nobody. */
MUST_USE Status basic_check_line(BasicCheck *check, const DecisionLine *line, Failure *failure);
/* After the last line: VERIFICATION when a row says held and no line is, or the reverse. */
MUST_USE Status basic_check_end(const BasicCheck *check, Failure *failure);
void basic_check_close(BasicCheck *check);
CLEANUP_VALUE(BasicCheck, basic_check_close)

#endif
