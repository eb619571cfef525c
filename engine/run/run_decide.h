/*
 * run_decide.h - everybody, in parallel, seen once: who is held, what is due, results in ident
 * order. grants.md 4, 6.
 *
 * Persons are cut into pieces of a fixed size; threads decide pieces, one thread hands the
 * finished ones on in order. Sums are whole numbers, added per thread and then together, so
 * nothing depends on the number of threads.
 */
#ifndef TILSKUDD_ENGINE_RUN_DECIDE_H
#define TILSKUDD_ENGINE_RUN_DECIDE_H

#include "engine/run/run.h"

/* Lines of decisions.csv, of persons-without-grant.csv, and the looks of persons with paid
 * lines. */
typedef enum DecideStream {
    DECIDE_LINES,
    DECIDE_WITHOUT,
    DECIDE_LOOKS,
    DECIDE_STREAMS
} DecideStream;

/* Takes the text of finished pieces, in order. NULL is not called. */
typedef struct DecideSink {
    Status (*take)(void *user, DecideStream stream, const TextBuffer *text, Failure *failure);
    void *user;
    /* In the place of `take`: the threads that decide pack their text too. */
    Status (*take_packed)(void *user, DecideStream stream, const GzipPiece *piece,
                          Failure *failure);
    /* Hears the lines of each subject besides, on the thread that has decided them; NULL:
     * nobody. */
    Status (*hear)(void *user, int thread, const DecisionLine *lines, size_t count,
                   Failure *failure);
} DecideSink;

/* Holds and decides everybody: fills run->counts, sums (lines and held), basic_counts, figures,
 * children, appends findings. Needs run_load, run_prior, run_hold. */
MUST_USE Status run_decide(Run *run, const DecideSink *sink, Failure *failure);
/* After it: sums to payments and claims (netting.h). INPUT_VALUE for a claim on a split
 * municipality without fitting shares in the configuration. */
MUST_USE Status run_net(Run *run, Failure *failure);

/* The evidence gate of a live run (grants.md 5): NOT_NOW with the codes and numbers of persons
 * whose paid lines rest on a rate that is not verified, or that have none; `list` gets one line
 * for each, also when the run may go on. */
MUST_USE Status run_gate(const Run *run, TextBuffer *list, Failure *failure);

/* From loading to netting: everything but the run folder. `sink` gets the lines. */
MUST_USE Status run_compute(Run *run, const DecideSink *sink, Failure *failure);
/* The same for a run that run_load has filled. */
MUST_USE Status run_compute_loaded(Run *run, const DecideSink *sink, Failure *failure);

#endif
