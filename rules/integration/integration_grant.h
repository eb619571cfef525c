/*
 * integration_grant.h - the themes of the integration grant, one file each. Inside rules/ only;
 * grants.md 2. The public entry is integration_grant() in rules/ruleset/grant.h.
 */
#ifndef TILSKUDD_RULES_INTEGRATION_GRANT_H
#define TILSKUDD_RULES_INTEGRATION_GRANT_H

#include "rules/integration/moves.h"

enum { GRANT_YEARS_MAX = 5 }; /* AR-1 to AR-5 */

/* What the integration grant of one person rests on (grants.md 2.1). */
typedef struct IntegrationBasis {
    Settlement settlement; /* own, or a newborn's */
    bool newborn;
    int settlement_year;
    int grant_year; /* n = budget year - settlement year + 1; below 1 before the settlement */
    int years;      /* N > 0 */
} IntegrationBasis;

/* grants.md 2.1, 2.2 (Newborn): settlement, ground and exclusions. NO_GRANT_HAS_LINES when the
 * basis is there, else why not. `mother` may be NULL. */
NoGrantReason integration_basis(const GrantWork *work, const Registration *mother,
                                IntegrationBasis *basis);

/* Each appends its parts; *reason says why when it appended none. */

/* grants.md 2.2: AR-1*, BHT, ELDR, SKOLE. */
MUST_USE Status integration_year_one(GrantWork *work, const IntegrationBasis *basis,
                                     NoGrantReason *reason);
/* grants.md 2.3: AR-2 to AR-5. */
MUST_USE Status integration_later_years(GrantWork *work, const IntegrationBasis *basis,
                                        NoGrantReason *reason);
/* grants.md 2.3: one yearly grant by register date, terms and moves, as years 2 to 5.
 * `resident`: whether there is anyone to pay on 1 January. */
MUST_USE Status integration_register_date(GrantWork *work, GrantCode code, int grant_year,
                                          bool *resident);
/* grants.md 2.4: EMINB, EMINU; EM_PER_PERSON, EM_SETTLED_THIS_YEAR. */
MUST_USE Status integration_minors(GrantWork *work, const IntegrationBasis *basis);
/* grants.md 2.4: FHT1, FHT2. */
MUST_USE Status integration_impairment(GrantWork *work, const IntegrationBasis *basis);

#endif
