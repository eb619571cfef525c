/* integration_grant_minors.c - grants for unaccompanied minors, EM*. grants.md 2.4. */
#include "rules/integration/integration_grant.h"

/* grants.md 2.4: EMINB to and including the year of turning 16, EMINU after; before 2017 one
 * amount for all. */
static GrantCode yearly_code(const GrantWork *work, int age_in_year)
{
    if (rule_value(work->rules, RULE_MINOR_BY_AGE) == 0) return GRANT_EM_PER_PERSON;
    bool young = age_in_year <= rule_value(work->rules, RULE_MINOR_YOUNG_LAST_AGE);
    return young ? GRANT_EMINB : GRANT_EMINU;
}

/* grants.md 2.4: where the settlement year begins to count, (m - 1)/12 with m the month of
 * settlement; before 2017 it counts whole. */
static Fraction settlement_year_begin(const GrantWork *work, const IntegrationBasis *basis)
{
    bool by_month = rule_value(work->rules, RULE_MINOR_BY_AGE) == 1 &&
                    rule_value(work->rules, RULE_MINOR_FROM_MONTH) == 1;
    if (!by_month) return FRACTION_ZERO;
    return fraction_make(day_to_date(basis->settlement.date).month - 1, 12);
}

/* grants.md 2.4: the settlement year begins in the municipality of settlement; moves are those
 * after the settlement. */
static Status add_settlement_year(GrantWork *work, const IntegrationBasis *basis,
                                  GrantCode code)
{
    Place place = place_of(work->context, work->person, basis->settlement.municipality);
    WalkStart start = {basis->settlement.date, work->year_end, place,
                       (MoveMethod)rule_value(work->rules, RULE_INTEGRATION_MOVE_METHOD),
                       "2.4"};
    YearWalk walk = walk_residences(work->context, work->person, start, work->trace);
    Fraction begin = settlement_year_begin(work, basis);
    TELL(work, "2.4", "Of the year of settlement the part from %s of the year on counts.",
         fraction_text(begin).text);
    Interval interval;
    while (walk_next(&walk, &interval)) {
        interval.from = fraction_max(interval.from, begin);
        if (fraction_compare(interval.from, interval.to) >= 0) continue;
        TRY(add_terms(work, code, 1, &interval));
    }
    return STATUS_OK;
}

/* grants.md 2.4: before 2017, for those settled in the year, whole, in the quarter of
 * settlement. */
static Status add_settled_this_year(GrantWork *work, const IntegrationBasis *basis)
{
    if (basis->settlement.date > work->run_end) return STATUS_OK;
    Place place = place_of(work->context, work->person, basis->settlement.municipality);
    Interval interval = whole_year(place);
    return add_whole(work, GRANT_EM_SETTLED_THIS_YEAR, 1, &interval, basis->settlement.date);
}

Status integration_minors(GrantWork *work, const IntegrationBasis *basis)
{
    if (basis->settlement.group != SETTLEMENT_ENSLIG_MINDREARIG) return STATUS_OK;
    int age_in_year = work->context->budget_year - day_year(work->person->born);
    if (age_in_year > rule_value(work->rules, RULE_MINOR_LAST_AGE)) return STATUS_OK;
    GrantCode code = yearly_code(work, age_in_year);
    TELL(work, "2.4", "An unaccompanied minor who turns %d in %d has %s.", age_in_year,
         work->context->budget_year, grant_code_text(code));
    if (basis->grant_year > 1) {
        bool resident = false;
        return integration_register_date(work, code, basis->grant_year, &resident);
    }
    TRY(add_settlement_year(work, basis, code));
    if (code != GRANT_EM_PER_PERSON) return STATUS_OK;
    return add_settled_this_year(work, basis);
}
