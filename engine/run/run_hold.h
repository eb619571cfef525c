/*
 * run_hold.h - who is held, and why: the blocking findings of one person, and how often every
 * control has run. control.md 1 (What blocks), grants.md 4.4.
 *
 * The order of the reasons is the order of the controls' numbers. "No finding" differs from
 * "did not run": RunCounts.executed[number] counts what a control is about: the records that
 * have it, the decision lines, the municipalities. A control that is not counted here is
 * counted by the step that runs it. Sums of whole numbers, so the order of adding does not
 * matter.
 */
#ifndef TILSKUDD_ENGINE_RUN_HOLD_H
#define TILSKUDD_ENGINE_RUN_HOLD_H

#include "engine/run/run.h"
#include "rules/controls/person_controls.h"

/* What the persons of one thread were controlled for. Zeroed by the caller. */
typedef struct HoldCounts {
    PersonControlCounts person;
    uint32_t persons, national_idents, deaths, settled, residents, newborns;
    uint32_t claims, special_grants, trained, asylum_trained;
    uint32_t references, refugee_references; /* R206 to R208 */
    uint32_t paid_last_year;                 /* R304 */
} HoldCounts;

/* Finds out whether a person is held: person->hold, the lowest number of the controls that
 * hold. Appends findings; adds to the counts. After run_hold; any thread with its own.
 * `findings` and `counts` may be NULL together: then only what blocks is looked at. MEMORY. */
MUST_USE Status run_hold_person(const Run *run, PersonAt *person, FindingList *findings,
                                HoldCounts *counts, Failure *failure);
/* Adds a thread's counts to the run's; after the parallel part. */
void hold_counts_join(const Run *run, RunCounts *counts, const HoldCounts *thread);
/* What is known only when everybody is decided: lines and municipalities. Once, at the end. */
void control_counts_finish(Run *run);

#endif
