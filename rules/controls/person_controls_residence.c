/* person_controls_residence.c - family 3: where a person lives. control.md 1, grants.md 2.3. */
#include "rules/controls/person_controls.h"
#include "rules/controls/control_work.h"
#include "rules/base/whereabouts.h"

static bool overlaps(const ControlWork *work, const Stay *stay, Day from, Day to)
{
    return stay->from <= to && control_end(work, stay->to) >= from;
}

/* Ever in the municipality of settlement from the settlement on, through `last`. */
static bool lives_where_settled(const ControlWork *work, Day last)
{
    const Registration *person = work->person;
    const Settlement *settlement = &person->settlement;
    for (size_t i = 0; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        if (!overlaps(work, stay, settlement->date, last)) continue;
        if (control_same_place(work, stay->municipality, settlement->municipality)) return true;
    }
    return false;
}

/* The first residence with a day from the settlement on, through `last`; NULL: none. */
static const Stay *first_stay(const ControlWork *work, Day last)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->residence_count; i++)
        if (overlaps(work, &person->residences[i], person->settlement.date, last))
            return &person->residences[i];
    return NULL;
}

/* Lives in another municipality: only there in the days after the settlement, or nowhere then
 * and never where it was settled. */
static const Stay *home_elsewhere(const ControlWork *work)
{
    Day settled = work->person->settlement.date;
    Day last = settled + limit_of(work, THRESHOLD_SETTLED_ELSEWHERE_DAYS) - 1;
    const Stay *stay = first_stay(work, last);
    if (stay != NULL) return lives_where_settled(work, last) ? NULL : stay;
    last = work->extract_date;
    return lives_where_settled(work, last) ? NULL : first_stay(work, last);
}

/* R302, grants.md 2.2: year 1 goes to the municipality of settlement. */
Status control_settled_elsewhere(ControlWork *work)
{
    const Settlement *settlement = &work->person->settlement;
    const Stay *stay = home_elsewhere(work);
    if (stay == NULL || !control_year_one_is_open(work)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_SETTLED_ELSEWHERE,
                code_value("settled_in", settlement->municipality),
                code_value("lives_in", stay->municipality),
                day_value("settled", settlement->date), day_value("from", stay->from),
                number_value("days", limit_of(work, THRESHOLD_SETTLED_ELSEWHERE_DAYS)));
}

/* R303, grants.md 2.3 (Register date). Who lives elsewhere after it is R302's. */
Status control_settled_nowhere(ControlWork *work)
{
    const Registration *person = work->person;
    Day settled = person->settlement.date;
    Day last = settled + limit_of(work, THRESHOLD_NOWHERE_DAYS) - 1;
    if (last > work->extract_date || (day_is_set(person->died) && person->died <= last))
        return STATUS_OK;
    if (first_stay(work, last) != NULL || home_elsewhere(work) != NULL) return STATUS_OK;
    if (!control_year_one_is_open(work)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_SETTLED_NOWHERE, day_value("settled", settled),
                number_value("days", limit_of(work, THRESHOLD_NOWHERE_DAYS)));
}

/* R304, grants.md 2.3 (Register date). */
Status not_resident_control(const GrantContext *context, const Registration *person,
                            Findings *findings)
{
    ControlWork work = {.findings = findings};
    Day date = first_day_of_year(context->budget_year);
    if (date > context->cutoff || !is_alive_on(person, date, context->cutoff)) return STATUS_OK;
    if (residence_on(person, date, context->cutoff) != MUNICIPALITY_NONE) return STATUS_OK;
    return FIND(&work, PERSON_CONTROL_NOT_RESIDENT, day_value("date", date),
                number_value("year", context->budget_year - 1));
}

/* The first day abroad after a stay that is followed by more than so many days of it, and not
 * because the person died; DAY_NONE when there is none. */
static Day left_after(const ControlWork *work, size_t stay, int days)
{
    const Registration *person = work->person;
    Day to = person->residences[stay].to;
    if (!day_is_set(to) || to >= work->extract_date) return DAY_NONE;
    if (day_is_set(person->died) && person->died <= to + days) return DAY_NONE;
    bool is_last = stay + 1 == person->residence_count;
    Day next = is_last ? work->extract_date : person->residences[stay + 1].from;
    return next - to - 1 >= days ? to + 1 : DAY_NONE;
}

/* The last day of the first residence after the settlement that is followed by more than so
 * many days abroad; DAY_NONE when there is none. */
static Day emigrated(const ControlWork *work, int days)
{
    const Registration *person = work->person;
    for (size_t i = 0; i < person->residence_count; i++) {
        Day left = left_after(work, i, days);
        if (day_is_set(left) && left > person->settlement.date) return left - 1;
    }
    return DAY_NONE;
}

/* R305, control.md 1: year 1 was paid for somebody who hardly came. */
Status control_abroad_early(ControlWork *work)
{
    Day settled = work->person->settlement.date;
    Day last = emigrated(work, limit_of(work, THRESHOLD_ABROAD_DAYS));
    if (!day_is_set(last) || last - settled > limit_of(work, THRESHOLD_ABROAD_WITHIN_DAYS))
        return STATUS_OK;
    if (!control_year_one_is_open(work)) return STATUS_OK;
    return FIND(work, PERSON_CONTROL_ABROAD_EARLY, day_value("left", last),
                day_value("settled", settled), number_value("days", last - settled));
}

/* R314, control.md 1. */
Status control_abroad_soon(ControlWork *work)
{
    Day settled = work->person->settlement.date;
    Day last = emigrated(work, limit_of(work, THRESHOLD_ABROAD_SOON_DAYS_ABROAD));
    if (!day_is_set(last) || last - settled <= limit_of(work, THRESHOLD_ABROAD_SOON_DAYS))
        return STATUS_OK;
    if (control_is_months_after(work, THRESHOLD_ABROAD_SOON_MONTHS, settled, last) ||
        !control_year_one_is_open(work))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_ABROAD_SOON, day_value("left", last),
                day_value("settled", settled), number_value("days", last - settled),
                number_value("months", limit_of(work, THRESHOLD_ABROAD_SOON_MONTHS)));
}

/* R306, control.md 1. The residences stand in date order. */
Status control_many_moves(ControlWork *work)
{
    const Registration *person = work->person;
    int limit = limit_of(work, THRESHOLD_MOVES_A_YEAR);
    if (person->residence_count <= limit + 1) return STATUS_OK;
    int moves = 0, year = 0;
    for (size_t i = 1; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        if (control_same_place(work, stay->municipality, stay[-1].municipality)) continue;
        moves = day_year(stay->from) == year ? moves + 1 : 1;
        year = day_year(stay->from);
        if (moves <= limit) continue;
        return FIND(work, PERSON_CONTROL_MANY_MOVES, number_value("year", year),
                    number_value("limit", limit), day_value("date", stay->from));
    }
    return STATUS_OK;
}

/* R307, grants.md 1: the dead are nowhere. */
Status control_resident_dead(ControlWork *work)
{
    const Registration *person = work->person;
    Day limit = person->died + limit_of(work, THRESHOLD_RESIDENT_DEAD_DAYS);
    for (size_t i = 0; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        if (stay->from <= person->died && control_end(work, stay->to) <= limit) continue;
        return FIND(work, PERSON_CONTROL_RESIDENT_DEAD, day_value("died", person->died),
                    day_value("from", stay->from),
                    number_value("days", limit_of(work, THRESHOLD_RESIDENT_DEAD_DAYS)));
    }
    return STATUS_OK;
}

/* R308, grants.md 3 (Where). */
Status control_centre_settled(ControlWork *work)
{
    const Registration *person = work->person;
    Day settled = person->settlement.date;
    Day limit = settled + limit_of(work, THRESHOLD_CENTRE_DAYS);
    for (size_t i = 0; i < person->reception_count; i++) {
        Day end = control_end(work, person->receptions[i].to);
        if (end <= limit) continue;
        return FIND(work, PERSON_CONTROL_CENTRE_SETTLED, day_value("until", end),
                    day_value("settled", settled),
                    number_value("days", limit_of(work, THRESHOLD_CENTRE_DAYS)));
    }
    return STATUS_OK;
}

/* R309, grants.md 3 (Asylum seekers): the first listed counts if they overlap. */
Status control_centres_at_once(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 1; i < person->reception_count; i++) {
        const Stay *stay = &person->receptions[i];
        Day end = control_end(work, stay->to);
        if (control_same_place(work, stay->municipality, stay[-1].municipality)) continue;
        if (!overlaps(work, stay - 1, stay->from, end)) continue;
        return FIND(work, PERSON_CONTROL_CENTRES_AT_ONCE, day_value("from", stay->from),
                    code_value("first", stay[-1].municipality),
                    code_value("second", stay->municipality));
    }
    return STATUS_OK;
}

/* R310, grants.md 2.3 (Register date): the whole year follows whoever has the person on 1
 * January. */
Status control_short_stay(ControlWork *work)
{
    const Registration *person = work->person;
    int limit = limit_of(work, THRESHOLD_SHORT_STAY_DAYS);
    for (size_t i = 1; i + 1 < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        if (!day_is_set(stay->to) || stay->to - stay->from + 1 >= limit) continue;
        if (first_day_of_year(day_year(stay->to)) < stay->from) continue;
        if (stay->to < control_first_day(work->context)) continue;
        if (control_same_place(work, stay->municipality, stay[-1].municipality)) continue;
        if (control_same_place(work, stay->municipality, stay[1].municipality)) continue;
        return FIND(work, PERSON_CONTROL_SHORT_STAY, code_value("code", stay->municipality),
                    day_value("from", stay->from), day_value("to", stay->to),
                    number_value("limit", limit));
    }
    return STATUS_OK;
}

/* R311, grants.md 2.1: year 1 is the year of settlement. */
Status control_resident_early(ControlWork *work)
{
    const Registration *person = work->person;
    const Stay *first = &person->residences[0];
    if (!control_is_months_after(work, THRESHOLD_RESIDENT_BEFORE_MONTHS, first->from,
                                 person->settlement.date))
        return STATUS_OK;
    return FIND(work, PERSON_CONTROL_RESIDENT_EARLY, day_value("from", first->from),
                day_value("settled", person->settlement.date),
                number_value("months", limit_of(work, THRESHOLD_RESIDENT_BEFORE_MONTHS)));
}

/* R312, register.md (bosted): a new one is a move. */
Status control_no_move(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 1; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        if (stay->municipality != stay[-1].municipality || !day_is_set(stay[-1].to)) continue;
        if (stay->from != stay[-1].to + 1) continue;
        return FIND(work, PERSON_CONTROL_NO_MOVE, code_value("code", stay->municipality),
                    day_value("from", stay->from));
    }
    return STATUS_OK;
}

/* R313, grants.md 2.3: who comes back is paid for again; a permit lapses after long absence. */
Status control_returned_late(ControlWork *work)
{
    const Registration *person = work->person;
    for (size_t i = 1; i < person->residence_count; i++) {
        const Stay *stay = &person->residences[i];
        if (!day_is_set(stay[-1].to) || stay->from <= stay[-1].to + 1) continue;
        if (stay->from < control_first_day(work->context)) continue;
        if (!control_is_months_after(work, THRESHOLD_RETURN_MONTHS, stay[-1].to, stay->from))
            continue;
        return FIND(work, PERSON_CONTROL_RETURNED_LATE, day_value("left", stay[-1].to),
                    day_value("back", stay->from),
                    number_value("months", limit_of(work, THRESHOLD_RETURN_MONTHS)));
    }
    return STATUS_OK;
}
