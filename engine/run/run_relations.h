/*
 * run_relations.h - records that may be one person: R406 to R408. control.md 1, family 4.
 *
 * Only idents that are no fødselsnummer, and children by their mothers, are listed; everybody
 * else is looked up, so that the cost does not grow with the pairs.
 */
#ifndef TILSKUDD_ENGINE_RUN_RELATIONS_H
#define TILSKUDD_ENGINE_RUN_RELATIONS_H

#include "engine/run/run.h"

/* Appends to run->findings and run->counts.executed. After run_hold. MEMORY. */
MUST_USE Status run_control_relations(Run *run, Failure *failure);

#endif
