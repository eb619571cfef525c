/*
 * run_person.h - one subject settled in the run's memory: settle.h with buffers that grow.
 *
 * Used by the run and by explain: the same code. One work a thread.
 */
#ifndef TILSKUDD_ENGINE_RUN_PERSON_H
#define TILSKUDD_ENGINE_RUN_PERSON_H

#include "engine/run/run.h"
#include "rules/base/cleanup.h"
#include "rules/settlement/settle.h"

/* Empty, with the memory that one person needs; one work for each thread. Ownership:
 * settle_work_free, also after a failure. MEMORY. */
MUST_USE Status settle_work_make(SettleWork *work, Failure *failure);
void settle_work_free(SettleWork *work);
CLEANUP_VALUE(SettleWork, settle_work_free)

/* All lines of a person into the work, held by what `person` says. `trace` may be NULL: it
 * hears steps again when a buffer was too small. MEMORY. */
MUST_USE Status run_settle_person(const Run *run, const PersonAt *person, SettleWork *work,
                                  const Trace *trace, Failure *failure);
/* The same of another quarter than the run's, of a person who is not held, with what is
 * settled. MEMORY. */
MUST_USE Status run_settle_person_in(const SettleContext *context, const Registration *person,
                                     const SettledLine *prior, size_t count, SettleWork *work,
                                     Failure *failure);
/* Those of a vanished person, of whom `lines` are settled. MEMORY. */
MUST_USE Status run_settle_vanished(const Run *run, const SettledLine *lines, size_t count,
                                    SettleWork *work, Failure *failure);
/* The basic grant of one code of 15 January. MEMORY. */
MUST_USE Status run_settle_basic(const Run *run, MunicipalityCode code, SettleWork *work,
                                 Failure *failure);

#endif
