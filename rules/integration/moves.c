/* moves.c - the five move methods, and a year cut into intervals. grants.md 2.3. */
#include "rules/integration/moves.h"

#include <limits.h>

#include "rules/base/translator.h"
#include "rules/ruleset/grant_work.h"

/* grants.md 4 (Municipality mergers). */
Place place_of(const GrantContext *context, const Registration *person,
               MunicipalityCode registered)
{
    return municipality_place(context->municipalities, context->mapping, person,
                              context->cutoff, registered);
}

/* grants.md 2.3, table: where a move on `day` cuts its year. */
Fraction cut_point(MoveMethod method, Day day)
{
    INVARIANT((unsigned)method <= MOVE_NONE);
    Date date = day_to_date(day);
    switch (method) {
    case MOVE_QUARTER_EIGHTHS:
        return fraction_make((date.month + 2) / 3 * 2 - 1, 8);
    case MOVE_MONTH_AFTER:
        return fraction_make(date.month < 12 ? date.month + 1 : 12, 12);
    case MOVE_DAYS:
        return fraction_make(day_of_year(day) - 1, days_in_year(date.year));
    case MOVE_HALF:
        return fraction_make(1, 2);
    case MOVE_NONE:
        break; /* whoever has the person at the cut-off gets all */
    }
    return FRACTION_ZERO;
}

/* Moves count to the end of the budget year, to the cut-off, and to the death. */
static Day last_day_of_moves(const GrantContext *context, const Registration *person,
                             Day year_end)
{
    Day last = year_end;
    if (context->cutoff < last) last = context->cutoff;
    if (day_is_set(person->died) && person->died < last) last = person->died;
    return last;
}

static YearWalk walk_from(const GrantContext *context, const Registration *person,
                          WalkStart start, const Trace *trace)
{
    return (YearWalk){.context = context,
                      .person = person,
                      .trace = trace,
                      .paragraph = start.paragraph,
                      .method = start.method,
                      .day = start.day,
                      .last = last_day_of_moves(context, person, start.year_end),
                      .current = start.at,
                      .listed = start.at,
                      .from = FRACTION_ZERO,
                      .moves_left = INT_MAX};
}

YearWalk walk_residences(const GrantContext *context, const Registration *person,
                         WalkStart start, const Trace *trace)
{
    YearWalk walk = walk_from(context, person, start, trace);
    walk.by_list = rule_value(context->rules, RULE_VESTING) == 0;
    walk.kind = WHERE_RESIDENCE;
    walk.nowhere_cuts = !walk.by_list;
    /* An end known at the cut-off is felt the day after: one day more than moves have. */
    if (walk.nowhere_cuts && walk.last < start.year_end) walk.last++;
    return walk;
}

YearWalk walk_moves(const GrantContext *context, const Registration *person, WalkStart start,
                    const Trace *trace)
{
    YearWalk walk = walk_from(context, person, start, trace);
    walk.by_list = true;
    walk.kind = WHERE_RESIDENCE;
    return walk;
}

YearWalk walk_whereabouts(const GrantContext *context, const Registration *person,
                          WhereaboutsKind kind, WalkStart start, const Trace *trace)
{
    YearWalk walk = walk_from(context, person, start, trace);
    walk.kind = kind;
    return walk;
}

static bool same_place(Place left, Place right)
{
    return left.code == right.code;
}

/* The next move of the list: another municipality than the bosted before it; a stay abroad in
 * between does not matter. */
static bool next_move_of_list(YearWalk *walk, Place *to)
{
    const Registration *person = walk->person;
    while (walk->next < person->residence_count) {
        const Stay *stay = &person->residences[walk->next++];
        if (stay->from > walk->context->cutoff) continue;
        Place before = walk->listed;
        Place place = place_of(walk->context, person, stay->municipality);
        walk->listed = place;
        if (stay->from <= walk->day || stay->from > walk->last) continue;
        if (same_place(place, before) || same_place(place, walk->current)) continue;
        walk->day = stay->from;
        *to = place;
        return true;
    }
    return false;
}

/* The next day on which the whereabouts become another municipality. */
static bool next_change(YearWalk *walk, Place *to)
{
    Day cutoff = walk->context->cutoff;
    for (;;) {
        Day day = whereabouts_next_change(walk->kind, walk->person, walk->day, cutoff);
        if (!day_is_set(day) || day > walk->last) return false;
        walk->day = day;
        Place place = place_of(walk->context, walk->person,
                               whereabouts_on(walk->kind, walk->person, day, cutoff));
        if (place.code == MUNICIPALITY_NONE && !walk->nowhere_cuts) continue;
        if (same_place(place, walk->current)) continue;
        /* Only what becomes another municipality is a move: whoever never lived where the year
         * began has not moved by staying where they are. A death always ends it. */
        Place before = place_of(walk->context, walk->person,
                                whereabouts_on(walk->kind, walk->person, day - 1, cutoff));
        if (place.code != MUNICIPALITY_NONE && same_place(place, before)) continue;
        *to = place;
        return true;
    }
}

static bool next_move(YearWalk *walk, Place *to)
{
    if (walk->moves_left == 0) return false;
    walk->moves_left--;
    return walk->by_list ? next_move_of_list(walk, to) : next_change(walk, to);
}

static void tell_move(const YearWalk *walk, Place to, Fraction point)
{
    if (walk->trace == NULL) return;
    if (walk->trace->move != NULL) {
        const TracedMove move = {walk->day, walk->context->budget_year, walk->current.code,
                                 to.code, point};
        walk->trace->move(walk->trace->user, &move);
    }
    if (to.code == MUNICIPALITY_NONE) {
        trace_step(walk->trace, walk->paragraph,
                   "On %s the person is no longer resident in %04d; this cuts %d at %s of the "
                   "year: %s (%s).",
                   day_text(walk->day).text, walk->current.code, walk->context->budget_year,
                   fraction_text(point).text, translate(move_method_words(walk->method)),
                   move_method_text(walk->method));
        return;
    }
    trace_step(walk->trace, walk->paragraph,
               "The move from %04d to %04d on %s cuts %d at %s of the year: %s (%s).",
               walk->current.code, to.code, day_text(walk->day).text,
               walk->context->budget_year, fraction_text(point).text,
               translate(move_method_words(walk->method)), move_method_text(walk->method));
}

/* Closes the current interval at `point`; false when it is empty or nobody's. */
static bool close_interval(YearWalk *walk, Fraction point, Interval *interval)
{
    *interval = (Interval){walk->from, point, walk->current};
    walk->from = point;
    return interval->place.code != MUNICIPALITY_NONE &&
           fraction_compare(interval->from, interval->to) < 0;
}

void walk_limit(YearWalk *walk, int moves)
{
    walk->moves_left = moves;
}

bool walk_next(YearWalk *walk, Interval *interval)
{
    if (walk->finished) return false;
    Place to;
    while (next_move(walk, &to)) {
        /* A record out of order must not turn an interval round: cuts never go back. */
        Fraction point = fraction_max(walk->from, cut_point(walk->method, walk->day));
        tell_move(walk, to, point);
        bool worth_something = close_interval(walk, point, interval);
        walk->current = to;
        if (worth_something) return true;
    }
    walk->finished = true;
    return close_interval(walk, FRACTION_ONE, interval);
}
