#include "rules/controls/control_horizon.h"

#include <limits.h>

#include "rules/controls/control_actions.h"

static int correction_years(const GrantContext *context)
{
    return rule_value(context->rules, RULE_CORRECTION_YEARS);
}

int control_first_money_year(const GrantContext *context)
{
    int first = context->run_year - correction_years(context);
    return first > context->opening_year ? first : context->opening_year;
}

bool control_moves_kroner(const GrantContext *context, int budget_year)
{
    return budget_year >= control_first_money_year(context) && budget_year <= context->run_year;
}

Day control_first_day(const GrantContext *context)
{
    int opening = context->opening_year > 0 ? context->opening_year : context->run_year;
    return first_day_of_year(opening - correction_years(context));
}

static int later_year(int year, Day day, int years)
{
    if (!day_is_set(day)) return year;
    return day_year(day) + years > year ? day_year(day) + years : year;
}

/* The grant of a minor runs through the year of the birthday. grants.md 2.4. */
static int minor_last_year(const Registration *person)
{
    enum { LAST_AGE = 20 };
    return day_year(person->born) + LAST_AGE;
}

int control_last_money_year(const Registration *person)
{
    enum { YEARS_AFTER_SETTLEMENT = 4, YEARS_AFTER_ENTRY = 2 };
    int last = later_year(0, person->settlement.date, YEARS_AFTER_SETTLEMENT);
    if (person->mother != IDENT_NONE && !day_is_set(person->settlement.date))
        last = later_year(last, person->born, YEARS_AFTER_SETTLEMENT);
    last = later_year(last, person->training.target_from, YEARS_AFTER_ENTRY);
    if (last == 0) return INT_MAX;
    last = later_year(last, person->asylum_training_from, 0);
    last = later_year(last, person->settlement.claim, 0);
    for (size_t i = 0; i < person->special_count; i++)
        last = later_year(last, person->special_grants[i].decided, 0);
    if (person->settlement.group == SETTLEMENT_ENSLIG_MINDREARIG &&
        minor_last_year(person) > last)
        last = minor_last_year(person);
    return last;
}

void control_leave_out_past(const GrantContext *context, const Registration *person,
                            size_t begin, Findings *findings)
{
    size_t kept = begin;
    if (findings->count == begin) return;
    bool past = control_last_money_year(person) < control_first_money_year(context);
    for (size_t i = begin; i < findings->count; i++) {
        const Finding *finding = &findings->items[i];
        bool warns = finding->severity > SEVERITY_BLOCK;
        if (past && warns && control_effect(finding->control) == EFFECT_MONEY) continue;
        findings->items[kept++] = *finding;
    }
    findings->count = kept;
}
