/*
 * figures.h - what a run knows of each municipality, added up while persons are decided.
 * control.md 1, families 7, 8 and 10.
 *
 * A plan is made once; every thread has sums of its own; the sums are whole numbers and are
 * added together at the end, so nothing depends on the number of threads. Held persons are not
 * counted. Codes are those of the cut-off date.
 */
#ifndef TILSKUDD_ENGINE_FIGURES_H
#define TILSKUDD_ENGINE_FIGURES_H

#include "engine/run/run_person.h"
#include "rules/controls/digit_controls.h"
#include "rules/controls/municipality_controls.h"

/* Which municipalities there are and what is compared with what. Constant once made. */
typedef struct FigurePlan FigurePlan;
/* Sums of one thread. */
typedef struct FigureSums FigureSums;

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

/* Owned: figure_plan_free, figure_sums_free, figures_free (NULL is fine). MEMORY. Needs
 * run_load and run_prior. */
MUST_USE Status figure_plan_make(const Run *run, FigurePlan **out, Failure *failure);
void figure_plan_free(FigurePlan *plan);
MUST_USE Status figure_sums_make(const FigurePlan *plan, FigureSums **out, Failure *failure);
void figure_sums_free(FigureSums *sums);

/* Adds one person who is not held, with the lines that were decided. One thread per sums. */
MUST_USE Status figures_add(const Run *run, const FigurePlan *plan, size_t index,
                            const Registration *person, const SettleWork *work,
                            FigureSums *sums, Failure *failure);
/* Adds lines that belong to no person of the cohort (the basic grant). */
void figures_add_lines(const Run *run, const SettleWork *work, FigureSums *sums);
/* Adds `more` to `to`. */
MUST_USE Status figure_sums_join(const FigurePlan *plan, FigureSums *to, const FigureSums *more,
                                 Failure *failure);
/* From sums to figures; the decided numbers are read here (--decided). */
MUST_USE Status figures_finish(const Run *run, const FigurePlan *plan, FigureSums *sums,
                               RunFigures **out, Failure *failure);
void figures_free(RunFigures *figures);

/* The figures as what the controls take; borrows. */
MunicipalitySet figures_set(const Run *run, const RunFigures *figures);

#endif
