/*
 * control_counts.h - how often every control has run: "no finding" differs from "did not run".
 * control.md 1.
 *
 * RunCounts.executed[number] counts what a control is about: the records that have it, the
 * decision lines, the municipalities. A control that is not in this table is counted by the
 * step that runs it, by adding to RunCounts.executed itself. Sums of whole numbers, so the
 * order of adding does not matter.
 */
#ifndef TILSKUDD_ENGINE_CONTROL_COUNTS_H
#define TILSKUDD_ENGINE_CONTROL_COUNTS_H

#include "engine/run/run.h"
#include "rules/controls/person_controls.h"

/* What one chunk of persons was controlled for. Zeroed by the caller. */
typedef struct HoldCounts {
    PersonControlCounts person;
    uint32_t persons, national_idents, deaths, settled, residents, newborns;
    uint32_t claims, special_grants, trained, asylum_trained;
    uint32_t references, refugee_references; /* R206 to R208 */
    uint32_t paid_last_year;                 /* R304 */
} HoldCounts;

/* Adds one person to the counts of a chunk. One thread per chunk. */
void hold_counts_add(HoldCounts *counts, const Registration *person);
/* Adds a chunk to the run; after the parallel part. */
void hold_counts_join(const Run *run, RunCounts *counts, const HoldCounts *chunk);
/* What is known only when everybody is decided: lines and municipalities. Once, at the end. */
void control_counts_finish(Run *run);

#endif
