/* integration_grant_year_one.c - year 1 and its one-offs, and when they are due. grants.md 2.2.
 */
#include "rules/integration/integration_grant.h"

/* grants.md 2.2, table: the code by the group at settlement. */
static GrantCode code_of_group(uint8_t group)
{
    switch ((SettlementGroup)group) {
    case SETTLEMENT_ENSLIG_VOKSEN:
        return GRANT_AR_1_EV;
    case SETTLEMENT_BARN:
        return GRANT_AR_1_B;
    case SETTLEMENT_ENSLIG_MINDREARIG:
        return GRANT_AR_1_EM;
    default:
        return GRANT_AR_1;
    }
}

/* grants.md 2.2 (Claim): needed under claim="required", but not by a newborn. */
static bool needs_claim(const GrantWork *work, const IntegrationBasis *basis)
{
    return rule_value(work->rules, RULE_CLAIM) == 1 && !basis->newborn;
}

/* grants.md 2.2 (Claim): there, not after the cut-off, not too long after the settlement. */
static bool is_claimed_in_time(const GrantWork *work, const Settlement *settlement)
{
    if (!day_is_set(settlement->claim) || settlement->claim > work->context->cutoff) {
        TELL(work, "2.2", "Year 1 has not been claimed by the cut-off.");
        return false;
    }
    int months = rule_value(work->rules, RULE_CLAIM_LIMIT_MONTHS);
    if (settlement->claim > day_add_months(settlement->date, months)) {
        TELL(work, "2.2",
             "Year 1 was claimed on %s, more than %d months after the settlement; there is no "
             "grant.",
             day_text(settlement->claim).text, months);
        return false;
    }
    return true;
}

/* grants.md 4.1: budget years before the ledger's opening are payable only when they were
 * claimed in the opening year or later. */
static bool is_before_opening(const GrantWork *work, const IntegrationBasis *basis)
{
    int opening = work->context->opening_year;
    if (work->context->budget_year >= opening) return false;
    return !needs_claim(work, basis) || basis->settlement.claim < first_day_of_year(opening);
}

/* grants.md 2.2 (Claim): the later of settlement and claim; whether it is due by this run. */
static NoGrantReason find_due_day(const GrantWork *work, const IntegrationBasis *basis,
                                  Day *due)
{
    const Settlement *settlement = &basis->settlement;
    *due = settlement->date;
    if (needs_claim(work, basis)) {
        if (!is_claimed_in_time(work, settlement)) return NO_GRANT_NOT_CLAIMED;
        if (settlement->claim > *due) *due = settlement->claim;
    }
    if (is_before_opening(work, basis)) {
        TELL(work, "4", "%d is before the ledger's opening in %d and was not claimed since.",
             work->context->budget_year, work->context->opening_year);
        return NO_GRANT_NOT_DUE;
    }
    TELL(work, "2.2", "Year 1 is due in the quarter of %s.", day_text(*due).text);
    return *due <= work->run_end ? NO_GRANT_HAS_LINES : NO_GRANT_NOT_DUE;
}

/* grants.md 2.2: to the municipality of settlement; not split on a move, unless the rule set
 * says so. */
static Status add_once(GrantWork *work, const IntegrationBasis *basis, GrantCode code,
                       Day rate_day)
{
    Place place = place_of(work->context, work->person, basis->settlement.municipality);
    Interval interval = whole_year(place);
    if (rule_value(work->rules, RULE_YEAR_ONE_SPLIT) == 0) {
        return add_whole(work, code, 1, &interval, rate_day);
    }
    WalkStart start = {basis->settlement.date, work->year_end, place,
                       (MoveMethod)rule_value(work->rules, RULE_INTEGRATION_MOVE_METHOD),
                       "2.2"};
    YearWalk walk = walk_moves(work->context, work->person, start, work->trace);
    while (walk_next(&walk, &interval)) {
        TRY(add_whole(work, code, 1, &interval, rate_day));
    }
    return STATUS_OK;
}

/* grants.md 2.2, table: kindergarten, elderly and school grant by completed age at settlement.
 */
static Status add_one_offs(GrantWork *work, const IntegrationBasis *basis, Day rate_day)
{
    const RuleSet *rules = work->rules;
    int age = completed_age(work->person->born, basis->settlement.date);
    TELL(work, "2.2", "Completed age at settlement: %d years.", age);
    if (age >= 0 && age <= rule_value(rules, RULE_KINDERGARTEN_MAXIMUM_AGE)) {
        TRY(add_once(work, basis, GRANT_BHT, rate_day));
    }
    if (age >= rule_value(rules, RULE_ELDERLY_MINIMUM_AGE)) {
        TRY(add_once(work, basis, GRANT_ELDR, rate_day));
    }
    if (rule_value(rules, RULE_SCHOOL_GRANT) == 1 &&
        age >= rule_value(rules, RULE_SCHOOL_MINIMUM_AGE) &&
        age <= rule_value(rules, RULE_SCHOOL_MAXIMUM_AGE)) {
        TRY(add_once(work, basis, GRANT_SKOLE, rate_day));
    }
    return STATUS_OK;
}

Status integration_year_one(GrantWork *work, const IntegrationBasis *basis,
                            NoGrantReason *reason)
{
    Day due = DAY_NONE;
    *reason = find_due_day(work, basis, &due);
    if (*reason != NO_GRANT_HAS_LINES) return STATUS_OK;
    /* A claim in a later year: the settlement year's rate in force on its 31 December. */
    Day rate_day = due <= work->year_end ? due : work->year_end;
    TRY(add_once(work, basis, code_of_group(basis->settlement.group), rate_day));
    return add_one_offs(work, basis, rate_day);
}
