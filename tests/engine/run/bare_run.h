/*
 * bare_run.h - a Run without files: made-up rule sets, the small table of municipalities and
 * what a test puts in, so that what is due and what is netted can be looked at in memory.
 *
 * One run at a time, one thread. Amounts are in kroner where a function says so.
 */
#ifndef TILSKUDD_TESTS_ENGINE_BARE_RUN_H
#define TILSKUDD_TESTS_ENGINE_BARE_RUN_H

#include "engine/run/run.h"

/* A run of `year` and a quarter that looks back to `first_year`; no persons, nothing settled,
 * nothing held, all schemes; the rule set of 2017 is version 17.0. Owned by the helper, good
 * until the next call. */
Run *bare_run(int first_year, int year, int quarter, Day cutoff);

/* The rule set of a year of the run, to be changed. */
RuleSet *bare_rules(int year);

/* A settled line of the ledger, in kroner; in the order of settled_compare(). */
void bare_settled(Subject subject, GrantCode code, int year, MunicipalityCode municipality,
                  Kroner amount);

#endif
