/* relation_controls.c - records and payments seen beside each other. control.md 1. */
#include "rules/controls/relation_controls.h"

#include "rules/base/search.h"

static int compare(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

static int compare_looks(const Lookalike *a, const Lookalike *b)
{
    int order = compare(a->born, b->born);
    if (order == 0) order = compare(a->settled, b->settled);
    if (order == 0) order = compare(a->settled_in, b->settled_in);
    if (order == 0) order = compare(a->background, b->background);
    return order != 0 ? order : compare(a->sex, b->sex);
}

int lookalike_compare(const void *left, const void *right)
{
    const Lookalike *a = left, *b = right;
    int order = compare_looks(a, b);
    if (order == 0) order = compare(a->ident_type, b->ident_type);
    return order != 0 ? order : compare(a->person, b->person);
}

/* What is looked for among the sorted: the end of the items with a look and, at the most, a
 * type of ident. */
typedef struct LookSearch {
    const Lookalike *sorted, *person;
    int type;
} LookSearch;

static bool is_before(const void *user, size_t index)
{
    const LookSearch *search = user;
    int order = compare_looks(&search->sorted[index], search->person);
    return order < 0 || (order == 0 && search->sorted[index].ident_type <= search->type);
}

size_t lookalikes_of(const Lookalike *sorted, size_t count, const Lookalike *person)
{
    if (!day_is_set(person->settled)) return 0;
    const LookSearch look = {sorted, person, UINT8_MAX};
    const LookSearch type = {sorted, person, person->ident_type};
    return search_first(count, is_before, &look) - search_first(count, is_before, &type);
}

int child_compare(const void *left, const void *right)
{
    const ChildOf *a = left, *b = right;
    int order = compare(a->mother, b->mother);
    if (order == 0) order = compare(a->born, b->born);
    if (order == 0) order = compare(a->sex, b->sex);
    return order != 0 ? order : compare(a->person, b->person);
}

bool child_counted_twice(const ChildOf *first, const ChildOf *second)
{
    return first->mother == second->mother && first->born == second->born &&
           first->sex == second->sex && first->municipality != MUNICIPALITY_NONE &&
           second->municipality != MUNICIPALITY_NONE &&
           first->municipality != second->municipality;
}

/* Two codes or municipalities of one year may cancel each other: it is the year's sum that
 * counts. */
static Ore year_one_sum(const PaidPart *parts, size_t count, int year)
{
    Ore sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!grant_code_is_settling((GrantCode)parts[i].code) || parts[i].budget_year != year)
            continue;
        sum = ore_add(sum, ore_add(parts[i].settled, parts[i].due));
    }
    return sum;
}

bool year_one_twice(const PaidPart *parts, size_t count, int *year, int *other)
{
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        if (!grant_code_is_settling((GrantCode)parts[i].code)) continue;
        if (year_one_sum(parts, count, parts[i].budget_year) <= 0) continue;
        if (found && parts[i].budget_year != *year) {
            *other = parts[i].budget_year;
            return true;
        }
        *year = parts[i].budget_year;
        found = true;
    }
    return false;
}

bool paid_elsewhere(const PaidPart *parts, size_t count, MunicipalityCode *from,
                    MunicipalityCode *to)
{
    *from = *to = MUNICIPALITY_NONE;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].settled > 0 && parts[i].due < 0) *from = parts[i].municipality;
        if (parts[i].settled == 0 && parts[i].due > 0) *to = parts[i].municipality;
    }
    return *from != MUNICIPALITY_NONE && *to != MUNICIPALITY_NONE && *from != *to;
}

Kroner payment_limit(const ControlThresholds *thresholds, Kroner configured)
{
    return configured > 0 ? configured : thresholds->value[THRESHOLD_PAYMENT_KRONER];
}

/* R924: the appropriation a payment group is paid from: THRESHOLD_APPROPRIATION_... */
static ThresholdId appropriation_of(PaymentGroup group)
{
    if (group == GROUP_EM) return THRESHOLD_APPROPRIATION_MINORS;
    if (payment_group_scheme(group) == SCHEME_NORWEGIAN)
        return THRESHOLD_APPROPRIATION_NORWEGIAN;
    return THRESHOLD_APPROPRIATION_INTEGRATION;
}

size_t appropriation_sums(const ControlThresholds *thresholds, unsigned schemes,
                          const Ore settled[PAYMENT_GROUP_COUNT],
                          AppropriationSum sums[APPROPRIATIONS])
{
    static const PaymentGroup heads[APPROPRIATIONS] = {GROUP_INT_1, GROUP_EM, GROUP_NORSK};
    size_t count = 0;
    for (size_t h = 0; h < APPROPRIATIONS; h++) {
        ThresholdId id = appropriation_of(heads[h]);
        AppropriationSum sum = {heads[h], thresholds->value[id], 0};
        if (!(schemes & payment_group_scheme(heads[h]))) continue;
        for (int g = 0; g < PAYMENT_GROUP_COUNT; g++) {
            if (appropriation_of((PaymentGroup)g) == id)
                sum.settled = ore_add(sum.settled, settled[g]);
        }
        sums[count++] = sum;
    }
    return count;
}
