/* norwegian_grant_asylum.c - asylum seekers in reception centres, ASYLNORSK. grants.md 3. */
#include "rules/norwegian/norwegian_grant.h"

/* Completed age 16 on the first day of training, 18 from 2021. */
static bool is_of_age(const GrantWork *work, Day from)
{
    bool after = from >= rule_value(work->rules, RULE_ASYLUM_AGE_CHANGE);
    int youngest = rule_value(work->rules,
                              after ? RULE_ASYLUM_MINIMUM_AGE_AFTER : RULE_ASYLUM_MINIMUM_AGE);
    return completed_age(work->person->born, from) >= youngest;
}

/* Living in a centre that day, the first listed if they overlap; else nothing. */
static bool find_centre(GrantWork *work, Day from, Place *place)
{
    MunicipalityCode registered =
        whereabouts_on(WHERE_RECEPTION, work->person, from, work->context->cutoff);
    *place = place_of(work->context, work->person, registered);
    if (registered != MUNICIPALITY_NONE) return true;
    work->notes |= NOTE_ASYLUM_NOT_IN_CENTRE;
    TELL(work, "3",
         "Training as an asylum seeker began on %s, but not while living in a "
         "reception centre; there is no grant.",
         day_text(from).text);
    return false;
}

static bool is_due_this_year(const GrantWork *work, Day from)
{
    return day_is_set(from) && from >= work->year_begin && from <= work->year_end &&
           from <= work->context->cutoff && from <= work->run_end;
}

/* The first move to a centre in another municipality, in the same year, splits the grant. */
Status norwegian_asylum_grant(GrantWork *work)
{
    Day from = work->person->asylum_training_from;
    if (!is_due_this_year(work, from)) return STATUS_OK;
    if (!is_of_age(work, from)) {
        TELL(work, "3", "Too young for the asylum seekers' grant on %s.", day_text(from).text);
        return STATUS_OK;
    }
    WalkStart start = {.day = from,
                       .year_end = work->year_end,
                       .method = (MoveMethod)rule_value(work->rules, RULE_ASYLUM_MOVE_METHOD),
                       .paragraph = "3"};
    if (!find_centre(work, from, &start.at)) return STATUS_OK;
    YearWalk walk =
        walk_whereabouts(work->context, work->person, WHERE_RECEPTION, start, work->trace);
    walk_limit(&walk, 1);
    Interval interval;
    while (walk_next(&walk, &interval)) {
        TRY(add_whole(work, GRANT_ASYLNORSK, 0, &interval, from));
    }
    return STATUS_OK;
}
