#include "rules/settlement/years.h"

#include "rules/settlement/basic.h"

SettleYear *settle_years_add(SettleContext *context, const RuleSet *rules, int budget_year,
                             int opening_year)
{
    SettleYears *years = &context->years;
    INVARIANT(years->count < SETTLE_YEARS_MAX);
    SettleYear *year = &years->items[years->count++];
    *year = (SettleYear){.context = {.rules = rules,
                                     .municipalities = context->municipalities,
                                     .mapping = context->mapping,
                                     .budget_year = budget_year,
                                     .run_year = context->year,
                                     .run_quarter = context->quarter,
                                     .cutoff = context->cutoff,
                                     .opening_year = opening_year,
                                     .frozen = context->frozen},
                         .version = rule_set_version(rules),
                         .before_opening = budget_year < opening_year};
    return year;
}

/* Basic grants that were held are compared until they are settled (grants.md 3). */
static MissingYear add_basic_years(SettleContext *context, int before, int opening_year,
                                   RulesOfYear rules_of, const void *sets, int *missing)
{
    for (int year = context->year - (SETTLE_YEARS_MAX - 1); year < before; year++) {
        if (!basic_needs_year(context, year)) continue;
        const RuleSet *rules = rules_of(sets, year);
        *missing = year;
        if (rules == NULL) return MISSING_BASIC;
        SettleYear *added = settle_years_add(context, rules, year, opening_year);
        added->before_opening = false;
        added->basic_only = true;
    }
    return MISSING_NONE;
}

/* A year that cannot be left out for want of a rule set. */
static bool settled_in_year(const SettledLine *settled, size_t count, int year)
{
    for (size_t i = 0; i < count; i++) {
        if (settled[i].budget_year == year) return true;
    }
    return false;
}

static MissingYear add_year(SettleContext *context, int year, int opening_year,
                            RulesOfYear rules_of, const void *sets, const SettledLine *settled,
                            size_t count)
{
    const RuleSet *rules = rules_of(sets, year);
    if (rules != NULL) {
        settle_years_add(context, rules, year, opening_year);
        return MISSING_NONE;
    }
    if (settled_in_year(settled, count, year)) return MISSING_LINES;
    return basic_needs_year(context, year) ? MISSING_BASIC : MISSING_NONE;
}

static int years_back(const RuleSet *rules)
{
    int earlier = (int)rule_value(rules, RULE_CORRECTION_YEARS);
    return earlier < SETTLE_YEARS_MAX ? earlier : SETTLE_YEARS_MAX - 1;
}

int settle_first_year(const RuleSet *rules)
{
    return rules->year - years_back(rules);
}

MissingYear settle_years_choose(SettleContext *context, int opening_year, RulesOfYear rules_of,
                                const void *sets, const SettledLine *settled, size_t count,
                                int *missing)
{
    const RuleSet *rules = rules_of(sets, context->year);
    *missing = context->year;
    if (rules == NULL) return MISSING_OWN;
    int first = settle_first_year(rules);
    MissingYear gap = add_basic_years(context, first, opening_year, rules_of, sets, missing);
    for (int year = first; year < context->year && gap == MISSING_NONE; year++) {
        *missing = year;
        gap = add_year(context, year, opening_year, rules_of, sets, settled, count);
    }
    if (gap != MISSING_NONE) return gap;
    settle_years_add(context, rules, context->year, opening_year)->before_opening = false;
    return MISSING_NONE;
}

const SettleYear *settle_year(const SettleContext *context, int budget_year)
{
    for (size_t y = 0; y < context->years.count; y++) {
        const SettleYear *year = &context->years.items[y];
        if (year->context.budget_year == budget_year) return year;
    }
    return NULL;
}

const SettleYear *settle_own_year(const SettleContext *context)
{
    INVARIANT(context->years.count > 0);
    return &context->years.items[context->years.count - 1];
}

bool settle_looks_back(const SettleContext *context, const SettledLine *line)
{
    const SettleYear *year = settle_year(context, line->budget_year);
    if (year == NULL || year->basic_only) return false;
    return !year->before_opening || grant_code_is_year_one((GrantCode)line->code);
}

bool settle_compares(const SettleContext *context, const SettledLine *line)
{
    Scheme scheme = payment_group_scheme(grant_code_group((GrantCode)line->code));
    return (context->schemes & scheme) != 0 && settle_looks_back(context, line);
}

bool settle_claims_without_rules(const SettleContext *context, const Registration *person,
                                 RulesOfYear rules_of, const void *sets)
{
    Day settled = person->settlement.date, claim = person->settlement.claim;
    if (!day_is_set(settled) || !day_is_set(claim) || claim > context->cutoff) return false;
    const GrantContext *own = &settle_own_year(context)->context;
    int year = day_year(settled);
    if (year < context->year - years_back(own->rules) || year >= context->year) return false;
    return day_year(claim) >= own->opening_year && rules_of(sets, year) == NULL;
}

Day settle_payment_date(Day cutoff, Day today)
{
    Day day = bank_day_after(cutoff, 5);
    Day soon = day_is_set(today) ? bank_day_after(today, 3) : day;
    return soon > day ? soon : day;
}

bool settle_paid_last_year(const SettleContext *context, const SettledLine *settled,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const SettledLine *line = &settled[i];
        if (line->budget_year != context->year - 1 || line->amount <= 0) continue;
        PaymentGroup group = grant_code_group((GrantCode)line->code);
        if (group == GROUP_INT_1) return true;
        if (group == GROUP_INT_2_5 && line->code != GRANT_AR_5) return true;
    }
    return false;
}
