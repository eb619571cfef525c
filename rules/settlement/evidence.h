/*
 * evidence.h - the gate of a live run: whose money rests on a rate that nobody has verified,
 * and who waits for one that is missing. grants.md 5.
 *
 * Counts of persons by year (as in SettleYears) and rate code. Pure; one thread a count.
 */
#ifndef TILSKUDD_RULES_EVIDENCE_H
#define TILSKUDD_RULES_EVIDENCE_H

#include "rules/settlement/years.h"

/* Counters only: they can be added as the row of numbers they are. */
typedef struct EvidenceCounts {
    uint64_t unverified[SETTLE_YEARS_MAX][RATE_CODE_COUNT]; /* with a line that is paid by it */
    uint64_t missing[SETTLE_YEARS_MAX][RATE_CODE_COUNT]; /* with a line held for want of it */
    uint64_t missing_lines[SETTLE_YEARS_MAX][RATE_CODE_COUNT];
    uint64_t missing_ore[SETTLE_YEARS_MAX][RATE_CODE_COUNT]; /* of them what is known, of either
                                                                sign: missing_known() */
} EvidenceCounts;

/* The code of the rate that a line is worth by, a GrantCode or RATE_FHT2_MAX. */
int evidence_code(const DecisionLine *line);
/* Whether a line is paid by a rate that is not verified; *code says which. */
bool evidence_is_unverified(const SettleContext *context, const DecisionLine *line, int *code);
/* Adds one subject with all its lines, in the order of settle_person: once for each rate. */
void evidence_count(const SettleContext *context, const DecisionLine *lines, size_t count,
                    EvidenceCounts *counts);
/* What is known of the lines that are held for want of a rate, øre: corrections of what was
 * settled. R901. */
Ore missing_known(const EvidenceCounts *counts, size_t year, int code);
/* How many codes of the years a live run must not go on with: not verified and not among those
 * that were accepted, or missing and not held. */
int evidence_refused(const SettleContext *context, const EvidenceCounts *counts,
                     const bool accepted[RATE_CODE_COUNT]);

#endif
