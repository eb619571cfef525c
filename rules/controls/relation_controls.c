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

/* As the grants see it: a newborn is settled as a child on its birth date. */
static bool settled_as_child(const Registration *person)
{
    if (!day_is_set(person->settlement.date)) return person->mother != IDENT_NONE;
    return person->settlement.group == SETTLEMENT_BARN ||
           person->settlement.group == SETTLEMENT_ENSLIG_MINDREARIG;
}

/* Newborns are where their mother is. */
static bool settled_together(const Registration *one, const Registration *other)
{
    if (one->settlement.date != other->settlement.date) return false;
    if (!day_is_set(one->settlement.date)) return one->mother == other->mother;
    return one->settlement.municipality == other->settlement.municipality;
}

static bool same_permits(const Registration *one, const Registration *other)
{
    if (one->permit_count != other->permit_count) return false;
    for (size_t i = 0; i < one->permit_count; i++) {
        const ResidencePermit *a = &one->permits[i], *b = &other->permits[i];
        if (a->decided != b->decided || a->ground != b->ground ||
            a->permanent_basis != b->permanent_basis || a->reference != b->reference ||
            a->reference_settled != b->reference_settled ||
            a->family_application != b->family_application)
            return false;
    }
    return true;
}

static bool same_training(const Registration *one, const Registration *other)
{
    const NorwegianTraining *a = &one->training, *b = &other->training;
    if (a->target_from != b->target_from || a->decision != b->decision ||
        a->application != b->application || a->right != b->right || a->duty != b->duty ||
        a->training_municipality != b->training_municipality ||
        one->hours_count != other->hours_count)
        return false;
    for (size_t i = 0; i < one->hours_count; i++) {
        const TrainingHours *c = &one->hours[i], *d = &other->hours[i];
        if (c->half_year != d->half_year || c->norwegian != d->norwegian ||
            c->social_studies != d->social_studies || c->absence != d->absence)
            return false;
    }
    return true;
}

static bool same_programmes(const Registration *one, const Registration *other)
{
    if (one->programme_count != other->programme_count) return false;
    for (size_t i = 0; i < one->programme_count; i++) {
        const IntroductionProgramme *a = &one->programmes[i], *b = &other->programmes[i];
        if (a->start != b->start || a->end != b->end || a->end_reason != b->end_reason ||
            a->hours_per_week_tenths != b->hours_per_week_tenths ||
            a->weeks_per_year != b->weeks_per_year)
            return false;
    }
    return true;
}

bool look_of_twins(const Registration *one, const Registration *other)
{
    return settled_as_child(one) && settled_as_child(other) && settled_together(one, other) &&
           !(same_permits(one, other) && same_training(one, other) &&
             same_programmes(one, other));
}

int birth_compare(const void *left, const void *right)
{
    const BirthOf *a = left, *b = right;
    int order = compare(a->born, b->born);
    if (order == 0) order = compare(a->background, b->background);
    if (order == 0) order = compare(a->sex, b->sex);
    if (order == 0) order = compare(b->newborn, a->newborn);
    if (order == 0) order = compare(a->settled, b->settled);
    return order != 0 ? order : compare(a->person, b->person);
}

bool birth_is_alike(const BirthOf *one, const BirthOf *other)
{
    return one->born == other->born && one->background == other->background &&
           one->sex == other->sex;
}

bool is_settled_newborn(const Registration *person)
{
    const Settlement *settlement = &person->settlement;
    return day_is_set(settlement->date) && settlement->date >= person->born &&
           settlement->date < day_add_years(person->born, 1);
}

bool newborn_counted_twice(const BirthOf *newborn, const BirthOf *child, int months)
{
    return newborn->newborn && !child->newborn && birth_is_alike(newborn, child) &&
           child->settled <= day_add_months(newborn->settled, months) &&
           newborn->settled <= day_add_months(child->settled, months);
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

bool payment_waits_long(uint16_t sent, uint16_t now)
{
    enum { QUARTERS = 2 };
    return sent != 0 && now >= sent + QUARTERS;
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
