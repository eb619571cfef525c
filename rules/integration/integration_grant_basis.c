/*
 * integration_grant_basis.c - settlement, ground of the permit, exclusions, newborns.
 * grants.md 2.1 and 2.2 (Newborn).
 */
#include "rules/base/translator.h"
#include "rules/integration/integration_grant.h"

/* grants.md 1: nothing after the cut-off counts, a settlement after it neither. */
static bool is_settled(const Registration *person, Day cutoff)
{
    return day_is_set(person->settlement.date) && person->settlement.date <= cutoff;
}

/* grants.md 2.1: the latest permit decided not after the settlement; of two on one day the
 * later in the record. */
static const ResidencePermit *permit_at_settlement(const Registration *person, Day settled)
{
    const ResidencePermit *latest = NULL;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (permit->decided > settled) continue;
        if (latest == NULL || permit->decided >= latest->decided) latest = permit;
    }
    return latest;
}

/* grants.md 2.1, table: a family on a limited permit only when its settlement was agreed on. */
static bool lacks_agreement(const RuleSet *rules, const ResidencePermit *permit,
                            const Settlement *settlement)
{
    return permit->ground == GROUND_BEGRENSET_FAMILIE && !settlement->by_agreement &&
           rule_value(rules, RULE_BEGRENSET_FAMILIE_AGREEMENT) == 1;
}

/* grants.md 2.1, table: N by the ground, with the dates some grounds begin to count. */
static int years_of_ground(const RuleSet *rules, const ResidencePermit *permit,
                           const Settlement *settlement)
{
    INVARIANT(permit->ground < GROUND_COUNT);
    Day counts_from = DAY_NONE;
    Day date = settlement->date;
    if (permit->ground == GROUND_SELVSTENDIG) {
        counts_from = rule_value(rules, RULE_SELVSTENDIG_FROM);
        date = permit->decided;
    } else if (permit->ground == GROUND_BEGRENSET_EM) {
        counts_from = rule_value(rules, RULE_BEGRENSET_EM_FROM);
    } else if (permit->ground == GROUND_BEGRENSET_FAMILIE) {
        counts_from = rule_value(rules, RULE_BEGRENSET_FAMILIE_FROM);
    }
    if (date < counts_from || lacks_agreement(rules, permit, settlement)) return 0;
    int years = rules->ground_years[permit->ground];
    return years < GRANT_YEARS_MAX ? years : GRANT_YEARS_MAX;
}

/* grants.md 2.1: a permit that cannot lead to permanent residence gives nothing, except the two
 * limited grounds. */
static bool is_excluded_as_temporary(const ResidencePermit *permit)
{
    return !permit->permanent_basis && permit->ground != GROUND_BEGRENSET_EM &&
           permit->ground != GROUND_BEGRENSET_FAMILIE;
}

/* grants.md 2.1: the family applied more than five years after the reference person's first
 * settlement; five years to the day is still in. */
static bool is_excluded_as_late_family(const RuleSet *rules, const ResidencePermit *permit)
{
    if (!ground_is_family((Ground)permit->ground)) return false;
    if (!day_is_set(permit->family_application) || !day_is_set(permit->reference_settled)) {
        return false;
    }
    int years = rule_value(rules, RULE_FAMILY_APPLICATION_YEARS);
    return permit->family_application > day_add_years(permit->reference_settled, years);
}

static void tell_years(const GrantWork *work, const ResidencePermit *permit,
                       const Settlement *settlement, int years)
{
    TELL(work, "2.1", "The permit of %s on the ground %s gives a grant for %d years%s.",
         day_text(permit->decided).text, ground_text((Ground)permit->ground), years,
         lacks_agreement(work->rules, permit, settlement)
             ? _(": the ground needs a settlement by agreement (avtale)")
             : "");
}

/* Ground and exclusions of `holder`, who is settled. */
static NoGrantReason years_by_permit(const GrantWork *work, const Registration *holder,
                                     int *years)
{
    Day settled = holder->settlement.date;
    const ResidencePermit *permit = permit_at_settlement(holder, settled);
    if (permit == NULL) {
        TELL(work, "2.1", "No permit was decided by the settlement on %s; there is no grant.",
             day_text(settled).text);
        return NO_GRANT_NO_PERMIT;
    }
    *years = years_of_ground(work->rules, permit, &holder->settlement);
    tell_years(work, permit, &holder->settlement, *years);
    if (*years <= 0) return NO_GRANT_GROUND;
    if (is_excluded_as_temporary(permit)) {
        TELL(work, "2.1",
             "The permit cannot form the basis of permanent residence; there is "
             "no grant.");
        return NO_GRANT_NOT_PERMANENT;
    }
    if (is_excluded_as_late_family(work->rules, permit)) {
        TELL(work, "2.1",
             "The family applied on %s, too long after the reference person's settlement on "
             "%s; there is no grant.",
             day_text(permit->family_application).text,
             day_text(permit->reference_settled).text);
        return NO_GRANT_FAMILY_LATE;
    }
    return NO_GRANT_HAS_LINES;
}

/* grants.md 2.2 (Newborn): not born before, and at most six months after, the mother's
 * settlement. */
static bool is_newborn_in_time(const RuleSet *rules, Day born, Day mother_settled)
{
    int months = rule_value(rules, RULE_NEWBORN_MONTHS);
    return born >= mother_settled && born <= day_add_months(mother_settled, months);
}

/* grants.md 2.2 (Newborn): in the municipality where the mother is resident on the day of
 * birth, or was settled if she is resident nowhere. */
static Settlement newborn_settlement(const Registration *person, const Registration *mother,
                                     Day cutoff)
{
    Settlement settlement = mother->settlement;
    settlement.date = person->born;
    settlement.claim = DAY_NONE;
    settlement.group = SETTLEMENT_BARN;
    MunicipalityCode residence = residence_on(mother, person->born, cutoff);
    if (residence != MUNICIPALITY_NONE) settlement.municipality = residence;
    return settlement;
}

/* True when the person can only be settled as a newborn of `mother`. */
static bool may_be_newborn(const Registration *person, const Registration *mother, Day cutoff)
{
    return person->mother != IDENT_NONE && mother != NULL && is_settled(mother, cutoff) &&
           person->born <= cutoff;
}

Settlement effective_settlement(const GrantContext *context, const Registration *person,
                                const Registration *mother, NoGrantReason *reason)
{
    Settlement settlement = {.date = DAY_NONE, .claim = DAY_NONE};
    NoGrantReason why = NO_GRANT_NOT_SETTLED;
    if (is_settled(person, context->cutoff)) {
        settlement = person->settlement;
        why = NO_GRANT_HAS_LINES;
    } else if (may_be_newborn(person, mother, context->cutoff)) {
        why = NO_GRANT_NEWBORN_OUTSIDE;
        if (is_newborn_in_time(context->rules, person->born, mother->settlement.date)) {
            settlement = newborn_settlement(person, mother, context->cutoff);
            why = NO_GRANT_HAS_LINES;
        }
    }
    if (reason != NULL) *reason = why;
    return settlement;
}

static void tell_settlement(const GrantWork *work, const IntegrationBasis *basis,
                            NoGrantReason reason)
{
    if (work->trace == NULL) return;
    if (reason == NO_GRANT_NOT_SETTLED) {
        trace_step(work->trace, "2.1", "No settlement is known at the cut-off.");
    } else if (reason == NO_GRANT_NEWBORN_OUTSIDE) {
        trace_step(work->trace, "2.2",
                   "The child was born on %s, before or too long after the mother's "
                   "settlement; there is no grant.",
                   day_text(work->person->born).text);
    } else if (basis->grant_year >= 1) { /* a year before the settlement does not matter */
        trace_step(work->trace, basis->newborn ? "2.2" : "2.1",
                   "Settled on %s in municipality %04d as %s%s; %d is grant year %d.",
                   day_text(basis->settlement.date).text, basis->settlement.municipality,
                   settlement_group_text((SettlementGroup)basis->settlement.group),
                   basis->newborn ? _(" (newborn, with the mother's ground)") : "",
                   work->context->budget_year, basis->grant_year);
    }
}

/* grants.md 2.1: n = budget year - year of settlement + 1. */
NoGrantReason integration_basis(const GrantWork *work, const Registration *mother,
                                IntegrationBasis *basis)
{
    const GrantContext *context = work->context;
    NoGrantReason reason = NO_GRANT_HAS_LINES;
    basis->settlement = effective_settlement(context, work->person, mother, &reason);
    basis->newborn = !is_settled(work->person, context->cutoff);
    if (reason == NO_GRANT_HAS_LINES) {
        basis->settlement_year = day_year(basis->settlement.date);
        basis->grant_year = context->budget_year - basis->settlement_year + 1;
    }
    tell_settlement(work, basis, reason);
    if (reason == NO_GRANT_NOT_SETTLED) return reason;
    const Registration *holder = basis->newborn ? mother : work->person;
    NoGrantReason by_permit = years_by_permit(work, holder, &basis->years);
    return by_permit != NO_GRANT_HAS_LINES ? by_permit : reason;
}
