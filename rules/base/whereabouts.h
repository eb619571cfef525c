/*
 * whereabouts.h - in which municipality a person is on a day. grants.md 1 and 3.
 *
 * Pure functions over one registration; any thread may call them. Codes are as registered, not
 * mapped. Only what begins at or before the cut-off is known, an end after it is as good as
 * open, and the dead are nowhere after the day of death.
 */
#ifndef TILSKUDD_RULES_WHEREABOUTS_H
#define TILSKUDD_RULES_WHEREABOUTS_H

#include "rules/base/registration.h"

typedef enum WhereaboutsKind {
    WHERE_RESIDENCE, /* bosted */
    WHERE_RECEPTION, /* mottak: the first listed if they overlap */
    WHERE_TRAINING /* W(d) of grants.md 3: centre, else training municipality, else residence */
} WhereaboutsKind;

/* grants.md 1: alive on the day of death, nowhere after it; a death after the cut-off is not
 * known. */
bool is_alive_on(const Registration *person, Day day, Day cutoff);

/* Municipality of residence on a day as registered (not mapped), dead or abroad: none. Only
 * what begins at or before `cutoff` is known. */
MunicipalityCode residence_on(const Registration *person, Day day, Day cutoff);

/* Municipality by kind on a day, MUNICIPALITY_NONE when nowhere. */
MunicipalityCode whereabouts_on(WhereaboutsKind kind, const Registration *person, Day day,
                                Day cutoff);

/* The first day after `after` on which whereabouts_on can differ from the day before, DAY_NONE
 * when there is none. */
Day whereabouts_next_change(WhereaboutsKind kind, const Registration *person, Day after,
                            Day cutoff);

#endif
