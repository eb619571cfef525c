/*
 * run_controls.h - who is held, and the controls that need more than one record: persons beside
 * each other, municipalities, payments, digits. control.md 1, grants.md 4.4.
 *
 * run_hold_person holds money back (run_hold.c); all others warn or inform. The findings are
 * appended to run->findings in a fixed order and do not depend on the number of threads.
 */
#ifndef TILSKUDD_ENGINE_RUN_CONTROLS_H
#define TILSKUDD_ENGINE_RUN_CONTROLS_H

#include "engine/run/run.h"
#include "engine/run/run_person.h"
#include "rules/base/cleanup.h"
#include "rules/controls/control_horizon.h"
#include "rules/controls/person_controls.h"
#include "rules/settlement/figures.h"

/* R409 and R923 on one person who is not held, with the lines decided. `executed` by control
 * number, added to. May be called by any thread with its own findings and counts. */
MUST_USE Status run_control_lines(const Run *run, const PersonAt *person,
                                  const SettleWork *work, uint64_t *executed,
                                  FindingList *findings, Failure *failure);

/* What a thread keeps from person to person: other idents of the one at hand, where it stands
 * among the ledger's looks, memory to compute once more. Zeroed at first but for the work. */
typedef struct LookKeeping {
    IdentList others;
    LookPlace place;
    SettleWork work;
} LookKeeping;
/* Appends to `out` what the ledger is to know of a person, unless it does already: of one who
 * is `settled` (has money, and is not held) all. R123, R940, R941. MEMORY; INPUT_VALUE beyond
 * LOOK_FORMERS_MAX. Any thread with its own. */
MUST_USE Status run_say_look(const Run *run, const PersonAt *person, bool settled,
                             LookKeeping *keep, TextBuffer *out, FindingList *findings,
                             uint64_t *executed, Failure *failure);
/* Adds a person whose mother is in the register to a list, for R408. MEMORY. Any thread with
 * its own list. */
MUST_USE Status run_list_child(const Run *run, const PersonAt *person, ChildList *list,
                               Failure *failure);
/* Adds a child under one, of whose year 1 something is settled or earned, to a list, for R418.
 * MEMORY. Any thread with its own list. */
MUST_USE Status run_list_birth(const Run *run, const PersonAt *person, const SettleWork *work,
                               BirthList *list, Failure *failure);
/* Adds the lines of a subject that take money off to a list, for R724. MEMORY. Any thread with
 * its own list. */
MUST_USE Status run_list_taken_off(const Run *run, const SettleWork *work, TakenOffList *list,
                                   Failure *failure);
/* Adds `more` to a list. MEMORY. */
MUST_USE Status taken_off_join(TakenOffList *list, const TakenOffList *more, Failure *failure);
/* R724, after netting: a part of run_controls. Failures of reading the ledger, of findings. */
MUST_USE Status run_negative_years(Run *run, Failure *failure);
/* R406, R414 to R416: marks in the cohort who is held for looking like another; after
 * run_prior, with limits and held municipalities known. MEMORY; failures of findings. */
MUST_USE Status run_lookalikes(Run *run, Failure *failure);
/* All others, after netting: R407, R408, families 7, 8, 10, R920, R922, R924, R925;
 * R724 last. */
MUST_USE Status run_controls(Run *run, Failure *failure);

/* What the persons of one thread were controlled for. Zeroed by the caller. */
typedef struct HoldCounts {
    PersonControlCounts person;
    uint32_t persons, national_idents, deaths, settled, residents, newborns;
    uint32_t claims, special_grants, trained, asylum_trained;
    uint32_t references, refugee_references; /* R206 to R208, R220 to R222 */
    uint32_t minors_named;                   /* R224 */
    uint32_t paid_last_year;                 /* R304 */
} HoldCounts;

/* Finds out whether a person is held: person->hold, the lowest number of the controls that
 * hold. Appends findings; adds to the counts. After run_hold; any thread with its own.
 * `findings` and `counts` may be NULL together: then only what blocks is looked at. MEMORY. */
MUST_USE Status run_hold_person(const Run *run, PersonAt *person, FindingList *findings,
                                HoldCounts *counts, Failure *failure);
/* R903, R905, R912: municipalities and codes that are held as a whole; once, after everybody is
 * decided. Failures of findings. */
MUST_USE Status run_note_held(Run *run, Failure *failure);
/* R206 to R208, R220 to R222, R224: whom the person names as reference; what is found of that
 * one goes to `list`. A part of run_hold_person. BUFFER_TOO_SMALL when a finding has no room;
 * MEMORY. */
MUST_USE Status run_reference_controls(const Run *run, const PersonAt *person,
                                       HoldCounts *counts, Findings *found, FindingList *list,
                                       Failure *failure);
/* Adds a thread's counts to the run's; after the parallel part. */
void hold_counts_join(const Run *run, RunCounts *counts, const HoldCounts *thread);
/* What is known only when everybody is decided: lines and municipalities. Once, at the end. */
void control_counts_finish(Run *run);

/* All figures of a run. */
typedef struct RunFigures {
    MunicipalityFigures *items; /* ascending by code; every municipality of the cut-off date */
    DigitFigures *digits;       /* [0] the country, then as items: count + 1 */
    size_t count;
    bool late_known;
    int term_quarters, term_quarters_due; /* as in MunicipalitySet */
    Ore settled[PAYMENT_GROUP_COUNT];     /* of the own budget year, this run included */
    uint8_t decided_sha256[32];           /* of the content of --decided; zeros without */
} RunFigures;

/* After run_load; the caller's (system_free). MEMORY. */
MUST_USE Status run_figures_plan(const Run *run, FigurePlan **out, Failure *failure);
/* Sums of one thread: figure_sums_free, also after a failure. MEMORY. */
MUST_USE Status figure_sums_make(const FigurePlan *plan, FigureSums *sums, Failure *failure);
void figure_sums_free(FigureSums *sums);
/* Room for so many amounts more. MEMORY. */
MUST_USE Status figure_sums_room(FigureSums *sums, size_t amounts, Failure *failure);
/* From the sums of all threads to run->figures; the decided numbers are read here (--decided).
 */
MUST_USE Status run_figures_finish(Run *run, const FigurePlan *plan, FigureSums *sums,
                                   Failure *failure);
void run_figures_free(RunFigures *figures); /* NULL is fine */

/* The figures as what the controls take; borrows. */
MunicipalitySet figures_set(const Run *run, const RunFigures *figures);

#endif
