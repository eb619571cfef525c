/* integration_grant_impairment.c - serious functional impairment, FHT1 and FHT2. grants.md 2.4.
 */
#include "rules/base/money_text.h"
#include "rules/integration/integration_grant.h"

/* grants.md 2.4: decisions before the settlement, and those not known at the cut-off, do not
 * count. */
static bool counts(const GrantWork *work, const IntegrationBasis *basis,
                   const SpecialGrant *decision, GrantCode code)
{
    return decision->code == (uint8_t)code && decision->decided >= basis->settlement.date &&
           decision->decided <= work->context->cutoff;
}

/* The first decision of a code from a day on, by date, then by the record; NULL when none. */
static const SpecialGrant *first_decision(const GrantWork *work, const IntegrationBasis *basis,
                                          GrantCode code, Day not_before)
{
    const SpecialGrant *first = NULL;
    for (size_t i = 0; i < work->person->special_count; i++) {
        const SpecialGrant *decision = &work->person->special_grants[i];
        if (!counts(work, basis, decision, code) || decision->decided < not_before) continue;
        if (first == NULL || decision->decided < first->decided) first = decision;
    }
    return first;
}

static bool is_in_budget_year(const GrantWork *work, const SpecialGrant *decision)
{
    return decision != NULL && decision->decided >= work->year_begin &&
           decision->decided <= work->year_end;
}

/* grants.md 2.4: to the municipality of residence on the day of the decision; nowhere: nothing,
 * a warning, and the decision is used up. */
static bool find_residence(GrantWork *work, const SpecialGrant *decision, Place *place)
{
    *place = place_of(work->context, work->person,
                      residence_on(work->person, decision->decided, work->context->cutoff));
    if (place->code != MUNICIPALITY_NONE) return true;
    work->notes |= NOTE_SPECIAL_GRANT_NOWHERE;
    TELL(work, "2.4",
         "%s was decided on %s, but the person was resident nowhere that day; nothing is paid "
         "and the decision is used up.",
         grant_code_text((GrantCode)decision->code), day_text(decision->decided).text);
    return false;
}

/* grants.md 2.4: FHT1 once, by a decision in grant year 1 or 2, at the rate of its year. */
static Status add_first_kind(GrantWork *work, const IntegrationBasis *basis)
{
    int last_year = rule_value(work->rules, RULE_FHT1_LAST_GRANT_YEAR);
    if (basis->grant_year > last_year || basis->grant_year > basis->years) return STATUS_OK;
    const SpecialGrant *decision =
        first_decision(work, basis, GRANT_FHT1, basis->settlement.date);
    if (!is_in_budget_year(work, decision) || decision->decided > work->run_end) {
        return STATUS_OK;
    }
    Place place;
    if (!find_residence(work, decision, &place)) return STATUS_OK;
    Interval interval = whole_year(place);
    return add_whole(work, GRANT_FHT1, basis->grant_year, &interval, decision->decided);
}

/* grants.md 2.4: FHT2 in grant years 1 to N, the first decision of a year, at most its ceiling;
 * a missing ceiling is a missing rate. */
static Status add_second_kind(GrantWork *work, const IntegrationBasis *basis)
{
    if (basis->grant_year > basis->years) return STATUS_OK;
    const SpecialGrant *decision = first_decision(work, basis, GRANT_FHT2, work->year_begin);
    if (!is_in_budget_year(work, decision) || decision->decided > work->run_end) {
        return STATUS_OK;
    }
    Place place;
    if (!find_residence(work, decision, &place)) return STATUS_OK;
    const Rate *ceiling = rule_rate(work->rules, RATE_FHT2_MAX, decision->decided, work->as_of);
    Kroner amount = decision->amount_kroner;
    if (ceiling != NULL && amount > ceiling->amount) {
        TELL(work, "2.4", "The decision of %s kr is cut to the year's ceiling of %s kr.",
             whole_kroner_text(amount).text, whole_kroner_text(ceiling->amount).text);
        amount = ceiling->amount;
    }
    Interval interval = whole_year(place);
    return add_amount(work, GRANT_FHT2, basis->grant_year, &interval, amount, ceiling);
}

Status integration_impairment(GrantWork *work, const IntegrationBasis *basis)
{
    if (work->person->special_count == 0) return STATUS_OK;
    TRY(add_first_kind(work, basis));
    return add_second_kind(work, basis);
}
