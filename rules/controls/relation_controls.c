/* relation_controls.c - records and payments seen beside each other. control.md 1. */
#include "rules/controls/relation_controls.h"

static int compare(int64_t left, int64_t right)
{
    return (left > right) - (left < right);
}

/* The earliest; of two on one day the first in the record. */
static const ResidencePermit *first_lasting(const Registration *person)
{
    const ResidencePermit *first = NULL;
    for (size_t i = 0; i < person->permit_count; i++) {
        const ResidencePermit *permit = &person->permits[i];
        if (!permit->permanent_basis) continue;
        if (first == NULL || permit->decided < first->decided) first = permit;
    }
    return first;
}

/* Days are within some centuries of 1970 (YEAR_MIN, YEAR_MAX). */
static uint64_t look_day(Day day)
{
    enum { DAY_BITS = 18, DAY_OFFSET = 1 << 17 };
    INVARIANT(day >= -DAY_OFFSET && day < DAY_OFFSET);
    return (uint64_t)(day + DAY_OFFSET) & ((1u << DAY_BITS) - 1);
}

uint64_t look_number(const Registration *person)
{
    enum { GROUND_BITS = 5, DAY_BITS = 18, COUNTRY_BITS = 15, SEX_BITS = 2 };
    const ResidencePermit *permit = first_lasting(person);
    if (permit == NULL) return 0;
    uint64_t look = look_day(person->born);
    look = look << DAY_BITS | look_day(permit->decided);
    look = look << COUNTRY_BITS | person->background;
    look = look << GROUND_BITS | permit->ground;
    return look << SEX_BITS | person->sex;
}

bool look_is_common(const Registration *person)
{
    int year = day_year(person->born);
    return person->born == day_from_date(year, 1, 1);
}

static bool settled_as_child(const Registration *person)
{
    return day_is_set(person->settlement.date) &&
           (person->settlement.group == SETTLEMENT_BARN ||
            person->settlement.group == SETTLEMENT_ENSLIG_MINDREARIG);
}

bool look_of_twins(const Registration *one, const Registration *other)
{
    if (one->mother != IDENT_NONE || other->mother != IDENT_NONE)
        return one->mother == other->mother;
    return settled_as_child(one) && settled_as_child(other) &&
           one->settlement.date == other->settlement.date &&
           one->settlement.municipality == other->settlement.municipality;
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
