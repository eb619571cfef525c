/* integration_grant_years.c - years 2 to 5: register date, four terms, moves. grants.md 2.3. */
#include "rules/integration/integration_grant.h"

/* grants.md 2.3 (Register date): resident on 1 January of the budget year. */
static Place place_on_register_date(const GrantWork *work)
{
    MunicipalityCode registered =
        residence_on(work->person, work->year_begin, work->context->cutoff);
    Place place = place_of(work->context, work->person, registered);
    if (place.code == MUNICIPALITY_NONE) {
        TELL(work, "2.3", "Not resident in any municipality on %s.",
             day_text(work->year_begin).text);
    } else {
        TELL(work, "2.3", "Resident in municipality %04d on %s.", place.code,
             day_text(work->year_begin).text);
    }
    return place;
}

Status integration_register_date(GrantWork *work, GrantCode code, int grant_year,
                                 bool *resident)
{
    Place place = place_on_register_date(work);
    *resident = place.code != MUNICIPALITY_NONE;
    if (!*resident) return STATUS_OK;
    WalkStart start = {work->year_begin, work->year_end, place,
                       (MoveMethod)rule_value(work->rules, RULE_INTEGRATION_MOVE_METHOD),
                       "2.3"};
    YearWalk walk = walk_residences(work->context, work->person, start, work->trace);
    Interval interval;
    while (walk_next(&walk, &interval)) {
        TRY(add_terms(work, code, grant_year, &interval));
    }
    return STATUS_OK;
}

/* grants.md 2.3: codes AR-2 to AR-5 in grant years 2 to N. */
Status integration_later_years(GrantWork *work, const IntegrationBasis *basis,
                               NoGrantReason *reason)
{
    INVARIANT(basis->grant_year >= 2);
    *reason = NO_GRANT_YEARS_PAST;
    if (basis->grant_year > basis->years) {
        TELL(work, "2.1", "Grant year %d is past the %d years of the ground.",
             basis->grant_year, basis->years);
        return STATUS_OK;
    }
    bool resident = false;
    GrantCode code = (GrantCode)(GRANT_AR_2 + (basis->grant_year - 2));
    TRY(integration_register_date(work, code, basis->grant_year, &resident));
    *reason = resident ? NO_GRANT_HAS_LINES : NO_GRANT_NOT_RESIDENT;
    return STATUS_OK;
}
