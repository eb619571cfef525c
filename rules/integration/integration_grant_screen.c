/* integration_grant_screen.c - budget years that cannot concern a person, told by comparing
 * years.
 *
 * Beside the law, not part of it: each answer follows from a paragraph that is computed
 * elsewhere (integration_grant_basis.c, integration_grant_year_one.c), and the test of it
 * compares the two.
 */
#include "rules/integration/integration_grant.h"

/* The day the grant years count from: of settlement, or of birth for who can only be settled as
 * a newborn (grants.md 2.1, 2.2); DAY_NONE when there is neither. */
static Day first_day_of_grant(const GrantContext *context, const Registration *person)
{
    Day settled = person->settlement.date;
    if (day_is_set(settled) && settled <= context->cutoff) return settled;
    return person->mother != IDENT_NONE && person->born <= context->cutoff ? person->born
                                                                           : DAY_NONE;
}

/* grants.md 4.1: before the opening only year 1, claimed in the opening year or later. A
 * newborn needs no claim, so that none can make its year payable. */
static bool is_claimed_since_opening(const GrantContext *context, const Registration *person)
{
    Day settled = person->settlement.date, claim = person->settlement.claim;
    return day_is_set(settled) && day_is_set(claim) && claim <= context->cutoff &&
           claim >= first_day_of_year(context->opening_year);
}

bool integration_grant_is_possible(const GrantContext *context, const Registration *person)
{
    if (context->rules == NULL) return true; /* what is missing may have to be noted */
    Day from = first_day_of_grant(context, person);
    if (!day_is_set(from)) return false;
    int grant_year = context->budget_year - day_year(from) + 1;
    if (grant_year < 1) return false;
    if (context->budget_year < context->opening_year)
        return grant_year == 1 && is_claimed_since_opening(context, person);
    /* minors' grants go on beyond the years of the ground (grants.md 2.4) */
    return grant_year <= GRANT_YEARS_MAX ||
           person->settlement.group == SETTLEMENT_ENSLIG_MINDREARIG;
}
