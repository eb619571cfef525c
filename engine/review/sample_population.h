/*
 * sample_population.h - what can be drawn from a committed run. control.md 3. One thread.
 */
#ifndef TILSKUDD_ENGINE_SAMPLE_POPULATION_H
#define TILSKUDD_ENGINE_SAMPLE_POPULATION_H

#include "formats/run/run_folder.h"
#include "formats/run/sample_file.h"

/* Everything of a committed run that can be drawn, in the order of its decisions (the log's).
 * NOT_NOW when the run is not committed in the ledger that its manifest names (or `ledger`).
 * method and strata_kind must be set, `only` may be: USAGE when nothing was paid for one of
 * them. */
MUST_USE Status sample_population(const RunFolder *folder, const char *ledger, Sample *sample,
                                  Failure *failure);

#endif
