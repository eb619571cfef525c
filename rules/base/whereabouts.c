/* whereabouts.c - in which municipality a person is on a day. grants.md 1 and 3. */
#include "rules/base/whereabouts.h"

#include "rules/ruleset/grant.h"

/* grants.md 1: a person is alive and resident on the day of death; nowhere after it. */
bool is_alive_on(const Registration *person, Day day, Day cutoff)
{
    return !day_is_set(person->died) || person->died > cutoff || day <= person->died;
}

/* A stay's end as known at the cut-off: an end after it is as good as open. */
static bool has_known_end(const Stay *stay, Day cutoff)
{
    return day_is_set(stay->to) && stay->to <= cutoff;
}

static bool stay_covers(const Stay *stay, Day day, Day cutoff)
{
    if (stay->from > day || stay->from > cutoff) return false;
    return !has_known_end(stay, cutoff) || stay->to >= day;
}

/* The first listed of the stays that cover the day. */
static MunicipalityCode first_covering(const Stay *stays, size_t count, Day day, Day cutoff)
{
    for (size_t i = 0; i < count; i++) {
        if (stay_covers(&stays[i], day, cutoff)) return stays[i].municipality;
    }
    return MUNICIPALITY_NONE;
}

MunicipalityCode residence_on(const Registration *person, Day day, Day cutoff)
{
    if (!is_alive_on(person, day, cutoff)) return MUNICIPALITY_NONE;
    return first_covering(person->residences, person->residence_count, day, cutoff);
}

static MunicipalityCode reception_on(const Registration *person, Day day, Day cutoff)
{
    if (!is_alive_on(person, day, cutoff)) return MUNICIPALITY_NONE;
    return first_covering(person->receptions, person->reception_count, day, cutoff);
}

/* The municipality that gives the training counts from malgruppeFra on, also while abroad. */
static bool has_training_municipality(const Registration *person)
{
    return person->training.training_municipality != MUNICIPALITY_NONE &&
           day_is_set(person->training.target_from);
}

/* grants.md 3 (Where): the centre's host municipality, else the municipality that gives the
 * training, else the municipality of residence. */
static MunicipalityCode training_place_on(const Registration *person, Day day, Day cutoff)
{
    if (!is_alive_on(person, day, cutoff)) return MUNICIPALITY_NONE;
    MunicipalityCode centre =
        first_covering(person->receptions, person->reception_count, day, cutoff);
    if (centre != MUNICIPALITY_NONE) return centre;
    if (has_training_municipality(person) && day >= person->training.target_from)
        return person->training.training_municipality;
    return first_covering(person->residences, person->residence_count, day, cutoff);
}

MunicipalityCode whereabouts_on(WhereaboutsKind kind, const Registration *person, Day day,
                                Day cutoff)
{
    if (kind == WHERE_RESIDENCE) return residence_on(person, day, cutoff);
    if (kind == WHERE_RECEPTION) return reception_on(person, day, cutoff);
    return training_place_on(person, day, cutoff);
}

static Day earlier_of(Day first, Day second)
{
    if (!day_is_set(first)) return second;
    return second < first ? second : first;
}

/* The first day after `after` on which one of the stays begins or has just ended. */
static Day next_change_of(const Stay *stays, size_t count, Day after, Day cutoff)
{
    Day next = DAY_NONE;
    for (size_t i = 0; i < count; i++) {
        const Stay *stay = &stays[i];
        if (stay->from > cutoff) continue;
        if (stay->from > after) next = earlier_of(next, stay->from);
        if (has_known_end(stay, cutoff) && stay->to >= after)
            next = earlier_of(next, stay->to + 1);
    }
    return next;
}

Day whereabouts_next_change(WhereaboutsKind kind, const Registration *person, Day after,
                            Day cutoff)
{
    Day next = DAY_NONE;
    if (kind != WHERE_RESIDENCE)
        next = next_change_of(person->receptions, person->reception_count, after, cutoff);
    bool training = kind == WHERE_TRAINING && has_training_municipality(person);
    bool residence_counts =
        kind != WHERE_RECEPTION && !(training && after >= person->training.target_from);
    if (residence_counts) {
        Day change = next_change_of(person->residences, person->residence_count, after, cutoff);
        if (day_is_set(change)) next = earlier_of(next, change);
    }
    if (training && person->training.target_from > after)
        next = earlier_of(next, person->training.target_from);
    if (day_is_set(person->died) && person->died <= cutoff && person->died >= after)
        next = earlier_of(next, person->died + 1);
    return next;
}
