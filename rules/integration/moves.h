/*
 * moves.h - moves cut the year into intervals, each of one municipality. grants.md 2.3.
 *
 * A walk hands out the non-empty intervals of one budget year in order, without allocation.
 * Municipalities are mapped to the cut-off date before they are compared: a merger is no move.
 * A walk belongs to one thread and borrows what it is made from.
 */
#ifndef TILSKUDD_RULES_MOVES_H
#define TILSKUDD_RULES_MOVES_H

#include "rules/base/whereabouts.h"
#include "rules/ruleset/grant_work.h"

/* grants.md 4 (Municipality mergers): a registered code for one person. */
Place place_of(const GrantContext *context, const Registration *person,
               MunicipalityCode registered);

/* S(d): where a move on a day cuts its year (grants.md 2.3, table). */
Fraction cut_point(MoveMethod method, Day day);

/* The state of a walk; fields are private to moves.c. */
typedef struct YearWalk {
    const GrantContext *context;
    const Registration *person;
    const Trace *trace;
    const char *paragraph;
    MoveMethod method;
    Day day;               /* moves come after this day ... */
    Day last;              /* ... and not after this one */
    Place current, listed; /* who has the person; the bosted before the next in the list */
    Fraction from;         /* where the current interval begins */
    uint16_t next;         /* next bosted of the list */
    bool by_list;          /* moves of the list, or changes of whereabouts */
    WhereaboutsKind kind;
    bool nowhere_cuts; /* vesting="residence": nowhere ends the interval */
    int moves_left;    /* how many more moves may cut */
    bool finished;
} YearWalk;

/* What a walk is about. */
typedef struct WalkStart {
    Day day;      /* the first day: 1 January, or the settlement, malgruppeFra, ... */
    Day year_end; /* last day of the budget year */
    Place at;     /* who has the person from point 0 of the year on */
    MoveMethod method;
    const char *paragraph; /* for the trace */
} WalkStart;

/* Moves as grants.md 2.3 defines them: a bosted that begins after `start.day`, not after the
 * budget year nor the cut-off, in another municipality than the one before it in the list. With
 * vesting="residence" death and emigration end an interval too. */
YearWalk walk_residences(const GrantContext *context, const Registration *person,
                         WalkStart start, const Trace *trace);

/* Moves of the list alone: what is paid whole is only shared by moves, and vesting takes
 * nothing away from it (grants.md 2.2). */
YearWalk walk_moves(const GrantContext *context, const Registration *person, WalkStart start,
                    const Trace *trace);

/* Moves of grants.md 3: every day on which the whereabouts become another municipality. */
YearWalk walk_whereabouts(const GrantContext *context, const Registration *person,
                          WhereaboutsKind kind, WalkStart start, const Trace *trace);

/* From now on at most `moves` more moves cut the year. */
void walk_limit(YearWalk *walk, int moves);

/* The next interval; false when the year is used up. */
bool walk_next(YearWalk *walk, Interval *interval);

#endif
