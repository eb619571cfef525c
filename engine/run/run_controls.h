/*
 * run_controls.h - the controls that need more than one record: persons beside each other,
 * municipalities, payments, digits. control.md 1, families 4 and 7 to 10.
 *
 * They warn or inform; nothing here changes money. The findings are appended to run->findings
 * in a fixed order and do not depend on the number of threads.
 */
#ifndef TILSKUDD_ENGINE_RUN_CONTROLS_H
#define TILSKUDD_ENGINE_RUN_CONTROLS_H

#include "engine/run/run_figures.h"
#include "engine/run/run_person.h"

/* R409 and R923 on one person who is not held, with the lines decided. `executed` by control
 * number, added to. May be called by any thread with its own findings and counts. */
MUST_USE Status run_control_lines(const Run *run, const PersonAt *person,
                                  const SettleWork *work, uint64_t *executed,
                                  FindingList *findings, Failure *failure);

/* Adds a person whose mother is in the register to a list, for R408. MEMORY. Any thread with
 * its own list. */
MUST_USE Status run_list_child(const Run *run, const PersonAt *person, ChildList *list,
                               Failure *failure);
/* All others, after netting: R406 to R408, families 7, 8, 10, R920, R922, R924. */
MUST_USE Status run_controls(Run *run, Failure *failure);

#endif
