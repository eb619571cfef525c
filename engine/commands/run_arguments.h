/*
 * run_arguments.h - the options of a run, shared by the commands that compute one again
 * (verify --replay, explain). cli.md.
 */
#ifndef TILSKUDD_ENGINE_RUN_ARGUMENTS_H
#define TILSKUDD_ENGINE_RUN_ARGUMENTS_H

#include "engine/options.h"
#include "engine/program.h"
#include "engine/run/pipeline.h"

enum { REGISTERS_MAX = 4096 };

/* Run options with the memory they borrow from. */
typedef struct RunArguments {
    RunOptions options;
    const char *registers[REGISTERS_MAX];
    bool no_progress;
    bool takes_registers; /* the words that follow belong to --register PATH... */
} RunArguments;

/* Ids of the options, for tables of other commands. */
enum {
    RUN_YEAR = 2,
    RUN_QUARTER,
    RUN_REGISTER,
    RUN_PAYEES,
    RUN_LEDGER,
    RUN_OUT,
    RUN_RULES,
    RUN_MUNICIPALITIES,
    RUN_CONFIG,
    RUN_SCHEMES,
    RUN_BANK_PROFILE,
    RUN_DRY_RUN,
    RUN_STRICT,
    RUN_ALLOW_SYNTHETIC,
    RUN_DECIDED,
    RUN_CUTOFF,
    RUN_PAYMENT_DATE,
    RUN_ACCEPT_RATE,
    RUN_HOLD_CODE,
    RUN_KEY,
    RUN_CERT,
    RUN_PASS_FD,
    RUN_THREADS,
    RUN_TIME,
    RUN_OPTION_LAST
};

/* Defaults: all schemes, dnb, all processors, the program's own data. */
void run_arguments_default(RunArguments *arguments, const ProgramData *data);
/* Takes one option; for OptionTakers. `user` is a RunArguments. */
Status run_arguments_take(void *user, int id, const char *value, Failure *failure);
/* A word that is no option: one more path after --register, as a shell writes *.xml; anywhere
 * else USAGE. For OptionTakers. `user` is a RunArguments. */
Status run_arguments_place(void *user, const char *word, Failure *failure);
/* What must be there is there, and fits. */
MUST_USE Status run_arguments_check(const RunArguments *arguments, Failure *failure);

/* From loading to netting: everything but the run folder. `sink` gets the lines. */
MUST_USE Status run_compute(Run *run, const DecideSink *sink, Failure *failure);
/* The same for a run that run_load has filled. */
MUST_USE Status run_compute_loaded(Run *run, const DecideSink *sink, Failure *failure);

#endif
