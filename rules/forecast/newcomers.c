#include "rules/forecast/newcomers.h"

#include <stdlib.h>

enum { ORE_PER_KRONE = 100 };

static const GrantCode first_years[SETTLEMENT_GROUP_COUNT] = {
    [SETTLEMENT_ENSLIG_VOKSEN] = GRANT_AR_1_EV,
    [SETTLEMENT_VOKSEN] = GRANT_AR_1,
    [SETTLEMENT_BARN] = GRANT_AR_1_B,
    [SETTLEMENT_ENSLIG_MINDREARIG] = GRANT_AR_1_EM};

GrantCode newcomer_code(SettlementGroup group)
{
    return first_years[group];
}

static uint8_t group_of(uint8_t code)
{
    uint8_t group = 0;
    while (first_years[group] != (GrantCode)code)
        group++;
    return group;
}

bool newcomer_count_same(const NewcomerCount *left, const NewcomerCount *right)
{
    return left->municipality == right->municipality && left->quarter == right->quarter &&
           left->group == right->group;
}

int newcomer_count_compare(const void *left, const void *right)
{
    const NewcomerCount *a = left, *b = right;
    if (a->municipality != b->municipality) return a->municipality < b->municipality ? -1 : 1;
    if (a->quarter != b->quarter) return a->quarter < b->quarter ? -1 : 1;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    return (a->line > b->line) - (a->line < b->line);
}

size_t newcomers_add_up(NewcomerCount *items, size_t count)
{
    size_t kept = 0;
    if (count > 1) qsort(items, count, sizeof *items, newcomer_count_compare);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && newcomer_count_same(&items[kept - 1], &items[i]))
            items[kept - 1].persons += items[i].persons;
        else
            items[kept++] = items[i];
    }
    return kept;
}

int64_t newcomers_total(const NewcomerCount *items, size_t count)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += items[i].persons;
    return total;
}

bool newcomer_brings(GrantCode code)
{
    switch (code) {
    case GRANT_BHT:
    case GRANT_ELDR:
    case GRANT_SKOLE:
    case GRANT_EMINB:
    case GRANT_EMINU:
    case GRANT_EM_PER_PERSON:
    case GRANT_EM_SETTLED_THIS_YEAR:
    case GRANT_FHT1:
    case GRANT_FHT2:
    case GRANT_ASYLNORSK:
    case GRANT_P_AR1_H:
    case GRANT_P_AR1_L:
    case GRANT_P37D_AR1:
        return true;
    default:
        return grant_code_is_settling(code);
    }
}

bool newcomer_brings_to(GrantCode code, SettlementGroup group)
{
    switch (code) {
    case GRANT_EMINB:
    case GRANT_EMINU:
    case GRANT_EM_PER_PERSON:
    case GRANT_EM_SETTLED_THIS_YEAR:
        return group == SETTLEMENT_ENSLIG_MINDREARIG;
    case GRANT_BHT:
    case GRANT_SKOLE:
        return group == SETTLEMENT_BARN;
    default:
        return true;
    }
}

void newcomers_by_group(const NewcomerCount *items, size_t count,
                        int64_t persons[SETTLEMENT_GROUP_COUNT])
{
    for (size_t i = 0; i < count; i++)
        persons[items[i].group] += items[i].persons;
}

/* --- what was not known the same day --- */

/* By subject, code and budget year. */
static int compare_grants(const ForecastLine *left, const ForecastLine *right)
{
    const SettledLine *a = &left->line, *b = &right->line;
    if (a->subject != b->subject) return a->subject < b->subject ? -1 : 1;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    return (a->budget_year > b->budget_year) - (a->budget_year < b->budget_year);
}

static void add_extra(const ForecastLine *line, int years_before, NewcomerExtra *extras,
                      size_t *count)
{
    size_t i = 0;
    while (i < *count &&
           (extras[i].code != line->line.code || extras[i].quarter != line->quarter ||
            extras[i].years_before != years_before))
        i++;
    if (i == *count) {
        INVARIANT(*count < NEWCOMER_EXTRAS_MAX);
        extras[(*count)++] = (NewcomerExtra){.code = line->line.code,
                                             .quarter = line->quarter,
                                             .years_before = (uint8_t)years_before};
    }
    extras[i].amount = ore_add(extras[i].amount, line->line.amount);
}

void newcomers_find(const NewcomerYear *of, NewcomerCount *counts, size_t *count,
                    NewcomerExtra *extras, size_t *extra_count)
{
    size_t before = 0;
    *count = *extra_count = 0;
    for (size_t i = 0; i < of->known_count; i++) {
        const ForecastLine *line = &of->known[i];
        GrantCode code = (GrantCode)line->line.code;
        int years_before = of->year - line->line.budget_year;
        while (before < of->before_count && compare_grants(&of->before[before], line) < 0)
            before++;
        if (before < of->before_count && compare_grants(&of->before[before], line) == 0)
            continue;
        if (line->control != 0 || !newcomer_brings(code)) continue;
        if (years_before < 0 || years_before >= NEWCOMER_YEARS_BEFORE) continue;
        if (grant_code_is_settling(code) && years_before == 0)
            counts[(*count)++] = (NewcomerCount){.persons = line->line.amount > 0 ? 1 : -1,
                                                 .municipality = line->line.municipality,
                                                 .quarter = line->quarter,
                                                 .group = group_of(line->line.code)};
        else
            add_extra(line, years_before, extras, extra_count);
    }
    *count = newcomers_add_up(counts, *count);
}

/* --- what it will be --- */

/* a * b / c rounded half up, of whole kroner; c > 0. Below 0 it is the mirror image. */
static Kroner part_of(Kroner a, int64_t b, int64_t c)
{
    int64_t product = 0;
    if (a < 0) return -part_of(-a, b, c);
    INVARIANT(c > 0 && !__builtin_mul_overflow(a, b, &product));
    return product / c + (product % c >= c - product % c);
}

static const Rate *rate_of(const RuleSet *rules, int code, int quarter, int years_before)
{
    if (rules == NULL) return NULL;
    Day due = last_day_of_quarter(rules->year, years_before > 0 ? 4 : quarter);
    return rule_rate(rules, code, due, due);
}

/* Those whom a code comes with, then and now; all, where none of them came. */
static void persons_of(const NewcomerRates *rates, GrantCode code, int64_t *counted,
                       int64_t *coming)
{
    for (bool all = false;; all = true) {
        *counted = *coming = 0;
        for (int g = 0; g < SETTLEMENT_GROUP_COUNT; g++) {
            if (!all && !newcomer_brings_to(code, (SettlementGroup)g)) continue;
            *counted += rates->persons_counted[g];
            *coming += rates->persons_coming[g];
        }
        if (*counted > 0 || all) return;
    }
}

/* FHT2 has no rate: the sums that were decided are taken as they were. */
bool newcomer_extra_price(const NewcomerExtra *extra, const NewcomerRates *rates, Ore *amount)
{
    Kroner kroner = part_of(extra->amount, 1, ORE_PER_KRONE);
    int64_t counted, coming_persons;
    *amount = 0;
    persons_of(rates, (GrantCode)extra->code, &counted, &coming_persons);
    if (counted <= 0) return false;
    if (extra->code != GRANT_FHT2) {
        int before = extra->years_before;
        const Rate *old = rate_of(rates->counted[before], extra->code, extra->quarter, before);
        const Rate *coming =
            rate_of(rates->coming[before], extra->code, extra->quarter, before);
        if (old == NULL || coming == NULL || old->amount == 0) return false;
        kroner = part_of(kroner, coming->amount, old->amount);
    }
    kroner = part_of(kroner, coming_persons, counted);
    *amount = kroner < 0 ? -ore_from_kroner(-kroner) : ore_from_kroner(kroner);
    return true;
}

bool newcomer_price(const NewcomerCount *newcomers, const RuleSet *rules, Ore *amount)
{
    int code = (int)newcomer_code((SettlementGroup)newcomers->group);
    const Rate *rate = rate_of(rules, code, newcomers->quarter, 0);
    *amount = 0;
    if (rate == NULL) return false;
    INVARIANT(
        !__builtin_mul_overflow(ore_from_kroner(rate->amount), newcomers->persons, amount));
    return true;
}

void newcomers_share(Ore total, const int64_t *weights, size_t count, Ore *parts)
{
    int64_t all = 0, so_far = 0;
    Kroner given = 0, kroner = total / ORE_PER_KRONE;
    for (size_t i = 0; i < count; i++)
        all += weights[i];
    for (size_t i = 0; i < count; i++) {
        so_far += weights[i];
        Kroner up_to = all > 0 ? part_of(kroner, so_far, all) : 0;
        parts[i] = (up_to - given) * ORE_PER_KRONE;
        given = up_to;
    }
}
