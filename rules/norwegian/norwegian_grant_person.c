/*
 * norwegian_grant_person.c - the person grant: code, municipality, due quarter,
 * moves. grants.md 3 (Person grant, Where, When).
 */
#include "rules/base/translator.h"
#include "rules/norwegian/norwegian_grant.h"

/* H or L by country of background; an unknown one by the rule set's choice,
 * with a note. */
static bool is_low_rate(GrantWork *work)
{
    Country background = work->person->background;
    if (country_is_low(background)) return true;
    if (country_is_known(background)) return false;
    work->notes |= NOTE_COUNTRY_UNKNOWN;
    bool low = rule_value(work->rules, RULE_UNKNOWN_COUNTRY) == 1;
    TELL(work, "3", "The country of background is unknown; the %s rate is chosen.",
         low ? _("low") : _("high"));
    return low;
}

/* P-AR1-H to P-AR3-L stand in pairs, H before L. */
static GrantCode person_code(GrantWork *work, const TargetMember *member)
{
    if (member->collective_protection) return GRANT_P37D_AR1;
    int offset = (member->year_number - 1) * 2 + (is_low_rate(work) ? 1 : 0);
    return (GrantCode)(GRANT_P_AR1_H + offset);
}

/* Year 1 in the quarter of malgruppeFra; years 2 and 3 in quarter 1. */
static Day due_day(const GrantWork *work, const TargetMember *member)
{
    if (member->year_number == 1) return work->person->training.target_from;
    return work->first_term;
}

/* The day whose municipality has the year from point 0 on. Year 1:
 * malgruppeFra, or the first day after it in the year on which the person is
 * somewhere; years 2 and 3: 1 January. */
static bool find_start(const GrantWork *work, const TargetMember *member, WalkStart *start)
{
    const Registration *person = work->person;
    Day cutoff = work->context->cutoff;
    WhereaboutsKind kind = norwegian_where(work->rules, member);
    start->day = member->year_number == 1 ? person->training.target_from : work->year_begin;
    MunicipalityCode at = whereabouts_on(kind, person, start->day, cutoff);
    while (at == MUNICIPALITY_NONE && member->year_number == 1) {
        Day day = whereabouts_next_change(kind, person, start->day, cutoff);
        if (!day_is_set(day) || day > work->year_end || day > cutoff) break;
        start->day = day;
        at = whereabouts_on(kind, person, day, cutoff);
    }
    start->at = place_of(work->context, person, at);
    return at != MUNICIPALITY_NONE;
}

static MoveMethod method_of(const GrantWork *work, const TargetMember *member)
{
    RuleParameter parameter = member->collective_protection ? RULE_NORWEGIAN_37D_MOVE_METHOD
                                                            : RULE_NORWEGIAN_MOVE_METHOD;
    return (MoveMethod)rule_value(work->rules, parameter);
}

static void tell_when(const GrantWork *work, const TargetMember *member, GrantCode code,
                      const WalkStart *start, Day due)
{
    if (work->trace == NULL) return;
    trace_step(work->trace, "3", "%s begins with municipality %04d%s and is due %s %s%s.",
               grant_code_text(code), start->at.code,
               norwegian_where(work->rules, member) == WHERE_RESIDENCE
                   ? _(" (§ 37 d: the registered residence alone decides)")
                   : "",
               grant_is_in_terms(work->rules, code) ? _("in four terms, from the quarter of")
                                                    : _("whole, in the quarter of"),
               day_text(due).text,
               grant_is_in_terms(work->rules, code) && due > work->first_term
                   ? _(" on; what lies before comes with it")
                   : "");
}

static Status add_intervals(GrantWork *work, const TargetMember *member, const WalkStart *start,
                            Day due)
{
    GrantCode code = person_code(work, member);
    bool in_terms = grant_is_in_terms(work->rules, code);
    tell_when(work, member, code, start, due);
    YearWalk walk = walk_whereabouts(work->context, work->person,
                                     norwegian_where(work->rules, member), *start, work->trace);
    Interval interval;
    while (walk_next(&walk, &interval)) {
        TRY(in_terms ? add_terms(work, code, member->year_number, &interval)
                     : add_whole(work, code, member->year_number, &interval, due));
    }
    return STATUS_OK;
}

/* grants.md 3: not before the quarter of malgruppeFra. Due whole, a move discovered later gives
 * a correction by itself; in terms, the parts of quarters before come with the first, each at
 * its own rate. */
Status norwegian_person_grant(GrantWork *work, const TargetMember *member,
                              NoGrantReason *reason)
{
    /* § 37 d: year 1 only. */
    *reason = NO_GRANT_YEARS_PAST;
    if (member->collective_protection && member->year_number > 1) return STATUS_OK;
    Day due = due_day(work, member);
    *reason = NO_GRANT_NOT_DUE;
    if (due > work->run_end) return STATUS_OK;
    WalkStart start = {
        .year_end = work->year_end, .method = method_of(work, member), .paragraph = "3"};
    if (!find_start(work, member, &start)) {
        work->notes |= NOTE_NORWEGIAN_NOWHERE;
        TELL(work, "3", "The person is in no municipality then; there is no grant.");
        *reason = NO_GRANT_NOT_RESIDENT;
        return STATUS_OK;
    }
    *reason = NO_GRANT_HAS_LINES;
    return add_intervals(work, member, &start, due);
}
