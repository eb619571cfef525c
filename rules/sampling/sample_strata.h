/*
 * sample_strata.h - how many errors may be in strata that were drawn apart. control.md 3.
 *
 * Strata that are drawn unequally have no common rate: the limit is the largest number of
 * errors for which some placement of them over the strata still lets at most as many be found,
 * with a probability of at least the risk. Either every placement is tried, or a bound above
 * all of them is taken: never a search that may miss the worst. Pure; any thread.
 */
#ifndef TILSKUDD_RULES_SAMPLE_STRATA_H
#define TILSKUDD_RULES_SAMPLE_STRATA_H

#include "rules/sampling/sample_math.h"

/* One stratum: persons, and how many of them were drawn (0 to count). */
typedef struct StratumDraw {
    int64_t count, drawn;
} StratumDraw;

enum {
    STRATA_PLACEMENTS_MAX = 1000000, /* placements that are all tried */
    STRATA_DRAWN_MAX = 1024          /* strata in one question */
};

/* How P(at most k found) was taken. */
typedef enum StrataMethod {
    STRATA_NONE_FOUND = 0, /* exact: nothing was found */
    STRATA_ALL_PLACEMENTS, /* exact: every placement was tried */
    STRATA_BOUND           /* never too low: a binomial one (Hoeffding) */
} StrataMethod;
StrataMethod strata_method(const StratumDraw *strata, size_t count, int64_t found);

/* Numbers that strata_limit and strata_at_most need room for; the caller's memory. */
size_t strata_room(const StratumDraw *strata, size_t count, int64_t found);

/* P(at most `found`), by the placement of `errors` that makes it largest, or a bound above it.
 * `room` as strata_room says. 1 for errors that cannot be placed otherwise. */
long double strata_at_most(const StratumDraw *strata, size_t count, int64_t errors,
                           int64_t found, long double *room);

/* The bound alone, for more than no error found. */
long double strata_bound(const StratumDraw *strata, size_t count, int64_t errors,
                         int64_t found);

/* The largest number of errors in all strata that can still be, when `found` were found in
 * those not wholly drawn; errors in wholly drawn ones are known and the caller's to add, and
 * such strata are passed over. */
int64_t strata_limit(const StratumDraw *strata, size_t count, int64_t found, SampleRisk risk,
                     long double *room);

/* Parts of n: one for each stratum, then to the one with the largest count / (2 part + 1), of
 * equal ones the first, never more than there are. Parts never fall when n grows
 * (Sainte-Lague). n is at least the number of strata and at most all persons. */
void strata_share(StratumDraw *strata, size_t count, int64_t n);

#endif
