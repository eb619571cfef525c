/*
 * years.h - which budget years a run computes, and which settled lines it compares with them.
 * grants.md 4.1, 4.3.
 *
 * A SettleContext is constant for a run once the years are chosen; everything in it is
 * borrowed. Nothing is allocated; any thread may read it. "Settle" in this room is the settling
 * of money; the settlement of a person is in registration.h.
 */
#ifndef TILSKUDD_RULES_YEARS_H
#define TILSKUDD_RULES_YEARS_H

#include "rules/ruleset/grant.h"
#include "rules/settlement/holds.h"
#include "rules/settlement/lines.h"

enum { SETTLE_YEARS_MAX = 12 };

/* One budget year that is computed. */
typedef struct SettleYear {
    GrantContext context;
    RuleVersion version; /* of its rule set */
    bool before_opening; /* year-1 codes claimed in the opening year or later only */
    bool basic_only;     /* basic grants that earlier runs fixed and held, nothing else */
} SettleYear;

typedef struct SettleYears {
    SettleYear items[SETTLE_YEARS_MAX]; /* ascending; the last is the run's own */
    size_t count;
} SettleYears;

typedef struct SettleContext {
    int year, quarter; /* of the run */
    unsigned schemes;  /* Scheme bits: others are neither computed nor compared */
    Day cutoff;
    bool frozen; /* as in GrantContext */
    const HoldChoices *holds;
    const MunicipalityTable *municipalities;
    const MunicipalityMapping *mapping;            /* to the cut-off */
    const MunicipalityMapping *mapping_15_january; /* of the budget year */
    const bool *municipality_held;                 /* by code: nobody can be paid in it */
    const MunicipalityList *held; /* --hold-municipality (held.h); NULL: none */
    SettleYears years;
    /* What the ledger says of the basic grant (basic.h): counts by code and year, settled lines
     * of municipalities in the order of settled_compare(). */
    const BasicCount *basic_known;
    size_t basic_known_count;
    const SettledLine *basic_settled;
    size_t basic_settled_count;
} SettleContext;

/* The rule set of a year, or NULL; `sets` is the caller's. */
typedef const RuleSet *(*RulesOfYear)(const void *sets, int year);

/* Why the years cannot be chosen: there is no rule set of ... */
typedef enum MissingYear {
    MISSING_NONE = 0,
    MISSING_OWN,   /* the run's own year */
    MISSING_LINES, /* an earlier year that the ledger has lines of */
    MISSING_BASIC  /* one of which a basic grant was held */
} MissingYear;

/* Fills context->years from what stands in the context: the earlier years within the limitation
 * period, by their own rule sets, of those before the opening only what was claimed later;
 * years of which a basic grant was held. *missing: the year without a rule set. grants.md 4.3.
 */
MissingYear settle_years_choose(SettleContext *context, int opening_year, RulesOfYear rules_of,
                                const void *sets, const SettledLine *settled, size_t count,
                                int *missing);
/* The earliest budget year within the limitation period of a run of the rule set's year. */
int settle_first_year(const RuleSet *rules);
/* Adds one year, later than those before it, as settle_years_choose() does. */
SettleYear *settle_years_add(SettleContext *context, const RuleSet *rules, int budget_year,
                             int opening_year);
/* The year of a line, NULL when it is not computed; the run's own. */
const SettleYear *settle_year(const SettleContext *context, int budget_year);
const SettleYear *settle_own_year(const SettleContext *context);

/* Whether the run compares a person's settled line at all (grants.md 4.1, 4.3, --schemes). */
bool settle_compares(const SettleContext *context, const SettledLine *line);
/* Whether any run of these years would. Lines of a year that no run compares any more make
 * nobody vanish and no two persons a conflict. Those of a scheme that this run leaves out do: a
 * new ident that looks like theirs must be held now, because once it has been paid anything it
 * is new no longer. */
bool settle_looks_back(const SettleContext *context, const SettledLine *line);
/* A year 1 that was claimed late for a year without a rule set can be neither paid nor priced.
 */
bool settle_claims_without_rules(const SettleContext *context, const Registration *person,
                                 RulesOfYear rules_of, const void *sets);

/* The fifth bank day after the cut-off (cli.md); not before the third one from `today`, unless
 * that is DAY_NONE: the second person and the bank need time. */
Day settle_payment_date(Day cutoff, Day today);

/* R304: an integration grant was paid for the year before, with another year to follow. */
bool settle_paid_last_year(const SettleContext *context, const SettledLine *settled,
                           size_t count);

#endif
