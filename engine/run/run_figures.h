/*
 * run_figures.h - the figures of municipalities in the run's memory.
 * rules/settlement/figures.h.
 */
#ifndef TILSKUDD_ENGINE_RUN_FIGURES_H
#define TILSKUDD_ENGINE_RUN_FIGURES_H

#include "engine/run/run.h"
#include "rules/base/cleanup.h"
#include "rules/settlement/figures.h"

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
