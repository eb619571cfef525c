/*
 * run_basic.h - the basic grant's counts of a run: what the ledger has fixed, what this run
 * compares, and what it fixes (basic.csv). grants.md 3 (Basic grant).
 *
 * A run counts the codes of 15 January of its own budget year, from the rule set's quarter on;
 * the last committed one fixes the numbers. A later year's run never counts them again: it
 * compares only codes whose line was held, until it is settled. Not for several threads.
 */
#ifndef TILSKUDD_ENGINE_RUN_BASIC_H
#define TILSKUDD_ENGINE_RUN_BASIC_H

#include "engine/run/decide.h"

/* Counted and compared anew: the scheme and the own year's rules say so. Any thread. */
bool run_basic_is_computed(const Run *run);
/* What the ledger fixed for a code of 15 January and waits for this run: `*count` rows,
 * ascending by year. Borrowed. */
const BasicCount *run_basic_known(const Run *run, MunicipalityCode code, size_t *count);
/* A row of the ledger of an earlier year that this run compares: its line was held. */
bool run_basic_is_pending(const Run *run, const BasicCount *row);
/* Earlier years of which a row is pending: their rule sets are needed. */
bool run_basic_needs_year(const Run *run, int budget_year);
/* Whether settled lines of a code and budget year are compared. */
bool run_basic_compares(const Run *run, MunicipalityCode code, int budget_year);
/* Settled lines of a code: *first is borrowed, NULL when there are none. */
size_t run_basic_lines(const Run *run, MunicipalityCode code, const SettledLine **first);
/* Whether there is anything to decide for a code. */
bool run_basic_concerns(const Run *run, MunicipalityCode code);
/* After decide_basic: the rows of a code into run->basic_fixed. Codes ascending. MEMORY. */
MUST_USE Status run_basic_note(Run *run, MunicipalityCode code, const DecideWorkspace *work,
                               Failure *failure);
/* A line that leaves its code held: something is due, or nobody knows for want of a rate. */
bool basic_line_is_held(const DecisionLine *line);

#endif
