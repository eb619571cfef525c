/*
 * basic.h - the basic grant's counts of a run: what the ledger has fixed, what this run
 * compares. grants.md 3 (Basic grant).
 *
 * A run counts the codes of 15 January of its own budget year, from the rule set's quarter on;
 * the last committed one fixes the numbers. A later year's run never counts them again: it
 * compares only codes whose line was held, until it is settled. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_BASIC_H
#define TILSKUDD_RULES_BASIC_H

#include "rules/settlement/years.h"

/* Counted and compared anew: the scheme and the own year's rules say so. */
bool basic_is_computed(const SettleContext *context);
/* What the ledger fixed for a code of 15 January and waits for this run: `*count` rows,
 * ascending by year. Borrowed. */
const BasicCount *basic_known(const SettleContext *context, MunicipalityCode code,
                              size_t *count);
/* A row of the ledger of an earlier year that this run compares: its line was held. */
bool basic_is_pending(const SettleContext *context, const BasicCount *row);
/* Earlier years of which a row is pending: their rule sets are needed. */
bool basic_needs_year(const SettleContext *context, int budget_year);
/* Whether settled lines of a code and budget year are compared. */
bool basic_compares(const SettleContext *context, MunicipalityCode code, int budget_year);
/* Settled lines of a code: *first is borrowed, NULL when there are none. */
size_t basic_lines(const SettleContext *context, MunicipalityCode code,
                   const SettledLine **first);
/* Whether there is anything to decide for a code, of which `persons` are counted. */
bool basic_concerns(const SettleContext *context, MunicipalityCode code, int64_t persons);
/* How many a run may say that it counted: of a code whose extract is missing what an earlier
 * run of the year counted, where one did, for the year's last run fixes it (held.h). */
int64_t basic_counted(const SettleContext *context, MunicipalityCode code, int64_t persons);
/* The rows that a run fixes of a code (basic.csv), by the lines that were decided on it: also
 * of a code that counts nobody any more, for what an earlier run of the year said of it holds
 * no longer. Returns how many. */
size_t basic_fix(const SettleContext *context, MunicipalityCode code, int64_t persons,
                 const DecisionLine *lines, size_t count, BasicCount rows[SETTLE_YEARS_MAX]);
/* A line that leaves its code held: something is due, or nobody knows for want of a rate. */
bool basic_line_is_held(const DecisionLine *line);

#endif
