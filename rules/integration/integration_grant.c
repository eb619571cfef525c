/*
 * integration_grant.c - integration grant (integreringstilskudd) of one person for one budget
 * year. grants.md 2; each theme has its own file, integration_grant_*.c.
 */
#include "rules/integration/integration_grant.h"

/* grants.md 4.1: a claimed year before the opening whose rule set is not there can only be
 * noted, not computed. */
static NoGrantReason note_missing_rule_set(const GrantContext *context,
                                           const Registration *person, GrantOutcome *outcome)
{
    const Settlement *settlement = &person->settlement;
    bool claimed = day_is_set(settlement->date) && day_is_set(settlement->claim) &&
                   settlement->date <= context->cutoff && settlement->claim <= context->cutoff;
    if (!claimed || day_year(settlement->date) != context->budget_year ||
        day_year(settlement->claim) < context->opening_year) {
        return NO_GRANT_NOT_DUE;
    }
    outcome->notes |= NOTE_RULE_SET_MISSING;
    return NO_GRANT_NOT_DUE;
}

/* Years 2 to 5 and the special grants: never before the opening (grants.md 4.1). */
static Status add_others(GrantWork *work, const IntegrationBasis *basis, NoGrantReason *reason)
{
    if (work->context->budget_year < work->context->opening_year) return STATUS_OK;
    if (basis->grant_year >= 2) TRY(integration_later_years(work, basis, reason));
    TRY(integration_minors(work, basis));
    return integration_impairment(work, basis);
}

static Status add_all(GrantWork *work, const Registration *mother, NoGrantReason *reason)
{
    IntegrationBasis basis = {.grant_year = 0};
    *reason = integration_basis(work, mother, &basis);
    if (*reason != NO_GRANT_HAS_LINES) return STATUS_OK;
    *reason = NO_GRANT_NOT_DUE; /* settled after the budget year, or before the opening */
    if (basis.grant_year < 1) return STATUS_OK;
    if (basis.grant_year == 1) TRY(integration_year_one(work, &basis, reason));
    return add_others(work, &basis, reason);
}

Status integration_grant(const GrantContext *context, const Registration *person,
                         const Registration *mother, EarnedParts *parts, GrantOutcome *outcome,
                         const Trace *trace)
{
    *outcome = (GrantOutcome){NO_GRANT_HAS_LINES, 0};
    if (context->rules == NULL) {
        outcome->reason = (uint8_t)note_missing_rule_set(context, person, outcome);
        return STATUS_OK;
    }
    GrantWork work = grant_work(context, person, parts, trace);
    NoGrantReason reason = NO_GRANT_HAS_LINES;
    size_t before = parts->count;
    Status status = add_all(&work, mother, &reason);
    if (status != STATUS_OK) {
        parts->count = before; /* nothing half done: the caller computes the person again */
        return status;
    }
    outcome->notes = work.notes;
    if (parts->count == before) {
        /* Resident on the register date, but every interval of the year is empty. */
        if (reason == NO_GRANT_HAS_LINES) reason = NO_GRANT_NOT_RESIDENT;
        outcome->reason = (uint8_t)reason;
    }
    return STATUS_OK;
}
