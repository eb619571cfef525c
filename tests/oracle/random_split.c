/*
 * What becomes of those who lived in a municipality until it was split: every way that the
 * first day after it can be told in a register, and some that come to light later.
 */
#include "random_cohort.h"

#include <string.h>

typedef struct {
    int code, year; /* its first year without the municipality */
    int successor[3], successors;
} Split;

static const Split splits[] = {{1507, 2024, {1508, 1580}, 2},
                               {1850, 2020, {1806, 1875}, 2},
                               {5012, 2020, {5055, 5056, 5059}, 3}};
#define SPLITS ((int)(sizeof splits / sizeof *splits))

static int successor(Cohort *cohort, const Split *split)
{
    return pick(cohort, split->successor, split->successors);
}

/* One of the successors, the split code, or anywhere. */
static int somewhere(Cohort *cohort, const Split *split, Day day)
{
    int kind = below(cohort, 10);
    if (kind < 6) return successor(cohort, split);
    return kind < 7 ? split->code : other_code(cohort, day, split->code);
}

/* The last stay ends the day before, another begins, if it is not after the extract. */
static void go_on(Cohort *cohort, Person *person, int code, Day day)
{
    Stay *last = &person->home[person->homes - 1];
    if (day > cohort->date || day <= last->from || person->homes >= MOST - 4) return;
    if (last->to >= day) last->to = day - 1;
    person->home[person->homes++] = (Stay){code, day, FOREVER};
}

/* A centre that covers the first day; bosted is another municipality's, or none. */
static void in_a_centre(Cohort *cohort, Person *person, const Split *split, Day first)
{
    Stay centre = {somewhere(cohort, split, first), first - below(cohort, 40),
                   chance(cohort, 300) ? first : first + below(cohort, 90)};
    if (person->centres > 4) return;
    person->centre[person->centres++] = centre;
    if (chance(cohort, 300)) go_on(cohort, person, other_code(cohort, first, 0), first);
    person->home[person->homes - 1].to = chance(cohort, 700) ? first - 1 : FOREVER;
    if (person->home[person->homes - 1].to < person->home[person->homes - 1].from)
        person->homes--;
    else if (chance(cohort, 600))
        go_on(cohort, person, successor(cohort, split), first + 1 + below(cohort, 90));
}

static void abroad(Cohort *cohort, Person *person, const Split *split, Day first)
{
    Stay *last = &person->home[person->homes - 1];
    Day left = first - 1 - below(cohort, 3);
    last->to = left < last->from ? last->from : left;
    if (chance(cohort, 700))
        go_on(cohort, person, somewhere(cohort, split, first), first + 1 + below(cohort, 90));
}

/* The last stay covers the day before the split and the day after. */
static void cross(Cohort *cohort, Person *person, const Split *split, Day first)
{
    switch (below(cohort, 12)) {
    case 0: /* goes on under the old code, for a time or for ever */
        if (chance(cohort, 600))
            go_on(cohort, person, somewhere(cohort, split, first),
                  first + 1 + below(cohort, 60));
        break;
    case 1: /* registered too early */
        go_on(cohort, person, successor(cohort, split), first - 1 - below(cohort, 3));
        break;
    case 2:
        abroad(cohort, person, split, first);
        break;
    case 3: /* moves away on the day, or the day before, and sometimes comes back */
        go_on(cohort, person, other_code(cohort, first, split->code), first - below(cohort, 2));
        if (chance(cohort, 500))
            go_on(cohort, person, successor(cohort, split), first + 1 + below(cohort, 60));
        break;
    case 4:
        in_a_centre(cohort, person, split, first);
        break;
    case 5:
        person->died = first - 2 + below(cohort, 4);
        break;
    default: /* the usual: a successor from the day on, and perhaps another later */
        go_on(cohort, person, successor(cohort, split), first);
        if (chance(cohort, 250))
            go_on(cohort, person, somewhere(cohort, split, first),
                  edge_day(cohort, first + 1, cohort->date));
    }
}

void cross_splits(Cohort *cohort, Person *person)
{
    for (int i = 0; i < SPLITS; i++) {
        Day first = day_of(splits[i].year, 1, 1);
        const Stay *last = person->homes ? &person->home[person->homes - 1] : NULL;
        if (!last || first > cohort->date || last->from >= first || last->to < first ||
            !same_chain(last->code, splits[i].code))
            continue;
        if (chance(cohort, cohort->date < first + 100 ? 850 : 60))
            cross(cohort, person, &splits[i], first);
    }
}
