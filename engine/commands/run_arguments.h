/*
 * run_arguments.h - what a run is told, shared by the commands that compute one again
 * (verify --replay, explain, control, report). cli.md.
 */
#ifndef TILSKUDD_ENGINE_RUN_ARGUMENTS_H
#define TILSKUDD_ENGINE_RUN_ARGUMENTS_H

#include "engine/ledger/pin.h"
#include "engine/options.h"
#include "engine/program.h"
#include "engine/run/run_decide.h"

/* Run options with the list they borrow from: run_arguments_complete joins them. */
typedef struct RunArguments {
    RunOptions options;
    OptionList registers, packs;
    PinOptions pin;
    ExitStatus end; /* of `run` */
} RunArguments;

/* Nothing given. */
extern const RunArguments run_arguments_initial;
/* The options of `run`, and those that say where a run's inputs are now; for tables. */
extern const Option run_options[];
extern const Option run_again_options[];

/* USAGE when two of them exclude each other: asked before anything is read. */
MUST_USE Status run_arguments_agree(const RunArguments *arguments, Failure *failure);
/* What was not given: the program's own data, all processors. `arguments` and `data` must
 * outlive the run. */
void run_arguments_complete(RunArguments *arguments, const ProgramData *data);

#endif
