/*
 * control_again.h - the controls of a run once more, with other limits. control.md 4.
 *
 * The run is computed again from its inputs (run_again.h checks each input's content); only the
 * limits of controls are taken from other rule sets. The run folder is never written. One
 * thread; OpenMP is used inside.
 */
#ifndef TILSKUDD_ENGINE_CONTROL_AGAIN_H
#define TILSKUDD_ENGINE_CONTROL_AGAIN_H

#include "engine/run/run_figures.h"
#include "engine/review/run_again.h"
#include "formats/run/findings.h"

/* Counts the findings of a computed run into a zeroed *counts. READ, WRITE (finding_store.h).
 */
MUST_USE Status finding_counts_of_run(const Run *run, FindingCounts *counts, Failure *failure);
/* Counts findings.jsonl.gz of a folder into a zeroed *counts. VERIFICATION when a line is no
 * finding. */
MUST_USE Status finding_counts_of_folder(const RunFolder *folder, FindingCounts *counts,
                                         Failure *failure);

typedef struct ControlAgain {
    RunAgain *again;
    RuleSet *own;        /* the run's rule set with other limits; NULL: its own */
    RuleSets *rule_sets; /* where they come from */
} ControlAgain;

/* Computes the run again with the limits of `limits` (a folder of rule sets; NULL: the run's
 * own). `given` as for run_again_begin. Owned: control_again_close, also after a failure. */
MUST_USE Status control_again_compute(const RunFolder *folder, const RunArguments *given,
                                      const char *limits, ControlAgain *out, Failure *failure);
void control_again_close(ControlAgain *control);
CLEANUP_VALUE(ControlAgain, control_again_close)

/* What it found, by severity, control and municipality, against what the run `name` found; with
 * `limits` also where. VERIFICATION when the run's findings are not those it lists. */
MUST_USE Status control_again_show(const ControlAgain *control, const RunFolder *folder,
                                   const char *name, const char *limits, TextBuffer *out,
                                   Failure *failure);

#endif
