/*
 * decision_tally.h - decisions.csv.gz of a run folder or an entry read again: that its lines
 * are in order, that due is earned less settled, that basic.csv beside them agrees, and what
 * they add up to. grants.md 6, trust.md 3.
 *
 * One thread. Ownership: decision_tally_free, also after a failure. No message names an ident.
 */
#ifndef TILSKUDD_FORMATS_DECISION_TALLY_H
#define TILSKUDD_FORMATS_DECISION_TALLY_H

#include "formats/run/basic_check.h"
#include "formats/run/decision_file.h"
#include "rules/settlement/netting.h"

/* Takes each line that was found right. */
typedef Status (*DecisionTaker)(void *user, const DecisionLine *line, Failure *failure);

typedef struct DecisionTally {
    GroupRow *sums; /* `lines` and `held`, MUNICIPALITY_CODES rows */
    uint64_t lines, pay_lines;
    uint64_t paid_persons, held_persons, vanished; /* persons with lines */
    /* the group of lines of one subject, code, year and municipality */
    DecisionLine first, last;
    Ore earned;
    bool in_group;
    BasicCheck basic; /* basic.csv beside them */
} DecisionTally;

/* Reads all of it, of the run that `mark` says; each line is given to `take` (NULL: to nobody).
 * VERIFICATION with the line that is wrong; what the readers of decisions and basic.csv and
 * `take` fail with. */
MUST_USE Status decision_tally_read(Folder *folder, const RunMark *mark, DecisionTaker take,
                                    void *user, DecisionTally *out, Failure *failure);
void decision_tally_free(DecisionTally *tally);
CLEANUP_VALUE(DecisionTally, decision_tally_free)

/* That municipalities.csv (`sums`) has of every municipality and group the lines and the held
 * that were added up, and that lines, brought forward, returned and manual are paid and carried
 * forward, paid not less and carried forward not more than zero. VERIFICATION, with the
 * municipality. */
MUST_USE Status decision_tally_compare(const DecisionTally *tally, const GroupRow *sums,
                                       Failure *failure);
/* That what municipalities.csv brings forward is what the run before carried forward: the same
 * of every group, and of every municipality unless all of its claim went to a successor.
 * VERIFICATION. */
MUST_USE Status brought_forward_compare(const GroupRow *sums, const CarriedForward *carried,
                                        size_t count, Failure *failure);

#endif
