/*
 * grant_work.h - what the functions of one grant computation share: the limits of the year and
 * the run, the caller's buffer, the notes, the trace. Inside rules/ only.
 *
 * A GrantWork lives on the stack of one call; nothing is allocated.
 */
#ifndef TILSKUDD_RULES_GRANT_WORK_H
#define TILSKUDD_RULES_GRANT_WORK_H

#include "rules/base/municipality_heir.h"
#include "rules/ruleset/grant.h"

/* The part [from, to) of the year, never empty. */
typedef struct Interval {
    Fraction from, to;
    Place place;
} Interval;

typedef struct GrantWork {
    const GrantContext *context;
    const RuleSet *rules;
    const Registration *person;
    EarnedParts *parts;
    const Trace *trace;
    uint32_t notes;           /* GrantNote bits */
    Day year_begin, year_end; /* of the budget year */
    Day first_term;           /* last day of its first quarter */
    Day run_end;              /* last day of the quarter that is run */
    Day as_of;                /* rates valid from a later day are not known yet */
    Fraction through;         /* t: the part of the budget year that is due */
} GrantWork;

/* The work for one person and budget year; everything is borrowed. Pure; any thread. */
GrantWork grant_work(const GrantContext *context, const Registration *person,
                     EarnedParts *parts, const Trace *trace);

/* grants.md 2.3 (Four terms): appends the interval's parts, cut at quarter boundaries only
 * where the rate changes, with what they have earned through the quarter. */
MUST_USE Status add_terms(GrantWork *work, GrantCode code, int grant_year,
                          const Interval *interval);

/* A payment that is due whole: the interval's share at the rate in force on `due`
 * (grants.md 5). No such rate gives a part with PART_RATE_MISSING. */
MUST_USE Status add_whole(GrantWork *work, GrantCode code, int grant_year,
                          const Interval *interval, Day due);

/* The same with an amount of its own and the rate it leans on (NULL: missing). */
MUST_USE Status add_amount(GrantWork *work, GrantCode code, int grant_year,
                           const Interval *interval, Kroner amount, const Rate *rate);

/* The whole year in one municipality. */
Interval whole_year(Place place);

/* A text for the trace; use within one expression. */
typedef struct FractionText {
    char text[FRACTION_TEXT_SIZE];
} FractionText;
FractionText fraction_text(Fraction fraction);

/* Tells the trace of a work; the arguments are not even formatted without one. */
#define TELL(work, ...)                                                                        \
    do {                                                                                       \
        if ((work)->trace != NULL) trace_step((work)->trace, __VA_ARGS__);                     \
    } while (0)

#endif
